"""A parsed sentence as the rules look at it: its words in small letters beside the parser's tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

_NAMING = ("DT", "PRP$", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "HYPH")


class _ByIndex(dict[int, str]):
    """Nothing for what is not there."""

    def __missing__(self, at: int) -> str:
        return ""


@dataclass(frozen=True)
class Line:
    """The words of one sentence, by index.

    `dropped` takes the numbers that make no claim, as token `start`, `end` and the rule, where somebody asks.
    """

    doc: Doc
    dropped: list[tuple[int, int, str]] | None = None
    low: list[str] = field(init=False)
    tags: list[str] = field(init=False)
    # The word at an index in small letters, and its part of speech (Penn Treebank); nothing outside the
    # sentence. They are asked so often that a call of Python each would take a third of the rules' time.
    word: Callable[[int], str] = field(init=False, repr=False, compare=False)
    tag: Callable[[int], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tokens = list(self.doc)
        low, tags = [token.lower_ for token in tokens], [token.tag_ for token in tokens]
        for name, value in (
            ("low", low),
            ("tags", tags),
            ("word", _ByIndex(enumerate(low)).__getitem__),
            ("tag", _ByIndex(enumerate(tags)).__getitem__),
        ):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.low)

    def drop(self, start: int, end: int, rule: str) -> None:
        """Notes that `rule` makes no claim of the number from `start` to `end`."""
        if self.dropped is not None:
            self.dropped.append((start, end, rule))

    def token(self, at: int) -> Token:
        """The parser's token at `at`."""
        return self.doc[at]

    def glued(self, at: int) -> bool:
        """Whether the word at `at` follows the one before with no space between."""
        return 0 < at < len(self.low) and not self.doc[at - 1].whitespace_

    def starts_with(self, at: int, phrase: Sequence[str]) -> bool:
        """Whether the words from `at` on are those of `phrase`."""
        if self.word(at) != phrase[0]:
            return False
        return len(phrase) == 1 or self.low[at : at + len(phrase)] == list(phrase)

    def ends_with(self, end: int, phrase: tuple[str, ...]) -> bool:
        """Whether the words before `end` are those of `phrase`."""
        return end >= len(phrase) and self.starts_with(end - len(phrase), phrase)

    def past_of(self, at: int) -> int:
        """Where the words go on after "of the security forces" at `at`, if that stands there."""
        if self.word(at) != "of":
            return at
        step = at + 1
        while self.tag(step) in _NAMING:
            step += 1
        return step if step > at + 1 else at
