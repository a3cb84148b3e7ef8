"""The nouns that counted people are described by, and the names that those nouns are tied to."""

import re
from collections.abc import Iterable, Iterator, Set

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import VictimGroup
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

LANDS = (Kind.STATE, Kind.TERRITORY)
STANDING = frozenset({"in", "at", "near", "inside", "across"})
OWN = frozenset({"its", "their", "our", "his", "her", "my"})
OWNING = frozenset({"of", "from", "among", "for", "between", "with"})
_MODIFIES = frozenset({"amod", "compound", "poss", "nmod", "appos", "nummod", "quantmod", "npadvmod", "det"})
_RECKONINGS = words("saying", "reckonings")
# Brings some of those who were counted: "three journalists, two of them Russians".
_PARTS = re.compile(r"\b(?:of them|of whom|including|among them|mostly|most|one an?)\b")
_HIRED = re.compile(r"\b(?:fighting|fought|serving|recruited|hired)\s(?:for|alongside|by|through|on)\b")
_NEAR = 60  # characters behind the people's name
_BORDERS = words("sides", "borders")
_CLAUSES = frozenset({"relcl", "advcl", "ccomp", "parataxis"})


def heads_of(mention: Mention) -> list[Token]:
    """The nouns that the people may be described by, the closest first."""
    heads = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
    event = mention.event
    if event.pos_ in ("VERB", "AUX"):
        heads.remove(event)
    for head in tuple(heads):
        if head.dep_ in ("pobj", "compound", "nummod", "quantmod") and head.head.pos_ in (
            "ADP",
            "NOUN",
            "PROPN",
            "NUM",
        ):
            whole = head.head.head if head.head.pos_ == "ADP" and head.head.lower_ == "of" else head.head
            if (
                whole.pos_ in ("NOUN", "NUM", "PROPN")
                and whole not in heads
                and whole.lemma_ not in words("sides", "attacks")
            ):
                heads.append(whole)
    return heads


def described(heads: Iterable[Token]) -> Iterator[Token]:
    """The words that describe the people, also behind "of" ("members of a pro-government militia")."""
    for head in heads:
        for child in head.children:
            if child.dep_ in _MODIFIES and child.i < head.i:
                yield from child.subtree
            if child.lower_ in ("of", "from"):
                yield from (inner for inner in child.subtree if inner.i - child.i < 8)


def owned(head: Token, line: Line, mention: Mention) -> Name | None:
    """The side that a noun belongs to: itself, before it, or tied to it by "of" or "from"."""
    itself = line.name_at(head)
    if itself and counts(itself) and itself.how is not How.PLACE and itself.kind is not Kind.PEOPLE:
        return itself  # "residents" are a kind of source too, and no side
    if head.lemma_.lower() in _RECKONINGS and (of_whom := first(_tied(head, line, mention, {"of"}))):
        return of_whom  # whose estimate it is says who counts, not who is counted
    for child in head.children:
        if child.dep_ in _MODIFIES and child.i < head.i and child.pos_ != "VERB":
            for token in child.subtree:
                name = line.name_at(token)
                if name and counts(name) and not _behind_clause(token, child):
                    return name
    for child in head.children:
        name = line.name_at(child) if child.dep_ == "appos" else None
        if name and counts(name) and not _PARTS.search(head.doc.text[head.idx : name.start]):
            return name
    return first(_tied(head, line, mention, OWNING)) or _beside(head, line)


def _beside(head: Token, line: Line) -> Name | None:
    """The side right behind a noun, whatever the parser ties it to: "19 men from the Tamil Tigers",
    "twelve dead among the Croatian defenders".
    """
    for name, (start, _) in line.spans.items():
        if not name.is_side or not counts(name) or not 1 < start - head.i <= 3:
            continue
        between = [token.lower_ for token in head.doc[head.i + 1 : start]]
        if between[1:] not in ([], ["the"]):
            continue
        group = name.kind is Kind.GROUP and head.pos_ in ("NOUN", "PROPN") and between[0] in ("of", "from")
        if group or (between[0] == "among" and name.how is How.ADJECTIVE):
            return name
    return None


