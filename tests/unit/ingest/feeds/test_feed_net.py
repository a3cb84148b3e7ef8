"""The client against a world on loopback."""

import asyncio
import gzip
import shutil
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from support import world as w
from support.secure import Authority
from support.ticking import Winding, until
from support.world import HOST, Reply, Request, World, world
from tollwire.ingest.net import connect
from tollwire.ingest.net.addressed import Rules
from tollwire.ingest.net.client import Answer, Client, Common, Limits
from tollwire.ingest.net.errors import FetchFailed
from tollwire.ingest.net.hosts import Hosts
from tollwire.ingest.net.robots import Robots
from tollwire.platform.metrics import Fetched

QUICK = Limits(connect=2.0, read=0.3, whole=1.0, bytes=200_000, delay=0.0)
PAGE = b"<html><body><p>Three were killed.</p></body></html>"


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def there(made: World) -> World:
    made.pages = {"/robots.txt": lambda _: Reply(b"")}
    made.asked.clear()
    made.requests.clear()
    return made


class Names:
    """A resolver whose answers may change from one time to the next."""

    def __init__(self, **names: list[list[str]]) -> None:
        self.names = {name.replace("_", "."): list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        del port
        self.asked.append(host)
        if host not in self.names:
            if host.replace(".", "").isdigit():
                return [host]
            raise OSError(-2, "Name or service not known")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@asynccontextmanager
async def client(
    there: World, *, clock: Winding | None = None, names: Names | None = None, allow: str = HOST, **given: Any
) -> AsyncIterator[Client]:
    clock = clock or Winding()
    common = Common(
        clock=clock, hosts=Hosts(clock, 2), robots=Robots(clock, "Tollwire"), resolve=names or Names()
    )
    given.setdefault("limits", QUICK)
    rules = Rules(frozenset({allow} if allow else ()), frozenset({80, 443, there.port}))
    made = Client(common, rules=rules, **given)
    try:
        yield made
    finally:
        await made.close()


async def get(there: World, path: str, **given: Any) -> Answer:
    async with client(there, **given) as made:
        return await made.fetch(f"{there.url}{path}")


async def refusal(there: World, path: str, **given: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        await get(there, path, **given)
    return failed.value


async def test_a_page_comes_with_what_the_host_says_of_it(there: World):
    there.put("/a", PAGE, ETag='"1"', Last_Modified="Thu, 01 Oct 2020 11:58:00 GMT", Content_Type="text/html")
    answer = await get(there, "/a")
    assert (answer.body, answer.etag, answer.content_type) == (PAGE, '"1"', "text/html")
    assert answer.last_modified == "Thu, 01 Oct 2020 11:58:00 GMT"
    assert answer.url == f"{there.url}/a"
    assert answer.moved_to is None


async def test_what_has_not_changed_is_not_sent_again(there: World):
    there.put("/a", w.with_validators(PAGE))
    async with client(there) as made:
        first = await made.fetch(f"{there.url}/a")
        again = await made.fetch(f"{there.url}/a", etag=first.etag, last_modified=first.last_modified)
    assert (first.unchanged, again.unchanged, again.body) == (False, True, b"")


async def test_304_to_whoever_did_not_ask_is_an_error(there: World):
    there.put("/a", Reply(b"", 304, length=0))
    assert (await refusal(there, "/a")).kind is Fetched.BROKEN


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda raw: gzip.compress(raw[:9]) + gzip.compress(raw[9:])),
        ("deflate", zlib.compress),
        ("deflate", lambda raw: zlib.compress(raw)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip, br", lambda raw: brotli.compress(gzip.compress(raw))),
        ("identity", lambda raw: raw),
    ],
)
async def test_packed_bodies_are_unpacked(there: World, encoding: str, pack: Any):
    there.put("/a", pack(PAGE), Content_Encoding=encoding)
    assert (await get(there, "/a")).body == PAGE


@pytest.mark.parametrize("make", [w.gzip_bomb, w.brotli_bomb], ids=["gzip", "brotli"])
async def test_bombs_stop_at_the_cap(there: World, make: Any):
    there.put("/bomb", make(64))
    failed = await refusal(there, "/bomb", limits=replace(QUICK, bytes=10_000_000, whole=20.0, read=10.0))
    assert failed.kind is Fetched.TOO_LARGE
    assert "100 times its size" in str(failed)


