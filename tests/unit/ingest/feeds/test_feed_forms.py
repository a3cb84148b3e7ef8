"""Feeds as bytes, whatever they are."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import world as w
from support.world import BEGIN, LAUGHS, story
from tollwire.ingest.feeds.forms.items import MOST_ITEMS, Item, NotAFeed, Parsed
from tollwire.ingest.feeds.forms.read import read
from tollwire.ingest.feeds.plain import plain

BASE = "https://north.example"
STORIES = [story(number) for number in range(3)]


def parsed(body: bytes, kind: str = "auto", content_type: str | None = None, cap: int = 1_000_000) -> Parsed:
    return read(body, kind=kind, url=f"{BASE}/feed", content_type=content_type, cap=cap)


@pytest.mark.parametrize(
    ("kind", "make"),
    [("rss", w.rss), ("atom", w.atom), ("json", w.json_feed), ("sitemap", w.news_sitemap)],
)
def test_each_form_is_read_and_told_by_its_looks(kind: str, make) -> None:
    body = make(BASE, STORIES)
    found = parsed(body)
    assert found == parsed(body, kind)
    assert [item.url for item in found.items] == [f"{BASE}{each.path}" for each in STORIES]
    assert [item.title for item in found.items] == [each.title for each in STORIES]
    assert [item.published for item in found.items] == [each.at for each in STORIES]
    assert {item.language for item in found.items} == ({None} if kind == "atom" else {"en"})
    assert len({item.key for item in found.items}) == len(STORIES)


def test_the_whole_text_comes_where_the_feed_has_it() -> None:
    (item, *_) = parsed(w.rss(BASE, STORIES, full=True)).items
    assert plain(item.html or "") == "\n\n".join(STORIES[0].paragraphs)
    (item, *_) = parsed(w.json_feed(BASE, STORIES)).items
    assert plain(item.html or "") == "\n\n".join(STORIES[0].paragraphs)
    assert item.author == "A. Reporter"


def test_an_index_names_sitemaps() -> None:
    found = parsed(w.sitemap_index([f"{BASE}/1.xml", f"{BASE}/2.xml"], BEGIN))
    assert [(child.url, child.changed) for child in found.children] == [
        (f"{BASE}/1.xml", BEGIN),
        (f"{BASE}/2.xml", BEGIN),
    ]


def test_a_packed_sitemap_is_unpacked_within_the_cap() -> None:
    body = gzip.compress(w.news_sitemap(BASE, STORIES))
    assert len(parsed(body).items) == 3
    with pytest.raises(NotAFeed, match="more than the 1,000 bytes"):
        parsed(body, cap=1_000)
    with pytest.raises(NotAFeed, match="too early"):
        parsed(body[:-20])


@pytest.mark.parametrize("kind", ["auto", "rss", "sitemap"])
def test_entities_are_not_resolved(kind: str) -> None:
    inside = "<item><title>&lol9;&file;</title><link>https://north.example/a</link></item>"
    body = LAUGHS + f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()
    if kind == "sitemap":
        body = LAUGHS + b"<urlset><url><loc>https://north.example/&lol9;&file;</loc></url></urlset>"
    try:
        found = parsed(body, kind)
    except NotAFeed:
        return
    assert len(repr(found)) < 5_000
    assert "lollol" not in repr(found)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n", "it is empty"),
        (b"<html><body>No feed.</body></html>", "neither RSS nor Atom"),
        (b"{}", "no `items`"),
        (b'{"items": 5}', "no `items`"),
        (b"{" * 5_000, "not JSON"),
        (b"[" * 200_000, "neither RSS nor Atom"),
        (b"<urlset", "neither RSS nor Atom"),
        (b"<rss>" + b"<item>" * 150_001, "more than 150,000 tags"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, why: str) -> None:
    with pytest.raises(NotAFeed, match=why):
        parsed(body)


def test_a_cut_feed_gives_what_is_whole_in_it() -> None:
    body = w.rss(BASE, STORIES)
    found = parsed(body[: body.index(b"story-2")])
    assert [item.title for item in found.items][:2] == [each.title for each in STORIES[:2]]


@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
@pytest.mark.parametrize("told", [None, "text/xml; charset=iso-8859-1", "text/xml; charset=nonsense"])
def test_character_sets_that_are_declared_are_believed_where_they_fit(
    declared: str, told: str | None
) -> None:
    body = w.rss(BASE, STORIES).decode()
    body = body.replace(STORIES[0].title, "Министерство сообщило о потерях").replace("utf-8", declared)
    (item, *_) = parsed(body.encode(declared), content_type=told).items
    assert item.title == "Министерство сообщило о потерях"


def test_links_are_absolute_and_lead_to_pages() -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>t</title><link>{link}</link></item>"
        for n, link in enumerate(["/a", "b?x=1&amp;y=2", "javascript:alert(1)", "file:///etc/passwd", ""])
    )
    found = parsed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [item.url for item in found.items] == [f"{BASE}/a", f"{BASE}/b?x=1&y=2", None, None, None]


def test_dates_of_all_kinds() -> None:
    dates = {
        "Thu, 01 Oct 2020 12:00:00 +0400": datetime(2020, 10, 1, 8, tzinfo=UTC),
        "Thu, 01 Oct 2020 12:00:00 EST": datetime(2020, 10, 1, 17, tzinfo=UTC),
        "2020-10-01T12:00:00+04:00": datetime(2020, 10, 1, 12, tzinfo=timezone(timedelta(hours=4))),
        "yesterday": None,
        "": None,
    }
    items = "".join(f"<item><guid>{n}</guid><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    found = parsed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [item.published for item in found.items] == list(dates.values())


def test_of_two_items_with_one_id_the_first_counts_and_there_is_an_end() -> None:
    many = "".join(f"<item><guid>{n // 2}</guid><title>{n}</title></item>" for n in range(30))
    found = parsed(f"<rss version='2.0'><channel>{many}</channel></rss>".encode())
    assert [item.title for item in found.items] == [str(n) for n in range(0, 30, 2)]
    urls = "".join(f"<url><loc>https://x.example/{n}</loc></url>" for n in range(MOST_ITEMS + 5))
    assert len(parsed(f"<urlset>{urls}</urlset>".encode()).items) == MOST_ITEMS


def test_an_item_that_tells_otherwise_is_known_by_it() -> None:
    item = Item(id="1", url="https://x.example/1", title="a", published=BEGIN)
    others = [
        Item(id="1", url="https://x.example/1", title="b", published=BEGIN),
        Item(id="1", url="https://x.example/1", title="a", published=BEGIN, updated=BEGIN),
        Item(id="1", url="https://x.example/1", title="a", published=BEGIN, html="x"),
    ]
    assert all(each.key == item.key and each.content != item.content for each in others)
    assert len({each.content for each in others}) == 3


_WHOLE = [
    w.rss(BASE, STORIES, full=True),
    w.atom(BASE, STORIES),
    w.json_feed(BASE, STORIES),
    w.news_sitemap(BASE, STORIES),
    w.sitemap_index([f"{BASE}/1.xml"], BEGIN),
]


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A feed with some of its bytes replaced, cut or repeated."""
    body = bytearray(draw(st.sampled_from(_WHOLE)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        end = min(len(body), at + draw(st.integers(0, 80)))
        body[at:end] = draw(st.one_of(st.binary(max_size=40), st.just(body[at:end] * 2)))
    return bytes(body)


@given(
    st.one_of(st.binary(max_size=400), _damaged()),
    st.sampled_from(["auto", "rss", "json", "sitemap"]),
    st.one_of(st.none(), st.text(max_size=40), st.just("text/xml; charset=utf-16")),
)
def test_no_bytes_break_the_reading(body: bytes, kind: str, content_type: str | None) -> None:
    try:
        found = parsed(body, kind, content_type)
    except NotAFeed:
        return
    for item in found.items:
        assert item.url is None or item.url.startswith(("http://", "https://", "HTTP"))
        assert item.when is None or item.when.tzinfo
        assert len(item.key) == len(item.content) == 24
        assert item.title is None or "\n" not in item.title


@given(st.text(max_size=300) | st.text(alphabet="<>/abp &;!-[]\"'= ", max_size=300))
def test_no_piece_of_html_breaks_the_text(piece: str) -> None:
    text = plain(piece)
    assert "\x00" not in text


def test_what_is_nested_deeply_is_no_text() -> None:
    assert plain("<p>" + "<i>" * 5_000 + "deep") == ""


def test_scripts_and_captions_are_no_text() -> None:
    piece = (
        "<p>One <b>two</b>.<script>alert(1)</script></p>tail"
        "<figure><figcaption>no</figcaption></figure><div>b</div>"
    )
    assert plain(piece) == "One two.\n\ntail\n\nb"
