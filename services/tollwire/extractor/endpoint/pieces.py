"""Cuts a long text into pieces that fit into one question, between paragraphs where it can."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tollwire.extraction.model import Sentence

Span = tuple[int, int]
"""From and to which character of the article's text."""


def pieces(sentences: Sequence[Sentence], longest: int) -> list[Span]:
    """Spans of whole paragraphs of at most `longest` characters each, in order, that hold all sentences.

    A paragraph that is longer is cut between sentences; a sentence is never cut.
    """
    made: list[Span] = []
    for start, end in _units(sentences, longest):
        if made and end - made[-1][0] <= longest:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _units(sentences: Sequence[Sentence], longest: int) -> Iterator[Span]:
    for _, grouped in groupby(sentences, key=lambda sentence: sentence.paragraph):
        paragraph = list(grouped)
        start, end = paragraph[0].start, paragraph[-1].end
        if end - start <= longest:
            yield start, end
        else:
            yield from ((sentence.start, sentence.end) for sentence in paragraph)


def within(sentences: Sequence[Sentence], span: Span) -> list[Sentence]:
    """The sentences of a piece."""
    return [sentence for sentence in sentences if span[0] <= sentence.start and sentence.end <= span[1]]
