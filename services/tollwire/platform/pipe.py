"""One topic's messages through one handler, on Faust.

A message is acknowledged when everything that follows from it is on the brokers: what was sent, and what was
written to the tables' changelogs. Acknowledgements go out in the order of arrival, since Faust commits past a
gap. A message that cannot be read or handled goes to the dead letters first; where not even that can be done,
the worker stops, and what was not acknowledged is delivered again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, cast

from aiokafka.errors import KafkaError
from faust.exceptions import ProducerSendError
from faust.streams import Stream
from faust.tables.manager import TableManager
from faust.types import TP, EventT
from mode import Service
from prometheus_client import CollectorRegistry

from tollwire.events.errors import InvalidMessage, UnknownSchema
from tollwire.events.messages import Outgoing
from tollwire.events.topics import Topic
from tollwire.platform import web
from tollwire.platform.deadletters import dead_letter
from tollwire.platform.engine import App, Effects
from tollwire.platform.logs import engine_log
from tollwire.platform.metrics import Reason, WorkerMetrics
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

# Messages whose effects are on their way to the brokers: enough to fill the producer's batches, and so few
# that they are done well within a session's time-out when partitions change hands: that waits for them.
_IN_FLIGHT = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it came, and where it stood."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


# Does what a message asks for, and returns what is then on its way; any exception makes it a dead letter.
Handler = Callable[[Incoming], Awaitable[Effects]]


class Hopeless(Exception):
    """A handler can read a message and never will handle it: a dead letter for `reason`."""

    def __init__(self, said: str, reason: Reason) -> None:
        super().__init__(said)
        self.reason = reason


class Pipe(Service):
    """One topic's messages through one handler, with dead letters, acknowledgements in order, health and
    metrics.
    """

    logger = engine_log

    def __init__(
        self,
        app: App,
        topic: Topic,
        handler: Handler,
        *,
        service: str,
        settings: Settings,
        metrics: WorkerMetrics,
    ) -> None:
        self.app, self.topic, self.handler = app, topic, handler
        self.name, self.settings, self.metrics = service, settings, metrics
        self._in_flight: asyncio.Queue[tuple[Stream[bytes], EventT[Any], Effects]] | None = None
        self._progress = time.monotonic()
        self._waits: tuple[float, str] | None = None  # since when, and for what
        self._lag = 0
        self._asked: float | None = None  # when the brokers last told how far behind the worker is
        super().__init__(loop=app.loop, beacon=app.beacon)
        source = app.topic(
            topic.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )
        # One agent and no more: with several, Faust commits past what is still in flight. Partitions scale it
        # out.
        app.agent(source, name=service)(self._work)  # type: ignore[arg-type]  # Stream is a StreamT
        app.service(self)  # type: ignore[arg-type]  # an instance will do as well as a class

    async def send(self, record: Outgoing) -> Awaitable[Any]:
        """Hands a message to the producer; what is returned is done when the brokers have it."""
        return await self.app.producer.send(
            record.topic.name, record.key, record.value, None, None, record.headers
        )

    def working(self) -> None:
        """Says that the handler is at work on its message, and will be done or fail in bounded time."""
        self._progress = time.monotonic()

    def waiting(self, thing: str | None) -> None:
        """Says that the handler can do nothing until `thing` is back, or (None) that it is back.

        The worker is unhealthy then, and does not end by itself: a restart would not help.
        """
        if thing is None:
            self._waits = None
        elif self._waits is None:
            self._waits = (time.monotonic(), thing)

    async def _work(self, stream: Stream[bytes]) -> None:
        queue = self._queue()
        async for event in stream.noack().events():
            message = event.message
            incoming = Incoming(
                message.topic,
                message.partition,
                message.offset,
                message.key,
                message.value,
                list(
                    message.headers.items() if isinstance(message.headers, Mapping) else message.headers or ()
                ),
            )
            try:
                with self.metrics.processing.time():
                    effects = await self.handler(incoming)
            except (KafkaError, ProducerSendError) as lost:
                await self._give_up(lost)
            except Exception as wrong:
                effects = [await self._bury(incoming, wrong)]
            await queue.put((stream, event, effects))

    async def _bury(self, incoming: Incoming, wrong: Exception) -> Awaitable[Any]:
        reason = _reason(wrong)
        log.error(
            "message %s:%s of %s goes to the dead letters (%s): %s",
            incoming.partition,
            incoming.offset,
            self.topic.name,
            reason,
            wrong,
            exc_info=wrong if reason is Reason.UNHANDLED else None,
        )
        self.metrics.dead_letters.labels(self.name, reason).inc()
        letter = dead_letter(
            topic=self.topic,
            partition=incoming.partition,
            offset=incoming.offset,
            key=incoming.key,
            value=incoming.value,
            headers=incoming.headers,
            error=wrong,
            reason=reason,
            service=self.name,
            at=datetime.now(UTC),
        )
        return await self.send(letter)

    @Service.task
    async def _acknowledge(self) -> None:
        queue = self._queue()
        while not self.should_stop:
            stream, event, effects = await queue.get()
            try:
                for effect in effects:
                    await effect
            except Exception as lost:
                await self._give_up(lost)
            await stream.ack(event)
            self._progress = time.monotonic()
            self.metrics.last_processed.set_to_current_time()

    @Service.task
    async def _watch(self) -> None:
        """Asks the brokers how far behind the worker is; stops one that does nothing for long though there is
        work.
        """
        every = min(self.settings.stalled_seconds / 4, 5.0)
        while not self.should_stop:
            await self.sleep(0.5 if self._asked is None else every)
            if not self._recovered():
                self._progress = time.monotonic()  # a long recovery is work
                continue
            try:
                self._lag = await asyncio.wait_for(self._behind(), timeout=every * 2)
            except Exception as away:  # a broker that is away is no reason to stop
                log.warning("cannot tell the lag: %r", away)
                continue
            self._asked = time.monotonic()
            self.metrics.lag.set(self._lag)
            if self._lag == 0:
                self._progress = time.monotonic()
            idle = time.monotonic() - self._progress
            if self._waits is None and idle > 3 * self.settings.stalled_seconds:
                await self._give_up(
                    RuntimeError(f"{self._lag} messages wait and none was handled for too long")
                )

    async def _behind(self) -> int:
        consumer = self.app.consumer
        mine = [tp for tp in consumer.assignment() if tp.topic == self.topic.name]
        ends = await consumer.highwaters(*mine) if mine else {}
        return sum(max(0, end - self._committed(consumer, tp)) for tp, end in ends.items() if end)

    def _recovered(self) -> bool:
        recovery = cast(TableManager, self.app.tables).recovery
        return recovery.completed.is_set() and not recovery.in_recovery

    @staticmethod
    def _committed(consumer: Any, tp: TP) -> int:
        return consumer._committed_offset.get(tp) or consumer._read_offset.get(tp) or 0

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Unhealthy where for too long work was there and none was done, or there was no broker to ask."""
        now, patience = time.monotonic(), self.settings.stalled_seconds
        idle = now - self._progress
        detail = {"lag": self._lag, "seconds_since_progress": round(idle, 1)}
        if self._asked is None or not self._recovered():
            return True, {"status": "starting", **detail}
        if now - self._asked > patience:
            return False, {"status": "cut off from the brokers", **detail}
        if self._waits is not None and now - self._waits[0] > patience:
            return False, {"status": f"waiting for {self._waits[1]}", **detail}
        if self._lag > 0 and idle > patience:
            return False, {"status": "stalled", **detail}
        return True, {"status": "ok", **detail}

    def _queue(self) -> asyncio.Queue[tuple[Stream[bytes], EventT[Any], Effects]]:
        if self._in_flight is None:  # made inside the loop that uses it
            self._in_flight = asyncio.Queue(maxsize=_IN_FLIGHT)
        return self._in_flight

    async def _give_up(self, reason: BaseException) -> NoReturn:
        await self.app.crash(reason)
        raise reason


class Web(Service):
    """`/metrics` and `/healthz` while the worker lives."""

    logger = engine_log

    def __init__(
        self, app: App, pipe: Pipe, registry: CollectorRegistry, settings: Settings, port: int
    ) -> None:
        self.pipe, self.registry, self.settings = pipe, registry, settings
        self.port = settings.web_port if settings.web_port is not None else port
        super().__init__(loop=app.loop, beacon=app.beacon)
        app.service(self)  # type: ignore[arg-type]  # an instance will do as well as a class

    async def on_start(self) -> None:
        host = self.settings.web_host
        self._runner, port = await web.serve(host, self.port, self.registry, self.pipe.health)
        log.info("serving http://%s:%s/metrics and /healthz", host, port)

    async def on_stop(self) -> None:
        await self._runner.cleanup()


def _reason(wrong: Exception) -> Reason:
    if isinstance(wrong, Hopeless):
        return wrong.reason
    if isinstance(wrong, UnknownSchema):
        return Reason.UNKNOWN_SCHEMA
    return Reason.INVALID_MESSAGE if isinstance(wrong, InvalidMessage) else Reason.UNHANDLED
