"""Follows the topics of articles, so that what any ingest publishes is known to the others."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from tollwire.events.topics import ARTICLES, UNREAD
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

TOPICS = (ARTICLES, UNREAD)
HEAR_SECONDS = 2.0
"""How often it is asked what others have published: what both take in meanwhile is there twice."""
# Noted at once, in a loop in which others wait: each takes up to a millisecond.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message on a topic of articles says of itself."""

    topic: str
    headers: dict[str, bytes]


class Follower:
    """Follows the topics of articles: of each message the headers, in their order on each partition."""

    def __init__(self, settings: Settings) -> None:
        """Connects; raises NoBroker."""
        self._settings = settings
        self._consumer = clients.reader(settings)
        self._partitions = [
            TopicPartition(topic.name, number) for topic in TOPICS for number in range(topic.partitions)
        ]
        self._at: dict[TopicPartition, int] = {}
        self._records: Iterator[Any] | None = None

    def more(self, most: int = 2_000) -> list[Heard]:
        """What came since the last call, some at a time; nothing at the end. Raises NoBroker."""
        if self._records is None:
            self._records = clients.records(self._consumer, self._partitions, self._settings, since=self._at)
        found = []
        for record in islice(self._records, most):
            self._at[TopicPartition(record.topic, record.partition)] = record.offset + 1
            headers = {name: value for name, value in record.headers if value is not None}
            found.append(Heard(record.topic, headers))
        if not found:
            self._records = None
        return found

    def close(self) -> None:
        self._consumer.close()


def known(settings: Settings) -> Known:
    """What the topics hold; raises NoBroker. It costs as long as reading takes, some ten thousand articles a
    second: brokers hand out no headers alone.
    """
    with closing(Follower(settings)) as follower:
        return catch_up(follower, settings)


def catch_up(follower: Follower, settings: Settings) -> Known:
    """As `known`, by one who follows from then on."""
    made = Known(settings.copies_held, Languages(settings.languages_read))
    while found := follower.more():
        for each in found:
            made.note(each.headers, each.topic)
    return made


class Listener:
    """Hears in a thread of its own what comes, and hands it to `tell`, which is called in that thread."""

    def __init__(self, follower: Follower, tell: Callable[[list[Heard]], None]) -> None:
        self._follower, self._tell = follower, tell
        self._stopped = threading.Event()
        # It ends with the process where the brokers do not answer.
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Blocks for so long at the most."""
        self._stopped.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        with closing(self._follower):
            while not self._stopped.wait(HEAR_SECONDS):
                try:
                    while not self._stopped.is_set() and (found := self._follower.more(_AT_ONCE)):
                        self._tell(found)
                except (clients.NoBroker, KafkaError) as away:  # its own is known all the same
                    log.warning("cannot hear what others publish: %s", clients.in_words(away))
