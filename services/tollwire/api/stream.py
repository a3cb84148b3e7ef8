"""The stream: messages as they come, as server-sent events, from where a follower had come to.

Source: WHATWG HTML, section 9.2, "Server-sent events".
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator
from contextlib import aclosing, contextmanager
from functools import partial
from typing import Protocol, TypeVar

from fastapi.sse import format_sse_event

from tollwire.api.held import Gone, Held
from tollwire.api.position import TOPICS, Place, Positions, Which, encoded
from tollwire.api.problems import too_many_streams
from tollwire.api.recent import Recent, Told
from tollwire.platform.metrics import ApiMetrics, Ended

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
RETRY_SECONDS = 3
MOST_READING = 8
"""Streams that may read from the brokers at once: each has a client of Kafka of its own then."""
_NAMES = {Which.CLAIMS: "claim", Which.TALLIES: "tally", Which.DISAGREEMENTS: "disagreement"}

R = TypeVar("R")
Wanted = Callable[[Held], bool]


class NotRead(Exception):
    """The brokers do not give what is on a topic; the text says why."""


class Past(Protocol):
    """What stands on the topics from some positions on, read from the brokers."""

    async def begin(self) -> Positions:
        """Where each of the partitions begins now. Raises NotRead."""

    async def some(self) -> list[Told]:
        """The next messages, nothing at the end. Raises NotRead."""

    def close(self) -> None:
        """To be called at last, whatever happened; waits for nothing."""


class Streams:
    """The streams that are open, at most so many."""

    def __init__(
        self, recent: Recent, past: Callable[[Positions], Past], most: int, metrics: ApiMetrics
    ) -> None:
        """`past` reads what stands on the topics from positions on, to the ends."""
        self._recent, self._past, self._most, self._metrics = recent, past, most, metrics
        self.open = self._reading = 0
        self._begun = asyncio.Event()

    def begin(self) -> None:
        """Lets the streams begin, as the topics are read."""
        self._begun.set()

    def close(self) -> None:
        """Ends all streams."""
        self._recent.close()
        self._begun.set()

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Room for one more stream. Raises Refused (503) where there is none."""
        if self.open >= self._most:
            raise too_many_streams(self._most, RETRY_SECONDS)
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    def events(self, topics: Collection[Which], at: Positions, wanted: Wanted) -> AsyncGenerator[bytes]:
        """The events after the positions in `at`, for ever: until all streams are closed, or this one cannot
        keep up. A partition that `at` does not name is followed from now on.

        Until the streams may begin only comments come: a browser whose stream is refused asks no more.
        """
        make = partial(_Stream, self._recent, topics, at, wanted)
        return self._events(make() if self._begun.is_set() else None, make)

    async def _events(self, stream: "_Stream | None", make: "Callable[[], _Stream]") -> AsyncGenerator[bytes]:
        ended = Ended.LEFT
        try:
            while not await _done(self._begun.wait(), HEARTBEAT_SECONDS):
                yield format_sse_event(comment="the topics are still being read")
            if stream is None:
                if self._recent.closed:
                    ended = Ended.CLOSED
                    return
                stream = make()
            yield stream.hello()
            for gap in stream.foreign():
                yield gap
            while True:
                if missed := stream.missed():
                    if self._recent.closed:
                        ended = Ended.CLOSED
                        return
                    if stream.live:
                        ended = Ended.BEHIND
                        yield stream.behind()
                        return
                    async with aclosing(self._from_brokers(stream, missed)) as events:
                        async for event in events:
                            yield event
                    continue
                some = stream.next()
                for event in some:
                    yield event
                if some:
                    continue
                if self._recent.closed:
                    ended = Ended.CLOSED
                    return
                if not await _done(self._recent.news(), HEARTBEAT_SECONDS):
                    yield stream.heartbeat()
        except NotRead as wrong:
            assert stream is not None
            ended = Ended.UNAVAILABLE
            log.warning("a stream ends, as what it asks for cannot be read: %s", wrong)
            yield stream.unavailable(wrong)
        finally:
            self._metrics.ended.labels(ended).inc()

    async def _from_brokers(self, stream: "_Stream", missed: Positions) -> AsyncGenerator[bytes]:
        """What is no longer held here."""
        if self._reading >= MOST_READING:
            raise NotRead("too many streams are being read from the brokers as it is")
        until = {place: self._recent.begins[place] for place in missed}
        past = self._past(missed)
        self._reading += 1
        try:
            async with aclosing(_read(past, stream)) as events:
                async for event in events:
                    yield event
        finally:
            self._reading -= 1
            past.close()
        stream.has_come_to(until)


