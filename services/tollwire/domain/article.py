"""An article: one text as one publisher put it out, at one version; and its withdrawal."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tollwire.domain.errors import DomainError
from tollwire.domain.identity import digest

# Longer than any article; what is over it is a data dump or an attack.
LONGEST_TEXT = 1_000_000
LONGEST_ID = 512
# Of what was cut out of a text: enough to see why, however much a page holds of it.
MOST_CUT, LONGEST_CUT = 100, 500
_LONGEST = {
    "given_id": LONGEST_ID,
    "id": LONGEST_ID,
    "url": 4096,
    "publisher": 512,
    "title": 4096,
    "reason": 4096,
}
# The years of a clock that works; one far outside would overflow, or be the newest for ever.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# A publisher's clock may run ahead, and a date without a zone may be tomorrow's.
AHEAD = timedelta(days=1)
_TRACKING = re.compile(r"(?i)^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|cmpid|ocid)$")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
# Ids stand in headers too, where CloudEvents allows no control character (1.0.2, section 2.4).
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Stands for a version in the revision of a withdrawal: behind all hashes, so it outranks what is as old.
_WITHDRAWN = "withdrawn"

Dated = Literal["article", "ingest"]
# Who says when: the page itself, the feed that names it, a field that came with the text; else the clock of
# who fetched it or took it in.
DatedBy = Literal["page", "feed", "field", "clock"]


def canonical_url(url: str) -> str:
    """The address that two links to one page share: host in lower case, no fragment, no tracking.

    Raises DomainError if `url` is not an absolute http(s) address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as broken:
        raise DomainError(f"url {url[:200]!r} cannot be read: {broken}") from broken
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise DomainError(f"url {url[:200]!r} is not an absolute http or https address")
    shown = f"[{host}]" if ":" in host else host
    at = shown if port in (None, 80, 443) else f"{shown}:{port}"
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])]
    return urlunsplit((parts.scheme.lower(), at, parts.path or "/", urlencode(sorted(kept)), ""))


