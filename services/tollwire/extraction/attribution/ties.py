"""How closely words of time and place in a sentence belong to one of its counts, by the parse."""

import re

from spacy.tokens import Token

from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.clauses import (
    crosses_another,
    in_other_clause,
    is_active,
    is_apart,
    lemma_of,
    meeting,
    telling,
)
from tollwire.extraction.attribution.days import When
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.sites import Site
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

NONE, LOOSE, DEED, OWN = 0, 1, 2, 3  # the greater, the closer

_CORE = ("dobj", "pobj", "nsubj", "nsubjpass", "attr", "prt", "acomp")
_PART_OF = ("acomp", "oprd", "dobj", "attr", "xcomp")
_WITHIN_NAME = ("compound", "nmod", "amod", "appos", "poss")
_NEAR = 90  # characters before a day in which somebody may speak
_FAR = 40  # the deepest that a tree is walked


def of_day(mention: Mention, text: str, when: When, token: Token) -> int:
    """The tie of a word of time, at `token`: NONE where it is of somebody's speaking or of another event."""
    if when.end <= note_label(text):
        return DEED
    if _is_of_telling(text, when.start, when.end) or _has_died_of(mention, text):
        return NONE
    if _opens(mention, token):
        return OWN  # "on Monday, when six were killed"
    tie = _tie(mention, token)
    if tie == OWN and mention.event.pos_ == "NOUN" and lemma_of(mention.event.head) in telling():
        return NONE  # "admitted 44 deaths on Sunday"
    return tie if tie != LOOSE else NONE


def of_site(mention: Mention, text: str, site: Site, token: Token) -> int:
    """The tie of a place, at `token`."""
    if site.end <= note_label(text):
        return DEED if site.known else NONE
    if site.start < datelines.opening(text):
        return NONE
    if not (site.located or _is_hit(token)) or _is_of_other(mention, token) or _is_of_some(text, site.start):
        return NONE
    return OWN if _opens(mention, token) else _tie(mention, token)  # "in Ganja, where six were killed"


def _opens(mention: Mention, token: Token) -> bool:
    """Whether the count stands in the clause that a word of time or place brings with it."""
    clause = mention.event
    for _ in range(_FAR):
        if clause.dep_ == "relcl" or (clause.dep_ == "advcl" and clause.head.i == token.i):
            return token.i in (clause.head.i, clause.head.head.i) and _is_there(clause)
        if clause.head.i == clause.i or lemma_of(clause) in telling():
            return False
        clause = clause.head
    return False


def _is_there(clause: Token) -> bool:
    return any(child.lower_ in ("where", "when") for child in clause.children)


def note_label(text: str) -> int:
    """Where the label of a note ends: "16 July, Mosul:", and not "Baku:", by which somebody speaks."""
    end = datelines.label(text)
    return end if re.search(r"\d|,|^\W", text[:end]) else 0


def _is_of_some(text: str, start: int) -> bool:
    """Whether a place is that of some of them only: "most of them in Poonch"."""
    return any(match.end() == start for match in pattern("occasion", "partly").finditer(text, 0, start))


def _is_hit(token: Token) -> bool:
    """Whether a place with no "in" is what was struck, or names the attack: "the Fallujah bombing"."""
    deeds = words("occasion", "deeds")
    if token.dep_ in ("dobj", "nsubjpass"):
        return lemma_of(token.head) in deeds
    return token.dep_ in ("compound", "nmod", "poss") and lemma_of(token.head) in deeds


def _has_died_of(mention: Mention, text: str) -> bool:
    """Whether they died later than they were hurt: "died in hospital on Monday"."""
    died = pattern("occasion", "died_of").finditer(text)
    return any(match.start() <= mention.event.idx < match.end() for match in died)


