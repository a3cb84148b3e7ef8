"""Counts of several sides under one heading: "Losses: Karabakh 45, Armenia two"; wrecks with no survivors."""

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("rolls")
_HEADINGS, _AMONG = _TABLE["headings"], _TABLE["among"]
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_OWNER_TAGS = ("NNP", "NNPS", "NN", "NNS", "JJ", "DT", "POS", "HYPH")
_LONGEST_HEADING = 10
_LONGEST_OWNER = 5


def under_heading(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Casualties of the first day: Karabakh 45 and Armenia two"."""
    line = scene.line
    colon = next(
        (at for at in range(min(_LONGEST_HEADING, phrase.amount.start)) if line.word(at) == ":"), None
    )
    if colon is None or phrase.noun is not Noun.NONE or phrase.amount.kind != "number":
        return None
    if any(line.tag(at) in _FINITE for at in range(len(line))):
        return None
    event = next((each for each in scene.events if each.end <= colon), None)
    if (
        event is None
        or line.word(event.at) not in _HEADINGS
        or not _is_named(line, phrase.amount.start, colon)
    ):
        return None
    kind = scene.words.nouns.get(line.word(event.at), event.casualty_type)
    return Link(event, kind, 78, "list", before=True)


def headline(scene: Scene, phrase: Counted) -> Link | None:
    """As in "US casualties in Korea 76,749": a heading with its number, and no verb between."""
    line, start = scene.line, phrase.amount.start
    if phrase.noun is not Noun.NONE or phrase.amount.kind != "number" or start > _LONGEST_HEADING:
        return None
    event = next((each for each in scene.events if each.end <= start), None)
    if event is None or event.role != "noun" or line.word(event.at) not in _HEADINGS:
        return None
    between = range(event.end, start)
    placed = line.tag(event.end) == "IN" and all(line.tag(at) in ("IN", *_OWNER_TAGS) for at in between)
    ends = line.word(phrase.amount.end) in (",", ".", ";", ":", "-", "--", "")
    if not placed or not ends or line.tag(start - 1) not in ("NNP", "NNPS"):
        return None
    return Link(
        event, scene.words.nouns.get(line.word(event.at), event.casualty_type), 78, "list", before=True
    )


def _is_named(line: Line, start: int, colon: int) -> bool:
    """Whether a name alone stands between the number and the heading, or the item before."""
    at = start - 1
    while at > colon and line.tag(at) in _OWNER_TAGS and start - at <= _LONGEST_OWNER:
        at -= 1
    named = any(line.tag(step) in ("NNP", "NNPS") for step in range(at + 1, start))
    return named and (at == colon or line.word(at) in (",", ";", "and", "/"))


def unsurvived(scene: Scene, phrase: Counted) -> Link | None:
    """As in "There were no survivors among the 19 aboard", "no survivors from its crew of nine"."""
    line, at = scene.line, phrase.amount.start - 1
    if phrase.amount.kind != "number" or phrase.noun not in (Noun.PEOPLE, Noun.NONE, Noun.UNKNOWN):
        return None
    if line.word(at) == "of" and line.word(at - 1) in _TABLE["crowds"]:
        at -= 2
    while line.word(at) in ("the", "its", "their", "all", "a"):
        at -= 1
    if line.word(at) not in _AMONG:
        return None
    while line.tag(at - 1) in ("VBD", "VBP", "VBN"):  # "no survivors were found among the 12"
        at -= 1
    if line.word(at - 1) != "survivors" or line.word(at - 2) != "no":
        return None
    event = Event(at - 1, at, CasualtyType.KILLED, "state")
    return Link(event, CasualtyType.KILLED, 88, "unsurvived", before=True)
