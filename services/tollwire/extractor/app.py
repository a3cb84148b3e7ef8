"""How the extractor is wired: settings in, a Faust app out."""

import asyncio
from typing import Any

from prometheus_client import CollectorRegistry

from tollwire.events import messages
from tollwire.events.cloudevents import check_type
from tollwire.events.topics import ARTICLES, CLAIMS, Topic
from tollwire.events.wire import ArticleV1, ClaimV1
from tollwire.extractor.handler import Extract, Held, read
from tollwire.platform.engine import App, Effects, changelog, table
from tollwire.platform.metrics import ExtractorMetrics, WorkerMetrics
from tollwire.platform.pipe import Incoming, Pipe, Web
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


def create(settings: Settings, extract: Extract, registry: CollectorRegistry) -> App:
    """The extractor's app, not started. `extract` is called in a thread of its own, one article at a time."""
    app = App(settings, SERVICE)
    metrics = ExtractorMetrics(registry)
    held = table(app, TABLE, ARTICLES)

    async def handle(incoming: Incoming) -> Effects:
        check_type(incoming.headers, ArticleV1)
        article = ArticleV1.decode(incoming.value).domain()
        entry = held.get(article.id)
        # Reading may take seconds for a long text; heartbeats and /healthz go on meanwhile.
        reading = await asyncio.to_thread(read, article, _held(entry) if entry else None, extract)
        # On the brokers before the table says that it was read: a crash in between reads it again.
        for sent in [await pipe.send(messages.of_claim(event)) for event in reading.events]:
            await sent
        # Also where nothing is new: a worker may have died before the changelog had it.
        held[article.id] = _entry(reading.held)
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
    return {
        "revision": held.revision,
        "claims": [ClaimV1.of(event).model_dump(mode="json") for event in held.claims],
    }


def _held(entry: dict[str, Any]) -> Held:
    claims = tuple(ClaimV1.model_validate(claim, strict=False).domain() for claim in entry["claims"])
    return Held(entry["revision"], claims)
