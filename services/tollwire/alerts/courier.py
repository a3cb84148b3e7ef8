"""Hands alerts on to one sink: in order, again until it has them, and never in the way of other sinks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from tollwire.alerts.sinks.base import Answer, Sender
from tollwire.events.wire import AlertV1
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Delivered
from tollwire.platform.waits import backoff

log = logging.getLogger(__name__)

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
_LONGEST_IDLE = 3600.0

# Writes down that a sink has an alert; done when the brokers know.
Mark = Callable[[AlertV1, str], Awaitable[None]]
Count = Callable[[str, Delivered], None]


@dataclass(slots=True)
class _Waiting:
    alert: AlertV1
    refusals: int = 0
    due: float = 0.0


class Courier:
    """One sink. `put` what it is to have; `run` ends after `stop`, when what is in its hands is done with.

    Where the sink is away all wait, longer each time. An alert that it will not have waits alone, and others
    pass it; but what follows on an alert, such as its correction, never does.
    """

    def __init__(
        self,
        name: str,
        sender: Sender,
        mark: Mark,
        count: Count,
        clock: Clock,
        masked: Callable[[str], str] = str,
        random: Random | None = None,
    ) -> None:
        self.name = name
        self._sender, self._mark, self._count, self._clock = sender, mark, count, clock
        self._masked, self._random = masked, random or Random()
        self._waiting: dict[str, _Waiting] = {}
        self._closed_until = 0.0
        self._failures = 0
        self._news = asyncio.Event()
        self._stopping = False

    def put(self, alert: AlertV1) -> None:
        """An alert that is written down. One that is here already is left as it is."""
        if alert.id not in self._waiting:
            self._waiting[alert.id] = _Waiting(alert)
            self._news.set()

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def oldest(self) -> float:
        """For how many seconds the oldest has waited; 0 where none does."""
        made = min((each.alert.made_at for each in self._waiting.values()), default=None)
        return max(0.0, (self._clock.now() - made).total_seconds()) if made else 0.0

    async def run(self) -> None:
        """Raises what `mark` does: the brokers are gone."""
        while not self._stopping:
            self._news.clear()
            now = self._clock.monotonic()
            due = min(self._heads(), key=lambda each: (each.due > now, each.due), default=None)
            wait = _LONGEST_IDLE if due is None else max(due.due, self._closed_until) - now
            if due is None or wait > 0:
                await self._idle(wait)
            else:
                await self._deliver(due)

    def stop(self) -> None:
        self._stopping = True
        self._news.set()

    async def close(self) -> None:
        await self._sender.close()

    def _heads(self) -> Iterator[_Waiting]:
        """Of alerts that follow on one another the first, oldest first."""
        seen: set[str] = set()
        for each in self._waiting.values():
            if (thread := thread_of(each.alert)) not in seen:
                seen.add(thread)
                yield each

    async def _idle(self, seconds: float) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait([sleep, news], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            news.cancel()

    async def _deliver(self, waiting: _Waiting) -> None:
        alert = waiting.alert
        answer = await self._sent(alert, self._clock.now())
        self._count(self.name, answer.delivered)
        if answer.delivered is Delivered.SENT:
            await self._mark(alert, self.name)
            del self._waiting[alert.id]
            if self._failures:
                log.info("sink %s takes alerts again", self.name)
            self._failures = 0
            return
        now = self._clock.monotonic()
        if answer.whole:
            wait = self._wait(self._failures, answer)
            self._failures += 1
            self._closed_until = now + wait
        else:
            wait = self._wait(waiting.refusals, answer)
            waiting.refusals += 1
            waiting.due = now + wait
        log.warning(
            "sink %s, alert %s: %s; again in %.0f s, %d wait",
            self.name,
            alert.id,
            self._masked(answer.why),
            wait,
            self.pending,
        )

    async def _sent(self, alert: AlertV1, now: datetime) -> Answer:
        try:
            return await self._sender.send(alert, now)
        except Exception as odd:  # a fault of this program's: it must not end the others
            log.error("sink %s: %s", self.name, self._masked(repr(odd)))
            return Answer(Delivered.FAILED, f"an error of Tollwire's own: {type(odd).__name__}")

    def _wait(self, failures: int, answer: Answer) -> float:
        return max(backoff(failures, FIRST_SECONDS, LONGEST_SECONDS, self._random), answer.wait or 0.0)


def thread_of(alert: AlertV1) -> str:
    """The same for alerts that must arrive one after the other."""
    match alert.kind:
        case "correction":
            return alert.subject
        case "disagreement":
            return f"{alert.rule}/{alert.subject}"
        case _:
            return alert.id
