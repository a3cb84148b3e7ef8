"""Articles out of HTML pages, by trafilatura."""

from datetime import datetime

import trafilatura
from lxml import etree, html

from tollwire.domain.article import Article
from tollwire.ingest.dates import parse_time
from tollwire.ingest.fields import Now, Unreadable, host

_PUBLISHED = ("article:published_time", "og:article:published_time", "datePublished", "date", "dc.date")
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified")


def article_of_page(raw: bytes, now: Now) -> Article:
    """The article of a page: its text is the title, an empty line, and the paragraphs with one between them.

    Raises Unreadable for a page with no article in it, and DomainError.
    """
    try:
        tree = trafilatura.load_html(raw)
        # Asked first: trafilatura takes from the tree what it does not want.
        published, updated = _time(tree, _PUBLISHED), _time(tree, _UPDATED)
        page = trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, include_tables=False
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, etree.LxmlError) as broken:
        # Pages are hostile, and the libraries let out whatever they stumble over.
        raise Unreadable(f"not a page that can be read: {broken}; save its text as .txt") from broken
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise Unreadable("no article found in the page; save its text as .txt")
    if published is None and page.date:
        published = parse_time(page.date)
    ingested = now()
    title = " ".join((page.title or "").split()) or None
    return Article(
        url=page.url or None,
        publisher=host(page.url),
        title=title,
        text=_text(title, page.text or ""),
        published_at=published or ingested,
        dated="article" if published else "ingest",
        revised_at=updated,
        ingested_at=ingested,
    )


def _text(title: str | None, body: str) -> str:
    paragraphs = [line.strip() for line in body.splitlines() if line.strip()]
    if title and paragraphs and paragraphs[0] == title:
        del paragraphs[0]  # the headline, which pages repeat above the text
    return "\n\n".join([title, *paragraphs] if title else paragraphs)


def _time(tree: html.HtmlElement | None, names: tuple[str, ...]) -> datetime | None:
    """The first time of one of these names in the page's head; what cannot be read counts as not said."""
    if tree is None:
        return None
    for name in names:
        found = tree.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]/@content", name=name)
        for text in found:
            try:
                return parse_time(str(text))
            except ValueError:
                continue
    return None
