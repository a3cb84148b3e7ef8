"""Which versions of articles are on the topic already, and which of each article holds."""

import hashlib
from contextlib import closing
from datetime import datetime
from enum import Enum, auto
from typing import Any

from kafka import TopicPartition

from tollwire.domain.article import Article, taken_in, version_of
from tollwire.events.messages import article_event_id
from tollwire.events.topics import ARTICLES
from tollwire.platform import clients
from tollwire.platform.settings import Settings

_DIGEST_BYTES = 16  # two of 10^9 versions meet with a chance of 10^-21


class News(Enum):
    """What an article is against what is known."""

    NEW = auto()  # a version that was not known before
    SAME = auto()  # the version that holds, or one put out before it
    AGAIN = auto()  # a known version, put out no earlier than the one that holds now
    WITHDRAWN = auto()  # a known version of an article that was withdrawn


class Known:
    """What the topic holds: ids of events, and of each article the revision that holds; about 250 bytes of
    memory for each version, whatever its length.
    """

    def __init__(self) -> None:
        self._events: set[bytes] = set()
        self._newest: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._events)

    def note(self, headers: dict[str, bytes]) -> None:
        """Takes in what a message on the topic says of itself."""
        if "ce_id" in headers:
            self._events.add(_digest(headers["ce_id"]))
        if "ce_subject" in headers and "ce_revision" in headers:  # not in messages of earlier releases
            self._hold(headers["ce_subject"], headers["ce_revision"])

    def take(self, article: Article) -> News:
        """What the article is; but for AGAIN, which is no more than noticed, it is known from then on."""
        id, revision = article.id.encode(), article.revision.encode()
        event = _digest(article_event_id(article.id, article.version).encode())
        held = self._newest.get(_digest(id), b"")
        if event not in self._events:
            self._events.add(event)
            self._hold(id, revision)
            return News.NEW
        version = version_of(_text(held))
        if version is None:
            return News.WITHDRAWN
        return News.AGAIN if held and version != article.version and revision > held else News.SAME

    def again(self, article: Article) -> None:
        """Says that a version that was known is published once more."""
        self._hold(article.id.encode(), article.revision.encode())

    def newest(self, article_id: str) -> datetime | None:
        """When the revision of an article that holds was taken in, None where there is none."""
        held = self._newest.get(_digest(article_id.encode()))
        try:
            return taken_in(_text(held)) if held else None
        except (ValueError, IndexError):  # of a message that somebody else made
            return None

    def _hold(self, id: bytes, revision: bytes) -> None:
        key = _digest(id)
        self._newest[key] = max(revision, self._newest.get(key, b""))


def on_topic(settings: Settings) -> Known:
    """Reads the articles topic from its beginning to the end that it has now; raises NoBroker.

    It costs as long as reading takes, some ten thousand articles a second: brokers hand out no headers alone.
    """
    known = Known()
    with closing(clients.reader(settings)) as consumer:
        partitions = [
            TopicPartition(ARTICLES.name, number)
            for number in sorted(consumer.partitions_for_topic(ARTICLES.name) or ())
        ]
        for record in clients.records(consumer, partitions, settings):
            known.note(_given(record.headers))
    return known


def _given(headers: list[tuple[str, Any]]) -> dict[str, bytes]:
    return {name: value for name, value in headers if value is not None}


def _text(revision: bytes) -> str:
    return revision.decode("ascii", "replace")


def _digest(id: bytes) -> bytes:
    return hashlib.blake2b(id, digest_size=_DIGEST_BYTES).digest()
