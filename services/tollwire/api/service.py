"""Entry point of `tollwire api`."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial
from threading import Event, Thread

from fastapi import FastAPI
from prometheus_client import REGISTRY

from tollwire.api import app
from tollwire.api.backlog import Backlog
from tollwire.api.follower import Batch, Follower
from tollwire.api.position import TOPICS
from tollwire.api.state import State
from tollwire.domain.registry import load
from tollwire.platform import clients, topics
from tollwire.platform.http import serving
from tollwire.platform.http.serving import Server
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_GRACE_SECONDS = 5
_SLOWEST_SECONDS = 60
"""How long a client may leave what it was sent untaken, before its connection is given up."""


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C.

    Raises NoBroker and TopicError at the start, SettingsError, also where the address cannot be had,
    DomainError where a file of actors cannot be used, and TopicRemade.
    """
    actors = load(*settings.actor_files)
    topics.ensure(settings, tuple(TOPICS.values()))
    port = settings.web_port if settings.web_port is not None else app.PORT
    with serving.listening(settings.web_host, port, slowest=_SLOWEST_SECONDS) as there:
        if not settings.api_token_list and settings.web_host not in serving.LOOPBACK:
            log.info("anybody who reaches %s may read; TOLLWIRE_API_TOKENS would ask", settings.web_host)
        state = State(settings, partial(Backlog, settings), REGISTRY)
        asyncio.run(_serve(settings, state, app.create(settings, state, actors, REGISTRY), there))


async def _serve(settings: Settings, state: State, application: FastAPI, there: socket.socket) -> None:
    server = Server(application, grace=_GRACE_SECONDS, stopping=state.streams.close)
    loop = asyncio.get_running_loop()
    stop = Event()
    failed: list[BaseException] = []

    async def take(batch: Batch) -> None:
        state.take(batch)

    def follow() -> None:
        try:
            _follow(
                settings, stop, lambda batch: asyncio.run_coroutine_threadsafe(take(batch), loop).result()
            )
        except BaseException as error:
            failed.append(error)
            loop.call_soon_threadsafe(server.stop)

    thread = Thread(target=follow, name="follower", daemon=True)
    thread.start()
    try:
        await server.run_on(there)
    finally:
        stop.set()
        await asyncio.to_thread(thread.join)
    if failed:
        raise failed[0]


def _follow(settings: Settings, stop: Event, deliver: Callable[[Batch], None]) -> None:
    """Delivers what comes, no faster than it is taken, until it is stopped."""
    with closing(clients.reader(settings)) as consumer:
        for batch in Follower(consumer, settings).batches():
            if stop.is_set():
                return
            deliver(batch)
