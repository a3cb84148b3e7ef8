"""Topics as they are now: from their beginnings to the ends that stood when the reading began."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from kafka import TopicPartition
from kafka.partitioner import murmur2

from tollwire.events.topics import Topic
from tollwire.platform import clients
from tollwire.platform.clients import Watch
from tollwire.platform.settings import Settings
from tollwire.reading.errors import ReadingError


class Topics:
    """Reads topics with one consumer, which joins no group and commits nothing."""

    def __init__(
        self, consumer: Any, settings: Settings, watch: Callable[[str], Watch] | None = None
    ) -> None:
        self._consumer, self._settings, self._watch = consumer, settings, watch

    def partitions(self, topic: Topic, keys: Iterable[str] | None = None) -> list[int]:
        """The topic's partitions, or those in which the messages with these keys are.

        Raises ReadingError where the topic is missing.
        """
        there = sorted(self._consumer.partitions_for_topic(topic.name) or ())
        if not there:
            raise ReadingError(
                f"there is no topic {topic.name} at {self._settings.kafka_bootstrap}; "
                "`tollwire topics create` makes it, and the services fill it"
            )
        if keys is None:
            return there
        return sorted({there[partition_of(key, len(there))] for key in keys})

    def read(self, topic: Topic, partitions: Iterable[int]) -> Iterator[Any]:
        """The records of the partitions; within each in its order. Raises NoBroker."""
        places = [TopicPartition(topic.name, number) for number in partitions]
        parts = ", ".join(str(place.partition) for place in places)
        which = f"partition{'' if len(places) == 1 else 's'} {parts}"
        watch = self._watch(f"{topic.name}, {which}") if self._watch else None
        return clients.records(self._consumer, places, self._settings, watch)


@contextmanager
def opened(settings: Settings, watch: Callable[[str], Watch] | None = None) -> Iterator[Topics]:
    """The topics on the brokers of `settings`; `watch` is asked who wants to hear how far a topic is read.

    Raises NoBroker.
    """
    with closing(clients.reader(settings)) as consumer:
        yield Topics(consumer, settings, watch)


def partition_of(key: str, partitions: int) -> int:
    """Where a message with a key is, of so many partitions: as all producers here, and Kafka's own, place
    it.
    """
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % partitions)
