"""The sources that are followed here: each has a task of its own, so that none slows another."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tollwire.ingest.feeds.board import Board, Row
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.feeds.looking import Look, Source
from tollwire.ingest.feeds.state import State
from tollwire.platform.clients import NoBroker
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import FeedMetrics
from tollwire.platform.waits import next_wait

log = logging.getLogger(__name__)

_FAREWELL_SECONDS = 5.0
_SLACK = 1.1  # how far an interval may be stretched by chance


class Hired(Protocol):
    """A source and what it holds open."""

    source: Source

    async def close(self) -> None: ...


Hire = Callable[[Feed, State], Hired]


@dataclass(slots=True)
class _Job:
    feed: Feed
    hired: Hired
    task: "asyncio.Task[None]"


class Crew:
    """Starts and stops the following of sources; `failed` is done when the brokers are gone."""

    def __init__(self, hire: Hire, board: Board, metrics: FeedMetrics, clock: Clock) -> None:
        self._hire, self._board, self._metrics, self._clock = hire, board, metrics, clock
        self._jobs: dict[str, _Job] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._jobs)

    async def follow(self, feeds: Iterable[Feed], states: Mapping[str, State]) -> None:
        """Follows these and no others. Those whose feed is as it was go on undisturbed."""
        wanted = {feed.name: feed for feed in feeds}
        await self.leave(name for name, job in self._jobs.items() if wanted.get(name) != job.feed)
        for name, feed in wanted.items():
            if name not in self._jobs:
                self._begin(feed, states.get(name) or State(name=name, url=feed.url))

    async def leave(self, names: Iterable[str]) -> None:
        """Stops following; returns when it is written how far each source is."""
        jobs = [(name, self._jobs.pop(name)) for name in list(names)]
        for _, job in jobs:
            job.task.cancel()
        await asyncio.gather(*(self._end(name, job) for name, job in jobs))

    async def once(self, feeds: Iterable[Feed], states: Mapping[str, State]) -> None:
        """Looks at each source one time, all at once. Raises NoBroker."""
        hired = [
            self._enter(feed, states.get(feed.name) or State(name=feed.name, url=feed.url)) for feed in feeds
        ]
        try:
            async with asyncio.TaskGroup() as group:
                for each in hired:
                    group.create_task(self._look(each.source))
        except BaseExceptionGroup as failed:
            raise _first(failed) from failed
        finally:
            await asyncio.gather(*(each.close() for each in hired))

    def _begin(self, feed: Feed, state: State) -> None:
        hired = self._enter(feed, state)
        task = asyncio.get_running_loop().create_task(self._follow(hired.source), name=feed.name)
        self._jobs[feed.name] = _Job(feed, hired, task)

    def _enter(self, feed: Feed, state: State) -> Hired:
        self._metrics.begin(feed.name)
        self._board.rows[feed.name] = Row(state)
        self._show(state)
        return self._hire(feed, state)

    async def _end(self, name: str, job: _Job) -> None:
        await asyncio.wait([job.task])
        state = job.hired.source.state
        if self._board.rows.pop(name).looking:
            # What it had done is kept; the feed is asked for again, whole, and soon.
            state.forget_validators()
            state.next_at = self._clock.now()
            try:
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await job.hired.source.write(state)
            except Exception as gone:  # the brokers, or the way to them; articles are known all the same
                log.debug("%s: its state was not written: %s", name, gone)
        await job.hired.close()
        self._metrics.end(name)

    async def _follow(self, source: Source) -> None:
        try:
            while True:
                await self._clock.sleep(self._wait(source))
                await self._look(source)
        except NoBroker as gone:
            if not self.failed.done():
                self.failed.set_exception(gone)

    def _wait(self, source: Source) -> float:
        """Seconds until the source is due, by its state and by the interval that it has now."""
        state, now = source.state, self._clock.now()
        due = state.next_at
        if due is None:
            return 0.0
        if not state.failures and state.checked:
            due = min(due, state.checked + timedelta(seconds=source.feed.interval * _SLACK))
        if state.closed_until:
            due = max(due, state.closed_until)
        return max(0.0, (due - now).total_seconds())

    async def _look(self, source: Source) -> None:
        state = source.state
        row = self._board.rows[source.feed.name]
        row.looking = True
        try:
            look = await source.look()
        except Exception as group:
            odd = _first(group)
            if isinstance(odd, NoBroker):
                raise odd from group
            # A fault of this program's, met on one source: it must not end the others.
            log.error("%s: it could not be looked at", source.feed.name, exc_info=odd)
            state.failures += 1
            state.error = f"an error of Tollwire's own: {odd!r}"
            wait = next_wait(source.feed.interval, state.failures, source.random)
            state.next_at = self._clock.now() + timedelta(seconds=wait)
            look = Look(error=state.error)
        row.looking = False
        row.add(look)
        self._show(state)
        _tell(source, look)

    def _show(self, state: State) -> None:
        self._metrics.failures.labels(state.name).set(state.failures)
        self._metrics.last_success.labels(state.name).set(
            state.succeeded.timestamp() if state.succeeded else 0.0
        )


def _first(error: BaseException) -> BaseException:
    """Of what tasks of a group raised together, one."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _tell(source: Source, look: Look) -> None:
    name = source.feed.name
    for said in look.told:
        log.info("%s", said)
    if look.error is not None:
        state = source.state
        log.warning(
            "%s: failed %d times in a row: %s; again at %s",
            name,
            state.failures,
            look.error,
            state.next_at.isoformat(timespec="seconds") if state.next_at else "once",
        )
    elif look.became or look.left:
        became = ", ".join(f"{count} {what}" for what, count in sorted(look.became.items()))
        log.info("%s: %s%s", name, became, f", {look.left} left for later" if look.left else "")
