"""Which versions of articles are on the topics already, and which of each article holds."""

import hashlib
import logging
from datetime import datetime
from enum import Enum, auto

from tollwire.domain.article import Article, taken_in, version_of
from tollwire.events import messages
from tollwire.events.messages import TRACE, Record, article_event_id
from tollwire.events.topics import ARTICLES, UNREAD, Topic
from tollwire.ingest.copies.near import Copies, Trace
from tollwire.ingest.language import Languages

log = logging.getLogger(__name__)

_DIGEST_BYTES = 16  # two of 10^9 versions meet with a chance of 10^-21


class News(Enum):
    """What an article is against what is known."""

    NEW = auto()  # a version that was not known before
    SAME = auto()  # the version that holds, or one put out before it
    AGAIN = auto()  # a known version, put out no earlier than the one that holds now
    WITHDRAWN = auto()  # a known version of an article that was withdrawn


class Shelf:
    """What one topic holds: ids of events, and of each article the revision that holds."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
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
        event = _event(article)
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
        self._events.discard(_event(article))

    def holds(self, article_id: str) -> bool:
        """Whether there is anything of an article."""
        return _digest(article_id.encode()) in self._newest

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


class Known:
    """What both topics of articles hold, and of the last articles that are read what near copies would share;
    about 250 bytes of memory for each version, whatever its length, and 10 KB for each of the last.
    """

    def __init__(self, most_traces: int = 10_000, languages: Languages | None = None) -> None:
        """`most_traces`: of so many articles, those that came last, it is known what copies would share.

        `languages` says which articles are set aside; None: none are.
        """
        self.read, self.unread = Shelf(ARTICLES), Shelf(UNREAD)
        self._languages = languages
        self._copies = Copies(most_traces)

    def __len__(self) -> int:
        return len(self.read) + len(self.unread)

    def note(self, headers: dict[str, bytes], topic: str = ARTICLES.name) -> None:
        """Takes in what a message on a topic says of itself."""
        if topic == UNREAD.name:
            self.unread.note(headers)
            return
        self.read.note(headers)
        if TRACE in headers:
            self._trace(headers)

    def told(self, article: Article) -> Article:
        """The article with its language, where it is certain."""
        return self._languages.told(article) if self._languages else article

    def shelves(self, article: Article) -> tuple[Shelf, ...]:
        """Where an article belongs, whose language is told: with those that are read, or with those that are
        not. With both where an earlier version was read: what that claimed does not stand any more.
        """
        if self._languages is None or not self._languages.sets_aside(article):
            return (self.read,)
        return (self.unread, self.read) if self.read.holds(article.id) else (self.unread,)

    def withdrawing(self, article_id: str) -> tuple[Shelf, ...]:
        """Where the withdrawal of an article belongs: always with those that are read."""
        return (self.read, self.unread) if self.unread.holds(article_id) else (self.read,)

    def message(self, article: Article, *, shelf: Shelf | None = None, again: bool = False) -> Record:
        """The message of a version that is to be published on a shelf (None: on that of what is read), which
        says so where it is a near copy; other articles are told to be copies of this one from then on.
        """
        if shelf is self.unread:
            return messages.of_article(article, topic=UNREAD, again=again)
        article, trace = self._copies.told(article)
        self._copies.hold(trace)
        return messages.of_article(article, again=again, trace=trace.encode())

    def forget(self, article: Article, shelf: Shelf) -> None:
        """Says that a version could not be published after all; what it replaced is not held again."""
        shelf.forget(article)
        if shelf is self.read:
            self._copies.drop(article.id)

    def newest(self, article_id: str) -> datetime | None:
        """When the newest revision of an article was taken in, None where there is none."""
        return max(filter(None, (each.newest(article_id) for each in (self.read, self.unread))), default=None)

    def _trace(self, headers: dict[str, bytes]) -> None:
        id = headers.get("ce_subject", b"").decode("utf-8", "replace")
        try:
            self._copies.hold(Trace.decode(id, headers[TRACE]))
        except ValueError as wrong:  # of another release, or somebody else's
            log.debug("no copies of %s will be known: %s", id, wrong)


def _event(article: Article) -> bytes:
    return _digest(article_event_id(article.id, article.version).encode())


def _text(revision: bytes) -> str:
    return revision.decode("ascii", "replace")


def _digest(id: bytes) -> bytes:
    return hashlib.blake2b(id, digest_size=_DIGEST_BYTES).digest()
