"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1), and 1 before it."""

import json
from html import escape
from typing import Any

from tollwire.ingest.feeds.forms.items import Item, NotAFeed, Parsed, absolute, each_once, when, words


def parse(text: str, url: str) -> Parsed:
    """Raises NotAFeed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise NotAFeed(f"it is not JSON: {str(wrong)[:200] or 'too deep'}") from wrong
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("it is JSON, but no JSON Feed: it has no `items`")
    language = words(found.get("language"), 40)
    made = [_item(each, url, language) for each in items if isinstance(each, dict)]
    return Parsed(each_once([item for item in made if item]))


def _item(given: dict[str, Any], base: str, language: str | None) -> Item | None:
    link = absolute(base, given.get("url")) or absolute(base, given.get("external_url"))
    id = given.get("id")
    # Readers are to take a number for a string (section "id").
    id = str(id) if isinstance(id, int | float) and not isinstance(id, bool) else words(id, 2048)
    if not (id or link):
        return None
    published, updated = when(given.get("date_published")), when(given.get("date_modified"))
    return Item(
        id=id or link or "",
        url=link,
        title=words(given.get("title")),
        published=published,
        updated=updated if updated != published else None,
        author=_author(given),
        language=words(given.get("language"), 40) or language,
        html=_html(given),
        summary=words(given.get("summary")),
    )


def _html(given: dict[str, Any]) -> str | None:
    html, text = given.get("content_html"), given.get("content_text")
    if isinstance(html, str) and html.strip():
        return html
    if isinstance(text, str) and text.strip():
        parts = (part.strip() for part in text.split("\n"))
        return "".join(f"<p>{escape(part)}</p>" for part in parts if part)
    return None


def _author(given: dict[str, Any]) -> str | None:
    authors = given.get("authors")
    listed = authors if isinstance(authors, list) else [given.get("author")]
    names = [words(each.get("name"), 200) for each in listed if isinstance(each, dict)]
    return words(", ".join(name for name in names if name), 512)
