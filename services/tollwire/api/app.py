"""How the interface is wired."""

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from tollwire.api import openapi
from tollwire.api.actors import Actors
from tollwire.api.routes import POSITION, STREAM, Routes
from tollwire.api.state import State
from tollwire.domain.actor import Registry
from tollwire.platform.http.application import Manners, application
from tollwire.platform.http.tokens import Tokens
from tollwire.platform.settings import Settings

PORT = 6065
"""Where it listens unless it is told otherwise: beside the other services, each of which has its own."""
_EXPOSED = ("Content-Location", "ETag", "Link", "Retry-After", POSITION)
_MANNERS = Manners(
    nothing_here="there is nothing here; /docs says what can be asked",
    # To be kept, and asked about again: an answer holds until the next message.
    cache_control="no-cache",
)


def create(settings: Settings, state: State, actors: Registry, metrics: CollectorRegistry) -> FastAPI:
    """The application; `state` belongs to the event loop that serves it."""
    tokens = Tokens(settings.api_token_list)

    def count(path: str, status: int, seconds: float) -> None:
        state.metrics.request(status, None if path == STREAM else seconds)

    app = application(
        "Tollwire: who claims what",
        openapi.DESCRIPTION,
        manners=_MANNERS,
        registry=metrics,
        health=state.health,
        count=count,
    )
    app.openapi = lambda: openapi.document(app, tokens=bool(tokens))  # type: ignore[method-assign]
    app.include_router(Routes(state, Actors(actors, state.model), tokens).router())
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    if settings.api_origin_list:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.api_origin_list,
            allow_methods=["GET"],
            allow_headers=["Authorization", "If-None-Match", "Last-Event-ID"],
            expose_headers=_EXPOSED,
            max_age=3600,
        )
    return app
