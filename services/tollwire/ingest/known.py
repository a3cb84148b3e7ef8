"""Which versions of articles are on the topic already."""

import hashlib
from collections.abc import Iterable
from contextlib import closing

from kafka import TopicPartition

from tollwire.events.topics import ARTICLES
from tollwire.platform import clients
from tollwire.platform.settings import Settings

_DIGEST_BYTES = 16  # two of 10^9 versions meet with a chance of 10^-21


class Known:
    """A set of event ids, about 100 bytes each in memory whatever their length."""

    def __init__(self, ids: Iterable[bytes] = ()) -> None:
        self._digests = {_digest(id) for id in ids}

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, id: str) -> bool:
        """Whether `id` was not known before; from now on it is."""
        before = len(self._digests)
        self._digests.add(_digest(id.encode()))
        return len(self._digests) > before


def on_topic(settings: Settings) -> Known:
    """Reads the articles topic from its beginning to the end that it has now; raises NoBroker.

    It costs as long as reading takes, some ten thousand articles a second: brokers hand out no headers alone.
    """
    with closing(clients.reader(settings)) as consumer:
        partitions = [
            TopicPartition(ARTICLES.name, number)
            for number in sorted(consumer.partitions_for_topic(ARTICLES.name) or ())
        ]
        return Known(
            value
            for record in clients.records(consumer, partitions, settings)
            for name, value in record.headers
            if name == "ce_id" and value is not None
        )


def _digest(id: bytes) -> bytes:
    return hashlib.blake2b(id, digest_size=_DIGEST_BYTES).digest()
