"""How closely words of time and place in a sentence belong to one of its counts, by the parse."""

import re
from functools import cache

from spacy.tokens import Token

from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.days import When
from tollwire.extraction.attribution.lines import Line
from tollwire.extraction.attribution.sites import Site
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

NONE, LOOSE, DEED, OWN = 0, 1, 2, 3  # the greater, the closer

_CORE = ("dobj", "pobj", "nsubj", "nsubjpass", "attr", "prt", "acomp")
_PART_OF = ("acomp", "oprd", "dobj", "attr", "xcomp")
_OTHER_CLAUSE = ("relcl", "conj", "ccomp", "parataxis", "acl")
_MIDDLES = ("centre", "center", "outskirt", "edge", "north", "south", "east", "west", "part", "heart", "middle", "side")
_FAR = 40  # the deepest that a tree is walked


def of_day(mention: Mention, line: Line, when: When) -> int:
    """The tie of a word of time: NONE where it is of somebody's speaking or of another event."""
    if when.end <= note_label(line.doc.text):
        return DEED
    token = _root(line, when.start, when.end)
    if token is None or _is_of_telling(line.doc.text, when.start, when.end):
        return NONE
    tie = _tie(mention, token)
    if tie == OWN and mention.event.pos_ == "NOUN" and _lemma(mention.event.head) in _telling():
        return NONE  # "admitted 44 deaths on Sunday"
    return tie if tie != LOOSE else NONE


def of_site(mention: Mention, line: Line, site: Site) -> int:
    """The tie of a place."""
    text = line.doc.text
    if site.end <= note_label(text):
        return DEED if site.known else NONE
    if site.start < datelines.opening(text):
        return NONE
    token = _root(line, site.start, site.end)
    if token is None or not (site.located or _is_hit(token)) or _is_of_other(mention, token):
        return NONE
    return _tie(mention, token)


def note_label(text: str) -> int:
    """Where the label of a note ends: "16 July, Mosul:", and not "Baku:", by which somebody speaks."""
    end = datelines.label(text)
    return end if re.search(r"\d|,|^\W", text[:end]) else 0


def _root(line: Line, start: int, end: int) -> Token | None:
    span = line.doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None else None


def _is_hit(token: Token) -> bool:
    """Whether a place with no "in" is what was struck, or names the attack: "the Fallujah bombing"."""
    deeds = words("occasion", "deeds")
    if token.dep_ in ("dobj", "nsubjpass"):
        return _lemma(token.head) in deeds
    return token.dep_ in ("compound", "nmod", "poss") and _lemma(token.head) in deeds


def _is_of_other(mention: Mention, token: Token) -> bool:
    """Whether a place stands behind "of" with what is no event: "of the council of Herat"."""
    while token.head.i != token.i and (token.dep_ in ("compound", "nmod", "amod", "appos") or token.pos_ == "PROPN"):
        token = token.head
        if token.dep_ == "prep":
            break
    if token.dep_ != "prep" or token.lower_ != "of":
        return False
    owner = token.head
    lemma = _lemma(owner)
    within = lemma in words("occasion", "kinds") or lemma in _MIDDLES
    return not (within or lemma in words("occasion", "deeds") or owner.i in _counted(mention) or owner.i == mention.event.i)


def _tie(mention: Mention, token: Token) -> int:
    event = mention.event
    governor = _governor(mention, token)
    if governor is None:
        return NONE
    lemma = _lemma(governor)
    if lemma in words("time", "tolls"):
        return NONE
    if governor.i == event.i or governor.i in _counted(mention):
        return NONE if _lemma(event) in words("occasion", "later") else OWN
    if lemma in words("occasion", "later"):
        return NONE
    if governor.i == event.head.i and event.dep_ in _PART_OF and _lemma(event) not in words("occasion", "later"):
        return OWN if lemma in words("occasion", "deeds", "light") else NONE
    return _of_other(event, governor, lemma)


def _of_other(event: Token, governor: Token, lemma: str) -> int:
    """The tie over another verb or noun than the event itself."""
    meet = _meeting(event, governor)
    if meet is None or _is_apart(event, meet) or (_is_apart(governor, meet) and _is_active(event)):
        return NONE
    if _crosses_telling(governor, meet):
        return NONE
    if governor.i in {token.i for token in event.conjuncts}:
        return DEED
    if lemma in words("occasion", "deeds") or _does_a_deed(governor):
        return DEED
    if governor.pos_ not in ("VERB", "AUX"):
        return NONE
    if governor.i == meet.i:
        return NONE if _in_other_clause(event, meet) else LOOSE
    return LOOSE if meet.i == event.i and not _in_other_clause(governor, meet) else NONE


