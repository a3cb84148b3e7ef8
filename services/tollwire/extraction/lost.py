"""Counts of men lost: "the army lost 16 men", "it cost the attackers 200 men", "four of them were lost"."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("lost")
_LOSING, _COSTING, _LOST, _LOST_TO = (_TABLE[name] for name in ("losing", "costing", "lost", "lost_to"))
_LOST_IN = frozenset({"in", ".", ",", "there", "that", ""})
_AUXILIARIES = frozenset({"was", "were", "is", "are", "been", "being", "had", "have", "has", "also"})
_GOES_ON = ("DT", "PR", "NN", "JJ", "CD")  # with an object: "lost their way"
_FEW = 20  # a team loses as many matches
_LONGEST_OWNER = 4


def lost(scene: Scene, phrase: Counted) -> Link | None:
    """As in "The army lost 16 men", "it cost the attackers 200 men", "lost 25, killed and wounded"."""
    line = scene.line
    at = _losing(line, phrase.amount.start)
    if at is None or _is_no_loss(line, phrase):
        return None
    single = phrase.amount.kind == "article"
    told = _told_after(scene, phrase.end) or _told_beside(scene, phrase) or _told_of_ours(scene, phrase, at)
    if (single or not told) and not _may_be_lost(scene, phrase, single):
        return None
    event = told or Event(at, at + 1, CasualtyType.KILLED, "object", "part", "lose")
    return Link(event, event.casualty_type, 88, "lost", before=True)


def were_lost(scene: Scene, phrase: Counted) -> Link | None:
    """As in "25 members of the security forces had been lost", "against four fighters lost by the rebels"."""
    line = scene.line
    at = start = line.past_of(phrase.end)
    while line.word(at) in _AUXILIARIES:
        at += 1
    passive = at > start and line.word(at - 1) not in ("have", "has", "had")
    if line.word(at) != "lost" or not (passive or (at == start and line.word(at + 1) == "by")):
        return None
    goes_on = line.tag(at + 1)[:2] in _GOES_ON or line.word(at + 1) == "to"
    if goes_on or not _may_be_lost(scene, phrase, False):
        return None
    event = Event(at, at + 1, CasualtyType.KILLED, "object", "part", "lose")
    return Link(event, CasualtyType.KILLED, 88, "lost")


def _may_be_lost(scene: Scene, phrase: Counted, single: bool) -> bool:
    """Whether they are soldiers, or of an army or a family; a single one only if a fighting man."""
    if phrase.noun is not Noun.PEOPLE or phrase.head is None:
        return False
    word = scene.line.word(phrase.head)
    person = scene.words.people.get(word)
    if person is None:
        return False
    if person.group is VictimGroup.MILITARY:
        return not single or (person.countable and not person.plural)
    return word in _LOST and not single


def _losing(line: Line, start: int) -> int | None:
    """Where the verb of losing stands before a number at `start`."""
    at = start - 1
    if line.word(at) == "and" and line.tag(at - 1) == "CD":  # "lost 15 and 40 men respectively"
        at -= 2
    if line.tag(at) == "RB":
        at -= 1
    if line.word(at) in _LOSING:
        return at
    if line.word(at) == "and" and (first := _losing_one(line, at)) is not None:
        return first
    for _ in range(_LONGEST_OWNER):  # "cost the attackers more than 200 men"
        if line.tag(at) not in ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "POS"):
            break
        at -= 1
    return at if at < start - 1 and line.word(at) in _COSTING else None


def _losing_one(line: Line, joint: int) -> int | None:
    """Where "lost its colonel and 212 men" begins."""
    at = joint - 1
    while line.tag(at) in ("JJ", "NN", "NNP") and joint - at <= _LONGEST_OWNER:
        at -= 1
    single = at < joint - 1 and line.tag(at) in ("DT", "PRP$")
    return at - 1 if single and line.word(at - 1) in _LOSING else None


def _is_no_loss(line: Line, phrase: Counted) -> bool:
    """As in "lost three men to injury", "lost 300 people to the cities"."""
    return line.word(phrase.end) == "to" and not _LOST_TO.isdisjoint(
        line.low[phrase.end + 1 : phrase.end + 5]
    )


def _told_beside(scene: Scene, phrase: Counted) -> Event | None:
    """What a bare number lost is where the sentence tells of killed: "Israel, which lost six, killed 60"."""
    if phrase.noun is not Noun.NONE or phrase.more or scene.line.word(phrase.end) in ("in", "of", "-", "to"):
        return None
    killed = any(
        event.casualty_type is CasualtyType.KILLED and event.role == "object" for event in scene.events
    )
    at = phrase.amount.start - 1
    return Event(at, at + 1, CasualtyType.KILLED, "object", "part", "lose") if killed else None


def _told_of_ours(scene: Scene, phrase: Counted, verb: int) -> Event | None:
    """As in "We lost 13,000 in ten years", "they lost seven of theirs"."""
    line = scene.line
    ours = line.word(phrase.end - 1) in ("ours", "theirs")
    soldiers = line.word(verb - 1) == "we" and phrase.noun is Noun.NONE and line.word(phrase.end) in _LOST_IN
    fits = ours or (soldiers and phrase.amount.count.low > _FEW and not phrase.more)
    return Event(verb, verb + 1, CasualtyType.KILLED, "object", "part", "lose") if fits else None


def _told_after(scene: Scene, end: int) -> Event | None:
    """What the loss is said to be: "lost 25 men, killed and wounded"."""
    while scene.line.word(end) in (",", "(", "in", "both", "either", "-"):
        end += 1
    event = scene.starting(end)
    return event if event and event.casualty_type is CasualtyType.CASUALTIES and not event.active else None
