"""Sitemaps of news and plain ones, and their indexes (sitemaps.org; Google's extension for news)."""

from typing import Any

from lxml import etree

from tollwire.ingest.feeds.forms.items import (
    MOST_ITEMS,
    Child,
    Item,
    NotAFeed,
    Parsed,
    absolute,
    each_once,
    when,
    words,
)

_MOST_CHILDREN = 1_000


def parse(text: str, url: str) -> Parsed:
    """Raises NotAFeed. `text` has no XML declaration any more."""
    # Nothing is loaded and no entity resolved, also none that the document itself declares.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as wrong:
        raise NotAFeed(f"it is not XML: {str(wrong)[:200]}") from wrong
    kind = _name(root) if root is not None else ""
    if kind == "sitemapindex":
        return Parsed(children=tuple(_children(root, url)))
    if kind != "urlset":
        raise NotAFeed(f"it is no sitemap: it is called {kind[:80]!a}")
    items = []
    for element in root:
        if _name(element) == "url" and (item := _item(element, url)):
            items.append(item)
            if len(items) >= MOST_ITEMS:
                break
    return Parsed(each_once(items))


def _children(root: Any, base: str) -> list[Child]:
    found = []
    for element in root:
        if _name(element) == "sitemap":
            held = _texts(element)
            link = absolute(base, held.get("loc"))
            if link:
                found.append(Child(link, when(held.get("lastmod"))))
                if len(found) >= _MOST_CHILDREN:
                    break
    return found


def _item(element: Any, base: str) -> Item | None:
    held = _texts(element)
    link = absolute(base, held.get("loc"))
    if link is None:
        return None
    published = when(held.get("news/publication_date"))
    updated = when(held.get("lastmod"))
    return Item(
        id=link,
        url=link,
        title=words(held.get("news/title")),
        published=published,
        updated=updated if updated != published else None,
        language=words(held.get("news/publication/language"), 40),
    )


def _texts(element: Any) -> dict[str, str]:
    """The texts of all that is in an element, by path; of two with one path the first."""
    found: dict[str, str] = {}
    for below in element:
        name = _name(below)
        if len(below):
            for path, text in _texts(below).items() if name in ("news", "publication") else ():
                found.setdefault(f"{name}/{path}", text)
        elif name:
            found.setdefault(name, below.text or "")
    return found


def _name(element: Any) -> str:
    """Without its name space, which many get wrong; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
