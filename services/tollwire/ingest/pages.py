"""Articles out of HTML pages, by trafilatura."""

from datetime import datetime

import trafilatura
from lxml import etree, html

from tollwire.domain.article import Article
from tollwire.ingest.dates import parse_time
from tollwire.ingest.fields import Now, Unreadable, host
from tollwire.ingest.net.addressed import host_of, same_site
from tollwire.ingest.net.charset import text_of, without_declaration

_PUBLISHED = ("article:published_time", "og:article:published_time", "datePublished", "date", "dc.date")
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified")
# Pages of news have some thousands; what reads them takes the square of it, and would for minutes.
_MOST_TAGS = 40_000


class NoArticle(Unreadable):
    """A page that can be read, with no article in it, such as a list of links."""


def article_of_page(
    raw: bytes,
    now: Now,
    *,
    content_type: str | None = None,
    url: str | None = None,
    fetched: datetime | None = None,
) -> Article:
    """The article of a page: its text is the title, an empty line, and the paragraphs with one between them.

    `content_type` is the header that came with it, `url` where it was had, `fetched` when; the page's own
    address, where it is of the same site, and its dates come first. Raises NoArticle, Unreadable for what is
    no page, and DomainError.
    """
    text = text_of(raw, content_type)
    if text.count("<") > _MOST_TAGS:
        raise Unreadable(f"a page of more than {_MOST_TAGS:,} tags; save its text as .txt")
    try:
        tree = trafilatura.load_html(without_declaration(text))
        # Asked first: trafilatura takes from the tree what it does not want.
        published, updated = _time(tree, _PUBLISHED), _time(tree, _UPDATED)
        page = trafilatura.bare_extraction(
            tree, url=url, with_metadata=True, include_comments=False, include_tables=False
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, etree.LxmlError) as broken:
        # Pages are hostile, and the libraries let out whatever they stumble over.
        raise Unreadable(f"not a page that can be read: {broken}; save its text as .txt") from broken
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise NoArticle("no article found in the page; save its text as .txt")
    if published is None and page.date:
        published = parse_time(page.date)
    ingested = now()
    title = " ".join((page.title or "").split()) or None
    address = _address(page.url, url)
    return Article(
        url=address,
        publisher=host(address),
        title=title,
        text=_text(title, page.text or ""),
        published_at=published or fetched or ingested,
        dated="article" if published else "ingest",
        dated_by="page" if published else "clock",
        revised_at=updated,
        ingested_at=ingested,
    )


def _address(own: str | None, had_from: str | None) -> str | None:
    """The page's own address, unless it is of another site, whose article it would replace."""
    if own and (not had_from or same_site(host_of(own), host_of(had_from))):
        return own
    return had_from or None


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