def _governor(mention: Mention, token: Token) -> Token | None:
    """The verb or event that a word of time or place hangs on; None where that is somebody's speaking."""
    counted = _counted(mention)
    for _ in range(_FAR):
        lemma = _lemma(token)
        if token.i == mention.event.i or token.i in counted:
            return token
        if lemma in _telling() and token.pos_ != "PROPN":
            return None
        if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass")):
            return token
        if token.pos_ == "NOUN" and lemma in words("occasion", "deeds"):
            return token
        if token.head.i == token.i:
            return token if token.pos_ == "NOUN" else None
        token = token.head
    return None


def _counted(mention: Mention) -> set[int]:
    return {token.i for token in (mention.number, mention.noun) if token is not None}


def _meeting(one: Token, other: Token) -> Token | None:
    """Where the paths of two tokens to the root meet."""
    above = {one.i, *(token.i for token in one.ancestors)}
    if other.i in above:
        return other
    return next((token for token in other.ancestors if token.i in above), None)


def _is_apart(token: Token, top: Token) -> bool:
    """Whether a token stands below `top` in a clause of another time: "after", "a day before"."""
    for _ in range(_FAR):
        if token.i == top.i:
            return False
        if token.dep_ in ("advcl", "pcomp", "pobj", "prep"):
            marks = [
                child
                for child in token.children
                if child.dep_ in ("mark", "prep", "advmod") and child.i < token.i
            ]
            if token.dep_ == "prep":
                marks.append(token)
            if any(_lemma(mark) in words("occasion", "apart") for mark in marks):
                return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _in_other_clause(token: Token, top: Token) -> bool:
    """Whether a token stands below `top` in a clause that tells something else."""
    for _ in range(_FAR):
        if token.i == top.i:
            return False
        if token.dep_ in _OTHER_CLAUSE:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _is_active(event: Token) -> bool:
    """Whether somebody does it, and it is not how those before have died."""
    return event.pos_ == "VERB" and event.tag_ != "VBN" and event.lemma_.lower() not in ("die", "perish")


def _crosses_telling(token: Token, top: Token) -> bool:
    for _ in range(_FAR):
        if token.i == top.i:
            return False
        if token.pos_ == "VERB" and _lemma(token) in _telling():
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _does_a_deed(verb: Token) -> bool:
    """Whether a verb says only that what stands beside it happened: "came under fire", "an attack took place"."""
    if _lemma(verb) not in words("occasion", "light"):
        return False
    below = [child for child in verb.children if child.dep_ in (*_CORE, "prep")]
    below += [grandchild for child in below if child.dep_ == "prep" for grandchild in child.children]
    return any(_lemma(token) in words("occasion", "deeds") for token in below)


def _is_of_telling(text: str, start: int, end: int) -> bool:
    """Whether somebody speaks at that time: "said in Baku on Monday", "on Monday announced"."""
    before, after = _tellings()
    return bool(before.search(text, max(0, start - 90), start)) or bool(after.match(text, end))


@cache
def _tellings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = "|".join(sorted(words("time", "told")))
    by = (
        r"in|on|at|to|a|an|the|his|her|its|their|late|early|earlier|later|here|there|statement|briefing|reporters|"
        r"journalists|news|press|conference|interview|television|tv|state|report|local|media|agency|by|telephone|"
        r"morning|night|evening|afternoon|of|with|\w+ly"
    )
    return (
        re.compile(rf"\b(?:{told})\s(?:(?:{by}|(?-i:[A-Z][\w.]+))\s){{0,8}}$", re.IGNORECASE),
        re.compile(
            rf"(?:\s(?:morning|night|evening|afternoon|also|\w+ly|in\s(?:an?|its)\s\w+)){{0,2}},?\s(?:said|says|told|reported|announced|confirmed|"
            r"acknowledged|admitted|claimed|declared|put|raised|updated|denied|accused|published|condemned)\b",
            re.IGNORECASE,
        ),
    )


@cache
def _telling() -> frozenset[str]:
    return words("occasion", "telling") | words("time", "told") | words("sides", "desks")


def _lemma(token: Token) -> str:
    return token.lemma_.lower()