async def test_a_zstd_bomb_stops_at_the_cap(there: World):
    packed = zstandard.ZstdCompressor(level=19).compress(bytes(256 * 1024 * 1024))
    there.put("/bomb", packed, Content_Encoding="zstd")
    assert (await refusal(there, "/bomb")).kind is Fetched.TOO_LARGE


@pytest.mark.parametrize("path", ["/endless", "/large"])
async def test_bodies_over_the_cap_are_not_read_to_their_end(there: World, path: str):
    there.put("/endless", w.endless())
    there.put("/large", bytes(QUICK.bytes + 1))
    received: list[int] = []
    failed = await refusal(there, path, count=lambda _, size: received.append(size))
    assert failed.kind is Fetched.TOO_LARGE
    assert max(received) < QUICK.bytes + 2 * 65536


async def test_truncated_gzip_is_an_error(there: World):
    there.put("/cut", w.truncated_gzip(PAGE * 50))
    failed = await refusal(there, "/cut")
    assert (failed.kind, str(failed)) == (Fetched.BROKEN, "the compressed body ends too early")


async def test_a_body_shorter_than_it_says_is_an_error(there: World):
    there.put("/lies", _cut())
    assert (await refusal(there, "/lies")).kind is Fetched.BROKEN


def _cut() -> Reply:
    async def pieces() -> AsyncIterator[bytes]:
        yield PAGE

    return Reply(pieces, length=len(PAGE) + 10)


async def test_what_is_not_packed_as_it_says_is_an_error(there: World):
    there.put("/not", PAGE, Content_Encoding="gzip")
    assert "damaged" in str(await refusal(there, "/not"))
    there.put("/unknown", PAGE, Content_Encoding="compress")
    assert "was not asked for" in str(await refusal(there, "/unknown"))


async def test_slow_hosts_are_given_up(there: World):
    there.put("/mute", Reply(PAGE, after=0.6))
    assert (await refusal(there, "/mute")).kind is Fetched.TIMEOUT
    there.put("/drip", w.dripping(0.05))
    failed = await refusal(there, "/drip")
    assert (failed.kind, str(failed)) == (Fetched.TIMEOUT, "it was not done after 1 s")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Fetched.GONE), (410, Fetched.GONE), (500, Fetched.FAILED), (206, Fetched.FAILED)],
)
async def test_answers_that_are_none(there: World, status: int, kind: Fetched):
    there.put("/a", Reply(b"x", status))
    assert (await refusal(there, "/a")).kind is kind


@pytest.mark.parametrize("wait", ["120", "Thu, 01 Oct 2020 12:02:00 GMT"])
async def test_a_host_that_asks_for_it_is_left_alone_for_so_long(there: World, wait: str):
    clock = Winding()
    there.put("/a", w.limited(wait))
    there.put("/b", PAGE)
    async with client(there, clock=clock) as made:
        with pytest.raises(FetchFailed) as failed:
            await made.fetch(f"{there.url}/a")
        assert (failed.value.kind, failed.value.retry_after) == (Fetched.LIMITED, 120.0)
        clock.passed += 119
        with pytest.raises(FetchFailed) as failed:
            await made.fetch(f"{there.url}/b")
        assert (failed.value.kind, failed.value.retry_after) == (Fetched.LIMITED, 1.0)
        assert there.asked["/b"] == 0
        clock.passed += 1
        assert (await made.fetch(f"{there.url}/b")).body == PAGE


async def test_redirects_are_followed_and_told_where_they_are_for_good(there: World):
    there.put("/old", w.redirect("/mid", 301))
    there.put("/mid", w.redirect("new?x=1#there", 308))
    there.put("/new", PAGE)
    answer = await get(there, "/old")
    assert (answer.body, answer.url, answer.moved_to) == (
        PAGE,
        f"{there.url}/new?x=1",
        f"{there.url}/new?x=1",
    )
    there.put("/mid", w.redirect("/new", 302))
    assert (await get(there, "/old")).moved_to == f"{there.url}/mid"
    there.put("/old", w.redirect("/mid", 307))
    assert (await get(there, "/old")).moved_to is None


