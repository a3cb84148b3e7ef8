"""Speakers of verbs that the parser takes for nouns, or that pass another's words on."""

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution.words import words

_LONGEST = 14
_NOUNS = frozenset({"NOUN", "PROPN"})
_ENDS = frozenset({".", ",", ";", "!"})

Voice = tuple[Token, int, int]


def mistaken(verb: Token) -> Voice | None:
    """The speaker of a verb read as a plural: "20 died, the army's press service informs"."""
    if verb.tag_ not in ("NNS", "NNPS", "NN") or verb.lower_ not in words("saying", "closing"):
        return None
    doc = verb.doc
    if opening := _opening(verb):
        return opening
    if verb.i + 1 < len(doc) and doc[verb.i + 1].text not in _ENDS:
        return None
    start = verb.i
    while start and verb.i - start < _LONGEST and doc[start - 1].text not in (",", '"', ":", ";"):
        if doc[start - 1].pos_ in ("VERB", "AUX", "NUM"):
            return None
        start -= 1
    if not start or start == verb.i or doc[start - 1].text not in (",", '"'):
        return None
    return _head(doc, start, verb.i), start, verb.i


def _opening(verb: Token) -> Voice | None:
    """As in "The separatists' army informs that it has lost 16", and not in "the reports that 16 died"."""
    doc = verb.doc
    if verb.i + 1 >= len(doc) or doc[verb.i + 1].lower_ != "that":
        return None
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "compound") and child.i < verb.i]
    if not subjects or subjects[-1].i != verb.i - 1 or not any(c.dep_ == "ccomp" for c in verb.children):
        return None
    return subjects[-1], subjects[-1].left_edge.i, verb.i


def teller(verb: Token) -> Voice | None:
    """Who tells, behind a quotation: '..." a paramedic in Donetsk, Ukraine, told the BBC'."""
    doc, end = verb.doc, verb.i
    while end and (doc[end - 1].text == "," or doc[end - 1].pos_ == "ADV"):
        end -= 1
    start = end
    while start and end - start < _LONGEST and doc[start - 1].text not in ('"', ":", ";"):
        if doc[start - 1].pos_ in ("VERB", "AUX"):
            return None
        start -= 1
    if not start or start == end or doc[start - 1].text != '"':
        return None
    while start < end and doc[start].pos_ in ("PUNCT", "CCONJ", "ADP"):
        start += 1
    return (_head(doc, start, end), start, end) if start < end else None


def doubled(verb: Token) -> Token | None:
    """The speaker behind an "it" of a word-for-word translation: "so says it the spokesman"."""
    behind = verb.doc[verb.i + 1 : verb.i + 6]
    if len(behind) < 3 or behind[0].lower_ != "it" or behind[1].pos_ != "DET":
        return None
    return next((token for token in behind if token.pos_ in _NOUNS), None)


def quoted(verb: Token) -> Token | None:
    """Whom a verb passes on: "AFP quoted a spokesman as saying", "a spokesman was cited as saying"."""
    if verb.lemma_.lower() not in words("saying", "cite"):
        return None
    says = any(
        child.lower_ == "as" and any(inner.tag_ == "VBG" for inner in child.children)
        for child in verb.children
    )
    if not says:
        return None
    return next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)


def _head(doc: Doc, start: int, end: int) -> Token:
    head = doc[start]
    for token in doc[start:end]:
        if token.pos_ in _NOUNS:
            head = token
        elif head.pos_ in _NOUNS and token.pos_ in ("ADP", "CCONJ"):
            break
    return head
