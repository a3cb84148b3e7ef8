"""The outbox of the interface over kafka-python: whatever becomes of a message, somebody is told."""

import asyncio
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.future import Future

from tollwire.domain.article import Article
from tollwire.events.messages import Record, of_article
from tollwire.ingest.push.outbox import KafkaOutbox, NotSent
from tollwire.platform import clients
from tollwire.platform.http import serving
from tollwire.platform.settings import SettingsError, load

AT = datetime(2020, 11, 1, tzinfo=UTC)


def record(id: str) -> Record:
    return of_article(Article(given_id=id, text="5 were killed.", published_at=AT, ingested_at=AT))


class Producer:
    """kafka-python's producer; `answers` has the futures of what was sent."""

    def __init__(self) -> None:
        self.answers: list[Future] = []
        self.refuses: Exception | None = None
        self.closed = False

    def send(self, *_: object, **__: object) -> Future:
        if self.refuses:
            raise self.refuses
        self.answers.append(Future())
        return self.answers[-1]

    def close(self, timeout: float) -> None:
        self.closed = timeout > 0


@pytest.fixture
def producer(monkeypatch: pytest.MonkeyPatch) -> Producer:
    made = Producer()
    monkeypatch.setattr(clients, "connect", lambda *_, **__: made)
    return made


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


async def test_each_is_answered_by_itself(producer: Producer) -> None:
    outbox = KafkaOutbox(load(push_in_flight=3))
    futures = outbox.send([record("a"), record("b"), record("c")])
    assert (outbox.pending, outbox.full) == (3, True)
    await until(lambda: len(producer.answers) == 3)
    waiting = asyncio.create_task(outbox.arrived([futures[0], futures[2]]))
    room = asyncio.create_task(outbox.room())
    producer.answers[1].failure(KafkaTimeoutError("given up"))
    producer.answers[0].success(None)
    await room
    assert not waiting.done()
    producer.answers[2].success(None)
    await waiting
    with pytest.raises(NotSent, match="given up"):
        await outbox.arrived(futures)
    assert (outbox.pending, outbox.full, outbox.silent) == (0, False, False)
    await outbox.close()
    assert producer.closed


async def test_what_is_not_even_taken_is_told(producer: Producer) -> None:
    producer.refuses = KafkaTimeoutError("no metadata")
    outbox = KafkaOutbox(load())
    with pytest.raises(NotSent, match="no metadata"):
        await outbox.arrived(outbox.send([record("a")]))
    assert outbox.pending == 0
    await outbox.close()


async def test_an_answer_that_comes_late_ends_the_silence(producer: Producer) -> None:
    outbox = KafkaOutbox(load(push_timeout_seconds=1))
    at: Any = 0.0
    outbox._clock = lambda: at
    futures = outbox.send([record("a")])
    await until(lambda: producer.answers)
    at = 1.5

    def silent() -> bool:
        return outbox.silent

    assert silent()
    with pytest.raises(NotSent, match="no broker has acknowledged anything for 1 s"):
        await outbox.arrived(futures)
    producer.answers[0].success(None)
    await until(lambda: not outbox.pending)
    await outbox.arrived(futures)
    assert silent() is False
    await outbox.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_an_address_that_cannot_be_had_is_told(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            SettingsError, match=rf"cannot listen on {re.escape(host)}:{port}: .*TOLLWIRE_WEB_PORT"
        ):
            serving.listening(host, port)
