"""Publishes what the claims of an actor come to.

A tally is published whole, however little of it has changed: claims that come close upon one another are
settled together. Each claim waits for its settlement before it is acknowledged.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from mode import Service

from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import Ledger, Settlement
from tollwire.domain.disagreement import State
from tollwire.events import messages
from tollwire.events.messages import Outgoing
from tollwire.events.topics import CLAIMS
from tollwire.platform.engine import App, ConfirmedTable, on_partition
from tollwire.platform.logs import engine_log
from tollwire.platform.metrics import AggregatorMetrics

# Seconds between two settlements of one actor. The first claim after a pause is settled at once.
_PAUSE = 0.1
# So many actors' settlements are on their way together: each waits for the brokers two or three times.
_AT_ONCE = 32

Send = Callable[[Outgoing], Awaitable[Awaitable[object]]]


@dataclass(slots=True)
class _Due:
    """When an actor is to be settled, whether for claims that are taken in, and who waits for it."""

    at: float
    claimed: bool = False
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Settler(Service):
    """Settles actors in the background, each at most every tenth of a second and one settlement at a time."""

    logger = engine_log

    def __init__(
        self,
        app: App,
        ledger: Ledger,
        tables: Sequence[ConfirmedTable],
        board: Board,
        metrics: AggregatorMetrics,
        send: Send,
    ) -> None:
        self.app, self.ledger, self.tables = app, ledger, tables
        self.board, self.metrics, self.send = board, metrics, send
        self._due: dict[tuple[str, int], _Due] = {}
        self._settled: dict[tuple[str, int], float] = {}
        self._under_way: set[tuple[str, int]] = set()
        self._wake = asyncio.Event()
        super().__init__(loop=app.loop, beacon=app.beacon)
        app.service(self)  # type: ignore[arg-type]  # an instance will do as well as a class

    def due(self, actor: str, partition: int) -> Awaitable[None]:
        """Asks for claims to be settled; what is returned is done when all that follows is on the brokers."""
        due = self._ask(actor, partition)
        due.claimed = True
        return asyncio.shield(due.done)

    def show(self, actor: str, partition: int) -> None:
        """Asks for a settlement of what stands, which the next who has the partition would make as well."""
        self._ask(actor, partition)

    def _ask(self, actor: str, partition: int) -> _Due:
        place = (actor, partition)
        if place not in self._due:
            last = self._settled.get(place, 0.0)
            self._due[place] = _Due(max(self.loop.time(), last + _PAUSE))
            self._wake.set()
        return self._due[place]

    @Service.task
    async def _run(self) -> None:
        while not self.should_stop:
            place, wait = self._next()
            if place is None:
                self._wake.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), wait)
                continue
            now, due = self.loop.time(), self._due.pop(place)
            self._settled = {each: at for each, at in self._settled.items() if at + _PAUSE > now}
            self._settled[place] = now
            self._under_way.add(place)
            try:
                settled = self._settle(*place, due)
            except Exception as failed:
                due.done.set_exception(failed)
                await self._give_up(failed)
            self.add_future(self._finish(place, due, settled, self.app.consumer_generation_id))
            await asyncio.sleep(0)  # the settlements before go on meanwhile

    def _next(self) -> tuple[tuple[str, int] | None, float | None]:
        """Who is to be settled now; if nobody is, in how many seconds somebody will be, if that is known."""
        if len(self._under_way) >= _AT_ONCE:
            return None, None
        waiting = [(due.at, place) for place, due in self._due.items() if place not in self._under_way]
        if not waiting:
            return None, None
        at, place = min(waiting)
        wait = at - self.loop.time()
        return (None, wait) if wait > 0 else (place, None)

    def _settle(self, actor: str, partition: int, due: _Due) -> Settlement | None:
        if not self._owned(partition):
            return None  # another worker has the actor now, and settles what was not acknowledged
        if not (due.claimed or self.app.whole):
            return None  # partitions are given up when the claims in hand are settled, and not after
        with on_partition(CLAIMS, partition):
            settled = self.ledger.settle(actor)
        self.board.show(partition, settled.tally, settled.kinds)
        self.metrics.begin(self.board.label(actor))
        return settled

    async def _finish(
        self, place: tuple[str, int], due: _Due, settled: Settlement | None, generation: int
    ) -> None:
        try:
            if settled:
                actor, partition = place
                await self._tell(actor, settled)
                if self._still(partition, due, generation):
                    await self._close(partition, settled)
        except Exception as failed:
            due.done.set_exception(failed)
            await self._give_up(failed)
        due.done.set_result(None)
        self._under_way.discard(place)
        self._wake.set()

    async def _tell(self, actor: str, settled: Settlement) -> None:
        # On the brokers before the tables know of it: a crash in between finds the same changes again.
        await self._publish([messages.of_disagreement(*each) for each in settled.changes])
        for state, disagreement in settled.changes:
            if state is State.OPEN:
                self.metrics.opened.labels(self.board.label(actor), disagreement.kind).inc()
        if settled.record is not None:
            await self._publish([settled.record])

    async def _close(self, partition: int, settled: Settlement) -> None:
        with on_partition(CLAIMS, partition):
            self.ledger.close(settled)
            written = [each for table in self.tables for each in table.confirmations()]
        for each in written:
            await each

    async def _give_up(self, failed: Exception) -> NoReturn:
        await self.app.crash(failed)
        raise failed

    async def _publish(self, records: Sequence[Outgoing]) -> None:
        for sent in [await self.send(record) for record in records]:
            await sent

    def _still(self, partition: int, due: _Due, generation: int) -> bool:
        """Whether the worker may still write what it has settled: no other has or had the tables since."""
        at_hand = due.claimed or self.app.whole
        return at_hand and generation == self.app.consumer_generation_id and self._owned(partition)

    def _owned(self, partition: int) -> bool:
        return any(
            tp.topic == CLAIMS.name and tp.partition == partition for tp in self.app.consumer.assignment()
        )
