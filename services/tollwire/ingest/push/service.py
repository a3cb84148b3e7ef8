"""Entry point of `tollwire ingest http`."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import uvicorn
from prometheus_client import REGISTRY

from tollwire.ingest.following import TOPICS, Follower, Heard, Listener, catch_up
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.push import api
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.outbox import KafkaOutbox
from tollwire.platform import topics
from tollwire.platform.settings import Settings, SettingsError

log = logging.getLogger(__name__)

PORT = 6063
"""Where it listens unless it is told otherwise: beside the other services, each of which has its own."""
_FAREWELL_SECONDS = 2.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; what is in flight then is still answered.

    Raises NoBroker and TopicError at the start, and SettingsError, also where the address cannot be had.
    """
    topics.ensure(settings, TOPICS)
    Languages.load()  # takes a second, which the first article need not wait for
    follower = Follower(settings)
    there = catch_up(follower, settings)
    port = settings.web_port if settings.web_port is not None else PORT
    with _listening(settings.web_host, port) as listening:
        if not settings.push_token_list and settings.web_host not in _LOOPBACK:
            log.warning("anybody who reaches %s may push: set TOLLWIRE_PUSH_TOKENS", settings.web_host)
        asyncio.run(_serve(settings, there, follower, listening))


async def _serve(settings: Settings, known: Known, follower: Follower, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    outbox = KafkaOutbox(settings)
    desk = Desk(known, outbox, lambda: datetime.now(UTC))
    listener = Listener(follower, lambda found: _tell(loop, known, found))
    config = uvicorn.Config(
        api.create(settings, desk, REGISTRY),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # No answer takes longer than the brokers may.
        timeout_graceful_shutdown=int(settings.push_timeout_seconds) + 5,
    )
    server = _Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    log.info("listening on http://%s:%d", *listening.getsockname()[:2])
    listener.start()
    try:
        await server.serve(sockets=[listening])
    finally:
        await outbox.close()
        await asyncio.to_thread(listener.stop, _FAREWELL_SECONDS)


def _tell(loop: asyncio.AbstractEventLoop, known: Known, found: list[Heard]) -> None:
    def note() -> None:
        for each in found:
            known.note(each.headers, each.topic)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
        loop.call_soon_threadsafe(note)


class _Server(uvicorn.Server):
    """Ends by returning: uvicorn's own raises the signal again, and exits as if it were killed."""

    def stop(self) -> None:
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as wrong:
        raise SettingsError(
            f"cannot listen on {host}:{port}: {wrong.strerror or wrong}; set TOLLWIRE_WEB_HOST or "
            "TOLLWIRE_WEB_PORT"
        ) from wrong
