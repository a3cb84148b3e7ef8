"""The small parts: addresses, character sets, waits, bodies."""

import ipaddress
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.ingest.feeds import sites
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.net import addresses
from tollwire.ingest.net.addressed import Rules, place, same_site
from tollwire.ingest.net.charset import text_of
from tollwire.ingest.net.decode import Decoder
from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.waits import LONGEST_SECONDS, next_wait, retry_after

NOW = datetime(2020, 10, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "100.127.255.255", "198.18.0.1", "192.0.0.8", "192.88.99.1", "203.0.113.5", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "ff02::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:a00:1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "100::1", "::127.0.0.1",
        "", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "2130706433",
    ],
)  # fmt: skip
def test_addresses_that_nobody_publishes_at(address: str) -> None:
    assert addresses.why_not(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_network(address: str) -> None:
    assert addresses.why_not(address) is None


@given(st.ip_addresses())
def test_only_what_python_calls_global_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if addresses.why_not(str(address)) is None:
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        assert (mapped or address).is_global


@given(st.text(max_size=60))
def test_no_address_breaks_the_check(url: str) -> None:
    for text in (url, f"http://{url}/", f"http://[{url}]/", f"https://a.example:{url}/"):
        try:
            found = place(text, Rules())
        except FetchFailed:
            continue
        assert found.port in (80, 443)
        assert found.host


def test_sites() -> None:
    assert same_site("www.north.example", "m.north.example")
    assert same_site("north.example", "www.north.example")
    assert not same_site("north.example", "news.north.example")
    assert same_site("feeds.a.example", "www.b.example", ["a.example", "b.example"])
    assert not same_site("www.a.example", "nota.example", ["a.example"])


def test_a_page_takes_the_address_of_its_own_publisher_only() -> None:
    fetched = "https://www.north.example/a?x=1"
    assert sites.address(fetched, ["https://north.example/a"], ()) == "https://north.example/a"
    assert sites.address(fetched, ["https://other.example/a"], ()) == fetched
    assert sites.address(fetched, [None, "", "/a", "http://["], ()) == fetched
    given = "https://other.example/a"
    assert sites.address(fetched, [given], ["north.example", "other.example"]) == given


def test_a_feed_speaks_for_its_own_sites_only() -> None:
    feed = Feed.model_validate(
        {
            "name": "n",
            "url": "https://feeds.north.example/x",
            "publisher": "North",
            "sites": ["north.example"],
        }
    )
    assert sites.publisher(feed, "https://www.north.example/a") == "North"
    assert sites.publisher(feed, "https://www.other.example/a") == "other.example"
    assert sites.publisher(feed, None) == "North"


@pytest.mark.parametrize(
    ("raw", "told", "text"),
    [
        ("Потери".encode("windows-1251"), "text/html; charset=windows-1251", "Потери"),
        ('<meta charset="koi8-r">Потери'.encode("koi8-r"), None, '<meta charset="koi8-r">Потери'),
        ("Потери".encode(), "text/html; charset=iso-8859-1", "Потери"),
        ("Потери".encode("utf-8-sig"), "text/html; charset=windows-1251", "Потери"),
        ("Потери".encode("utf-16"), None, "Потери"),
        ("café “so”".encode("windows-1252"), "text/html; charset=iso-8859-1", "café “so”"),
        (b"plain", "text/html; charset=zlib", "plain"),
        (b"plain", "text/html; charset=punycode", "plain"),
        (b"a\x00b", None, "ab"),
        (b"", None, ""),
    ],
)  # fmt: skip
def test_character_sets(raw: bytes, told: str | None, text: str) -> None:
    assert text_of(raw, told) == text


@given(
    st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=30).map(lambda name: f"x; charset={name}"))
)
def test_all_bytes_are_some_text(raw: bytes, told: str | None) -> None:
    assert isinstance(text_of(raw, told), str)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_utf_comes_back(text: str, encoding: str) -> None:
    clean = text.encode("utf-8", "replace").decode().replace("\x00", "")
    if not clean.startswith("\ufeff") and (encoding != "utf-16" or not clean.startswith("\x00")):
        assert (
            text_of(clean.encode(encoding), "text/html; charset=utf-8" if "8" in encoding else None) == clean
        )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0), (" 120 ", 120.0), ("99999999999999999999", LONGEST_SECONDS), ("-5", None),
        ("soon", None), ("", None), (None, None), ("١٢", None),
        (format_datetime(NOW + timedelta(seconds=90)), 90.0),
        (format_datetime(NOW - timedelta(seconds=90)), 0.0),
        ("Thu, 01 Oct 9999 12:00:00 GMT", LONGEST_SECONDS),
        ("Thu, 01 Oct 2020 12:01:00", 60.0),
    ],
)  # fmt: skip
def test_retry_after(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@given(st.text(max_size=50))
def test_no_retry_after_breaks_it(text: str) -> None:
    assert (retry_after(text, NOW) or 0.0) >= 0.0


@given(st.floats(1, 7 * 86400), st.integers(0, 1000), st.integers())
def test_waits_grow_with_failures_within_bounds(interval: float, failures: int, seed: int) -> None:
    wait = next_wait(interval, failures, Random(seed))
    longest = max(interval, LONGEST_SECONDS)
    assert 0.9 * interval <= wait <= 1.1 * longest
    if failures < 3 and interval * 2**failures < LONGEST_SECONDS:
        assert wait == pytest.approx(interval * 2**failures, rel=0.11)


@given(
    st.binary(max_size=2_000), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", ""]), st.data()
)
def test_no_body_breaks_the_decoder(body: bytes, encoding: str, data: st.DataObject) -> None:
    if data.draw(st.booleans()):  # a good one, damaged
        body = {"gzip": _gzip, "deflate": zlib.compress, "br": brotli.compress}.get(encoding, bytes)(body)
        at = data.draw(st.integers(0, len(body)))
        body = body[:at] + data.draw(st.binary(max_size=3)) + body[at:]
    decoder = Decoder(encoding, 100_000)
    try:
        for at in range(0, len(body), 100):
            decoder.feed(body[at : at + 100])
        whole = decoder.end()
    except FetchFailed:
        return
    assert len(whole) <= 100_000


@given(st.binary(max_size=5_000), st.sampled_from(["gzip", "deflate", "br"]), st.integers(1, 5_000))
def test_bodies_come_back_in_whatever_pieces_they_came(body: bytes, encoding: str, size: int) -> None:
    packed = {"gzip": _gzip, "deflate": zlib.compress, "br": brotli.compress}[encoding](body)
    decoder = Decoder(encoding, 10_000)
    for at in range(0, len(packed), size):
        decoder.feed(packed[at : at + size])
    assert decoder.end() == body


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(body) + packer.flush()
