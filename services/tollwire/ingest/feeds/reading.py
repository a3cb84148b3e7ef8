"""From an item of a feed and its page to an article. Pure; takes some hundredths of a second."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from tollwire.domain.article import Article
from tollwire.domain.errors import DomainError
from tollwire.ingest.cleaning.clean import cleaned
from tollwire.ingest.feeds import sites
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.feeds.forms.items import Item
from tollwire.ingest.feeds.looking import Unfit
from tollwire.ingest.feeds.plain import plain
from tollwire.ingest.fields import Unreadable
from tollwire.ingest.language import primary
from tollwire.ingest.net.client import Answer

# News pages have a few thousand. What it takes to read one grows with the square: seconds for so many, hours
# for a page of some megabytes that is made for it.
_MOST_TAGS = 40_000


def article_of(feed: Feed, item: Item, page: Answer | None, now: datetime) -> Article:
    """The article of an item, cleaned, from its page or, where there is none, from the feed itself.

    Raises Unfit.
    """
    from tollwire.ingest.pages import NoArticle  # trafilatura takes a quarter of a second to load

    try:
        made = _of_page(page, now) if page else _of_feed(item, now)
        url = sites.address(page.url, [made.url], feed.sites) if page else item.url
        if item.when and (made.dated == "ingest" or _only_the_day(made.published_at, item.when)):
            made = replace(made, published_at=item.when, dated="article", dated_by="feed")
        named = replace(
            made,
            url=url,
            publisher=sites.publisher(feed, url),
            title=made.title or item.title,
            revised_at=made.revised_at or item.updated,
            language=primary(feed.language),
        )
        return cleaned(named)
    except (Unreadable, DomainError) as wrong:
        # A page of links or of a film is as it should be.
        raise Unfit(str(wrong), letter=not isinstance(wrong, NoArticle)) from wrong


def _only_the_day(page: datetime, feed: datetime) -> bool:
    """Whether the page says no more than the day, and the feed when on that day it was, wherever that is."""
    return page.time() == time.min and timedelta(hours=-14) <= feed - page < timedelta(hours=36)


def _of_page(page: Answer, now: datetime) -> Article:
    if page.body.count(b"<") > _MOST_TAGS:
        raise Unreadable(f"the page has more than {_MOST_TAGS:,} tags, as no article has")
    from tollwire.ingest.pages import article_of_page

    return article_of_page(page.body, lambda: now, content_type=page.content_type, url=page.url)


def _of_feed(item: Item, now: datetime) -> Article:
    text = plain(item.html or item.summary or "")
    if not text:
        raise Unreadable("the feed has no text of it, and no address where it could be had")
    return Article(
        title=item.title,
        text=f"{item.title}\n\n{text}" if item.title else text,
        published_at=now,
        dated="ingest",
        dated_by="clock",
        ingested_at=now,
    )
