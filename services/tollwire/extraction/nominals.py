"""Counts that stand with a noun: "104 deaths", "the killing of three", "30,000 lives", "lost 16 men"."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.endings import is_people_name
from tollwire.extraction.events import Event
from tollwire.extraction.groups import NAMES
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("nominals")
_CLAIMING = _TABLE["claiming"]
_LOSING = _TABLE["losing"]
_TAKING = _TABLE["taking"]
_LOST = _TABLE["lost"]
_COSTING = _TABLE["costing"]
_LOST_TO = _TABLE["lost_to"]
_HOLDING = _TABLE["holding"]
_KEPT = _TABLE["kept"]
_HURTS = _TABLE["hurts"]
_FREED = _TABLE["freed"]
_LISTS = _TABLE["lists"]
_LOST_IN = frozenset({"in", ".", ",", "there", "that", ""})
_FEW = 20  # a team loses as many matches
_LONGEST_OWNER = 4


def nominal(scene: Scene, phrase: Counted) -> Link | None:
    """As in "104 military deaths", "no casualties"; "21 injured people"; "50 hostages"."""
    line = scene.line
    if phrase.noun is Noun.CASUALTY and phrase.head is not None and phrase.casualty_type is not None:
        if phrase.amount.kind == "zero" and line.word(phrase.amount.end) == "of":
            return None
        if line.word(phrase.head) in ("body", "bodies") and phrase.amount.kind in (
            "article",
            "vague",
            "zero",
        ):
            return None
        if line.word(phrase.head) in ("losses", "loss") and phrase.amount.kind == "article":
            return None
        life = line.word(phrase.head) in ("loss", "losses") and line.word(phrase.head + 2) in (
            "life",
            "lives",
        )
        kind = CasualtyType.KILLED if life else phrase.casualty_type
        return Link(Event(phrase.head, phrase.head + 1, kind, "noun"), kind, 95, "nominal")
    if phrase.attribute is not None and phrase.amount.kind != "article" and phrase.noun is not Noun.THING:
        event = scene.starting(phrase.attribute)
        if event is not None and event.role in ("object", "state"):
            return Link(event, event.casualty_type, 85, "attribute")
    if phrase.noun is Noun.PEOPLE and phrase.head is not None and line.word(phrase.head - 1) == "fallen":
        fallen = Event(phrase.head - 1, phrase.head, CasualtyType.KILLED, "state")
        return Link(fallen, CasualtyType.KILLED, 85, "attribute")
    if phrase.noun is Noun.PEOPLE and phrase.casualty_type is not None and phrase.head is not None:
        if phrase.amount.kind == "article":
            return None
        kind = phrase.casualty_type
        event = Event(phrase.head, phrase.head + 1, kind, "noun")
        if kind is CasualtyType.CAPTURED and not _FREED.isdisjoint(line.low[phrase.end : phrase.end + 5]):
            return None  # "ten hostages were freed"
        # A hostage may be killed; a martyr was.
        return Link(event, kind, 20 if kind is CasualtyType.CAPTURED else 65, "called")
    return None


def prisoners(scene: Scene, phrase: Counted) -> Link | None:
    """As in "They took 11,000 prisoners", "11,000 prisoners were taken", "took 12 soldiers alive"."""
    line = scene.line
    taken = phrase.noun is Noun.PEOPLE and line.word(phrase.amount.start - 1) in _TAKING
    if taken and line.word(phrase.end) == "alive":
        alive = Event(phrase.end, phrase.end + 1, CasualtyType.CAPTURED, "state")
        return Link(alive, CasualtyType.CAPTURED, 99, "held")
    if phrase.head is None or line.word(phrase.head) not in ("prisoners", "prisoner"):
        return None
    around = (
        *line.low[max(0, phrase.amount.start - 2) : phrase.amount.start],
        *line.low[phrase.end : phrase.end + 4],
    )
    if phrase.amount.kind == "zero" or not any(word in _TAKING for word in around):
        return None
    return Link(
        Event(phrase.head, phrase.head + 1, CasualtyType.CAPTURED, "noun"), CasualtyType.CAPTURED, 80, "held"
    )


def held(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Rebels hold 23 policemen", "Armenia says that it holds two or three Azerbaijanis"."""
    line, at = scene.line, phrase.amount.start - 1
    if line.word(at) not in _HOLDING or phrase.head is None or phrase.noun is not Noun.PEOPLE:
        return None
    person = scene.words.people.get(line.word(phrase.head))
    soldiers = person is not None and person.group is VictimGroup.MILITARY and person.countable
    if phrase.amount.kind == "article" or not (soldiers or is_people_name(line, phrase.head)):
        return None
    if line.word(phrase.end) in _KEPT or line.starts_with(phrase.end, ("in", "reserve")):
        return None
    return Link(Event(at, at + 1, CasualtyType.CAPTURED, "object"), CasualtyType.CAPTURED, 70, "held", True)


