"""A text in a kilobyte: enough to tell how much of it stands word for word in another."""

import base64
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from datasketch import MinHash

PERMUTATIONS = 64
# Four words in a row: long enough to be nobody's idiom, short enough to outlive a changed word here or there.
_IN_A_ROW = 4
# So many of a text's hashes are kept, those below a bound: what two texts share of these is what they share
# at all (Broder, "On the resemblance and containment of documents", 1997).
_KEPT = 128
_RANGE = 2**32
_MOST_NUMBERS = 64
_WORD = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*")
_SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_NUMBER_WORDS = frozenset(
    f"{_SMALL} seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "hundreds thousand thousands dozen dozens million millions".split()
)
_HEAD = struct.Struct("<BIHH")
_FORM = 1


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share. `of_smaller`: which part, from 0 to 1, of the runs of words of the one that has
    fewer; `runs`: about how many; `numbers`: which part of the numbers of the one that has fewer, None where
    that has none or one.
    """

    of_smaller: float
    runs: int
    numbers: float | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """Of a text with `size` different runs of words: their MinHash, the lowest of their hashes, and numbers.

    All as little-endian bytes, for many are held: `least`, `kept` of 32 bits each, `numbers` hashed to 16.
    """

    size: int
    least: bytes
    kept: bytes
    numbers: bytes

    @classmethod
    def of(cls, text: str) -> Self:
        words = _WORD.findall(text.casefold())
        hashes = {_hash(" ".join(run)) for run in _runs(words)}
        made: Any = _empty().copy()
        if hashes:
            made.update_batch([each.to_bytes(4, "little") for each in hashes])
        bound = _bound(len(hashes))
        numbers = sorted({_hash(word) & 0xFFFF for word in words if _is_number(word)})[:_MOST_NUMBERS]
        return cls(
            len(hashes),
            made.hashvalues.astype("<u4").tobytes(),
            np.array(sorted(each for each in hashes if each < bound), dtype="<u4").tobytes(),
            np.array(numbers, dtype="<u2").tobytes(),
        )

    def minhash(self) -> Any:
        """As datasketch has it."""
        return MinHash(
            hashvalues=np.frombuffer(self.least, dtype="<u4"),
            permutations=_empty().permutations,
            scheme=_empty().scheme,
            seed=_empty().seed,
        )

    def shared(self, other: "Sketch") -> Shared:
        """About what this text and another share, for either the same."""
        bound = min(_bound(self.size), _bound(other.size))
        ours, theirs = (np.frombuffer(each.kept, dtype="<u4") for each in (self, other))
        ours, theirs = ours[ours < bound], theirs[theirs < bound]
        fewer, both = min(len(ours), len(theirs)), _common(ours, theirs)
        numbers = [np.frombuffer(each.numbers, dtype="<u2") for each in (self, other)]
        fewer_numbers = min(map(len, numbers))
        return Shared(
            both / fewer if fewer else 0.0,
            round(both * _RANGE / bound),
            _common(*numbers) / fewer_numbers if fewer_numbers > 1 else None,
        )

    def encode(self) -> str:
        """As text; `decode` reads it."""
        head = _HEAD.pack(_FORM, self.size, len(self.kept), len(self.numbers))
        return base64.b64encode(head + self.least + self.kept + self.numbers).decode("ascii")

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises ValueError for anything else than what `encode` made."""
        raw = base64.b64decode(text, validate=True)
        try:
            form, size, kept, numbers = _HEAD.unpack_from(raw)
        except struct.error as wrong:
            raise ValueError(f"no sketch: {wrong}") from wrong
        first, second = _HEAD.size + 4 * PERMUTATIONS, _HEAD.size + 4 * PERMUTATIONS + kept
        if form != _FORM or len(raw) != second + numbers or kept % 4 or numbers % 2:
            raise ValueError(f"no sketch: {len(raw)} bytes of form {form}")
        return cls(size, raw[_HEAD.size : first], raw[first:second], raw[second:])


def _common(one: Any, other: Any) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def _runs(words: list[str]) -> Iterator[list[str]]:
    return (words[start : start + _IN_A_ROW] for start in range(len(words) - _IN_A_ROW + 1))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def _bound(size: int) -> int:
    return _RANGE if size <= _KEPT else _RANGE * _KEPT // size


def _is_number(word: str) -> bool:
    return word in _NUMBER_WORDS or any(each.isdigit() for each in word)


@cache
def _empty() -> Any:
    # Said aloud, as sketches are kept for weeks: another scheme or seed would make them useless.
    return MinHash(
        num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=lambda raw: int.from_bytes(raw, "little")
    )
