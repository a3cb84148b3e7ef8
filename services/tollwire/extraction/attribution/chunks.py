"""Noun phrases beside a verb of saying, read off the words where a lack of commas misleads the parser."""

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution.words import words

_NOUNS = frozenset({"NOUN", "PROPN"})
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "ADP", "CCONJ", "PART", "PUNCT", "NUM"})
_TIES = frozenset({"of", "from", "for", "in", "at", "and", "&", "'s", "with"})
_LONGEST = 14
_NAME = 6
_PAST = frozenset({"VBD", "VBZ", "VBP"})

Chunk = tuple[Token, int, int]


def closing(verb: Token) -> Chunk | None:
    """The noun phrase before a verb of saying that ends its clause: "27 died on Monday activists said"."""
    doc = verb.doc
    if verb.tag_ not in (*_PAST, "VBN") or not _ends(doc, verb.i + 1):
        return None
    helped = any(child.dep_.startswith("aux") for child in verb.children)
    if verb.tag_ == "VBN" and (helped or verb.dep_ not in ("conj", "advcl", "acl")):
        return None  # a participle, and no past tense
    last = verb.i - 1
    while last > 0 and doc[last].pos_ == "ADV":
        last -= 1
    if doc[last].text == ",":
        last = _before_name(doc, last)
    if last <= 0 or doc[last].pos_ not in _NOUNS:
        return None
    start = _leftmost(doc, last)
    if verb.dep_ == "acl" and (start == 0 or doc[start - 1].text != ","):
        return None  # "20 dead in the attack announced on Monday"
    return None if start == 0 else (_head(doc, start, last + 1), start, last + 1)


def _before_name(doc: Doc, comma: int) -> int:
    """The last token of an office that a name between commas explains: ", the mayor, Oleh Ivanov, said"."""
    at = comma - 1
    while at > 0 and doc[at].pos_ == "PROPN" and comma - at <= _NAME:
        at -= 1
    return at - 1 if at < comma - 1 and doc[at].text == "," else -1


def inverted(verb: Token) -> Chunk | None:
    """The noun phrase behind a verb of saying that follows a comma or a quote: ", reported officials,"."""
    doc = verb.doc
    if (
        verb.tag_ not in _PAST
        or not verb.i
        or doc[verb.i - 1].text not in (",", '"')
        or verb.i + 1 >= len(doc)
    ):
        return None
    led = any(child.dep_ == "nsubj" and child.i < verb.i for child in verb.children)
    if led and (verb.lemma_.lower() not in words("saying", "closes") or "that" in _lower(doc[verb.i + 1 :])):
        return None
    if doc[verb.i + 1].pos_ in ("ADP", "ADV", "SCONJ") or doc[verb.i + 1].lower_ in words("time", "days"):
        return None
    end = verb.i + 1
    while (
        end < len(doc)
        and end - verb.i < _LONGEST
        and doc[end].pos_ in _INSIDE
        and doc[end].text not in (",", ".", '"', ":", ";")
    ):
        end += 1
    while end > verb.i + 1 and doc[end - 1].pos_ not in _NOUNS:
        end -= 1
    if led and end < len(doc) and doc[end].text not in (",", "."):
        return None
    return (_head(doc, verb.i + 1, end), verb.i + 1, end) if end > verb.i + 1 else None


def _lower(tokens: Iterable[Token]) -> set[str]:
    return {token.lower_ for token in tokens}


def beside(verb: Token) -> Token | None:
    """The noun right before or behind a verb whose subject the parser did not see."""
    doc = verb.doc
    if verb.tag_ not in (*_PAST, "VBN") or verb.dep_ not in ("ROOT", "ccomp", "conj", "parataxis", "dep"):
        return None
    for at in (verb.i - 1, verb.i + 1):
        if 0 <= at < len(doc) and doc[at].pos_ in _NOUNS and (at < verb.i or doc[at].dep_ != "dobj"):
            token = doc[at]
            while token.dep_ == "compound" and token.i < token.head.i < token.i + 6:
                token = token.head
            return token
    return None


def _ends(doc: Doc, at: int) -> bool:
    """Whether nothing that could be said follows: a stop, a time, "in a statement", a participle."""
    if at >= len(doc) or doc[at].text in (".", ",", ";", "!"):
        return True
    following = doc[at]
    if following.tag_ == "VBG":
        return True
    when = (
        doc[at + 1] if following.lower_ in ("on", "in", "late", "early") and at + 1 < len(doc) else following
    )
    if when.lower_ in words("time", "days"):
        while when.i + 1 < len(doc) and doc[when.i + 1].lower_ in words("time", "days"):
            when = doc[when.i + 1]  # "on Monday night"
        return at + 2 >= len(doc) or doc[when.i + 1].text in (".", ",", ";") or doc[when.i + 1].tag_ == "VBG"
    return False


def _leftmost(doc: Doc, last: int) -> int:
    """Where the phrase that ends at token `last` begins."""
    start = last
    while start > 0 and last - start < _LONGEST:
        token, right = doc[start - 1], doc[start]
        inside = token.pos_ in _INSIDE or token.tag_ == "PRP$" or _is_hyphened(token)
        if not inside or token.lower_ in words("time", "days"):
            break
        if token.pos_ == "ADP" and token.lower_ not in _TIES:
            break
        if token.pos_ == "PUNCT" and token.text not in ("-", "'", "."):
            break
        if (right.pos_ == "DET" or right.tag_ == "PRP$") and token.pos_ not in ("ADP", "CCONJ"):
            break
        if token.pos_ == "NOUN" and right.pos_ == "ADJ" and not token.text[0].isupper():
            break
        if token.pos_ in _NOUNS and start > 1 and doc[start - 2].pos_ == "NUM":
            break  # "12 people opposition activists said"
        if token.pos_ == "NUM" or (right.pos_ == "DET" and token.text == "."):
            break
        start -= 1
    while start < last and doc[start].pos_ in ("ADP", "CCONJ", "PUNCT"):
        start += 1
    return start


def _is_hyphened(token: Token) -> bool:
    """Whether it ends a compound: "the rebel-held town's council"."""
    return token.tag_ == "VBN" and token.i > 1 and token.nbor(-1).text == "-"


def _head(doc: Doc, start: int, end: int) -> Token:
    """The noun that a phrase is about: the last one before what is tied to it."""
    head = doc[start]
    for token in doc[start:end]:
        if token.pos_ in _NOUNS:
            head = token
        elif head.pos_ in _NOUNS and (token.pos_ in ("ADP", "CCONJ") or token.text == ","):
            break
    return head
