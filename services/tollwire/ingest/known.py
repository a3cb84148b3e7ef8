"""Which versions of articles are on the topic already, and which of each article holds."""

import hashlib
import logging
from contextlib import closing
from datetime import datetime
from enum import Enum, auto
from typing import Any

from kafka import TopicPartition

from tollwire.domain.article import Article, taken_in, version_of
from tollwire.events import messages
from tollwire.events.messages import TRACE, Record, article_event_id
from tollwire.events.topics import ARTICLES
from tollwire.ingest.copies.near import Copies, Trace
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_DIGEST_BYTES = 16  # two of 10^9 versions meet with a chance of 10^-21


class News(Enum):
    """What an article is against what is known."""

    NEW = auto()  # a version that was not known before
    SAME = auto()  # the version that holds, or one put out before it
    AGAIN = auto()  # a known version, put out no earlier than the one that holds now
    WITHDRAWN = auto()  # a known version of an article that was withdrawn


class Known:
    """What the topic holds: ids of events, of each article the revision that holds, and of those that came
    last what near copies would share; about 250 bytes of memory for each version, whatever its length, and
    10 KB for each of the last.
    """

    def __init__(self, most_traces: int = 10_000) -> None:
        """`most_traces`: of so many articles, those that came last, it is known what copies would share."""
        self._copies = Copies(most_traces)
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
        if TRACE in headers:
            self._trace(headers)

    def message(self, article: Article, *, again: bool = False) -> Record:
        """The message of a version that is to be published, which says so where it is a near copy; other
        articles are told to be copies of this one from then on.
        """
        article, trace = self._copies.told(article)
        self._copies.hold(trace)
        return messages.of_article(article, again=again, trace=trace.encode())

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

    def forget(self, article: Article) -> None:
        """Says that a version could not be published after all; what it replaced is not held again."""
        self._events.discard(_digest(article_event_id(article.id, article.version).encode()))
        self._copies.drop(article.id)

    def newest(self, article_id: str) -> datetime | None:
        """When the revision of an article that holds was taken in, None where there is none."""
        held = self._newest.get(_digest(article_id.encode()))
        try:
            return taken_in(_text(held)) if held else None
        except (ValueError, IndexError):  # of a message that somebody else made
            return None

    def _trace(self, headers: dict[str, bytes]) -> None:
        id = headers.get("ce_subject", b"").decode("utf-8", "replace")
        try:
            self._copies.hold(Trace.decode(id, headers[TRACE]))
        except ValueError as wrong:  # of another release, or somebody else's
            log.debug("no copies of %s will be known: %s", id, wrong)

    def _hold(self, id: bytes, revision: bytes) -> None:
        key = _digest(id)
        self._newest[key] = max(revision, self._newest.get(key, b""))


def on_topic(settings: Settings) -> Known:
    """Reads the articles topic from its beginning to the end that it has now; raises NoBroker.

    It costs as long as reading takes, some ten thousand articles a second: brokers hand out no headers alone.
    """
    known = Known(settings.copies_held)
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
