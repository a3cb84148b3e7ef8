"""The clauses between two words of a sentence: whether what stands at one is told of the other."""

from functools import cache

from spacy.tokens import Token

from tollwire.extraction.attribution.words import words

_OTHER_CLAUSE = ("relcl", "conj", "ccomp", "parataxis", "acl")
_FAR = 40  # the deepest that a tree is walked


def meeting(one: Token, other: Token) -> Token | None:
    """Where the paths of two tokens to the root meet."""
    above = {one.i, *(token.i for token in one.ancestors)}
    if other.i in above:
        return other
    return next((token for token in other.ancestors if token.i in above), None)


def is_apart(token: Token, top: Token) -> bool:
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
            if any(lemma_of(mark) in words("occasion", "apart") for mark in marks):
                return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def in_other_clause(token: Token, top: Token) -> bool:
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


def is_active(event: Token) -> bool:
    """Whether somebody does it, and it is not how those before have died."""
    return event.pos_ == "VERB" and event.tag_ != "VBN" and event.lemma_.lower() not in ("die", "perish")


def crosses_another(token: Token, top: Token) -> bool:
    """Whether somebody speaks between a token and `top`, or another deed is told: "and rebels fled"."""
    for _ in range(_FAR):
        if token.i == top.i:
            return False
        if token.pos_ == "VERB" and lemma_of(token) in telling():
            return True
        if token.dep_ == "conj" and _is_another(token):
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _is_another(joined: Token) -> bool:
    """Whether a clause behind "and" has a doer of its own, or begins anew with "that"."""
    anew = any(child.dep_ == "mark" and child.lower_ == "that" for child in joined.children)
    does = any(child.dep_ == "nsubj" for child in joined.children)
    return anew or (does and is_active(joined) and joined.tag_ != "VBN")


@cache
def telling() -> frozenset[str]:
    return words("occasion", "telling") | words("time", "told") | words("sides", "desks")


def lemma_of(token: Token) -> str:
    return token.lemma_.lower()
