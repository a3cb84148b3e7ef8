"""What the brokers hold of how far each source is."""

import logging
from collections.abc import Collection

from kafka import TopicPartition
from kafka.partitioner.default import murmur2

from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import FOLLOWED
from tollwire.events.wire import FollowedV1
from tollwire.ingest.feeds.state import State
from tollwire.platform import clients
from tollwire.platform.logs import escaped
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)


def partition_of(name: str) -> int:
    """The partition of the state's topic that a source is on, as producers have it."""
    place: int = murmur2(name.encode()) & 0x7FFFFFFF
    return place % FOLLOWED.partitions


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
