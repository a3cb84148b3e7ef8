"""What a claim costs the aggregator, by how many claims it holds. A program of its own; prints JSON.

`python -m bench.growth SECONDS SIZE…`

The service's own ledger on RocksDB, opened as the service does, without Kafka. All sizes take turns, claim
by claim, so that what else the machine does falls on all of them. Each claim is taken and settled by itself,
which is the dearest that a claim can come to: in the service those that come close upon one another are
settled together.

What is told is the same at every size, and so is how much of it in a day; an actor of more claims has been at
war for longer. *Few matters* is one kind of figure (soldiers killed) by all who count: there the number of
claims grows and nothing else. In *all matters* what is told of grows as well, for rare kinds of figures are
first heard of later, and a tally shows all of them. The mark is for both.
"""

import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from faust.stores.rocksdb import RocksDBOptions
from rocksdict import WriteBatch

from bench import history, state
from tollwire.aggregator.ledger import Ledger
from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.identity import slug

SIZES = (100, 1_000, 10_000, 100_000)
QUICK_SIZES = (100, 300)
MARK = 2.0
_VICTIM = "Armenia"
_PER_DAY = 20.0
_MATTERS = {
    "few matters": history.Matters({CasualtyType.KILLED: 1}, {VictimGroup.MILITARY: 1}),
    "all matters": history.Matters(),
}
# Few claims, so that an actor of a hundred is not soon one of a thousand.
_WARMING, _FEWEST, _MOST = 5, 10, 60


class _Table:
    """A table of the service, by itself: RocksDB, and how many bytes would go out to the changelog."""

    def __init__(self, folder: Path, held: dict[str, bytes]) -> None:
        self.sent = 0
        self._database: Any = RocksDBOptions().open(folder)
        batch = WriteBatch(raw_mode=True)
        for key, value in held.items():
            batch.put(_key(key), value)
        self._database.write(batch)
        self._database.flush()

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._database.get(_key(key))
        return found

    def __setitem__(self, key: str, value: bytes) -> None:
        self.sent += len(_key(key)) + len(value)
        self._database.put(_key(key), value)


class _Book:
    """A ledger that holds so many claims, and takes more."""

    def __init__(self, size: int, matters: history.Matters, folder: Path) -> None:
        events = history.events(_VICTIM, size + _WARMING + _MOST, per_day=_PER_DAY, matters=matters)
        held = state.after(_VICTIM, islice(events, size))
        self._tables = (_Table(folder / "ledger", held.ledger), _Table(folder / "accounts", held.accounts))
        self._ledger = Ledger(*self._tables, Tolerance())
        self._events = events
        self.size, self.tally_bytes, self.lines = size, 0, 0
        self.taking: list[float] = []
        self.whole: list[float] = []
        self.sent: list[int] = []
        for _ in range(_WARMING):
            self.claim()
        self.taking, self.whole, self.sent = [], [], []

    def claim(self) -> None:
        """Takes one claim, settles it, and writes down how long it took."""
        event, before = next(self._events), sum(table.sent for table in self._tables)
        began = time.perf_counter()
        self._ledger.take(event)
        taken = time.perf_counter()
        settled = self._ledger.settle(slug(_VICTIM))
        self._ledger.close(settled)
        self.whole.append(time.perf_counter() - began)
        self.taking.append(taken - began)
        self.sent.append(sum(table.sent for table in self._tables) - before)
        self.tally_bytes = len(settled.record.value) if settled.record else self.tally_bytes
        self.lines = len(settled.tally.figures)

    def figures(self) -> dict[str, float]:
        """Medians of the times, means of the bytes; `lines` are those that the tally shows."""
        return {
            "claims": self.size,
            "taking_ms": median(self.taking) * 1000,
            "whole_ms": median(self.whole) * 1000,
            "changelog_bytes": sum(self.sent) / len(self.sent),
            "lines": self.lines,
            "tally_bytes": self.tally_bytes,
        }


def measure(seconds: float, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """For each of the matters: figures by size, and the ratios of the largest to the smallest. The claims are
    taken for `seconds` in all; that the ledgers are made first takes longer.
    """
    return {name: _measured(matters, seconds / len(_MATTERS), sizes) for name, matters in _MATTERS.items()}


def _measured(matters: history.Matters, seconds: float, sizes: tuple[int, ...]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tollwire-growth-") as folder:
        books = [_Book(size, matters, _made(Path(folder) / str(size))) for size in sizes]
        began = time.perf_counter()
        for number in range(_MOST):
            if number >= _FEWEST and time.perf_counter() - began > seconds:
                break
            for book in books:
                book.claim()
        found = [book.figures() for book in books]
    first, last = found[0], found[-1]
    return {
        "sizes": found,
        "turns": len(books[0].whole),
        "time_ratio": last["whole_ms"] / first["whole_ms"],
        "taking_ratio": last["taking_ms"] / first["taking_ms"],
        "bytes_ratio": last["changelog_bytes"] / first["changelog_bytes"],
    }


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _key(key: str) -> bytes:
    return json.dumps(key).encode()  # as Faust does


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]), tuple(map(int, sys.argv[2:])) or SIZES)))