def _is_of_other(mention: Mention, token: Token) -> bool:
    """Whether a place stands behind "of" with what is no event: "of the council of Herat"."""
    garrison = False
    while token.dep_ != "prep" and token.head.i != token.i and token.dep_ in (*_WITHIN_NAME, "pobj"):
        kind = lemma_of(token.head) in words("occasion", "kinds") or token.head.pos_ == "PROPN"
        garrison = garrison or (token.dep_ in _WITHIN_NAME and not kind)
        token = token.head
    if token.dep_ != "prep" or token.lower_ != "of":
        return False
    owner = token.head
    lemma = lemma_of(owner)
    if garrison:  # "soldiers of the Goma garrison"
        return True
    if lemma in words("occasion", "kinds", "middles", "deeds"):
        return False
    return owner.i not in (*_counted(mention), mention.event.i)


def _tie(mention: Mention, token: Token) -> int:
    event = mention.event
    governor = _governor(mention, token)
    if governor is None:
        return NONE
    lemma = lemma_of(governor)
    if lemma in words("time", "tolls"):
        return NONE
    if governor.i == event.i or governor.i in _counted(mention):
        return NONE if lemma_of(event) in words("occasion", "found") else OWN
    if lemma in words("occasion", "later"):
        return NONE
    found = lemma_of(event) in words("occasion", "found")
    if governor.i == event.head.i and event.dep_ in _PART_OF and not found:
        return OWN if lemma in words("occasion", "deeds", "light") else NONE
    return _of_other(event, governor, lemma)


def _of_other(event: Token, governor: Token, lemma: str) -> int:
    """The tie over another verb or noun than the event itself."""
    meet = meeting(event, governor)
    if meet is None or is_apart(event, meet):
        return NONE
    if is_apart(governor, meet) and (is_active(event) or governor.i < event.i):
        return NONE
    if crosses_another(governor, meet):
        return NONE
    if governor.i in {token.i for token in event.conjuncts}:
        return DEED
    if lemma in words("occasion", "deeds") or _does_a_deed(governor):
        return DEED
    if governor.pos_ not in ("VERB", "AUX"):
        return NONE
    if governor.i == meet.i:
        return NONE if in_other_clause(event, meet) else LOOSE
    return LOOSE if meet.i == event.i and not in_other_clause(governor, meet) else NONE


def _governor(mention: Mention, token: Token) -> Token | None:
    """The verb or event that a word of time or place hangs on; None where that is somebody's speaking."""
    counted, name = _counted(mention), token
    for _ in range(_FAR):
        lemma = lemma_of(token)
        if token.i == mention.event.i or token.i in counted:
            return token
        if lemma in telling() and token.i != name.i and not _is_kind(token):
            return None
        if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass")):
            return token
        if token.pos_ == "NOUN" and lemma in words("occasion", "deeds"):
            return token
        if token.head.i == token.i:
            return token if token.pos_ == "NOUN" else None
        token = token.head
    return None


def _is_kind(token: Token) -> bool:
    """Whether it is a kind of place: "Adamawa state", and not "they state"."""
    return token.pos_ in ("NOUN", "PROPN") and lemma_of(token) in words("occasion", "kinds")


def _counted(mention: Mention) -> set[int]:
    return {token.i for token in (mention.number, mention.noun) if token is not None}


def _does_a_deed(verb: Token) -> bool:
    """Whether a verb says only that what stands beside it happened: "came under fire"."""
    if lemma_of(verb) not in words("occasion", "light"):
        return False
    below = [child for child in verb.children if child.dep_ in (*_CORE, "prep")]
    below += [grandchild for child in below if child.dep_ == "prep" for grandchild in child.children]
    return any(lemma_of(token) in words("occasion", "deeds") for token in below)


def _is_of_telling(text: str, start: int, end: int) -> bool:
    """Whether somebody speaks at that time: "said in Baku on Monday", "on Monday announced"."""
    before, after = pattern("occasion", "said_before"), pattern("occasion", "said_after")
    said = any(match.end() == start for match in before.finditer(text, max(0, start - _NEAR), start))
    return said or bool(after.match(text, end))
