from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError, UnknownProducerIdError
from kafka.future import Future

from tollwire.domain.article import Article
from tollwire.events.messages import Record, of_article
from tollwire.ingest import publisher as module
from tollwire.ingest.archives.letters import MOST_KEPT, of_bad
from tollwire.ingest.publisher import Publisher
from tollwire.platform import clients
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import load

AT = datetime(2020, 11, 1, tzinfo=UTC)
# What becomes of one send: acknowledged, refused, never heard of again, or not even taken.
Fate = BaseException | None | str


class Producer:
    """kafka-python's producer, with the fate of each send given."""

    def __init__(self, *fates: Fate) -> None:
        self.fates, self.sent = list(fates), list[str]()
        self.closed = False

    def send(self, topic: str, *, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> Any:
        assert topic
        assert value
        assert headers
        self.sent.append(key.decode())
        fate = self.fates.pop(0) if self.fates else None
        if isinstance(fate, KafkaTimeoutError | KeyboardInterrupt):
            raise fate
        future = Future()
        if fate is None:
            future.success(None)
        elif isinstance(fate, BaseException):
            future.failure(fate)
        return future

    def close(self, timeout: float) -> None:
        self.closed = timeout > 0


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Publisher, Producer]]:
    def make(*fates: Fate, seconds: Callable[[], float] = lambda: 0.0) -> tuple[Publisher, Producer]:
        producer = Producer(*fates)
        monkeypatch.setattr(clients, "connect", lambda *_, **__: producer)
        monkeypatch.setattr(module, "_AGAIN_SECONDS", 0.001)
        return Publisher(load(), clock=seconds), producer

    return make


def record(id: str = "a") -> Record:
    return of_article(Article(given_id=id, text="5 were killed.", published_at=AT, ingested_at=AT))


def test_what_is_acknowledged_is_published(publisher):
    publishing, producer = publisher()
    with publishing:
        publishing.publish(record(), "a:1")
        publishing.finish()
    assert (publishing.published, publishing.lost, producer.closed) == (1, [], True)


@pytest.mark.parametrize("fate", [UnknownProducerIdError("forgotten"), KafkaTimeoutError("no metadata")])
def test_what_fails_is_sent_again_until_it_is_there(publisher, fate: Exception):
    publishing, producer = publisher(fate, fate)
    with publishing:
        publishing.publish(record(), "a:1")
        publishing.finish()
    assert (publishing.published, publishing.lost, producer.sent) == (1, [], ["a", "a", "a"])


def test_what_can_never_be_sent_is_lost_and_the_others_are_not(publisher):
    publishing, producer = publisher(None, MessageSizeTooLargeError("too large"), None)
    with publishing:
        for number in range(3):
            publishing.publish(record(str(number)), f"a:{number}")
        publishing.finish()
    assert publishing.published == 2
    assert [(lost.where, "too large" in lost.why) for lost in publishing.lost] == [("a:1", True)]
    assert producer.sent == ["0", "1", "2"]


def test_after_a_long_silence_it_gives_up_what_is_on_its_way(publisher):
    clock = iter(range(0, 10_000, 10))
    publishing, _ = publisher("silence", seconds=lambda: float(next(clock)))
    with publishing:
        publishing.publish(record(), "a:1")
        with pytest.raises(NoBroker, match="no broker at"):
            publishing.finish()
    assert publishing.published == 0
    assert [lost.where for lost in publishing.lost] == ["a:1"]


def test_too_much_on_its_way_holds_the_reading_back(publisher, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST_MESSAGES", 2)
    clock = iter(range(0, 10_000, 10))
    publishing, producer = publisher(*["silence"] * 9, seconds=lambda: float(next(clock)))
    with publishing:
        publishing.publish(record("1"), "a:1")
        publishing.publish(record("2"), "a:2")
        with pytest.raises(NoBroker):
            publishing.publish(record("3"), "a:3")
    assert producer.sent == ["1", "2"]


def test_one_message_larger_than_the_bound_still_goes(publisher, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 1)
    publishing, _ = publisher()
    with publishing:
        publishing.publish(record(), "a:1")
        publishing.publish(record(), "a:2")
        publishing.finish()
    assert publishing.published == 2


def test_what_is_cut_off_by_ctrl_c_is_told(publisher):
    publishing, _ = publisher(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt), publishing:
        publishing.publish(record(), "a:1")
    assert [lost.where for lost in publishing.lost] == ["a:1"]


def test_each_is_settled_when_it_is_there_or_when_nothing_can_help_it(publisher):
    settled: list[int] = []
    fates = (
        None,
        MessageSizeTooLargeError("too large"),
        UnknownProducerIdError("forgotten"),
        None,
        "silence",
    )
    clock = iter(range(0, 10_000, 10))
    publishing, _ = publisher(*fates, seconds=lambda: float(next(clock)))
    with publishing:
        for number in range(4):
            publishing.publish(
                record(str(number)), f"a:{number}", lambda number=number: settled.append(number)
            )
        with pytest.raises(NoBroker):
            publishing.finish()
    assert sorted(settled) in ([0, 1, 2], [0, 1, 3]), "not what no broker has acknowledged"


def test_dead_letters_are_sent_and_not_counted(publisher):
    publishing, producer = publisher()
    with publishing:
        publishing.publish(of_bad("a:1", "not JSON", b"x" * (MOST_KEPT + 1), AT), "a:1")
        publishing.finish()
    assert (publishing.published, producer.sent) == (0, ["a:1"])
