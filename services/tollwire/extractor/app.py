"""How the extractor is wired: settings in, a Faust app out."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry

from tollwire.domain.claim import ClaimEvent
from tollwire.events import messages
from tollwire.events.cloudevents import named
from tollwire.events.topics import ARTICLES, CLAIMS, Topic
from tollwire.events.wire import ArticleV1, ClaimV1, WithdrawalV1
from tollwire.extractor.endpoint.errors import InvalidAnswer
from tollwire.extractor.handler import Extract, Held, read, reads
from tollwire.extractor.patience import patiently
from tollwire.platform.engine import App, Effects, changelog, table
from tollwire.platform.metrics import ExtractorMetrics, Reason, WorkerMetrics
from tollwire.platform.pipe import Hopeless, Incoming, Pipe, Web
from tollwire.platform.settings import Settings

SERVICE = "extractor"
PORT = 6061
TABLE = "articles"
TOPICS: tuple[Topic, ...] = (
    ARTICLES,
    ARTICLES.dlq,
    CLAIMS,
    changelog(f"tollwire-{SERVICE}", TABLE, ARTICLES),
)


def create(
    settings: Settings, extract: Extract, registry: CollectorRegistry, *, patient: bool = False
) -> App:
    """The extractor's app, not started. `extract` is called in a thread of its own, one article at a time.

    `patient`: it asks an endpoint, and articles wait where that is away.
    """
    app = App(settings, SERVICE)
    metrics = ExtractorMetrics(registry)
    held = table(app, TABLE, ARTICLES)
    extract = reads(settings.languages_read, extract)

    async def tell(events: Iterable[ClaimEvent]) -> None:
        """Ends when the brokers have them."""
        for sent in [await pipe.send(messages.of_claim(event)) for event in events]:
            await sent

    async def handle(incoming: Incoming) -> Effects:
        model: type[ArticleV1] | type[WithdrawalV1] = named(incoming.headers, ArticleV1, WithdrawalV1)
        told = model.decode(incoming.value).domain()
        entry = held.get(told.id)
        if entry and "gone" in entry:  # a worker died before it had told them
            await tell((*_held(entry).claims, *_events(entry["gone"])))
        # Reading may take seconds for a long text; heartbeats and /healthz go on meanwhile.
        work = partial(read, told, _held(entry) if entry else None, extract)
        try:
            reading = await (patiently(work, pipe) if patient else asyncio.to_thread(work))
        except InvalidAnswer as wrong:
            raise Hopeless(str(wrong), Reason.INVALID_ANSWER) from wrong
        if patient and reading.events:
            # Asked again, an endpoint may answer otherwise, and nobody would take back what it said first.
            gone = [event for event in reading.events if event.retracted]
            held[told.id] = _entry(reading.held) | {"gone": _written(gone)}
            for kept in held.confirmations():
                await kept
        # On the brokers before the table says that it was read: a crash in between reads it again.
        await tell(reading.events)
        # Also where nothing is new: a worker may have died before the changelog had it.
        held[told.id] = _entry(reading.held)
        metrics.articles.labels(reading.outcome).inc()
        for event in reading.events:
            status = "retracted" if event.retracted else "current"
            metrics.claims.labels(event.claim.casualty_type, event.claim.stance, status).inc()
        return held.confirmations()

    pipe = Pipe(
        app,
        ARTICLES,
        handle,
        service=SERVICE,
        settings=settings,
        metrics=WorkerMetrics(registry, SERVICE),
    )
    Web(app, pipe, registry, settings, PORT)
    return app


def _entry(held: Held) -> dict[str, Any]:
    return {"revision": held.revision, "claims": _written(held.claims)}


def _held(entry: dict[str, Any]) -> Held:
    return Held(entry["revision"], tuple(_events(entry["claims"])))


def _written(events: Iterable[ClaimEvent]) -> list[dict[str, Any]]:
    return [ClaimV1.of(event).model_dump(mode="json") for event in events]


def _events(written: Iterable[dict[str, Any]]) -> Iterator[ClaimEvent]:
    return (ClaimV1.model_validate(claim, strict=False).domain() for claim in written)
