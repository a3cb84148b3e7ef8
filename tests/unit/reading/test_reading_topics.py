from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.partitioner import DefaultPartitioner

from tollwire.events.topics import CLAIMS
from tollwire.platform import clients
from tollwire.platform.settings import Settings, load
from tollwire.reading.errors import ReadingError
from tollwire.reading.topics import Topics, partition_of


class Consumer:
    """Partitions in memory, read two messages at a time; `leaderless` answers lack a partition first."""

    def __init__(self, *partitions: int, begins: int = 0, leaderless: int = 0) -> None:
        self.ends = {TopicPartition(CLAIMS.name, number): end for number, end in enumerate(partitions)}
        self.begins, self.leaderless = begins, leaderless
        self.at: dict[TopicPartition, int] = {}

    def partitions_for_topic(self, _: str) -> set[int]:
        return {each.partition for each in self.ends}

    def assign(self, partitions: list[TopicPartition]) -> None:
        self.at = dict.fromkeys(partitions, self.begins)

    def seek_to_beginning(self, *_: TopicPartition) -> None: ...

    def end_offsets(self, partitions: list[TopicPartition], **_: Any) -> dict[TopicPartition, int]:
        if self.leaderless:
            self.leaderless -= 1
            raise KeyError(partitions[0])
        return {each: self.ends[each] for each in partitions}

    def beginning_offsets(self, partitions: list[TopicPartition], **_: Any) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, self.begins)

    def position(self, partition: TopicPartition, **_: Any) -> int:
        return self.at[partition]

    def poll(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        found = {}
        for partition, at in self.at.items():
            last = min(at + 2, self.ends[partition] + 1)  # one message has come since the ends were told
            found[partition] = [SimpleNamespace(offset=offset) for offset in range(at, last)]
            self.at[partition] = last
        return found


@pytest.fixture
def settings() -> Settings:
    return load(kafka_timeout_seconds=5)


@pytest.mark.parametrize("partitions", [1, 4, 7])
def test_keys_are_looked_for_where_producers_put_them(partitions: int):
    numbers = set(range(partitions))
    cluster = SimpleNamespace(
        topics=lambda: {CLAIMS.name},
        partitions_for_topic=lambda _: numbers,
        available_partitions_for_topic=lambda _: numbers,
    )
    place = DefaultPartitioner()
    for key in ("armenia", "azerbaijan", "unknown", "ünïcode", *(f"actor-{number}" for number in range(200))):
        raw = key.encode()
        assert partition_of(key, partitions) == place.partition(CLAIMS.name, key, raw, None, None, cluster)


def test_only_the_partitions_of_the_keys_are_read(settings: Settings):
    topics = Topics(Consumer(1, 1, 1, 1), settings)
    assert topics.partitions(CLAIMS) == [0, 1, 2, 3]
    assert topics.partitions(CLAIMS, ["armenia"]) == [partition_of("armenia", 4)]


def test_a_topic_that_is_missing_is_told(settings: Settings):
    with pytest.raises(ReadingError, match=r"no topic tollwire\.claims\.v1 at .*topics create"):
        Topics(Consumer(), settings).partitions(CLAIMS)


def test_how_far_a_topic_is_read_is_told_from_its_beginning(settings: Settings):
    told: list[tuple[str, int, int]] = []

    def watch(what: str) -> clients.Watch:
        return lambda done, total: told.append((what, done, total))

    records: Iterator[Any] = Topics(Consumer(5, 8, begins=3), settings, watch).read(CLAIMS, [0, 1])
    assert sorted(record.offset for record in records) == [3, 3, 4, 4, 5, 6, 7]
    assert told[0] == ("tollwire.claims.v1, partitions 0, 1", 4, 7)
    assert told[-1][1:] == (7, 7)


def test_a_partition_whose_leader_is_not_known_yet_is_asked_for_again(settings: Settings):
    records = Topics(Consumer(2, leaderless=2), settings).read(CLAIMS, [0])
    assert len(list(records)) == 2
