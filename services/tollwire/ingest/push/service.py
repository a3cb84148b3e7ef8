"""Entry point of `tollwire ingest http`."""

import asyncio
import contextlib
import logging
import socket
from datetime import UTC, datetime

from prometheus_client import REGISTRY

from tollwire.ingest.following import TOPICS, Follower, Heard, Listener, catch_up
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.push import api
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.outbox import KafkaOutbox
from tollwire.platform import topics
from tollwire.platform.http import serving
from tollwire.platform.http.serving import Server
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

PORT = 6063
"""Where it listens unless it is told otherwise: beside the other services, each of which has its own."""
_FAREWELL_SECONDS = 2.0


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; what is in flight then is still answered.

    Raises NoBroker and TopicError at the start, and SettingsError, also where the address cannot be had.
    """
    topics.ensure(settings, TOPICS)
    Languages.load()  # takes a second, which the first article need not wait for
    follower = Follower(settings)
    there = catch_up(follower, settings)
    port = settings.web_port if settings.web_port is not None else PORT
    with serving.listening(settings.web_host, port) as listening:
        if not settings.push_token_list and settings.web_host not in serving.LOOPBACK:
            log.warning("anybody who reaches %s may push: set TOLLWIRE_PUSH_TOKENS", settings.web_host)
        asyncio.run(_serve(settings, there, follower, listening))


async def _serve(settings: Settings, known: Known, follower: Follower, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    outbox = KafkaOutbox(settings)
    desk = Desk(known, outbox, lambda: datetime.now(UTC))
    listener = Listener(follower, lambda found: _tell(loop, known, found))
    # No answer takes longer than the brokers may.
    server = Server(api.create(settings, desk, REGISTRY), grace=int(settings.push_timeout_seconds) + 5)
    listener.start()
    try:
        await server.run_on(listening)
    finally:
        await outbox.close()
        await asyncio.to_thread(listener.stop, _FAREWELL_SECONDS)


def _tell(loop: asyncio.AbstractEventLoop, known: Known, found: list[Heard]) -> None:
    def note() -> None:
        for each in found:
            known.note(each.headers, each.topic)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
        loop.call_soon_threadsafe(note)
