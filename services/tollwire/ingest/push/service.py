"""Entry point of `tollwire ingest http`."""

import asyncio
import logging
import socket
from datetime import UTC, datetime

from prometheus_client import REGISTRY

from tollwire.events.topics import ARTICLES
from tollwire.ingest import known
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


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; what is in flight then is still answered.

    Raises NoBroker and TopicError at the start, and SettingsError, also where the address cannot be had.
    """
    topics.ensure(settings, (ARTICLES,))
    there = known.on_topic(settings)
    port = settings.web_port if settings.web_port is not None else PORT
    with serving.listening(settings.web_host, port) as listening:
        if not settings.push_token_list and settings.web_host not in serving.LOOPBACK:
            log.warning("anybody who reaches %s may push: set TOLLWIRE_PUSH_TOKENS", settings.web_host)
        asyncio.run(_serve(settings, there, listening))


async def _serve(settings: Settings, there: known.Known, listening: socket.socket) -> None:
    outbox = KafkaOutbox(settings)
    desk = Desk(there, outbox, lambda: datetime.now(UTC))
    # No answer takes longer than the brokers may.
    server = Server(api.create(settings, desk, REGISTRY), grace=int(settings.push_timeout_seconds) + 5)
    try:
        await server.run_on(listening)
    finally:
        await outbox.close()
