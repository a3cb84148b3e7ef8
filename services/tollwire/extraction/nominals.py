"""Counts that stand with a noun: "104 deaths", "the killing of three", "30,000 lives", "340 names"."""

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.events import Event
from tollwire.extraction.groups import NAMES
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("nominals")
_CLAIMING = _TABLE["claiming"]
_TREATING, _OPERATING = _TABLE["treating"], _TABLE["operating"]
_HURTS = _TABLE["hurts"]
_FREED = _TABLE["freed"]
_LISTS = _TABLE["lists"]


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


def treated(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Doctors treated 35 people for gunshot wounds", "operated on 12 boys with shrapnel wounds"."""
    line, at = scene.line, phrase.amount.start - 1
    if line.word(at) in ("on", "upon"):
        at -= 1
        if line.word(at) not in _OPERATING:
            return None
    elif line.word(at) not in _TREATING:
        return None
    if phrase.noun not in (Noun.PEOPLE, Noun.NONE) or line.word(phrase.end) not in ("for", "with", "of"):
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
