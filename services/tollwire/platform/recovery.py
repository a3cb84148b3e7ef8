"""Tables that are whole before a worker goes on with the partitions that it was given.

Faust reads changelogs with the consumer of its group, message by message, through queues that are stopped,
cleared and opened again while partitions change hands. Here each recovery reads with a consumer of its own,
which is in no group, and writes what comes straight to the tables, thousands at once: it is ten times as
fast, and what cuts it short leaves no gap.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError, KafkaTimeoutError
from faust.exceptions import ConsistencyError
from faust.tables.manager import TableManager
from faust.tables.recovery import E_PERSISTED_OFFSET, RebalanceAgain, Recovery, ServiceStopped
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth, server_list
from faust.types import TP
from faust.types.tables import CollectionT
from mode import Service

from tollwire.platform.logs import engine_log

log = logging.getLogger(__name__)

# So many changes are written at once; then all else that the worker does has its turn.
_AT_ONCE = 5_000
_PAUSE_SECONDS = 1.0  # before brokers that are away are asked again
_SAY_EVERY_SECONDS = 5.0
_STALE_SECONDS = 60.0  # without a record though there are some: another reader is made

Offsets = MutableMapping[TP, int | None]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a store asks a message for."""

    tp: TP
    partition: int
    offset: int
    key: bytes
    value: bytes | None


@dataclass(frozen=True, slots=True)
class _Change:
    """One record of a changelog, as stores take it: a store on disk takes it raw, one in memory as read."""

    table: Any
    message: _Place

    @property
    def key(self) -> Any:
        return self.table.data._decode_key(self.message.key)

    @property
    def value(self) -> Any:
        return self.table.data._decode_value(self.message.value)


