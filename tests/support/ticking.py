"""Clocks that tests wind."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tollwire.platform.clock import Clock

BEGIN = datetime(2020, 10, 1, 12, 0, tzinfo=UTC)


class Winding(Clock):
    """Sleeping moves the time on at once; `slept` is for how long each time."""

    def __init__(self, at: datetime = BEGIN) -> None:
        self.begin = at
        self.passed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.begin + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += max(seconds, 0.0)
        await asyncio.sleep(0)


class Standing(Winding):
    """Time stands until a test moves it; who sleeps is woken then, in order."""

    def __init__(self, at: datetime = BEGIN) -> None:
        super().__init__(at)
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = itertools.count()

    @property
    def sleeping(self) -> int:
        return sum(not future.done() for _, _, future in self._sleepers)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.passed + seconds, next(self._number), future))
        await future

    async def move(self, seconds: float) -> None:
        until = self.passed + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            self.passed, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await asyncio.sleep(0)
        self.passed = until
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], what: str, *, within: float = 20.0) -> None:
    """Returns when `condition` holds, of tasks of this loop; fails with `what`."""
    async with asyncio.timeout(within) as limit:
        del limit
        while not condition():
            await asyncio.sleep(0.002)
    assert condition(), what