async def _read(past: Past, stream: "_Stream") -> AsyncGenerator[bytes]:
    begins: list[Positions] = []
    async with aclosing(_beating(past.begin(), stream, begins)) as beats:
        async for beat in beats:
            yield beat
    for gap in stream.gone(begins[0]):
        yield gap
    while True:
        some: list[list[Told]] = []
        async with aclosing(_beating(past.some(), stream, some)) as beats:
            async for beat in beats:
                yield beat
        if not some[0]:
            return
        for event in stream.told(some[0]):
            yield event


async def _beating(work: Awaitable[R], stream: "_Stream", result: list[R]) -> AsyncGenerator[bytes]:
    """Heartbeats while something is waited for, whose result is then added to the list."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=HEARTBEAT_SECONDS))[0]:
            yield stream.heartbeat()
    finally:
        task.cancel()
    result.append(task.result())


async def _done(work: Awaitable[object], seconds: float) -> bool:
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        return False
    return True


class _Stream:
    """Where one stream is, and what it says of it."""

    def __init__(self, recent: Recent, topics: Collection[Which], at: Positions, wanted: Wanted) -> None:
        self._recent, self._topics, self._wanted = recent, topics, wanted
        self._at = {place: at.get(place, end) for place, end in recent.ends.items() if place[0] in topics}
        self._number = 0
        self.live = False

    def hello(self) -> bytes:
        """No event: but from here on a client knows where it is, and when to come again."""
        return format_sse_event(id=self._id, retry=RETRY_SECONDS * 1000)

    def heartbeat(self) -> bytes:
        """No event either: it keeps the connection, and brings forward where the client is."""
        return format_sse_event(comment="", id=self._id)

    def missed(self) -> Positions:
        """Where this stream is on the partitions of which what comes next is no longer held."""
        return {place: at for place, at in self._at.items() if at < self._recent.begins[place]}

    def next(self) -> list[bytes]:
        """The events of what is held; of those that are left over, nothing but that they were."""
        self.live = True
        while True:
            told, self._number = self._recent.after(self._number)
            if not told:
                self.has_come_to(self._recent.ends)
                return []
            if events := list(self.told(told)):
                return events

    def told(self, some: list[Told]) -> Iterator[bytes]:
        for each in some:
            if each.offset < self._at.get(each.place, each.offset + 1):
                continue
            self._at[each.place] = each.offset + 1
            if self._wanted(each.held):
                yield self._event(each)

    def has_come_to(self, ends: Positions) -> None:
        """That nothing is left up to there."""
        for place, end in ends.items():
            if place in self._at:
                self._at[place] = max(self._at[place], end)

    def foreign(self) -> Iterator[bytes]:
        """That the follower comes from further on than the topic goes: it is another one by now."""
        for place, at in sorted(self._at.items()):
            end = self._recent.ends[place]
            if at > end:
                self._at[place] = end
                yield self._gap(place, at, end, "the topic was made anew; this begins at its present end")

    def gone(self, begins: Positions) -> Iterator[bytes]:
        """That what the follower has not seen is no longer kept on the topic."""
        for place, begin in sorted(begins.items()):
            at = self._at[place]
            if at < begin:
                self._at[place] = begin
                yield self._gap(place, at, begin, "messages in between are no longer kept on the topic")

    def behind(self) -> bytes:
        return self._said(
            "behind",
            {
                "detail": "too slow: more has come than is held here; connect again with this Last-Event-ID, "
                "and what was missed is read from the topics"
            },
        )

    def unavailable(self, why: NotRead) -> bytes:
        return self._said("unavailable", {"detail": f"{why}; connect again later with this Last-Event-ID"})

    @property
    def _id(self) -> str:
        return encoded(self._at, self._topics)

    def _gap(self, place: Place, at: int, to: int, why: str) -> bytes:
        which, partition = place
        told = {"topic": TOPICS[which].name, "partition": partition, "from": at, "to": to, "detail": why}
        return self._said("gap", told)

    def _event(self, told: Told) -> bytes:
        if isinstance(told.held, Gone):
            return self._said("deleted", {"topic": TOPICS[told.place[0]].name, "actor": told.held.actor})
        name = _NAMES[told.place[0]]
        return format_sse_event(event=name, id=self._id, data_str=told.held.raw.decode())

    def _said(self, name: str, told: dict[str, object]) -> bytes:
        return format_sse_event(event=name, id=self._id, data_str=json.dumps(told))
