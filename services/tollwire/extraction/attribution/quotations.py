"""Direct speech that runs over sentences: where the words around a quotation stand that name its speaker."""

from collections.abc import Iterator

from spacy.tokens import Doc

from tollwire.extraction.model import Context, Mention

_OPENING = "\u201c\u00ab\u201e"
_CLOSING = "\u201d\u00bb"
_STRAIGHT = '"\u2033\uff02'
_PARAGRAPHS = 6  # paragraphs that a quotation may run over
_MOST, _AFTER = 40, 6  # sentences of one paragraph before and behind a mention that are looked at
_FAR = 4000  # characters of a paragraph before a mention that are looked at


def around(mention: Mention, context: Context) -> Iterator[int]:
    """The sentences that may name the speaker of the quotation around `mention`, the likeliest first.

    Nothing if the mention stands outside quotation marks.
    """
    index = mention.parse.sentence.index
    sentences = context.sentences
    paragraph = mention.parse.sentence.paragraph
    first = index
    while index - first < _MOST and first and sentences[first - 1].paragraph == paragraph:
        first -= 1
    last = index
    while last - index < _AFTER and last + 1 < len(sentences) and sentences[last + 1].paragraph == paragraph:
        last += 1
    start = max(sentences[first].start, mention.start - _FAR)
    introduced = _introduced(context, first)
    if not is_open(context.text[start : mention.start]):
        if introduced is not None and is_open(f'"{context.text[start : mention.start]}'):
            yield introduced
        return
    opening = index
    while opening > first and is_open(context.text[start : sentences[opening].start]):
        opening -= 1
    if opening < index:
        yield opening
    for at in range(index, last + 1):
        if at > index:
            yield at
        if not is_open(context.text[start : sentences[at].end]):
            break
    if opening and context.text[sentences[opening].start] in _OPENING + _STRAIGHT:
        yield opening - 1
    if introduced is not None:
        yield introduced


def _introduced(context: Context, first: int) -> int | None:
    """The sentence before a quotation that runs on, from earlier paragraphs, into sentence `first`."""
    sentences = context.sentences
    opens = None
    for _ in range(_PARAGRAPHS):
        if not first:
            break
        last, paragraph = first - 1, sentences[first - 1].paragraph
        while first and last - first < _MOST and sentences[first - 1].paragraph == paragraph:
            first -= 1
        text = context.text[sentences[first].start : sentences[last].end]
        if not text or text[0] not in _OPENING + _STRAIGHT or not is_open(text):
            break
        opens = first
    return opens - 1 if opens else None


def is_open(before: str) -> bool:
    """Whether a text ends inside a quotation that it opened."""
    opened = False
    for character in before:
        if character in _OPENING:
            opened = True
        elif character in _CLOSING:
            opened = False
        elif character in _STRAIGHT:
            opened = not opened
    return opened


def is_inside(doc: Doc, index: int) -> bool:
    """Whether a token of a sentence stands between its quotation marks."""
    return is_open(doc[:index].text)


def introduces(doc: Doc) -> bool:
    """Whether a sentence leads up to a quotation: 'The ministry justified the strike: "..."'."""
    return any(token.text == '"' and token.i and doc[token.i - 1].text in (":", ",") for token in doc)