async def test_redirects_in_a_circle_or_without_end_are_an_error(there: World):
    there.put("/a", w.redirect("/b"))
    there.put("/b", w.redirect("/a"))
    assert "leads back to itself" in str(await refusal(there, "/a"))
    for number in range(9):
        there.put(f"/{number}", w.redirect(f"/{number + 1}"))
    assert "more than 5 redirects" in str(await refusal(there, "/0"))


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("http://user:secret@example.org/", "a user name"),
        ("http://example.org:22/", "port 22"),
        ("http://127.0.0.2/", "loopback"),
        ("http://2130706433/", "no address"),
        ("http://0x7f.1/", "no address"),
        ("http://[::1]/", "loopback"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://100.64.0.1/", "not public"),
        ("http://inside.example/", "which is private"),
        ("http://half.example/", "which is private"),
        ("http://[/", "not fetched"),
    ],
)
async def test_a_redirect_leads_into_no_private_network(there: World, target: str, why: str):
    names = Names(inside_example=[["10.0.0.8"]], half_example=[["93.184.216.34", "192.168.0.1"]])
    there.put("/a", w.redirect(target))
    failed = await refusal(there, "/a", names=names)
    assert failed.kind is Fetched.REFUSED
    assert why in str(failed)
    assert "secret" not in str(failed)


async def test_a_name_that_changes_its_address_is_checked_at_each_connection(there: World):
    """The address that was checked is the one that is connected to: there is no second look-up."""
    names = Names(rebind_example=[["93.184.216.34"], ["127.0.0.1"]])
    names.names["rebind.example"] = [["127.0.0.1"]]
    there.put("/a", PAGE)
    async with client(there, names=names, allow="") as made:
        with pytest.raises(FetchFailed) as failed:
            await made.fetch(f"http://rebind.example:{there.port}/a")
    assert failed.value.kind is Fetched.REFUSED
    assert there.asked["/a"] == there.asked["/robots.txt"] == 0
    # Each connection looks up once, whatever was seen before.
    assert names.asked == ["rebind.example"]


async def test_a_host_that_is_allowed_by_name_may_lie_inside(there: World):
    names = Names(inside_example=[["127.0.0.1"]])
    there.put("/a", PAGE)
    async with client(there, names=names, allow="inside.example") as made:
        assert (await made.fetch(f"http://inside.example:{there.port}/a")).body == PAGE
    assert there.requests[-1].headers["host"] == f"inside.example:{there.port}"


async def test_a_name_that_is_unknown(there: World):
    async with client(there) as made:
        with pytest.raises(FetchFailed) as failed:
            await made.fetch("http://nowhere.example/")
    assert failed.value.kind is Fetched.NETWORK
    assert "nowhere.example" in str(failed.value)


async def test_the_certificate_must_be_of_the_name_and_not_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The address was looked up and checked beforehand; TLS still goes by the name."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl for certificates")
    authority = Authority.found(tmp_path / "ca")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*authority.issue("localhost and 127.0.0.1"))
    monkeypatch.setattr(connect, "_trusted", lambda: ssl.create_default_context(cafile=authority.certificate))
    names = Names(localhost=[["127.0.0.1"]], north_example=[["127.0.0.1"]])
    with world(tls) as secure:
        secure.put("/a", PAGE)
        for host in names.names:
            async with client(secure, names=names, allow=host) as made:
                url = f"https://{host}:{secure.port}/a"
                if host == "localhost":
                    assert (await made.fetch(url)).body == PAGE
                    continue
                with pytest.raises(FetchFailed) as failed:
                    await made.fetch(url)
                assert failed.value.kind is Fetched.NETWORK
                assert "certificate" in str(failed.value)


async def test_of_several_addresses_the_next_is_tried(there: World):
    names = Names(two_example=[["127.0.0.9", "127.0.0.1"]])
    there.put("/a", PAGE)
    async with client(there, names=names, allow="two.example") as made:
        assert (await made.fetch(f"http://two.example:{there.port}/a")).body == PAGE


async def test_a_proxy_is_used_where_one_is_configured(there: World):
    clock = Winding()
    common = Common(
        clock=clock,
        hosts=Hosts(clock, 2),
        robots=Robots(clock, "Tollwire"),
        resolve=Names(),
        proxy=there.url,
    )
    there.put("http://far.example/a", PAGE)
    there.put("http://far.example/robots.txt", "")
    made = Client(common, limits=QUICK)
    try:
        assert (await made.fetch("http://far.example/a")).body == PAGE
        with pytest.raises(FetchFailed) as failed:
            await made.fetch("http://10.0.0.1/a")
        assert failed.value.kind is Fetched.REFUSED
    finally:
        await made.close()


