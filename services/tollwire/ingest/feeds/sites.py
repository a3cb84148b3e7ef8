"""Whose an address is: what a feed and its pages may say of themselves, and what of others they may not."""

from collections.abc import Sequence

from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.net.addressed import host_of, same_site, within


def own(feed: Feed, url: str | None) -> bool:
    """Whether an address is of the feed's publisher."""
    host = host_of(url)
    if not host:
        return False
    return within(host, feed.sites) if feed.sites else same_site(host, host_of(feed.url))


def publisher(feed: Feed, url: str | None) -> str | None:
    """Who published what lies at an address: the feed's publisher only of its own sites, as a feed may name
    anybody's pages.
    """
    if feed.publisher and (url is None or own(feed, url)):
        return feed.publisher
    return host_of(url).removeprefix("www.") or host_of(feed.url).removeprefix("www.") or None


def address(fetched: str, told: Sequence[str | None], sites: Sequence[str]) -> str:
    """The address that a page is known by: the one that it tells itself, where that is of its own publisher;
    else any page could pass for a new version of anybody's article.
    """
    host = host_of(fetched)
    for url in told:
        if url and host_of(url) and same_site(host_of(url), host, sites):
            return url
    return fetched
