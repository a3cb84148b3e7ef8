"""What all forms of feeds come to."""

from dataclasses import dataclass, field
from datetime import datetime

from tollwire.domain.identity import digest
from tollwire.ingest.dates import parse_time
from tollwire.ingest.net.addressed import joined
from tollwire.ingest.net.errors import FetchFailed

# Of one feed or sitemap; those that come first in it are taken.
MOST_ITEMS = 5_000
_LONGEST = 4096


class NotAFeed(ValueError):
    """What came is no feed that can be read; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed, as the feed tells of it. `url` is absolute, `html` the whole text where the feed
    has it, times are aware.
    """

    id: str
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    language: str | None = None
    html: str | None = field(default=None, repr=False)
    summary: str | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """By which it is known again; of bounded length, whatever the feed has for an id."""
        return digest("item", self.id)

    @property
    def content(self) -> str:
        """Another digest where the feed tells otherwise of it."""
        times = [each.isoformat() if each else None for each in (self.published, self.updated)]
        return digest(self.url, self.title, *times, self.html, self.summary)

    @property
    def when(self) -> datetime | None:
        return self.published or self.updated


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names, and when it last changed."""

    url: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed, or an index of sitemaps; each item once."""

    items: tuple[Item, ...] = ()
    children: tuple[Child, ...] = ()


def when(text: object) -> datetime | None:
    """The time that a text names, None where it names none that can be read."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return parse_time(text)
    except ValueError:
        return None


def absolute(base: str, link: object) -> str | None:
    """The http(s) address of a link, None where it is none."""
    if not isinstance(link, str) or not link.strip() or len(link) > _LONGEST:
        return None
    try:
        url = joined(base, link)
    except FetchFailed:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def words(text: object, longest: int = _LONGEST) -> str | None:
    """A line of text, None where there is none."""
    if not isinstance(text, str):
        return None
    return " ".join(text[: 4 * longest].replace("\x00", "").split())[:longest] or None


def each_once(items: list[Item]) -> tuple[Item, ...]:
    """At most MOST_ITEMS; of two with one id the first."""
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.key, item)
        if len(found) >= MOST_ITEMS:
            break
    return tuple(found.values())
