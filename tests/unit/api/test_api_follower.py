"""Reading the topics for as long as the service runs, over kafka-python's consumer."""

import logging
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from support.make import claim, hours, made
from support.reading_api import Topics
from tollwire.api import follower as following
from tollwire.api.follower import Batch, Follower, TopicRemade
from tollwire.api.position import TOPICS, Which
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import load

TOLD = [
    messages.of_claim(each) for each in made(*(claim(9, at=hours(n), in_article=f"{n}") for n in range(5)))
]
BAD = [Record(CLAIMS, b"armenia", b"{}", []) for _ in range(3)]


class Consumer:
    """A consumer over topics in memory, which gives two records at a time; `gap` marks stand at each end."""

    def __init__(self, topics: Topics, gap: int = 0) -> None:
        self.topics, self.gap, self.away = topics, gap, False
        self.at: dict[TopicPartition, int] = {}

    def partitions_for_topic(self, name: str) -> set[int]:
        return {number for topic, number in self.topics.rows if topic == name}

    def assign(self, places: Iterable[TopicPartition]) -> None:
        self.at = dict.fromkeys(places, 0)

    def assignment(self) -> set[TopicPartition]:
        return set(self.at)

    def seek_to_beginning(self, *places: TopicPartition) -> None:
        assert set(places) == set(self.at)

    def beginning_offsets(self, places: Iterable[TopicPartition], **_: Any) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 0)

    def end_offsets(self, places: Iterable[TopicPartition], **_: Any) -> dict[TopicPartition, int]:
        if self.away:
            raise KafkaTimeoutError("nobody")
        return {each: len(self.topics.rows[tuple(each)]) + self.gap for each in places}

    def poll(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        polled = {}
        for place, at in self.at.items():
            if records := [] if self.away else self.topics.rows[tuple(place)][at : at + 2]:
                polled[place] = records
                self.at[place] += len(records)
        return polled

    def position(self, place: TopicPartition, **_: Any) -> int:
        at = self.at[place]
        return at + self.gap if at == len(self.topics.rows[tuple(place)]) else at


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def followed(topics: Topics, gap: int = 0) -> tuple[Follower, Consumer, Clock]:
    consumer, clock = Consumer(topics, gap), Clock()
    return Follower(consumer, load(), clock), consumer, clock


def filled(records: Iterable[Record]) -> Topics:
    topics = Topics()
    topics.publish(records)
    return topics


def arrived(batch: Batch) -> bool:
    return all(batch.at[place] >= end for place, end in batch.ends.items())


@pytest.mark.parametrize("gap", [0, 1])
def test_all_is_read_from_the_beginning_up_to_the_ends_also_over_gaps(gap: int) -> None:
    topics = filled(TOLD)
    follower, _, _ = followed(topics, gap)
    first, *rest = list(islice(follower.batches(), 5))
    assert (first.told, set(first.at.values())) == ([], {0})
    assert len(first.at) == sum(topic.partitions for topic in TOPICS.values())
    assert sum(first.ends.values()) == len(TOLD) + gap * len(first.at)
    assert [len(each.told) for each in rest] == [2, 2, 1, 0]
    assert [arrived(each) for each in rest] == [False, False, True, True]


def test_what_cannot_be_read_is_counted_and_told_once_with_its_place(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_MOST_COMPLAINTS", 2)
    follower, _, _ = followed(filled([TOLD[0], *BAD, TOLD[1]]))
    with caplog.at_level(logging.WARNING):
        batches = list(islice(follower.batches(), 5))
    assert sum(len(each.told) for each in batches) == 2
    assert [each.bad[Which.CLAIMS] for each in batches] == [0, 1, 2, 0, 0]
    told = [record.getMessage() for record in caplog.records]
    assert "offset 1 cannot be read and is passed over: ClaimV1" in told[0]
    assert told[0].startswith(f"{CLAIMS.name}, partition ")
    assert "offset 2 " in told[1]
    assert told[2:] == [f"further messages on {CLAIMS.name} that cannot be read are only counted"]


def test_it_is_known_since_when_the_brokers_are_away() -> None:
    topics = filled(TOLD[:1])
    follower, consumer, clock = followed(topics)
    batches = follower.batches()
    heard = []
    for now, away in ((0.0, False), (1.0, False), (3.0, False), (9.0, True), (20.0, True), (21.0, False)):
        clock.now, consumer.away = now, away
        heard.append(next(batches).heard)
    assert heard == [0, 1, 3, 3, 3, 3]
    clock.now = 24.0
    topics.publish(TOLD[1:2])
    batch = next(batches)
    assert (batch.heard, len(batch.told)) == (24.0, 1)
    assert sum(batch.ends.values()) == 2


def test_a_topic_that_is_made_anew_ends_it() -> None:
    topics = filled(TOLD)
    follower, _, clock = followed(topics)
    batches = follower.batches()
    list(islice(batches, 4))
    for rows in topics.rows.values():
        rows.clear()
    clock.now = 5.0
    with pytest.raises(TopicRemade, match="was deleted and made anew; start the service again"):
        next(batches)


def test_offsets_that_begin_anew_end_it() -> None:
    topics = filled(TOLD)
    follower, consumer, _ = followed(topics)
    batches = follower.batches()
    list(islice(batches, 4))
    consumer.at = dict.fromkeys(consumer.at, 0)
    with pytest.raises(TopicRemade, match=CLAIMS.name):
        next(batches)


def test_a_topic_that_is_not_there() -> None:
    topics = Topics()
    topics.rows = {place: rows for place, rows in topics.rows.items() if place[0] != CLAIMS.name}
    follower, _, _ = followed(topics)
    with pytest.raises(NoBroker):
        next(follower.batches())
