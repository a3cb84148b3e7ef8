"""Tells whether what is counted can suffer what happened: a village is captured, but roses are no dead."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction import coordination
from tollwire.extraction.endings import is_doer, is_people_name
from tollwire.extraction.events import UNSURE
from tollwire.extraction.groups import group_of
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("suits")
# Verbs that happen to more than people: only a noun for people makes them casualties.
_NEEDS_PEOPLE = _TABLE["needs_people"]
_LOSSES = _TABLE["losses"]
# Chapters are missing and houses abandoned, but only people are dead.
_OF_THINGS = (CasualtyType.MISSING, CasualtyType.DISPLACED)
# Who flees a jail, not a home.
_ESCAPING = _TABLE["escaping"]
# No army's losses are told without a noun that are higher: they are money.
_MOST_LOST = 2_000_000
_FIGHTING_MEN = _TABLE["fighting_men"]
_SENTENCING = _TABLE["sentencing"]
_RIVALS = _TABLE["rivals"]
# Of those it is told as well that they lost their posts or their match.
_BEATING = frozenset({"eliminate", "destroy", "annihilate", "slaughter", "butcher", "liquidate"})
_ORDINALS = words_of("phrases")["ordinals"]


def suits(scene: Scene, phrase: Counted, link: Link) -> bool:
    """Whether what is counted can suffer the event."""
    if scene.line.word(link.event.at) in _LOSSES:
        money = phrase.noun is Noun.NONE and phrase.amount.count.low >= _MOST_LOST
        if money or not scene.words.figurative.isdisjoint(scene.line.low):
            return False
    if link.rule in ("told", "gap", "sum", "earlier"):
        return phrase.noun is Noun.NONE
    if link.rule == "other side":
        return phrase.noun is not Noun.THING
    if phrase.noun is Noun.THING:
        return link.rule == "toll" and link.rank > coordination.RANK  # "raised to 54 the number of dead"
    if link.rule in ("nominal", "lives", "toll", "rising", "list", "names"):
        return True
    if phrase.noun is Noun.CASUALTY or _is_sentence(scene, link):
        return False
    if link.event.lemma == "fall":
        return _are_fighters(scene, phrase)
    fighters = group_of(scene, phrase) is VictimGroup.MILITARY
    if link.event.lemma == "flee" and (fighters or _is_any(scene, phrase, _ESCAPING)):
        return False
    if link.event.lemma == UNSURE and (
        phrase.amount.kind == "article"
        or (link.casualty_type is CasualtyType.KILLED and not _are_fighters(scene, phrase))
    ):
        return False
    if link.event.lemma in _BEATING and _is_any(scene, phrase, _RIVALS):
        return False
    bare = phrase.noun is Noun.NONE or scene.line.word(phrase.end - 1) == "others"
    if bare and _is_of_things(scene, phrase):
        return False
    if phrase.noun is Noun.PEOPLE:
        return True
    lemma = link.event.lemma
    another = scene.line.word(phrase.amount.start - 1) == "another"
    beside = phrase.more or another or _is_beside_casualties(scene, link) or _goes_on(scene, phrase)
    if lemma in _NEEDS_PEOPLE and not beside:
        return False
    if phrase.noun is Noun.UNKNOWN:
        if phrase.amount.kind == "zero" and (
            phrase.head is None or scene.line.tag(phrase.head) not in ("NNS", "NNPS")
        ):
            return False
        if link.rank == coordination.RANK and scene.line.tag(phrase.head or 0) == "JJ":
            return True  # "three British and two French soldiers"
        people_only = lemma in scene.words.of_people_only or link.event.role == "state" or not lemma
        if link.casualty_type in _OF_THINGS and not (
            phrase.head and is_doer(scene.line, phrase.head, scene.words)
        ):
            return False
        tag = scene.line.tag(phrase.head) if phrase.head is not None else ""
        return people_only and tag in ("NNS", "NNPS", "NNP", "NN", "JJ")
    told = link.rule == "parse" and link.event.passive  # "Seventeen from the north were wounded"
    return told or link.rank >= 60 or phrase.amount.kind in ("vague", "zero", "both")


def _goes_on(scene: Scene, phrase: Counted) -> bool:
    """As in "15 terrorists eliminated and 3 captured": a bare number after a count of people."""
    before = [other for other in scene.counted if other.end <= phrase.amount.start]
    return phrase.noun is Noun.NONE and bool(before) and before[-1].noun is Noun.PEOPLE


def _is_of_things(scene: Scene, phrase: Counted) -> bool:
    """As in "Of 40 horses, 22 died": a bare number of the things before it."""
    before = [other for other in scene.counted if other.end <= phrase.amount.start]
    if not before or before[-1].noun is not Noun.THING:
        return False
    if before[-1].amount.count.low < phrase.amount.count.low and not phrase.more:
        return False  # "five of them of one family, and 19 wounded"
    if phrase.more:  # "three lions were shot; a fourth was wounded", "killed 35 sheep and injured 12 others"
        noun, word = before[-1].head, scene.line.word(phrase.end - 1)
        living = noun is not None and scene.line.word(noun) in scene.words.animals
        return living or (phrase.amount.kind == "article" and word in _ORDINALS)
    return scene.line.word(before[-1].amount.start - 1) == "of"


def _is_sentence(scene: Scene, link: Link) -> bool:
    """As in "The court sentenced four men to death"."""
    return scene.line.word(link.event.at) == "death" and not _SENTENCING.isdisjoint(scene.line.low)


def _is_any(scene: Scene, phrase: Counted, nouns: frozenset[str]) -> bool:
    return phrase.head is not None and scene.line.word(phrase.head) in nouns


def _are_fighters(scene: Scene, phrase: Counted) -> bool:
    if phrase.noun is not Noun.PEOPLE or phrase.head is None:
        return False
    word = scene.line.word(phrase.head)
    named = is_people_name(scene.line, phrase.head)
    named = named or (word in scene.words.people and scene.line.token(phrase.head).tag_ in ("NNP", "NNPS"))
    return named or word in _FIGHTING_MEN or group_of(scene, phrase) is VictimGroup.MILITARY


def _is_beside_casualties(scene: Scene, link: Link) -> bool:
    """Whether the sentence tells of killed or wounded as well: "12 killed, five captured"."""
    certain = (CasualtyType.KILLED, CasualtyType.WOUNDED)
    return any(
        event.casualty_type in certain
        and event.role in ("object", "state")
        and event.lemma not in _NEEDS_PEOPLE
        for event in scene.events
        if event != link.event
    )
