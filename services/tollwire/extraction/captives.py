"""Counts of captives: "took 11,000 prisoners", "rebels hold 23 policemen", "his men are being held"."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.endings import is_people_name
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("captives")
_TAKING, _HOLDING, _KEPT = _TABLE["taking"], _TABLE["holding"], _TABLE["kept"]
_JAILS, _SUSPECTED = _TABLE["jails"], _TABLE["suspected"]
_FREED = words_of("nominals")["freed"]
_MEN = words_of("suits")["fighting_men"]
_AUXILIARIES = ("VBD", "VBZ", "VBP", "VBN", "VBG", "VB", "MD", "RB")


def prisoners(scene: Scene, phrase: Counted) -> Link | None:
    """As in "They took 11,000 prisoners", "900 prisoners are held", "took 12 soldiers alive"."""
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
    if phrase.amount.kind == "zero":
        return None
    taken = any(word in _TAKING for word in around) or _are_of_war(line, phrase.end)
    if not taken and (_HOLDING.isdisjoint(around) or not _JAILS.isdisjoint(line.low)):
        return None
    return Link(
        Event(phrase.head, phrase.head + 1, CasualtyType.CAPTURED, "noun"), CasualtyType.CAPTURED, 80, "held"
    )


def _are_of_war(line: Line, at: int) -> bool:
    """As in "it has 400 prisoners of war", if they are not let go."""
    return line.starts_with(at, ("of", "war")) and _FREED.isdisjoint(line.low)


def held(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Rebels hold 23 policemen", "Armenia says that it holds two or three Azerbaijanis"."""
    line, at = scene.line, phrase.amount.start - 1
    if line.word(at) not in _HOLDING or phrase.head is None or phrase.noun is not Noun.PEOPLE:
        return None
    if phrase.amount.kind == "article" or not _may_be_taken(scene, phrase.head):
        return None
    if line.word(phrase.end) in _KEPT or line.starts_with(phrase.end, ("in", "reserve")):
        return None
    return Link(Event(at, at + 1, CasualtyType.CAPTURED, "object"), CasualtyType.CAPTURED, 70, "held", True)


def being_held(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Some 2,300 policemen are being held", "four of his men were being held across the border"."""
    line = scene.line
    at = start = line.past_of(phrase.end)
    if phrase.amount.kind == "article" or phrase.noun is not Noun.PEOPLE or phrase.head is None:
        return None
    while line.tag(at) in _AUXILIARIES and line.word(at) != "held":
        at += 1
    if at == start or line.word(at) != "held" or line.word(at - 1) != "being":
        return None
    taken = _may_be_taken(scene, phrase.head) or line.word(phrase.head) in _MEN
    if not taken or line.word(at + 1) in _SUSPECTED or not _JAILS.isdisjoint(line.low):
        return None
    return Link(Event(at, at + 1, CasualtyType.CAPTURED, "object"), CasualtyType.CAPTURED, 70, "held")


def _may_be_taken(scene: Scene, noun: int) -> bool:
    """Whether they are soldiers, or of a people: others may be held for much else."""
    person = scene.words.people.get(scene.line.word(noun))
    soldiers = person is not None and person.group is VictimGroup.MILITARY and person.countable
    return soldiers or is_people_name(scene.line, noun)
