"""One process at work: topics read, alerts made and written down, couriers kept busy.

What is read is written down before a courier has it, and the position last. So from whatever dies, at any
point, another goes on: what was not written is read again, and what was is known by its id.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from tollwire.alerts import journal
from tollwire.alerts.config import Plan
from tollwire.alerts.courier import Courier
from tollwire.alerts.desk import Desk, Told
from tollwire.alerts.shelf import Shelf
from tollwire.alerts.sinks.base import Sender
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.state import Place, State
from tollwire.domain.claim import ClaimEvent
from tollwire.events.cloudevents import check_type
from tollwire.events.errors import InvalidMessage
from tollwire.events.messages import Outgoing
from tollwire.events.topics import CLAIMS, DISAGREEMENTS
from tollwire.events.wire import AlertV1, ClaimV1, DeliveryV1, DisagreementV1
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import AlertsMetrics, Delivered, WorkerMetrics

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_TALLY_POLL_SECONDS = 0.1
_POSITION_SECONDS = 5.0
_TIDY_SECONDS = 3600.0
_FAREWELL_SECONDS = 3.0
_TIDY_AT_ONCE = 500


class Follows(Protocol):
    """Topics that are followed; its calls block."""

    def poll(self, seconds: float, most: int = 500) -> list[Any]: ...

    @property
    def positions(self) -> dict[Place, int]: ...

    def lag(self) -> int: ...

    def caught_up(self) -> bool: ...


class Writes(Protocol):
    """The journal; it blocks."""

    def write(self, records: Iterable[Outgoing]) -> None: ...


class Shift:
    """`run` until it is cancelled, then `close`."""

    def __init__(
        self,
        plan: Plan,
        state: State,
        news: Follows,
        tallies: Follows,
        writes: Writes,
        make: Callable[[Sink], Sender],
        metrics: AlertsMetrics,
        worker: WorkerMetrics,
        clock: Clock,
    ) -> None:
        self.state, self._news, self._tallies, self._writes = state, news, tallies, writes
        self._make, self._metrics, self._worker, self._clock = make, metrics, worker, clock
        self._shelf = Shelf()
        self._desk = Desk(plan, state, self._shelf)
        self._next: Plan | None = None
        self._writing = asyncio.Lock()
        self._couriers: dict[str, tuple[Sink, Courier, asyncio.Task[None]]] = {}
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # What was polled and not yet worked off is read again by whoever comes after.
        self._handled = self._written = dict(state.positions)
        self._written_at = self._tidied_at = clock.monotonic()
        self.seen_at = clock.monotonic()
        self.ready = False

    @property
    def pending(self) -> dict[str, int]:
        return {name: courier.pending for name, (_, courier, _) in self._couriers.items()}

    @property
    def plan(self) -> Plan:
        return self._desk.plan

    def change(self, plan: Plan) -> None:
        """Goes by another file from the next message on."""
        self._next = plan

    async def run(self) -> None:
        """Raises NoBroker."""
        reading = asyncio.create_task(self._read(), name="alerts")
        try:
            await asyncio.wait([reading, self._failed], return_when=asyncio.FIRST_COMPLETED)
            for each in (reading, self._failed):
                if each.done():
                    each.result()
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def close(self) -> None:
        """Stops handing on, and writes how far was read."""
        await asyncio.gather(*(self._dismiss(name) for name in list(self._couriers)))
        if self._failed.done():
            log.debug("the couriers ended: %r", self._failed.exception())
        if self._written != self._handled:
            await self._write([journal.of_position(self._handled, self._clock.now())])

    async def _read(self) -> None:
        if not self.state.positions:
            # From here on nothing is missed, though the process should die before the first message.
            self._handled = self._written = self._news.positions
            await self._write([journal.of_position(self._written, self._clock.now())])
        while not await asyncio.to_thread(self._tallies.caught_up):
            await self._hear_tallies(_POLL_SECONDS)
        self._shelf.complete = True
        await self._employ(self.plan)
        self.ready = True
        while True:
            self.seen_at = self._clock.monotonic()
            if self._next is not None:
                self._desk.change(self._next, self._clock.now())
                self._next = None
                await self._employ(self.plan)
            records = await asyncio.to_thread(self._news.poll, _POLL_SECONDS)
            with self._worker.processing.time():
                await self._hear_tallies(0.0)
                await self._work_off(records)
            self._worker.lag.set(await asyncio.to_thread(self._news.lag))
            await self._tidy()

    async def _work_off(self, records: list[Any]) -> None:
        now = self._clock.now()
        self._desk.sum_up(now)
        for record in records:
            try:
                event = event_of(record)
            except InvalidMessage as wrong:  # the aggregator makes a dead letter of it
                log.warning("%s %s:%s: %s", record.topic, record.partition, record.offset, wrong)
                continue
            self._desk.take(event, now, time_of(record))
        for (rule, outcome), count in self._desk.outcomes.items():
            self._metrics.alerts.labels(rule, outcome).inc(count)
        self._desk.outcomes.clear()
        begin, most = self._clock.monotonic(), self.plan.wait_for_tally
        while self._desk.waits and self._clock.monotonic() - begin < most:
            # What is told does not wait for the others; the position does.
            if settled := self._desk.settled():
                await self._write([journal.of_alert(each, now) for each in settled])
                self._hand_on(settled)
            else:
                await self._hear_tallies(_TALLY_POLL_SECONDS)
        rest = self._desk.close(most)
        await self._write_down(rest)
        if records:
            self._worker.last_processed.set(self._clock.now().timestamp())
        self._hand_on(rest)

    async def _hear_tallies(self, seconds: float) -> None:
        while True:
            records = await asyncio.to_thread(self._tallies.poll, seconds)
            for record in records:
                key = (record.key or b"").decode("utf-8", "replace")
                self._shelf.put(key, record.value, time_of(record))
            if not records or seconds:
                return

    async def _write_down(self, changed: list[AlertV1]) -> None:
        now, positions = self._clock.now(), self._news.positions
        moved = positions != self._written
        due = self._clock.monotonic() - self._written_at >= _POSITION_SECONDS
        if changed or (moved and due):
            # In this order, on one partition: where the position is, the alerts are.
            await self._write(
                [*(journal.of_alert(each, now) for each in changed), journal.of_position(positions, now)]
            )
            self._written, self._written_at = positions, self._clock.monotonic()
        self._handled = positions

    async def _write(self, records: Sequence[Outgoing]) -> None:
        async with self._writing:
            await asyncio.to_thread(self._writes.write, records)

    async def _mark(self, alert: AlertV1, sink: str) -> None:
        known, now = self.state.alerts.get(alert.id, alert), self._clock.now()
        deliveries = tuple(
            DeliveryV1(sink=each.sink, sent_at=now) if each.sink == sink else each
            for each in known.deliveries
        )
        marked = known.model_copy(update={"deliveries": deliveries})
        self.state.put(marked)
        await self._write([journal.of_alert(marked, now)])

    def _hand_on(self, alerts: Iterable[AlertV1]) -> None:
        for alert in alerts:
            for delivery in alert.deliveries:
                if delivery.sent_at is None and delivery.sink in self._couriers:
                    self._couriers[delivery.sink][1].put(alert)

    async def _employ(self, plan: Plan) -> None:
        """A courier for each sink of the plan, with all that waits for it; those of unchanged sinks go on."""
        wanted = {sink.name: sink for sink in plan.sinks}
        for name, (sink, _, _) in list(self._couriers.items()):
            if wanted.get(name) != sink:
                await self._dismiss(name)
        new = {name: sink for name, sink in wanted.items() if name not in self._couriers}
        for name, sink in new.items():
            courier = Courier(name, self._make(sink), self._mark, self._count, self._clock, plan.masked)
            task = asyncio.create_task(courier.run(), name=f"sink {name}")
            task.add_done_callback(self._ended)
            self._couriers[name] = sink, courier, task
        left: dict[str, int] = {}
        for alert, name in self.state.pending():
            if name in new:
                self._couriers[name][1].put(alert)
            elif name not in wanted:
                left[name] = left.get(name, 0) + 1
        for name, count in left.items():
            log.warning("%d alerts wait for the sink %s, which the file no longer has", count, name)
        couriers = {name: courier for name, (_, courier, _) in self._couriers.items()}
        self._metrics.begin((rule.name for rule in plan.rules), couriers)

    async def _dismiss(self, name: str) -> None:
        _, courier, task = self._couriers.pop(name)
        task.remove_done_callback(self._ended)
        courier.stop()
        # What a sink has just taken is written down, lest it be sent again.
        _, late = await asyncio.wait([task], timeout=_FAREWELL_SECONDS)
        if late:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled() and (error := task.exception()):
            log.debug("sink %s: %r", name, error)
        await courier.close()

    def _count(self, sink: str, delivered: Delivered) -> None:
        self._metrics.deliveries.labels(sink, delivered).inc()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) and not self._failed.done():
            self._failed.set_exception(error)

    async def _tidy(self) -> None:
        if self._clock.monotonic() - self._tidied_at < _TIDY_SECONDS:
            return
        self._tidied_at = self._clock.monotonic()
        old = self.state.old(self._clock.now(), timedelta(seconds=self.plan.remember))
        while old:
            some, old = old[:_TIDY_AT_ONCE], old[_TIDY_AT_ONCE:]
            await self._write([journal.forgotten(id) for id in some])
            for id in some:
                self.state.forget(id)


def time_of(record: Any) -> datetime:
    """When a message reached its topic."""
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)


def event_of(record: Any) -> ClaimEvent | Told:
    """A message of the topics that are followed. Raises InvalidMessage."""
    if record.topic == CLAIMS.name:
        check_type(record.headers, ClaimV1)
        return ClaimV1.decode(record.value).domain()
    assert record.topic == DISAGREEMENTS.name
    check_type(record.headers, DisagreementV1)
    told = DisagreementV1.decode(record.value)
    return Told(told.state, told.domain())
