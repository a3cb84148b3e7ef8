"""The numbers of people in an article, by the built-in rules: what answers are held against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tollwire.domain.count import Count
from tollwire.extraction import casualties, language
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.model import Parse, Sentence
from tollwire.extraction.phrases import Noun


@dataclass(frozen=True, slots=True)
class Number:
    """A count in the text, with its bounds and hedges; its own word stands from `start` to `end`."""

    start: int
    end: int
    count: Count


class Numbers:
    """The numbers of one article, each sentence parsed when it is first asked for."""

    def __init__(self, sentences: Sequence[Sentence], words: Lexicon, names: frozenset[str]) -> None:
        self._sentences, self._words, self._names = sentences, words, names
        self._read: dict[int, list[Number]] = {}

    def within(self, start: int, end: int) -> Iterator[Number]:
        """The numbers whose own words stand between two characters of the text, in its order."""
        for sentence in self._sentences:
            if sentence.end <= start or end <= sentence.start:
                continue
            if sentence.index not in self._read:
                self._read[sentence.index] = list(self._in(sentence))
            yield from (
                number for number in self._read[sentence.index] if start <= number.start and number.end <= end
            )

    def _in(self, sentence: Sentence) -> Iterator[Number]:
        for parse in language.parse([sentence], self._names):
            for counted in casualties.scene_of(Line(parse.doc), self._words).counted:
                if counted.noun is not Noun.THING:
                    yield Number(*_place(parse, counted.amount.head), counted.amount.count)


def _place(parse: Parse, token: int) -> tuple[int, int]:
    word = parse.doc[token]
    return parse.offsets[word.idx], parse.offsets[word.idx + len(word) - 1] + 1