def treated(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Doctors treated 35 people for gunshot wounds"."""
    line, at = scene.line, phrase.amount.start - 1
    if line.word(at) not in ("treated", "treating", "treat", "treats"):
        return None
    if phrase.noun not in (Noun.PEOPLE, Noun.NONE) or line.word(phrase.end) not in ("for", "with"):
        return None
    if _HURTS.isdisjoint(line.low[phrase.end + 1 : phrase.end + 5]):
        return None
    return Link(Event(at, at + 1, CasualtyType.WOUNDED, "object"), CasualtyType.WOUNDED, 88, "object", True)


def names(scene: Scene, phrase: Counted) -> Link | None:
    """As in "The list of the fallen now has 340 names", "a list of war dead with 1,204 names"."""
    line = scene.line
    if not is_of_names(line, phrase):
        return None
    for event in sorted(scene.events, key=lambda event: abs(event.at - phrase.amount.start)):
        owned = event.role in ("state", "object") and not event.active and not event.passive
        if owned or (event.role == "noun" and line.tag(event.at) == "NNS"):
            return Link(event, event.casualty_type, 86, "names", event.start < phrase.amount.start)
    return None


def is_of_names(line: Line, phrase: Counted) -> bool:
    """Whether a number counts the names of a list."""
    named = phrase.head is not None and line.word(phrase.head) in NAMES
    return named and phrase.amount.kind in ("number", "vague") and not _LISTS.isdisjoint(line.low)


def after_noun(scene: Scene, phrase: Counted) -> Link | None:
    """As in "the deaths of 16", "the killing of three", "claimed the lives of 200"."""
    line, at = scene.line, phrase.amount.start
    while at > 0 and (line.word(at - 1) in QUOTES or line.word(at - 1) in ("another", "the", "all")):
        at -= 1
    if line.word(at - 1) not in ("of", "to"):
        return None
    event = scene.ending(at - 1)
    if event is None or event.role not in ("noun", "object"):
        return None
    word = line.word(event.at)
    if line.word(at - 1) == "to" and word not in ("injury", "injuries", "wounds"):
        return None
    if event.role == "object" and event.form != "ing":
        return None
    if word in ("lives", "life") and not any(
        line.word(event.start - step) in _CLAIMING for step in (1, 2, 3)
    ):
        return None
    if event.role == "noun" and word not in scene.words.of_nouns:
        return None
    aboard = line.word(phrase.end) in ("aboard", "hands") or line.starts_with(phrase.end, ("on", "board"))
    if word in ("loss", "losses") and phrase.noun is not Noun.PEOPLE and not aboard:
        return None
    return Link(event, scene.words.of_nouns.get(word, event.casualty_type), 90, "noun of", before=True)


def lives(scene: Scene, phrase: Counted) -> Link | None:
    """As in "claimed 30,000 lives", "200 lives were lost", "not a single life was lost"."""
    line = scene.line
    if phrase.head is None or line.word(phrase.head) not in ("lives", "life", "victims"):
        return None
    if line.word(phrase.head) == "victims":
        claimed = line.word(phrase.amount.start - 1) in ("claim", "claims", "claimed", "claiming")
        event = Event(phrase.head, phrase.head + 1, CasualtyType.CASUALTIES, "noun")
        return Link(event, CasualtyType.CASUALTIES, 90, "lives") if claimed else None
    for at in range(phrase.amount.start - 1, max(-1, phrase.amount.start - 5), -1):
        if line.word(at) in _CLAIMING:
            event = Event(phrase.head, phrase.head + 1, CasualtyType.KILLED, "noun")
            return Link(event, CasualtyType.KILLED, 95, "lives")
    for at in range(phrase.end, phrase.end + 6):
        if line.word(at) in ("lost", "claimed", "taken"):
            return Link(Event(at, at + 1, CasualtyType.KILLED, "object"), CasualtyType.KILLED, 95, "lives")
        if not (line.tag(at).startswith(("V", "RB", "MD"))):
            return None
    return None


def lost(scene: Scene, phrase: Counted) -> Link | None:
    """As in "The army lost 16 men", "it cost the attackers 200 men", "lost 25, killed and wounded"."""
    line = scene.line
    at = _losing(line, phrase.amount.start)
    if at is None or phrase.amount.kind == "article" or _is_no_loss(line, phrase):
        return None
    told = _told_after(scene, phrase.end) or _told_beside(scene, phrase) or _told_of_ours(scene, phrase, at)
    if not told and (phrase.noun is not Noun.PEOPLE or phrase.head is None):
        return None
    if not told and phrase.head is not None:
        person = scene.words.people.get(line.word(phrase.head))
        soldiers = person is not None and person.group is VictimGroup.MILITARY
        if person is None or not (soldiers or line.word(phrase.head) in _LOST):
            return None
    event = told or Event(at, at + 1, CasualtyType.KILLED, "object", "part", "lose")
    return Link(event, event.casualty_type, 88, "lost", before=True)


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
