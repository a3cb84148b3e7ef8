"""Counts that stand with a noun: "104 deaths", "the killing of three", "30,000 lives", "lost 16 men"."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.events import Event
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
    if word in ("loss", "losses") and phrase.noun is not Noun.PEOPLE:
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
    told = _told_after(scene, phrase.end) or _told_beside(scene, phrase)
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
    if line.tag(at) == "RB":
        at -= 1
    if line.word(at) in _LOSING:
        return at
    for _ in range(_LONGEST_OWNER):  # "cost the attackers more than 200 men"
        if line.tag(at) not in ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "POS"):
            break
        at -= 1
    return at if at < start - 1 and line.word(at) in _COSTING else None


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


def _told_after(scene: Scene, end: int) -> Event | None:
    """What the loss is said to be: "lost 25 men, killed and wounded"."""
    while scene.line.word(end) in (",", "(", "in", "both", "either", "-"):
        end += 1
    event = scene.starting(end)
    return event if event and event.casualty_type is CasualtyType.CASUALTIES and not event.active else None
