"""How the aggregator is wired: settings in, a Faust app out."""

import time
from collections.abc import Awaitable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry

from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import TABLES, Account, Ledger, account_of
from tollwire.domain.actor import Registry
from tollwire.domain.claim import Claim
from tollwire.domain.disagreement import Tolerance
from tollwire.events import messages
from tollwire.events.cloudevents import check_type
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import ClaimV1
from tollwire.platform.engine import App, Effects, changelog, table
from tollwire.platform.metrics import AggregatorMetrics, WorkerMetrics
from tollwire.platform.pipe import Incoming, Pipe, Web
from tollwire.platform.settings import Settings

SERVICE = "aggregator"
PORT = 6062
TOPICS: tuple[Topic, ...] = (
    CLAIMS,
    CLAIMS.dlq,
    TALLIES,
    DISAGREEMENTS,
    *(changelog(f"tollwire-{SERVICE}", name, CLAIMS) for name in TABLES),
)


def create(settings: Settings, actors: Registry, registry: CollectorRegistry) -> App:
    """The aggregator's app, not started."""
    app = App(settings, SERVICE)
    tables = {name: table(app, name, CLAIMS) for name in TABLES}
    ledger = Ledger(tables, Tolerance(settings.disagreement_window, settings.disagreement_tolerance))
    board = Board(actors.names_by_id)
    registry.register(board)
    metrics = AggregatorMetrics(registry)

    async def handle(incoming: Incoming) -> Effects:
        check_type(incoming.headers, ClaimV1)
        event = ClaimV1.decode(incoming.value).domain()
        change = ledger.weigh(event)
        # On the brokers before the tables hold them: a crash in between finds the same changes again.
        for sent in [await pipe.send(messages.of_disagreement(*each)) for each in change.disagreements]:
            await sent
        ledger.keep(change)
        published = await pipe.send(messages.of_tally(change.account.tally))
        board.show(incoming.partition, change.account)
        claim = event.claim
        if change.new and not event.retracted:
            actor = board.label(claim.actor)
            metrics.claims.labels(actor, claim.casualty_type, claim.basis, claim.stance).inc()
        written = [each for each_table in tables.values() for each in each_table.confirmations()]
        return [timed(published, claim) if change.new else published, *written]

    async def timed(published: Awaitable[Any], claim: Claim) -> None:
        await published
        metrics.latency.observe(max(0.0, time.time() - claim.source.ingested_at.timestamp()))

    def held() -> Iterator[tuple[int, Account]]:
        for actor, entry in tables["accounts"].items():
            partition = app.consumer.key_partition(CLAIMS.name, actor.encode())
            yield (-1 if partition is None else partition), account_of(actor, entry)

    def rebuild() -> None:
        owned = {tp.partition for tp in app.consumer.assignment() if tp.topic == CLAIMS.name}
        board.reset(owned, held())

    pipe = Pipe(
        app,
        CLAIMS,
        handle,
        service=SERVICE,
        settings=settings,
        metrics=WorkerMetrics(registry, SERVICE),
    )
    app.recovered.append(rebuild)
    Web(app, pipe, registry, settings, PORT)
    return app
