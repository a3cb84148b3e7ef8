"""What the brokers hold that feeders need: which articles are there, and how far each source is."""

import itertools
import logging
from collections.abc import Collection, Iterator
from typing import Any

from kafka import TopicPartition
from kafka.partitioner.default import murmur2

from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import ARTICLES, FOLLOWED
from tollwire.events.wire import FollowedV1
from tollwire.ingest.feeds.state import State
from tollwire.platform import clients
from tollwire.platform.logs import escaped
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 2_000


def partition_of(name: str) -> int:
    """The partition of the state's topic that a source is on, as producers have it."""
    place: int = murmur2(name.encode()) & 0x7FFFFFFF
    return place % FOLLOWED.partitions


class Articles:
    """Follows the topic of articles: of each message the headers, in their order on each partition."""

    def __init__(self, settings: Settings) -> None:
        """Connects; raises NoBroker."""
        self._settings = settings
        self._consumer = clients.reader(settings)
        self._partitions = [TopicPartition(ARTICLES.name, number) for number in range(ARTICLES.partitions)]
        self._at: dict[TopicPartition, int] = {}
        self._records: Iterator[Any] | None = None

    def more(self) -> list[dict[str, bytes]]:
        """What came since the last call, some at a time; nothing at the end. Raises NoBroker."""
        if self._records is None:
            self._records = clients.records(self._consumer, self._partitions, self._settings, since=self._at)
        found = []
        for record in itertools.islice(self._records, _MOST_AT_ONCE):
            self._at[TopicPartition(record.topic, record.partition)] = record.offset + 1
            found.append({name: value for name, value in record.headers if value is not None})
        if not found:
            self._records = None
        return found

    def close(self) -> None:
        self._consumer.close()


def states(settings: Settings, partitions: Collection[int]) -> dict[str, State]:
    """How far the sources on these partitions are, by name. Raises NoBroker.

    What cannot be read is told and passed over: its source begins anew, and its articles are known all the
    same.
    """
    consumer = clients.reader(settings)
    found: dict[str, bytes | None] = {}
    try:
        wanted = [TopicPartition(FOLLOWED.name, number) for number in sorted(partitions)]
        for record in clients.records(consumer, wanted, settings) if wanted else ():
            found[(record.key or b"").decode("utf-8", "replace")] = record.value
    finally:
        consumer.close()
    made = {}
    for name, value in found.items():
        try:
            if value is not None:
                made[name] = State.of(FollowedV1.decode(value))
        except InvalidMessage as wrong:
            log.warning("%s: what was known of %s is not read: %s", FOLLOWED.name, escaped(name), wrong)
    return made
