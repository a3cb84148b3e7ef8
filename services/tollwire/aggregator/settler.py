"""Publishes what the claims of an actor come to.

A tally is published whole, however little of it has changed: claims that come close upon one another are
settled together. Each claim waits for its settlement before it is acknowledged.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from mode import Service

from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import Ledger
from tollwire.domain.disagreement import State
from tollwire.events import messages
from tollwire.events.messages import Outgoing
from tollwire.events.topics import CLAIMS
from tollwire.platform.engine import App, ConfirmedTable, on_partition
from tollwire.platform.logs import engine_log
from tollwire.platform.metrics import AggregatorMetrics

# Seconds between two settlements of one actor. The first claim after a pause is settled at once.
_PAUSE = 0.1

Send = Callable[[Outgoing], Awaitable[Awaitable[object]]]


@dataclass(slots=True)
class _Due:
    """When an actor whose claims have changed is to be settled, and who waits for it."""

    at: float
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Settler(Service):
    """Settles actors in the background, each at most every tenth of a second."""

    logger = engine_log

    def __init__(
        self,
        app: App,
        ledger: Ledger,
        accounts: ConfirmedTable,
        board: Board,
        metrics: AggregatorMetrics,
        send: Send,
    ) -> None:
        self.app, self.ledger, self.accounts = app, ledger, accounts
        self.board, self.metrics, self.send = board, metrics, send
        self._due: dict[tuple[str, int], _Due] = {}
        self._settled: dict[tuple[str, int], float] = {}
        self._wake = asyncio.Event()
        super().__init__(loop=app.loop, beacon=app.beacon)
        app.service(self)  # type: ignore[arg-type]  # an instance will do as well as a class

    def due(self, actor: str, partition: int) -> Awaitable[None]:
        """Asks for a settlement; what is returned is done when all that follows is on the brokers."""
        place = (actor, partition)
        if place not in self._due:
            last = self._settled.get(place, 0.0)
            self._due[place] = _Due(max(self.loop.time(), last + _PAUSE))
            self._wake.set()
        return asyncio.shield(self._due[place].done)

    @Service.task
    async def _run(self) -> None:
        while not self.should_stop:
            if not self._due:
                self._wake.clear()
                await self._wake.wait()
            now = self.loop.time()
            place = next((each for each, due in self._due.items() if due.at <= now), None)
            if place is None:
                await asyncio.sleep(min(due.at for due in self._due.values()) - now)
                continue
            due = self._due.pop(place)
            self._settled = {each: at for each, at in self._settled.items() if at + _PAUSE > now}
            self._settled[place] = now
            try:
                await self._settle(*place)
            except Exception as failed:
                due.done.set_exception(failed)
                await self.app.crash(failed)
                raise
            due.done.set_result(None)

    async def _settle(self, actor: str, partition: int) -> None:
        if not self._owned(partition):
            return  # another worker has the actor now, and settles what was not acknowledged
        with on_partition(CLAIMS, partition):
            settled = self.ledger.settle(actor)
        self.board.show(partition, settled.tally, settled.kinds)
        self.metrics.begin(self.board.label(actor))
        # On the brokers before the tables know of it: a crash in between finds the same changes again.
        await self._publish([messages.of_disagreement(*each) for each in settled.changes])
        for state, disagreement in settled.changes:
            if state is State.OPEN:
                self.metrics.opened.labels(self.board.label(actor), disagreement.kind).inc()
        if settled.record is not None:
            await self._publish([settled.record])
        if not self._owned(partition):
            return
        with on_partition(CLAIMS, partition):
            self.ledger.close(settled)
            written = self.accounts.confirmations()
        for each in written:
            await each

    async def _publish(self, records: Sequence[Outgoing]) -> None:
        for sent in [await self.send(record) for record in records]:
            await sent

    def _owned(self, partition: int) -> bool:
        return any(
            tp.topic == CLAIMS.name and tp.partition == partition for tp in self.app.consumer.assignment()
        )
