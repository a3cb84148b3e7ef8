from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import BEGAN, article
from support.strategies import articles
from tollwire.domain.article import AHEAD, LONGEST_TEXT, Article, canonical_url
from tollwire.domain.errors import DomainError

PAGE = "https://wire.example/2020/09/27/losses"


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        (PAGE, PAGE),
        (f"  {PAGE}\n", PAGE),
        ("HTTPS://Wire.Example/2020/09/27/losses", PAGE),
        ("https://wire.example:443/2020/09/27/losses", PAGE),
        ("https://wire.example./2020/09/27/losses", PAGE),
        (f"{PAGE}#comments", PAGE),
        (f"{PAGE}?utm_source=mail&UTM_Medium=x&fbclid=1&ocid=2", PAGE),
        (f"{PAGE}?b=2&utm_id=9&a=1", f"{PAGE}?a=1&b=2"),
        (f"{PAGE}?id=", f"{PAGE}?id="),
        (f"{PAGE}?ref=utm_source", f"{PAGE}?ref=utm_source"),
        ("http://wire.example", "http://wire.example/"),
        ("https://wire.example:8443/a", "https://wire.example:8443/a"),
        ("https://user:word@wire.example/a", "https://wire.example/a"),
        ("https://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
        ("https://wire.example/Case/Stays", "https://wire.example/Case/Stays"),
    ],
)
def test_canonical_url(given_url: str, expected: str) -> None:
    assert canonical_url(given_url) == expected


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "'' is not an absolute http or https address"),
        ("wire.example/a", "is not an absolute http or https address"),
        ("/2020/09/27", "is not an absolute http or https address"),
        ("ftp://wire.example/a", "is not an absolute http or https address"),
        ("https:///a", "is not an absolute http or https address"),
        ("https://wire.example:port/a", "cannot be read"),
        ("https://wire.example:99999/a", "cannot be read"),
        ("https://[wire.example/a", "cannot be read: Invalid IPv6 URL"),
    ],
)
def test_what_is_no_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        canonical_url(url)


@given(articles())
def test_a_canonical_url_is_its_own(each: Article) -> None:
    if each.url:
        once = canonical_url(each.url)
        assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": " \n\t\u00a0"}, "text is empty"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text has 1,000,001 characters; the most is 1,000,000"),
        ({"text": "16 \x00 killed"}, "text holds a NUL byte at character 3"),
        ({"title": "16\x00"}, "title holds a NUL byte at character 2"),
        ({"text": "16 \ud83d killed"}, r"text holds the lone surrogate '\\ud83d' at character 3"),
        ({"publisher": "\udfff"}, "publisher holds the lone surrogate"),
        ({"url": "https://wire.example/\ud800"}, "url holds the lone surrogate"),
        ({"given_id": "a\nb"}, "given_id holds a control character at character 1"),
        ({"given_id": "a" * 513}, "given_id has 513 characters; the most is 512"),
        ({"publisher": "a" * 513}, "publisher has 513 characters"),
        ({"title": "a" * 4097}, "title has 4,097 characters"),
        ({"url": "https://wire.example/" + "a" * 4096}, "url has 4,117 characters"),
        ({"url": "wire.example"}, "is not an absolute http or https address"),
        ({"published_at": datetime(2020, 9, 27)}, "published_at 2020-09-27T00:00:00 has no time zone"),
        ({"ingested_at": datetime(2020, 9, 27)}, "ingested_at 2020-09-27T00:00:00 has no time zone"),
        ({"revised_at": datetime(2020, 9, 27)}, "revised_at 2020-09-27T00:00:00 has no time zone"),
        ({"published_at": datetime(9999, 12, 31, tzinfo=UTC)}, "published_at 9999-12-31.* in the future"),
        ({"published_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12)))}, "in the future"),
        ({"published_at": datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))}, "before 1900"),
        ({"published_at": datetime(1899, 12, 31, 23, tzinfo=UTC)}, "published_at 1899.* is before 1900"),
        ({"revised_at": BEGAN + AHEAD + timedelta(hours=1)}, "revised_at 2020-09-28.* in the future"),
        ({"ingested_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12)))}, "ingested_at 9999"),
    ],
)
def test_bad_articles_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(DomainError, match=message):
        article(**fields)  # type: ignore[arg-type]


def test_what_is_at_the_bounds_is_taken() -> None:
    article("x" * LONGEST_TEXT, ingested_at=BEGAN, published_at=BEGAN + AHEAD)
    article(published_at=datetime(1900, 1, 1, tzinfo=UTC))


def test_times_are_kept_in_utc() -> None:
    yerevan = timezone(timedelta(hours=4))
    one = article(published_at=BEGAN.astimezone(yerevan))
    assert one.published_at.tzinfo is UTC
    assert (one, one.version) == (article(), article().version)


def test_an_id_is_given_or_of_the_address_or_of_the_content() -> None:
    assert article(given_id="afp-1", url=PAGE).id == "afp-1"
    assert article("one", url=PAGE).id == article("two", url=f"{PAGE}?utm_source=x#top").id
    assert article("one", url=PAGE).id != article("one", url=f"{PAGE}/2").id
    assert article("one", publisher="a").id == article("one", publisher="a", title="t").id
    assert article("one", publisher="a").id != article("one", publisher="b").id
    assert article("one", publisher="a").id != article("two", publisher="a").id


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Yerevan said that 17 servicemen had been killed."},
        {"title": "Corrected"},
        {"publisher": "desk.example"},
        {"published_at": BEGAN - timedelta(hours=1)},
        {"revised_at": BEGAN},
    ],
)
def test_other_content_is_another_version(change: dict[str, object]) -> None:
    assert article(url=PAGE, **change).version != article(url=PAGE).version  # type: ignore[arg-type]


def test_the_same_content_is_one_version() -> None:
    late = BEGAN + timedelta(days=3)
    assert article(ingested_at=late).version == article().version
    # A time that ingestion made up is not content.
    assert (
        article(published_at=late, ingested_at=late, dated="ingest").version
        == article(dated="ingest").version
    )
    assert article(url=PAGE).version == article(url=f"{PAGE}?utm_source=mail#top").version
    assert article(given_id="1", url="no address").version != article(given_id="1", url="another").version


@given(articles(), st.timedeltas(timedelta(seconds=1), timedelta(days=9)))
def test_revisions_order_as_text_by_time_put_out(each: Article, later: timedelta) -> None:
    put_out = max(each.revised_at or each.published_at, each.published_at)
    again = Article(
        text=each.text,
        published_at=each.published_at,
        revised_at=put_out + later,
        ingested_at=each.ingested_at + later,
    )
    assert again.revision > each.revision


def test_of_versions_put_out_at_one_time_the_later_taken_in_is_the_later() -> None:
    assert article("new", ingested_at=BEGAN + timedelta(hours=1)).revision > article("old").revision
