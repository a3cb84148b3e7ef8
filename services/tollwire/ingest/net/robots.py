"""robots.txt, as RFC 9309 has it: kept for a day; where there is none, all is allowed; where it cannot be
had, nothing is, until it can.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Fetched

LONGEST = 500 * 1024  # what a reader must read of it (RFC 9309, section 2.5)
_KEPT_SECONDS = 24 * 3600.0
_AGAIN_SECONDS = 600.0
_MOST = 2_000

Ask = Callable[[str], Awaitable[tuple[int, str]]]
"""Status and text of a robots.txt, redirects followed and its end cut. Raises FetchFailed."""


@dataclass(slots=True)
class _Rules:
    until: float
    parsed: Protego | None  # None: all is allowed
    unreachable: str | None = None  # why nothing is


class Robots:
    """Rules of hosts, by origin. `agent`: the product token that rules are looked up for."""

    def __init__(self, clock: Clock, agent: str) -> None:
        self._clock, self._agent = clock, agent
        self._rules: OrderedDict[str, _Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, origin: str, url: str, ask: Ask, *, shared: bool = True) -> float:
        """Seconds that the host wants between requests, 0 where it says nothing. Raises FetchFailed where the
        page must not be fetched.

        `shared`: False for a host that only some sources may reach; what one of them is told is not kept for
        the others, who would ask in vain.
        """
        rules = await self._of(origin if shared else f"{origin} within", origin, ask)
        if rules.unreachable:
            raise FetchFailed(
                Fetched.NETWORK, f"{origin}/robots.txt cannot be had, so nothing is: {rules.unreachable}"
            )
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(url, self._agent):
            raise FetchFailed(Fetched.ROBOTS, f"{origin}/robots.txt does not allow it")
        return max(rules.parsed.crawl_delay(self._agent) or 0.0, 0.0)

    async def _of(self, key: str, origin: str, ask: Ask) -> _Rules:
        if held := self._held(key):
            return held
        lock = self._asking.setdefault(key, asyncio.Lock())
        try:
            async with lock:  # the others wait for the one that asks
                if held := self._held(key):
                    return held
                made = await self._fetched(key, origin, ask)
                self._rules[key] = made
                self._rules.move_to_end(key)
                while len(self._rules) > _MOST:
                    self._rules.popitem(last=False)
                return made
        finally:
            if not lock.locked():
                self._asking.pop(key, None)

    def _held(self, key: str) -> _Rules | None:
        held = self._rules.get(key)
        return held if held and held.until > self._clock.monotonic() else None

    async def _fetched(self, key: str, origin: str, ask: Ask) -> _Rules:
        now = self._clock.monotonic()
        stale = self._rules.get(key)
        try:
            status, text = await ask(f"{origin}/robots.txt")
        except FetchFailed as failed:
            if failed.kind is Fetched.REFUSED:
                raise
            if failed.kind is Fetched.REDIRECTS:  # as good as none (section 2.3.1.2)
                return _Rules(now + _KEPT_SECONDS, None)
            return self._unreachable(stale, now, str(failed))
        if status == 429 or status >= 500:
            return self._unreachable(stale, now, f"the server answered {status}")
        if status >= 300:
            return _Rules(now + _KEPT_SECONDS, None)
        return _Rules(now + _KEPT_SECONDS, await asyncio.to_thread(_parsed, text))

    def _unreachable(self, stale: _Rules | None, now: float, why: str) -> _Rules:
        """The rules that were there before go on for the time being."""
        if stale and not stale.unreachable:
            return _Rules(now + _AGAIN_SECONDS, stale.parsed)
        return _Rules(now + _AGAIN_SECONDS, None, why)


def _parsed(text: str) -> Protego | None:
    try:
        return Protego.parse(text)
    except (ValueError, RecursionError, AttributeError, TypeError, IndexError):  # a text of somebody else's
        return None
