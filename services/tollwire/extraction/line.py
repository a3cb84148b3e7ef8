"""A parsed sentence as the rules look at it: its words in small letters beside the parser's tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token


@dataclass(frozen=True)
class Line:
    """The words of one sentence, by index.

    `dropped` takes the numbers that make no claim, as token `start`, `end` and the rule, where somebody asks.
    """

    doc: Doc
    dropped: list[tuple[int, int, str]] | None = None
    low: list[str] = field(init=False)
    tags: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", [token.lower_ for token in self.doc])
        object.__setattr__(self, "tags", [token.tag_ for token in self.doc])

    def __len__(self) -> int:
        return len(self.low)

    def drop(self, start: int, end: int, rule: str) -> None:
        """Notes that `rule` makes no claim of the number from `start` to `end`."""
        if self.dropped is not None:
            self.dropped.append((start, end, rule))

    def word(self, at: int) -> str:
        """The word at `at` in small letters; nothing outside the sentence."""
        return self.low[at] if 0 <= at < len(self.low) else ""

    def tag(self, at: int) -> str:
        """The part of speech at `at` (Penn Treebank); nothing outside the sentence."""
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def token(self, at: int) -> Token:
        """The parser's token at `at`."""
        return self.doc[at]

    def glued(self, at: int) -> bool:
        """Whether the word at `at` follows the one before with no space between."""
        return 0 < at < len(self.low) and not self.doc[at - 1].whitespace_

    def starts_with(self, at: int, phrase: Iterable[str]) -> bool:
        """Whether the words from `at` on are those of `phrase`."""
        words = list(phrase)
        return at >= 0 and self.low[at : at + len(words)] == words

    def ends_with(self, end: int, phrase: tuple[str, ...]) -> bool:
        """Whether the words before `end` are those of `phrase`."""
        return end >= len(phrase) and self.starts_with(end - len(phrase), phrase)
