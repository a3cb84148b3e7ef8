"""Where words stand in an article, whatever quotes, hyphens and spaces they are written with."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from tollwire.extraction import language


class Text:
    """An article's text, to look words up in. All places are characters of the text as given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain, self._offsets = language.clean(text)

    def words(self, start: int, end: int) -> str:
        return self.text[start:end]

    def places(self, words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Every place of `words` between two characters, in order; whole words only."""
        sought = language.clean(words)[0].strip()
        if not sought:
            return
        left, right = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        for found in re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)").finditer(self._plain, left, right):
            yield self._offsets[found.start()], self._offsets[found.end() - 1] + 1

    def first(self, words: str) -> tuple[int, int] | None:
        """The first place of `words` in the whole text."""
        return next(self.places(words, 0, len(self.text)), None)
