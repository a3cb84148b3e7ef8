"""Where a worker goes on when partitions have changed hands."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from tollwire.platform.engine import App, _ConsumerThread
from tollwire.platform.settings import load

COMMITTED, FRESH, CHANGELOG = (TopicPartition(*each) for each in (("a", 0), ("a", 1), ("a-changelog", 0)))


class Consumer:
    def __init__(self) -> None:
        self.to_beginning: list[TopicPartition] = []

    async def seek_to_committed(self) -> dict[TopicPartition, int | None]:
        return {COMMITTED: 7, FRESH: None, CHANGELOG: None}

    async def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        self.to_beginning += partitions


async def test_a_partition_without_a_commit_is_read_from_its_beginning() -> None:
    consumer = Consumer()
    thread = cast(
        Any,
        SimpleNamespace(
            _ensure_consumer=lambda: consumer,
            app=SimpleNamespace(tables=SimpleNamespace(changelog_topics={CHANGELOG.topic})),
        ),
    )
    assert await _ConsumerThread._seek_to_committed(thread) == await consumer.seek_to_committed()
    assert consumer.to_beginning == [FRESH]


async def test_a_worker_that_stops_gives_up_when_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    app = App(load(), "aggregator")

    async def empty(*_: object) -> None:
        done.append("in hand")

    async def flushed(*_: object) -> None:
        done.append("sent")

    monkeypatch.setattr(app, "_consumer_wait_empty", empty)
    monkeypatch.setattr(app, "_producer_flush", flushed)
    monkeypatch.setattr(app, "_on_rebalance_when_stopped", lambda: done.append("given up"))
    app.consumer = cast(Any, SimpleNamespace(assignment=lambda: {COMMITTED}))
    app._stopped.set()
    await app._on_partitions_revoked(set())
    assert done == ["in hand", "sent", "given up"]
