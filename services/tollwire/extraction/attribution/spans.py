"""Which tokens of a sentence are a speaker's name."""

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution import datelines

_VERBS = frozenset({"VERB", "AUX"})
_DASHES = frozenset({"-", "--", "\u2013", "\u2014"})


def phrase(head: Token, cue: Token) -> tuple[int, int]:
    """The tokens of a speaker's name: its noun and what belongs to it, cut at the verb and at remarks."""
    doc = head.doc
    start, end = head.left_edge.i, head.right_edge.i + 1
    if cue.i < start:
        start = max(start, cue.i + 1)
    elif cue.i < end:
        if cue.i > head.i:
            end = cue.i
        else:
            start = cue.i + 1
    for child in head.children:
        if (
            child.dep_ in ("relcl", "ccomp", "advcl", "parataxis", "conj")
            and child.pos_ in _VERBS
            and child.i > head.i
        ):
            end = min(end, child.left_edge.i)
        if (
            child.dep_ in ("ccomp", "advcl", "relcl", "csubj", "dep")
            and child.pos_ in _VERBS
            and child.i < head.i
        ):
            start = max(start, min(child.right_edge.i + 1, head.i))
    if cue.i > head.i:
        twins = [
            child.left_edge.i
            for child in cue.children
            if child.dep_ == "nsubj" and child.right_edge.i + 1 == start
        ]
        start = min([start, *twins])  # "the news agency AFP" read as two subjects
    end = min(end, head.i + 25)
    start = max(start, head.i - 20)
    start = behind_dateline(doc, start, head.i)
    while start < head.i and (
        doc[start].is_punct or doc[start].pos_ in ("SCONJ", "CCONJ", "PUNCT") or doc[start].is_space
    ):
        start += 1
    while end > head.i + 1 and (
        doc[end - 1].is_punct or doc[end - 1].pos_ in ("SCONJ", "CCONJ") or doc[end - 1].is_space
    ):
        end -= 1
    return start, end


def opening(doc: Doc) -> int:
    """The first token behind the dateline that a sentence begins with; 0 if it has none."""
    end = datelines.opening(doc.text)
    return next((token.i for token in doc if token.idx >= end), 0) if end else 0


def behind_dateline(doc: Doc, start: int, head: int) -> int:
    """The first token of a name that a dateline may stand before: "COLOMBO - The army"."""
    for i in range(start, head):
        if doc[i].text in _DASHES and i and doc[i - 1].whitespace_ and doc[i].whitespace_:
            start = i + 1
    return start


def with_capitals(cue: Token, end: int) -> int:
    """The end of a name whose last words the parser takes for adverbs: "the site Myanmar Now reported"."""
    while 0 < end < cue.i and cue.doc[end].is_title and cue.doc[end - 1].text[0].isupper():
        end += 1
    return end
