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

from tollwire.ingest import known
from tollwire.ingest.push import api
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.outbox import KafkaOutbox
from tollwire.platform import topics
from tollwire.platform.settings import Settings, SettingsError

log = logging.getLogger(__name__)

PORT = 6063
"""Where it listens unless it is told otherwise: beside the other services, each of which has its own."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; what is in flight then is still answered.

    Raises NoBroker and TopicError at the start, and SettingsError, also where the address cannot be had.
    """
    topics.ensure(settings, known.TOPICS)
    there = known.on_topics(settings)
    port = settings.web_port if settings.web_port is not None else PORT
    with _listening(settings.web_host, port) as listening:
        if not settings.push_token_list and settings.web_host not in _LOOPBACK:
            log.warning("anybody who reaches %s may push: set TOLLWIRE_PUSH_TOKENS", settings.web_host)
        asyncio.run(_serve(settings, there, listening))


async def _serve(settings: Settings, there: known.Known, listening: socket.socket) -> None:
    outbox = KafkaOutbox(settings)
    desk = Desk(there, outbox, lambda: datetime.now(UTC))
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
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    log.info("listening on http://%s:%d", *listening.getsockname()[:2])
    try:
        await server.serve(sockets=[listening])
    finally:
        await outbox.close()


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