def address_id(url: str) -> str:
    """The id of the article at an address, where its publisher gives it none. Raises DomainError."""
    return digest("url", canonical_url(url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A line that was cut out of a text: how it began, by which rule, and where in the text that is left it
    stood, in characters.
    """

    at: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text, with who published it and when. Times are aware and in UTC.

    `published_at` is the publisher's own time or, where it gives none (`dated` is "ingest"), that of
    ingestion. `revised_at` is when this version was put out; `ingested_at` when Tollwire first took it in.
    `copied_from` is set on a near copy of another publisher's text: that publisher or, where none is known,
    that article's id; then `copy_of` is that article's id, and `similarity` the part, from 0 to 1, of the
    runs of words of the shorter of both that the two share. `cut` is what ingest left out of the text,
    the first of it. `dated_by` is who says when it was published, and `language` the code that ISO 639 has
    for the one that the text is in, where that is known. None of these is part of the content.
    Raises DomainError for an empty or over-long text, a NUL or a lone surrogate, or a time out of all bounds.
    """

    text: str
    published_at: datetime
    ingested_at: datetime
    revised_at: datetime | None = None
    dated: Dated = "article"
    dated_by: DatedBy | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    given_id: str | None = None
    copied_from: str | None = None
    copy_of: str | None = None
    similarity: float | None = None
    cut: tuple[Cut, ...] = ()
    id: str = field(init=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        for name in ("text", "url", "publisher", "title", "given_id", "copied_from", "copy_of"):
            _check_text(name, getattr(self, name))
        _check_id("given_id", self.given_id)
        if self.similarity is not None and not 0 <= self.similarity <= 1:
            raise DomainError(f"similarity {self.similarity} is not from 0 to 1")
        if self.dated_by is not None and (self.dated_by == "clock") != (self.dated == "ingest"):
            raise DomainError(f"dated_by {self.dated_by!r} is not of what is dated by {self.dated!r}")
        if self.language is not None and not _LANGUAGE.fullmatch(self.language):
            raise DomainError(f"language {self.language[:40]!a} is no code of ISO 639, such as en")
        if not self.text.strip():
            raise DomainError("text is empty")
        if len(self.text) > LONGEST_TEXT:
            raise DomainError(f"text has {len(self.text):,} characters; the most is {LONGEST_TEXT:,}")
        for name in ("given_id", "url", "publisher", "title"):
            _check_length(name, getattr(self, name))
        for name in ("ingested_at", "published_at", "revised_at"):
            at: datetime | None = getattr(self, name)
            if at is None:
                continue
            if at.tzinfo is None:
                raise DomainError(f"{name} {at.isoformat()} has no time zone")
            if not EARLIEST <= at < LATEST or at - AHEAD > self.ingested_at:
                raise DomainError(f"{name} {at.isoformat()} is before 1900 or more than a day in the future")
            object.__setattr__(self, name, at.astimezone(UTC))
        object.__setattr__(self, "id", self._identity())
        object.__setattr__(self, "version", self._content())

    def _identity(self) -> str:
        if self.given_id:
            return self.given_id
        if self.url:
            return address_id(self.url)
        return digest("content", self.publisher, self.text)

    def _content(self) -> str:
        # A time that ingestion made up is no content: the same file taken in twice is one version.
        published = self.published_at.isoformat() if self.dated == "article" else None
        revised = self.revised_at.isoformat() if self.revised_at else None
        return digest(self.title, self.text, self.publisher, self._page(), published, revised)

    def _page(self) -> str | None:
        """What of the address is content: not how a reader was led to it."""
        try:
            return canonical_url(self.url) if self.url else None
        except DomainError:  # beside an id of the publisher's own, any words will do
            return self.url

    @property
    def revision(self) -> str:
        """Orders the versions of one article and its withdrawals, as plain text: put out, then taken in, then
        content.
        """
        put_out = max(self.revised_at or self.published_at, self.published_at)
        # A publisher's clock may run ahead; nobody puts out later what is taken in now.
        return _revision(min(put_out, self.ingested_at), self.ingested_at, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That an article, by its id, no longer stands: no version that was put out up to `at` does (aware, UTC).

    One that is put out later stands again. `reason` is for people. Raises DomainError for an id that no
    article can have, a reason that is not text, or a time out of all bounds.
    """

    id: str
    at: datetime
    reason: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise DomainError("id is empty")
        for name in ("id", "reason"):
            _check_text(name, getattr(self, name))
            _check_length(name, getattr(self, name))
        _check_id("id", self.id)
        if self.at.tzinfo is None:
            raise DomainError(f"at {self.at.isoformat()} has no time zone")
        if not EARLIEST <= self.at < LATEST:
            raise DomainError(f"at {self.at.isoformat()} is out of all bounds")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def revision(self) -> str:
        """Its place among the versions of the article."""
        return _revision(self.at, self.at, _WITHDRAWN)


def put_out(revision: str) -> datetime:
    """When the version, or the withdrawal, of a revision was put out."""
    return datetime.fromisoformat(revision.split("/")[0])


def taken_in(revision: str) -> datetime:
    """When the version, or the withdrawal, of a revision was taken in."""
    return datetime.fromisoformat(revision.split("/")[1])


def version_of(revision: str) -> str | None:
    """The version of a revision, None of a withdrawal."""
    version = revision.rpartition("/")[2]
    return None if version == _WITHDRAWN else version


def _revision(put_out: datetime, ingested: datetime, version: str) -> str:
    return "/".join((_sortable(put_out), _sortable(ingested), version))


def _sortable(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _check_text(name: str, text: str | None) -> None:
    bad = _NO_TEXT.search(text or "")
    if bad:
        what = "a NUL byte" if bad.group() == "\x00" else f"the lone surrogate {bad.group()!a}"
        raise DomainError(f"{name} holds {what} at character {bad.start()}; it is not text")


def _check_id(name: str, text: str | None) -> None:
    control = _CONTROL.search(text or "")
    if control:
        raise DomainError(f"{name} holds a control character at character {control.start()}")


def _check_length(name: str, text: str | None) -> None:
    length, most = len(text or ""), _LONGEST[name]
    if length > most:
        raise DomainError(f"{name} has {length:,} characters; the most is {most:,}")
