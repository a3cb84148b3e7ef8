"""Numbers that are somebody's count: "by the government's reckoning", "Armenia's latest estimate"."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

# Not "toll" and "number": whose those are, is whose people died.
_OWNED = words("saying", "owned_reckonings")
_COUNTS = words("saying", "counts")
_BEFORE = frozenset({"by", "on", "in", "at", "from", "per", "going"})
_FREE = frozenset({"in", "at", "from", "on"})  # need an owner in the genitive
_ADJECTIVAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PART", "NUM"})
_LONGEST = 10

Owner = tuple[Token, int, int]  # the head of the words that name a source, and their tokens


def owner(mention: Mention) -> Owner | None:
    """Whose estimate, count or claim the mention is: "Armenia's latest estimate of the dead is 6,459"."""
    nearby = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
    chain = {above.i: above for token in nearby for above in (token, *token.ancestors)}
    beside = {child.i: child for above in chain.values() for child in above.children if child.dep_ == "nsubj"}
    for token in (chain | beside).values():
        if token.lemma_.lower() not in _OWNED:
            continue
        for child in token.children:
            if child.dep_ == "poss" and (
                child.pos_ == "PROPN" or child.lemma_.lower() in words("offices", "office", "body", "medic")
            ):
                return child, child.left_edge.i, child.i + 1
    return None


def adjoined(doc: Doc) -> Iterator[tuple[Token, Owner]]:
    """Counts named beside what they count, each with its preposition: "by Memorial's tally, 20 died"."""
    for noun in doc:
        if noun.lemma_.lower() not in _COUNTS or noun.pos_ not in ("NOUN", "PROPN"):
            continue
        start = noun.i
        while start and noun.i - start < _LONGEST and doc[start - 1].pos_ in _ADJECTIVAL | {"PRON"}:
            start -= 1
        if not start or doc[start - 1].lower_ not in _BEFORE:
            continue
        cue = doc[start - 1]
        if found := _owner(noun, start, cue):
            yield cue, found


def _owner(noun: Token, start: int, cue: Token) -> Owner | None:
    doc = noun.doc
    for child in noun.children:
        if child.dep_ == "poss":
            return child, child.left_edge.i, child.i + 1
    behind = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    if behind is not None and behind.lower_ in ("of", "from", "by"):
        for child in behind.children:
            if child.dep_ == "pobj" and child.lemma_.lower() not in words("stance", "reports"):
                people = child.pos_ == "PROPN" or child.lemma_.lower() in words("offices", "office", "body")
                return (child, child.left_edge.i, child.right_edge.i + 1) if people else None
    if cue.lower_ in _FREE:
        return None
    for token in doc[start : noun.i]:
        if (
            token.pos_ == "PROPN"
            or token.text[0].isupper()
            or token.lemma_.lower() in words("offices", "office") - {"side", "head"}
        ):
            return noun, start, noun.i + 1
    return None
