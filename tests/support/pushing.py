"""The interface of `tollwire ingest http` without a broker: an outbox whose answers a test gives."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from tollwire.events.messages import Outgoing
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.push import api
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.outbox import Bounded, NotSent
from tollwire.platform.settings import Settings, load

NOW = datetime(2020, 11, 1, 12, tzinfo=UTC)
TOKEN = "0123456789abcdef-one"


class Topic(Bounded):
    """What is sent is there at once, unless `held`: then `let_go` or `lose` says what becomes of it."""

    def __init__(
        self, most: int = 5000, patience: float = 15.0, clock: Callable[[], float] = lambda: 0.0
    ) -> None:
        super().__init__(most, patience, clock)
        self.messages: list[Outgoing] = []
        self.held = False
        self._on_way: list[tuple[Outgoing, asyncio.Future[None]]] = []

    def send(self, messages: Sequence[Outgoing]) -> "list[asyncio.Future[None]]":
        sent = [(message, self._begin(message)) for message in messages]
        self._on_way += sent
        if not self.held:
            asyncio.get_running_loop().call_soon(self.let_go)
        return [future for _, future in sent]

    def let_go(self, most: int | None = None) -> None:
        """Has so many messages acknowledged, those sent first."""
        going, self._on_way = self._on_way[:most], self._on_way[len(self._on_way[:most]) :]
        for message, future in going:
            self.messages.append(message)
            self._end(message, future, None)

    def lose(self) -> None:
        """Says of all that is on its way that the brokers do not have it."""
        going, self._on_way = self._on_way, []
        for message, future in going:
            self._end(message, future, NotSent("the brokers do not have it: gone"))

    @property
    def keys(self) -> list[str]:
        return [(message.key or b"").decode() for message in self.messages]


def application(
    topic: Topic | None = None,
    *,
    registry: CollectorRegistry | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    **settings: Any,
) -> tuple[FastAPI, Topic]:
    """The application over a topic, empty unless one is given."""
    topic = topic or Topic()
    loaded: Settings = load(**settings)
    known = Known(languages=Languages(loaded.languages_read))
    return api.create(loaded, Desk(known, topic, now), registry or CollectorRegistry()), topic
