"""RSS and Atom in all their versions and faults, by feedparser."""

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Any

import feedparser

from tollwire.ingest.feeds.forms.items import Item, NotAFeed, Parsed, absolute, each_once, when, words

_LONGEST_TEXT = 2_000_000
# feedparser takes seconds for so many; a feed of thousands of items has fewer.
_MOST_TAGS = 150_000
# What stands within the first tags of a feed of any version. A page in its place, as one that asks to log in,
# is not worth the seconds that feedparser would look for a feed in it.
_FEED = re.compile(r"(?i)<(?:\w+:)?(?:rss|feed|rdf|channel|cdf)[\s>]")
_HEAD = 16_384


def parse(text: str, url: str) -> Parsed:
    """Raises NotAFeed. `text` has no XML declaration any more; `url` is what its links are relative to."""
    if not _FEED.search(text[:_HEAD]):
        raise NotAFeed("it is neither RSS nor Atom")
    if text.count("<") + text.count("&") > _MOST_TAGS:
        raise NotAFeed(f"it has more than {_MOST_TAGS:,} tags and entities")
    try:
        # From memory: what looks like an address would be fetched, by feedparser's own client.
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url if url.isascii() else "",
            },
            sanitize_html=False,  # nothing of it is shown; text is taken out of it later
            resolve_relative_uris=False,
        )
    except Exception as broken:  # whatever a hostile text makes it stumble over
        raise NotAFeed(f"it cannot be read: {type(broken).__name__}: {str(broken)[:200]}") from broken
    if not found.get("version") and not found.get("entries"):
        why = found.get("bozo_exception")
        raise NotAFeed("it is neither RSS nor Atom" + (f": {str(why)[:200]}" if why else ""))
    feed = found.get("feed") or {}
    language = words(feed.get("language"), 40)
    items = [_item(entry, url, language) for entry in found.get("entries") or ()]
    return Parsed(each_once([item for item in items if item]))


def _item(entry: Any, base: str, language: str | None) -> Item | None:
    link = absolute(base, entry.get("link"))
    id = words(entry.get("id"), 2048) or link
    title = _title(entry)
    published, updated = _time(entry, "published"), _time(entry, "updated")
    html = _longest(entry.get("content"))
    summary = entry.get("summary")
    summary = summary[:_LONGEST_TEXT] if isinstance(summary, str) and summary.strip() else None
    if id is None:  # an item may have nothing but a title and a text
        if not (title or summary or html):
            return None
        id = f"{title}\n{summary or html}"
    if link is None and _is_address(entry.get("id")):
        link = absolute(base, entry.get("id"))
    return Item(
        id=id,
        url=link,
        title=title,
        published=published,
        updated=updated if updated != published else None,
        author=words(entry.get("author"), 512),
        language=language,
        html=html,
        summary=summary,
    )


def _title(entry: Any) -> str | None:
    title = entry.get("title")
    if isinstance(title, str) and "<" in title:
        from tollwire.ingest.feeds.plain import plain

        title = plain(title)
    return words(title)


def _is_address(id: object) -> bool:
    return isinstance(id, str) and id.startswith(("http://", "https://"))


def _longest(contents: Any) -> str | None:
    texts = [each.get("value") for each in contents or () if hasattr(each, "get")]
    found = [text for text in texts if isinstance(text, str) and text.strip()]
    return max(found, key=len)[:_LONGEST_TEXT] if found else None


def _time(entry: Any, name: str) -> datetime | None:
    if name not in entry:  # feedparser would give `published` for a missing `updated`
        return None
    told = when(entry.get(name))
    if told:
        return told
    parsed = entry.get(f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
