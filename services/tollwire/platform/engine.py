"""Faust as both stream services run it, with the answers to what it does under faults."""

import asyncio
import gc
import logging
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import faust
from faust.streams import _current_event
from faust.transport import consumer as faust_consumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, EventT, FutureMessage, TransportT
from faust.types.auth import SASLMechanism

from tollwire.events.topics import LARGEST_MESSAGE, Topic
from tollwire.platform import fence, kafka, topics
from tollwire.platform.logs import engine_log
from tollwire.platform.recovery import TableRecovery, Tables
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_NEVER = 86_400.0 * 24  # seconds; the clients' milliseconds have 31 bits
# Seconds that others wait for a worker whose article is with an endpoint, when partitions change hands.
_ENDPOINT_PATIENCE = 900.0

# What is on its way to the brokers, and is to be there before a message is acknowledged.
Effects = list[Awaitable[Any]]


class _Collector:
    """Collects garbage once in a while, however often it is asked to.

    When partitions change hands Faust waits for what is in flight, and collects all garbage for each
    acknowledgement that comes: a tenth of a second each in a worker that holds much, so that two hundred
    messages took longer than the group waits for a worker.
    """

    every = 1.0  # seconds

    def __init__(self) -> None:
        self._last = 0.0

    def collect(self) -> None:
        if time.monotonic() - self._last >= self.every:
            gc.collect()
            self._last = time.monotonic()


faust_consumer.gc = _Collector()  # type: ignore[assignment, attr-defined]

# A worker holds much that lives long, and Python looks through it all for cycles again and again: with its
# own thresholds that took two fifths of the time in which all actors are settled after a start. So many
# objects make one look at the young, so many looks one at the older, so many of those one at all.
_COLLECT = 50_000, 20, 50


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Goes back to where the group has got to; where it has committed nothing, to the beginning.

        While partitions change hands messages are fetched and dropped. aiokafka would leave a partition
        without a commit where it is, behind them, and they were lost.
        """
        return cast(Mapping[TP, int], await self.call_thread(self._seek_to_committed))

    async def _seek_to_committed(self) -> Mapping[Any, int | None]:
        consumer = self._ensure_consumer()
        committed: Mapping[Any, int | None] = await consumer.seek_to_committed()
        changelogs = self.app.tables.changelog_topics
        if fresh := [tp for tp, offset in committed.items() if not offset and tp.topic not in changelogs]:
            await consumer.seek_to_beginning(*fresh)
        return committed


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)


class ConfirmedTable(faust.Table[str, Any]):
    """A table that hands out what is on its way to the changelog, so that it can be awaited."""

    logger = engine_log

    def __post_init__(self, *args: Any, **kwargs: Any) -> None:
        super().__post_init__(*args, **kwargs)
        self.unconfirmed: Effects = []

    def send_changelog(self, *args: Any, **kwargs: Any) -> Any:
        sent = super().send_changelog(*args, **kwargs)
        self.unconfirmed.append(sent)
        return sent

    def _on_changelog_sent(self, fut: FutureMessage) -> None:
        """Notes how far the table on disk has what is in the changelog, but not past what others wrote.

        A worker that was put out of its group and has not noticed writes beside the one that has its
        partitions now. When it comes back, it must read what that one wrote in between.
        """
        sent = fut.result()
        known = self.data.persisted_offset(sent.topic_partition)
        if sent.offset == (0 if known is None else known + 1):
            super()._on_changelog_sent(fut)

    def get(self, key: str, default: Any = None) -> Any:
        """One look into the store, where a table of Faust takes two."""
        try:
            return self.data[key]
        except KeyError:
            return default

    def confirmations(self) -> Effects:
        """What was written since the last call."""
        pending, self.unconfirmed = self.unconfirmed, []
        return pending


class App(faust.App):
    """Faust as Tollwire runs it; `recovered` is called whenever the tables of newly assigned partitions are
    whole.
    """

    logger = engine_log

    recovered: list[Callable[[], None]]

    def __init__(self, settings: Settings, service: str) -> None:
        self.recovered = []
        session = settings.kafka_session_seconds
        endpoint = service == "extractor" and settings.extractor == "endpoint"
        super().__init__(
            f"tollwire-{service}",
            broker=[f"kafka://{host}" for host in settings.brokers],
            broker_credentials=_credentials(settings),
            processing_guarantee="at_least_once",
            store="rocksdb://" if settings.store == "rocksdb" else "memory://",
            datadir=str(settings.data_dir / service),
            table_standby_replicas=settings.standby_replicas,
            Table=ConfirmedTable,
            TableManager=Tables,
            # Fail-over in seconds rather than the minutes of the defaults.
            broker_session_timeout=session,
            broker_heartbeat_interval=session / 5,
            # A worker is given the time to finish what it is at when partitions change hands: one that is put
            # out of the group meanwhile starts itself again, and another does what it had in hand.
            broker_rebalance_timeout=max(session * 5, _ENDPOINT_PATIENCE if endpoint else 0.0),
            broker_request_timeout=session * 6,
            # A worker that waits takes nothing from the topics for long, and is no less a member for it.
            broker_max_poll_interval=_NEVER,
            broker_commit_interval=1.0,
            consumer_auto_offset_reset="earliest",
            producer_acks=-1,
            producer_linger=0.005,
            producer_max_request_size=LARGEST_MESSAGE,
            # A broker may be away for a minute or two without any worker failing.
            producer_request_timeout=180.0,
            stream_buffer_maxsize=256,
            # Topics are made from events/ before the worker starts, never with defaults.
            topic_allow_declare=False,
            topic_disable_leader=True,
            web_enabled=False,
        )

    @property
    def whole(self) -> bool:
        """Whether all tables of the worker's partitions are at hand, and none is being given up."""
        return cast(TableRecovery, cast(Tables, self.tables).recovery).whole

    def _new_transport(self) -> TransportT:
        transport = super()._new_transport()
        cast(Any, transport).Consumer = _Consumer
        return transport

    async def _on_partitions_revoked(self, revoked: set[TP]) -> None:
        # A worker that stops finishes what it has in hand, too, before another may have it.
        if self.should_stop and not self.crashed and self.consumer.assignment():
            await self._consumer_wait_empty(self.consumer, self.log)
            await self._producer_flush(self.log)
        await super()._on_partitions_revoked(revoked)

    def _crash(self, reason: BaseException) -> None:
        """What a worker that failed has not sent yet is delivered again: nothing waits for the brokers."""
        fence.lease.end()
        super()._crash(reason)


