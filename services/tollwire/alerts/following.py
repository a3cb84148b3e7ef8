"""Topics followed as they grow, from a place that is given."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from kafka import TopicPartition

from tollwire.alerts.state import Place
from tollwire.events.topics import Topic
from tollwire.platform import clients
from tollwire.platform.settings import Settings


class Follower:
    """A consumer that joins no group and commits nothing. Its calls block; one thread at a time."""

    def __init__(
        self,
        settings: Settings,
        topics: Iterable[Topic],
        begin: Literal["beginning", "end"],
        at: Mapping[Place, int] | None = None,
    ) -> None:
        """Begins at the offsets `at`, and where there is none at `begin`. Raises NoBroker."""
        self._consumer = clients.reader(settings)
        self._partitions = [
            TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)
        ]
        self._consumer.assign(self._partitions)
        ask = self._consumer.end_offsets if begin == "end" else self._consumer.beginning_offsets
        found = clients.offsets(ask, self._partitions, settings)
        self._ends = clients.offsets(self._consumer.end_offsets, self._partitions, settings)
        self._at = {place: (at or {}).get((place.topic, place.partition), found[place]) for place in found}
        for place, offset in self._at.items():
            self._consumer.seek(place, offset)

    def poll(self, seconds: float, most: int = 500) -> list[Any]:
        """What has come, waiting for so long where nothing has; while brokers are away nothing comes."""
        batches = self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=most)
        for place in batches:
            self._at[place] = batches[place][-1].offset + 1
        return [record for batch in batches.values() for record in batch]

    @property
    def positions(self) -> dict[Place, int]:
        """The offset of the next message on each partition."""
        return {(place.topic, place.partition): offset for place, offset in self._at.items()}

    def lag(self) -> int:
        """How many messages there are that were not polled, as far as the brokers have told."""
        marks = {place: self._consumer.highwater(place) for place in self._partitions}
        return sum(max(0, (mark or 0) - self._at[place]) for place, mark in marks.items())

    def caught_up(self) -> bool:
        """Whether all has been polled that was there at the beginning."""
        return all(
            (self._consumer.position(place, timeout_ms=1000) or 0) >= self._ends[place]
            for place in self._partitions
            if self._ends[place] > self._at[place]
        )

    def close(self) -> None:
        self._consumer.close()
