"""Manners towards each host, whichever sources its pages are of: few requests at a time, with a pause between
them, and none before the time that it asked to be left alone for is over.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Fetched

LONGEST_DELAY = 60.0
_MOST_HOSTS = 10_000


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    next_at: float = 0.0
    closed_until: float = 0.0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """`most`: requests to one host at a time."""

    def __init__(self, clock: Clock, most: int = 2) -> None:
        self._clock, self._most = clock, most
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """A request's turn; `delay`: seconds between the beginnings of two. Raises FetchFailed while the host
        is closed.
        """
        held = self._host(host)
        held.waiting += 1
        try:
            self._check(host, held)
            async with held.slots:
                async with held.turn:  # one after the other, in the order of asking
                    wait = held.next_at - self._clock.monotonic()
                    if wait > 0:
                        await self._clock.sleep(wait)
                    self._check(host, held)
                    held.next_at = self._clock.monotonic() + min(delay, LONGEST_DELAY)
                yield
        finally:
            held.waiting -= 1

    def close(self, host: str, seconds: float) -> None:
        """Leaves a host alone for so long."""
        held = self._host(host)
        held.closed_until = max(held.closed_until, self._clock.monotonic() + seconds)

    def _check(self, host: str, held: _Host) -> None:
        left = held.closed_until - self._clock.monotonic()
        if left > 0:
            raise FetchFailed(
                Fetched.LIMITED, f"{host} asked to be left alone for {left:.0f} s more", retry_after=left
            )

    def _host(self, host: str) -> _Host:
        held = self._hosts.get(host)
        if held is None:
            if len(self._hosts) >= _MOST_HOSTS:
                self._forget()
            held = self._hosts[host] = _Host(asyncio.Semaphore(self._most))
        return held

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for host, held in list(self._hosts.items()):
            if not held.waiting and held.next_at <= now and held.closed_until <= now:
                del self._hosts[host]
