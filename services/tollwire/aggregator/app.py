"""How the aggregator is wired: settings in, a Faust app out."""

import time
from collections.abc import Awaitable
from typing import Any

from prometheus_client import CollectorRegistry

from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import Ledger
from tollwire.aggregator.settler import Settler
from tollwire.domain.actor import Registry
from tollwire.domain.claim import Claim
from tollwire.domain.disagreement import Tolerance
from tollwire.events.cloudevents import check_type
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import ClaimV1
from tollwire.platform.engine import App, Effects, changelog, table
from tollwire.platform.metrics import AggregatorMetrics, WorkerMetrics
from tollwire.platform.pipe import Incoming, Pipe, Web
from tollwire.platform.settings import Settings

SERVICE = "aggregator"
PORT = 6062
TABLES = ("ledger", "accounts")
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
    claims, accounts = (table(app, name, CLAIMS, raw=True) for name in TABLES)
    tolerance = Tolerance(
        settings.disagreement_window, settings.disagreement_tolerance, settings.disagreement_lapse
    )
    ledger = Ledger(claims, accounts, tolerance)
    conflicts = [conflict.id for conflict in actors.conflicts]
    board = Board(actors.names_by_id, settings.actor_series, conflicts=conflicts)
    registry.register(board)
    metrics = AggregatorMetrics(registry)

    async def handle(incoming: Incoming) -> Effects:
        check_type(incoming.headers, ClaimV1)
        event = ClaimV1.decode(incoming.value).domain()
        claim, new = event.claim, ledger.take(event)
        settled = settler.due(claim.actor, incoming.partition)
        if new and not event.retracted:
            actor = board.label(claim.actor)
            metrics.claims.labels(actor, claim.casualty_type, claim.basis, claim.stance).inc()
        return [timed(settled, claim) if new else settled, *claims.confirmations()]

    async def timed(settled: Awaitable[Any], claim: Claim) -> None:
        await settled
        metrics.latency.observe(max(0.0, time.time() - claim.source.ingested_at.timestamp()))

    def recovered() -> None:
        """Shows what stands on the partitions that are now at hand; publishes what a worker left undone."""
        owned = {tp.partition for tp in app.consumer.assignment() if tp.topic == CLAIMS.name}
        ledger.forget()
        board.keep(owned)
        for actor in list(accounts):
            partition = app.consumer.key_partition(CLAIMS.name, actor.encode())
            if partition in owned:
                settler.show(actor, partition)

    pipe = Pipe(
        app,
        CLAIMS,
        handle,
        service=SERVICE,
        settings=settings,
        metrics=WorkerMetrics(registry, SERVICE),
    )
    settler = Settler(app, ledger, (claims, accounts), board, metrics, pipe.send)
    app.recovered.append(recovered)
    Web(app, pipe, registry, settings, PORT)
    return app
