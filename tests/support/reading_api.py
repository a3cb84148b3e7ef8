"""The interface of `tollwire api` without a broker: topics in memory, which a test publishes to."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from tollwire.api import app
from tollwire.api.follower import Batch
from tollwire.api.model import read
from tollwire.api.position import BY_NAME, TOPICS, Positions
from tollwire.api.recent import Recent, Told
from tollwire.api.state import State
from tollwire.api.stream import NotRead
from tollwire.domain.actor import Registry
from tollwire.domain.registry import builtin
from tollwire.events.errors import InvalidMessage
from tollwire.events.messages import Outgoing
from tollwire.platform.settings import load
from tollwire.reading.topics import partition_of

TOKEN = "0123456789abcdef-one"


@dataclass(frozen=True)
class Row:
    """A record as kafka-python gives it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass
class Topics:
    """The three topics, as they would be on a broker; `begins` is where their partitions begin now."""

    rows: dict[tuple[str, int], list[Row]] = field(
        default_factory=lambda: {
            (topic.name, number): [] for topic in TOPICS.values() for number in range(topic.partitions)
        }
    )
    begins: Positions = field(default_factory=dict)
    asked: list[Positions] = field(default_factory=list)
    away: bool = False

    def publish(self, messages: Iterable[Outgoing]) -> list[Row]:
        published = []
        for message in messages:
            partition = partition_of((message.key or b"").decode(), message.topic.partitions)
            there = self.rows[message.topic.name, partition]
            there.append(
                Row(message.topic.name, partition, len(there), message.key, message.value, message.headers)
            )
            published.append(there[-1])
        return published

    @property
    def ends(self) -> Positions:
        return {(BY_NAME[name], number): len(rows) for (name, number), rows in self.rows.items()}

    def past(self, since: Positions) -> "Past":
        self.asked.append(since)
        return Past(self, since)


class Past:
    """What is on them from positions on, in pieces of three."""

    def __init__(self, topics: Topics, since: Positions) -> None:
        self._topics, self._since = topics, since
        self._rows = iter(
            [
                row
                for (name, number), rows in topics.rows.items()
                if (BY_NAME[name], number) in since
                for row in rows[max(since[BY_NAME[name], number], self._begin(name, number)) :]
            ]
        )
        self.closed = False

    def _begin(self, name: str, number: int) -> int:
        return self._topics.begins.get((BY_NAME[name], number), 0)

    async def begin(self) -> Positions:
        if self._topics.away:
            raise NotRead("the brokers do not answer")
        return {place: self._topics.begins.get(place, 0) for place in self._since}

    async def some(self) -> list[Told]:
        return told_of(itertools.islice(self._rows, 3))[0]

    def close(self) -> None:
        self.closed = True


def told_of(rows: Iterable[Row]) -> tuple[list[Told], "Counter[Any]"]:
    told, bad = [], Counter[Any]()
    for row in rows:
        try:
            told.append(read(row))
        except InvalidMessage:
            bad[BY_NAME[row.topic]] += 1
    return told, bad


class Service:
    """The service over topics in memory, which has read all that is on them, and a client of it."""

    def __init__(
        self,
        messages: Iterable[Outgoing] = (),
        *,
        topics: Topics | None = None,
        registry: Registry | None = None,
        recent: Recent | None = None,
        ready: bool = True,
        **settings: Any,
    ) -> None:
        self.topics = topics or Topics()
        self.topics.publish(messages)
        self.metrics = CollectorRegistry()
        self.now = 0.0
        self.state = State(
            load(**settings), self.topics.past, self.metrics, lambda: self.now, recent or Recent()
        )
        self.app: FastAPI = app.create(load(**settings), self.state, registry or builtin(), self.metrics)
        begins = dict.fromkeys(self.topics.ends, 0)
        self.state.take(Batch([], Counter(), begins, self.topics.ends, self.now))
        if ready:
            self.read_all()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://api.example")

    def read_all(self) -> None:
        """Takes in all that is on the topics."""
        self._take([row for there in self.topics.rows.values() for row in there])

    def publish(self, messages: Iterable[Outgoing]) -> None:
        """Has messages come, and taken in."""
        self._take(self.topics.publish(messages))

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(
            path, headers={key.replace("_", "-"): each for key, each in headers.items()}
        )

    def counted(self, name: str, **labels: str) -> float | None:
        return self.metrics.get_sample_value(name, labels)

    def _take(self, rows: Iterable[Row]) -> None:
        told, bad = told_of(rows)
        self.state.take(Batch(told, bad, self.topics.ends, self.topics.ends, self.now))