class TableRecovery(Recovery):
    """Brings the tables of newly assigned partitions up to date, and lets messages through then.

    No message comes through between that and the seek to the committed offsets (Faust's own recovery loses
    some there, faust issue 596).
    """

    logger = engine_log

    # Whether the tables of all partitions that the worker has are up to date, and none is being given up.
    whole = False

    # Partitions change hands in rounds. What was begun for one does nothing any more in the next.
    _round = 0
    _wanted = 0

    def on_partitions_revoked(self, _: set[TP]) -> None:
        """Called before any partition is given up."""
        self._round += 1
        self.whole = False

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        self._round += 1
        self.whole = False
        # Notes the partitions and signals the start, unless they have changed hands again already.
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)
        if self._generation_id == generation_id:
            self._wanted = self._round

    @Service.task
    async def _restart_recovery(self) -> None:
        while not await self.wait_for_stopped(self.signal_recovery_start):  # type: ignore[arg-type]
            self.signal_recovery_start.clear()
            try:
                await self._recover(self._wanted)
            except (RebalanceAgain, IllegalStateError) as again:  # the latter from consumers
                self.log.info("partitions change hands again: %r", again)
            except ServiceStopped:
                return

    @Service.task
    async def _slurp_changelogs(self) -> None:
        """Has nothing to do: no changelog comes by Faust's queue."""

    @Service.task
    async def _publish_stats(self) -> None:
        """Has nothing to do: `_read` tells how far it is."""

    async def _recover(self, round: int) -> None:
        if self.active_tps:
            self._set_recovery_started()
            await self._wait(self._insist(self._restore, round))
        self._set_recovery_ended()
        await self._wait(self._go_on(round))
        if self.standby_tps:
            try:
                await self._wait(self._insist(self._follow, round))
            except (ConsistencyError, KafkaError) as wrong:
                # What the worker has itself is in order: it goes on, and reads these when they become its.
                log.error("the tables of other workers are not followed any more: %s", wrong)

    async def _insist(self, read: Callable[[int], Any], round: int) -> None:
        """Reads until it is done, however long the brokers are away."""
        while True:
            try:
                await read(round)
            except KafkaError as away:
                if not (away.retriable or isinstance(away, KafkaTimeoutError)):
                    raise
                log.warning("cannot read the changelogs: %r; asks again", away)
                await self.sleep(_PAUSE_SECONDS)
                self._still(round)
            else:
                return

    async def _restore(self, round: int) -> None:
        """Reads to the ends that the changelogs have now."""
        offsets = cast(Offsets, self.active_offsets)
        async with self._reader(self.active_tps, offsets) as reader:
            ends = await self._ends(reader, self.active_tps)
            self._still(round)
            self.active_highwaters.clear()
            self.active_highwaters.update({tp: end - 1 for tp, end in ends.items()})
            self._check(offsets, ends)
            await self._read(reader, offsets, ends, round)

    async def _read(
        self, reader: AIOKafkaConsumer, offsets: Offsets, ends: Mapping[TP, int], round: int
    ) -> None:
        left = {tp for tp, end in ends.items() if _next(offsets, tp) < end}
        wanted = sum(ends[tp] - _next(offsets, tp) for tp in left)
        started = said = last = time.monotonic()
        while left:
            some = await self._take(reader, offsets, round)
            left = {tp for tp in left if await reader.position(TopicPartition(*tp)) < ends[tp]}
            now = time.monotonic()
            last = now if some else last
            if now - last > _STALE_SECONDS:
                raise KafkaTimeoutError(
                    f"no record for {_STALE_SECONDS:g} s, and {len(left)} changelogs go on"
                )
            if now - said > _SAY_EVERY_SECONDS:
                said, missing = now, sum(ends[tp] - _next(offsets, tp) for tp in left)
                log.info("tables are read from their changelogs: %d of %d changes", wanted - missing, wanted)
        if wanted:
            seconds = time.monotonic() - started
            log.info("tables are whole: %d changes read in %.1f s", wanted, seconds)

    async def _follow(self, round: int) -> None:
        """Reads on for ever, for the partitions that another worker has and this one is to take over soon."""
        offsets = cast(Offsets, self.standby_offsets)
        async with self._reader(self.standby_tps, offsets) as reader:
            ends = await self._ends(reader, self.standby_tps)
            self._check(offsets, ends)
            await self._read(reader, offsets, ends, round)
            self.tables.on_standbys_ready()
            while True:
                await self._take(reader, offsets, round)

    async def _take(self, reader: AIOKafkaConsumer, offsets: Offsets, round: int) -> bool:
        """Writes the next records to their tables. Returns whether any came within a second."""
        batches: dict[TopicPartition, list[ConsumerRecord]]
        batches = await reader.getmany(timeout_ms=1000, max_records=_AT_ONCE)
        self._still(round)
        for place, records in batches.items():
            tp = TP(place.topic, place.partition)
            self._write(self.tp_to_table[tp], tp, records)
            offsets[tp] = records[-1].offset
        return bool(batches)

    def _write(self, table: CollectionT, tp: TP, records: Sequence[ConsumerRecord]) -> None:
        changes = [
            _Change(table, _Place(tp, tp.partition, each.offset, each.key, each.value)) for each in records
        ]
        table.apply_changelog_batch(changes)  # type: ignore[arg-type]  # all that stores ask of an event

    async def _go_on(self, round: int) -> None:
        """Lets messages through, from the committed offsets on."""
        app, consumer = cast(Any, self.app), self.app.consumer
        await app.on_rebalance_complete.send()
        for table in self.tables.values():
            await table.on_recovery_completed(self.actives_for_table[table], self.standbys_for_table[table])
        if consumer.assignment():
            await consumer.perform_seek()
        self._still(round)
        self.whole = True
        for callback in app.recovered:
            callback()
        consumer.resume_partitions({tp for tp in consumer.assignment() if not self._is_changelog_tp(tp)})
        self.completed.set()
        app.flow_control.resume()
        consumer.resume_flow()
        self.tables.on_actives_ready()
        if not self.standby_tps:
            self.tables.on_standbys_ready()
        app.on_rebalance_end()
        await app._fetcher.maybe_start()
        self.log.info("Worker ready")

    @asynccontextmanager
    async def _reader(self, tps: set[TP], offsets: Offsets) -> AsyncIterator[AIOKafkaConsumer]:
        """Reads from behind `offsets` on; is in no group."""
        conf, transport = self.app.conf, cast(Any, self.app.transport)
        reader = AIOKafkaConsumer(
            bootstrap_servers=server_list(transport.url, transport.default_port),
            client_id=conf.broker_client_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            **credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context),
        )
        try:
            await reader.start()
            reader.assign([TopicPartition(*tp) for tp in tps])
            for tp in tps:
                reader.seek(TopicPartition(*tp), _next(offsets, tp))
            yield reader
        finally:
            await _stop(reader)

    @staticmethod
    async def _ends(reader: AIOKafkaConsumer, tps: set[TP]) -> dict[TP, int]:
        ends = await reader.end_offsets([TopicPartition(*tp) for tp in tps])
        return {TP(place.topic, place.partition): end for place, end in ends.items()}

    def _check(self, offsets: Offsets, ends: Mapping[TP, int]) -> None:
        for tp, end in ends.items():
            if _next(offsets, tp) > end:
                raise ConsistencyError(E_PERSISTED_OFFSET.format(tp, offsets[tp], end - 1))

    def _still(self, round: int) -> None:
        if round != self._round:
            raise RebalanceAgain


class Tables(TableManager):
    """The tables of an app, recovered as above."""

    logger = engine_log

    @property
    def recovery(self) -> Recovery:
        if self._recovery is None:
            self._recovery = TableRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery


async def _stop(reader: AIOKafkaConsumer) -> None:
    """Where a broker refuses connections, aiokafka stops with the cancellation of a task of its own."""
    stopping = asyncio.ensure_future(reader.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled() or stopping.exception():
        await reader._client.close()


def _next(offsets: Offsets, tp: TP) -> int:
    """The first offset that is not read yet; -1 is Faust's word for nothing read."""
    read = offsets.get(tp)
    return 0 if read is None else read + 1