def _credentials(settings: Settings) -> Any:
    secure = settings.kafka_security.endswith("SSL")
    context = kafka.ssl_context(settings) if secure else None
    if settings.kafka_security.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.kafka_sasl_username,
            password=kafka.password(settings),
            mechanism=SASLMechanism(settings.kafka_sasl_mechanism),
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None


def table(app: App, name: str, source: Topic, *, raw: bool = False) -> ConfirmedTable:
    """A table of JSON, or of `raw` bytes, whose changelog goes with `source`."""
    value_type = bytes if raw else None
    made = cast(
        ConfirmedTable, app.Table(name, partitions=source.partitions, key_type=str, value_type=value_type)
    )
    if raw:
        made.value_serializer = "raw"  # Faust knows no argument for it
    return made


@dataclass(slots=True, weakref_slot=True)
class _Place:
    """As much of an event as tables ask for."""

    message: SimpleNamespace


@contextmanager
def on_partition(source: Topic, partition: int) -> Iterator[None]:
    """Lets tables be read and written for a partition of `source` while no message of it is at hand."""
    place = _Place(SimpleNamespace(topic=source.name, partition=partition))
    before = _current_event.set(weakref.ref(cast(EventT[Any], place)))
    try:
        yield
    finally:
        _current_event.reset(before)


def changelog(app_id: str, table: str, source: Topic) -> Topic:
    """The changelog topic of a table: compacted, with as many partitions as the table's source."""
    return Topic(
        name=f"{app_id}-{table}-changelog",
        key="table key",
        value=None,
        partitions=source.partitions,
        compacted=True,
        description=f"Changelog of Faust's table {table}.",
    )


def run(create: Callable[[], App], settings: Settings, needed: Sequence[Topic]) -> NoReturn:
    """Makes the topics, then works until a signal or a failure ends it: SystemExit 0 or an exception."""
    with suppress(ImportError):  # none for Windows
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    app = create()
    gc.set_threshold(*_COLLECT)
    gc.freeze()  # what was made until now stays
    topics.ensure(settings, needed)
    app.conf.datadir.mkdir(parents=True, exist_ok=True)
    worker = faust.Worker(app, quiet=True, override_logging=False, redirect_stdouts=False, loop=app.loop)
    worker.spinner = None

    def put_out() -> NoReturn:
        if app.should_stop or worker.should_stop:
            fence.die()
        fence.start_again()

    fence.lease.lost = put_out
    worker.execute_from_commandline()
