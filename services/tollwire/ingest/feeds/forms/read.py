"""From the bytes of a feed to its items, whichever form it has."""

import re

from tollwire.ingest.feeds.forms import jsonfeed, sitemap, syndicated
from tollwire.ingest.feeds.forms.items import NotAFeed, Parsed
from tollwire.ingest.net.charset import text_of, without_declaration
from tollwire.ingest.net.decode import Decoder
from tollwire.ingest.net.errors import FetchFailed

_GZIP = b"\x1f\x8b"
_SITEMAP = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_HEAD = 4096


def read(body: bytes, *, kind: str, url: str, content_type: str | None, cap: int) -> Parsed:
    """The items of a feed, or the sitemaps of an index. `kind` as in `sources.yaml`; `cap` bounds what a
    packed sitemap may unpack to. Raises NotAFeed, and nothing else whatever the bytes are.
    """
    text = without_declaration(text_of(_unpacked(body, cap), content_type)).lstrip("\ufeff \t\r\n")
    if not text:
        raise NotAFeed("it is empty")
    if kind == "json" or (kind == "auto" and text[0] == "{"):
        return jsonfeed.parse(text, url)
    if kind == "sitemap" or (kind == "auto" and _SITEMAP.search(text[:_HEAD])):
        return sitemap.parse(text, url)
    return syndicated.parse(text, url)


def _unpacked(body: bytes, cap: int) -> bytes:
    """A sitemap may be a packed file (`sitemap.xml.gz`), which is not the same as a packed answer."""
    if not body.startswith(_GZIP):
        return body
    decoder = Decoder("gzip", cap)
    try:
        decoder.feed(body)
        return decoder.end()
    except FetchFailed as wrong:
        raise NotAFeed(str(wrong)) from wrong