async def test_proxies_of_the_environment_are_not_used(there: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    there.put("/a", PAGE)
    assert (await get(there, "/a")).body == PAGE


async def test_tokens_go_to_their_own_host_and_no_other(there: World):
    with world() as other:
        other.put("/a", PAGE)
        there.put("/there", PAGE)
        there.put("/away", w.redirect(f"{other.url}/a"))
        async with client(
            there, home=f"{there.url}/feed", headers={"Authorization": "Bearer s3cret"}
        ) as made:
            await made.fetch(f"{there.url}/there")
            made.rules = replace(made.rules, ports=made.rules.ports | {other.port})
            await made.fetch(f"{there.url}/away")
        sent = [
            request.headers.get("authorization")
            for request in there.requests
            if request.path != "/robots.txt"
        ]
        assert sent == ["Bearer s3cret"] * 2
        assert all("authorization" not in request.headers for request in other.requests)
        assert other.asked["/a"] == 1


async def test_cookies_are_not_kept(there: World):
    there.put("/a", PAGE, Set_Cookie="who=you; Path=/")
    async with client(there) as made:
        await made.fetch(f"{there.url}/a")
        await made.fetch(f"{there.url}/a")
    assert "cookie" not in there.requests[-1].headers


# Manners.


async def test_robots_txt_is_asked_once_and_heeded(there: World):
    there.put("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    there.put("/a", PAGE)
    there.put("/private/b", PAGE)
    clock = Winding()
    outcomes: list[Fetched] = []
    async with client(there, clock=clock, count=lambda outcome, _: outcomes.append(outcome)) as made:
        for _ in range(3):
            await made.fetch(f"{there.url}/a")
        with pytest.raises(FetchFailed) as failed:
            await made.fetch(f"{there.url}/private/b")
    assert failed.value.kind is Fetched.ROBOTS
    assert (there.asked["/robots.txt"], there.asked["/a"], there.asked["/private/b"]) == (1, 3, 0)
    assert outcomes[-1] is Fetched.ROBOTS
    assert [round(each) for each in clock.slept] == [7, 7]


async def test_robots_txt_that_is_not_there_allows_all_and_one_that_cannot_be_had_nothing(there: World):
    there.put("/a", PAGE)
    clock = Winding()
    there.put("/robots.txt", Reply(b"", 404))
    async with client(there, clock=clock) as made:
        assert (await made.fetch(f"{there.url}/a")).body == PAGE
        there.put("/robots.txt", Reply(b"", 503))
        clock.passed += 86_401
        # The rules that were had before go on for a while.
        assert (await made.fetch(f"{there.url}/a")).body == PAGE
    async with client(there, clock=clock) as made:
        with pytest.raises(FetchFailed) as failed:
            await made.fetch(f"{there.url}/a")
        assert failed.value.kind is Fetched.NETWORK
        assert "the server answered 503" in str(failed.value)
        there.put("/robots.txt", "")
        with pytest.raises(FetchFailed):
            await made.fetch(f"{there.url}/a")
        clock.passed += 601
        assert (await made.fetch(f"{there.url}/a")).body == PAGE


async def test_robots_txt_need_not_be_asked(there: World):
    there.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    there.put("/a", PAGE)
    assert (await get(there, "/a", limits=replace(QUICK, robots=False))).body == PAGE


async def test_a_host_is_asked_by_few_at_a_time(there: World):
    await until(lambda: not there.under_way, "the world is done with the tests before")
    there.most = 0
    clock = Winding()
    paths = [there.put(f"/{number}", Reply(PAGE, after=0.02)) for number in range(12)]
    async with client(there, clock=clock, limits=replace(QUICK, concurrency=8)) as made:
        await asyncio.gather(*(made.fetch(path) for path in paths))
    assert there.most == 2
    clock.slept.clear()
    async with client(there, clock=clock, limits=replace(QUICK, delay=3.0)) as made:
        await asyncio.gather(*(made.fetch(path) for path in paths[:4]))
    assert sum(clock.slept) == pytest.approx(3.0 * 4)


async def test_a_closed_connection_is_opened_anew(there: World):
    def once(_: Request) -> Reply:
        return Reply(PAGE, headers={"Connection": "close"})

    there.put("/a", once)
    async with client(there) as made:
        for _ in range(3):
            assert (await made.fetch(f"{there.url}/a")).body == PAGE
