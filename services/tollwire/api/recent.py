"""The messages that came last, for those who follow them live, and how far the topics are read."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from tollwire.api.held import Gone, Held
from tollwire.api.position import Place, Positions

MOST_MESSAGES = 10_000
MOST_BYTES = 64 * 1024 * 1024
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and where on its topic it stands."""

    place: Place
    offset: int
    held: Held

    @property
    def size(self) -> int:
        return 0 if isinstance(self.held, Gone) else len(self.held.raw)


class Recent:
    """Of each partition all messages from `begins` up to `ends`, but for those that cannot be read.

    For one event loop. Followers keep no queues: each asks for what comes after what it had, so that one who
    is slow costs nothing but its connection.
    """

    def __init__(self, most: int = MOST_MESSAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._told: deque[Told] = deque()
        self._first = 0  # the number of the first that is held
        self._bytes = 0
        self._news = asyncio.Event()
        self.begins: Positions = {}
        self.ends: Positions = {}
        self.closed = False

    def begin(self, positions: Positions) -> None:
        """Where the reading of the topics begins."""
        self.begins, self.ends = dict(positions), dict(positions)

    def add(self, told: Iterable[Told], ends: Positions) -> None:
        """What has come, and how far the topics are read with it."""
        for each in told:
            self._told.append(each)
            self._bytes += each.size
        while self._told and (len(self._told) > self._most or self._bytes > self._most_bytes):
            gone = self._told.popleft()
            self._first += 1
            self._bytes -= gone.size
            self.begins[gone.place] = gone.offset + 1
        self.ends.update(ends)
        self._wake()

    def after(self, number: int) -> tuple[list[Told], int]:
        """Some of those from a number on, and the number of the next; nothing where there is none yet.

        Numbers begin with 0; one that is no longer held counts as the first that is.
        """
        start = max(0, number - self._first)
        some = list(islice(self._told, start, start + _AT_ONCE))
        return some, self._first + start + len(some)

    async def news(self) -> None:
        """Returns when something has been added, or all ends."""
        await self._news.wait()

    def close(self) -> None:
        """Lets all followers go."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