def placed(head: Token, line: Line, mention: Mention) -> Name | None:
    """The side in whose land a noun stands ("civilians in Syria")."""
    return first(_tied(head, line, mention, STANDING))


def is_people_of_lands(name: Name, mention: Mention, line: Line) -> bool:
    """Whether a name says of which people civilians are that has no land of its own ("Kurdish villagers")."""
    if mention.group is VictimGroup.MILITARY:
        return False
    return line.text[name.start : name.end].lower() in words("sides", "peoples")


def _tied(head: Token, line: Line, mention: Mention, prepositions: Set[str]) -> Iterator[Name | None]:
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in prepositions:
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.i != mention.number.i:
                    yield _in_phrase(inner, line, child.lower_)


def _in_phrase(noun: Token, line: Line, preposition: str) -> Name | None:
    """The side that a preposition's object names ("members of the Afghan army", "civilians in Syria")."""
    if noun.lemma_.lower() in words("sides", "attacks") - words("sides", "forces"):
        return None
    for token in noun.subtree:
        name = line.name_at(token)
        if name and counts(name) and not _behind_clause(token, noun):
            if preposition in STANDING and (name.kind not in LANDS or token.head.lemma_ in _BORDERS):
                continue
            if preposition not in STANDING and _stands_apart(token, noun):
                continue
            return name
    return None


def _stands_apart(token: Token, noun: Token) -> bool:
    """Whether a name only says where a noun's thing is ("thousands of casualties in Raqqa")."""
    while token.i != noun.i and token.head.i != token.i:
        if token.dep_ == "prep" and token.lower_ in STANDING:
            return True
        token = token.head
    return False


def counts(name: Name) -> bool:
    """Whether a name means the side itself, and not who backs or opposes it."""
    return not name.hyphen or (name.hyphen in words("sides", "running") and name.kind in LANDS)


def _behind_clause(token: Token, top: Token) -> bool:
    """Whether a clause stands between a word and the noun that it would describe."""
    while token.i != top.i and token.head.i != token.i:
        if token.dep_ in _CLAUSES and token.pos_ == "VERB":
            return True
        if token.dep_ == "acl" and token.tag_ == "VBN":
            return True  # "people killed by a Russian missile"
        token = token.head
    return False


def is_before(name: Name, mention: Mention) -> bool:
    """Whether a name describes the noun from before it or by "of", and not in an aside behind it."""
    noun = mention.noun if mention.noun is not None else mention.number
    between = noun.doc.text[noun.idx + len(noun) : name.start].split()
    return name.start <= noun.idx or between[:1] in (["of"], ["from"], ["with"], ["for"])


def is_foreign(heads: Iterable[Token]) -> bool:
    """Whether they are outsiders, victims of no side that the text is about."""
    for head in heads:
        before = {child.lemma_.lower() for child in head.children if child.i < head.i}
        lemma = head.lemma_.lower()
        if {lemma, *before} & words("sides", "foreign"):
            return True
        if lemma in ("worker", "staff", "staffer", "employee") and before & words("sides", "helping"):
            return True
    return False


def is_guest(heads: Iterable[Token], named: Name, line: Line) -> bool:
    """Whether they are in a war that is not theirs: "two French reporters", "Syrians hired to fight"."""
    for head in heads:
        if head.lemma_.lower() in words("sides", "guests", "rebels"):
            return True
        if _HIRED.search(line.text, named.end, min(head.right_edge.idx, named.end + _NEAR)):
            return True
    return False


def is_pronouns(heads: Iterable[Token]) -> bool:
    """Whether they are somebody's by a pronoun: "its soldiers", "six of our defenders"."""
    for head in heads:
        for child in head.children:
            if child.lower_ in OWN and child.dep_ == "poss" and head.lemma_ != "life":
                return True
            if child.lower_ == "of" and child.i > head.i:
                inner = [part for noun in child.children if noun.dep_ == "pobj" for part in noun.children]
                if any(part.lower_ in OWN and part.dep_ == "poss" for part in inner):
                    return True
    return False


def first(found: Iterable[Name | None]) -> Name | None:
    """The first that is a name."""
    return next((name for name in found if name), None)
