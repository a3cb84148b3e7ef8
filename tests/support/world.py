"""A server on loopback that plays the world: good hosts and bad ones, as raw HTTP/1.1.

It runs in a thread of its own, so that processes can ask it too. Pages are by path; what no path has is 404,
and `/robots.txt` allows all where a test says nothing else.
"""

import asyncio
import gzip
import re
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape

import brotli

HOST = "127.0.0.1"
Body = bytes | Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer. `length`: what Content-Length says, where that is not the truth; None leaves it out and the
    connection is closed at the end. A body may be made piece by piece, for ever.
    """

    body: Body = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = -1
    after: float = 0.0


Handler = Callable[[Request], Reply]


class World:
    """Its pages may be changed at any time. `asked` counts requests by path, `requests` keeps the last ones;
    `most` is how many were under way at once.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Handler] = {"/robots.txt": lambda _: Reply(b"")}
        self.asked: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.port = 0
        self.under_way = self.most = 0
        self.hold: Callable[[Request], bool] = lambda _: False

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def put(self, path: str, reply: Reply | Handler | bytes | str, **headers: str) -> str:
        """Says what lies at a path; returns its address."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        if isinstance(reply, str):
            reply = reply.encode()
        if isinstance(reply, bytes):
            reply = Reply(reply, headers=named)
        fixed = reply
        self.pages[path] = fixed if callable(fixed) else lambda _: fixed
        return f"{self.url}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while await self._answer(reader, writer):
                    pass
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        except asyncio.CancelledError:  # the world ends
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in head[1:] if line)
        request = Request(head[0].split(" ")[1], {name.lower(): text.strip() for name, _, text in fields})
        self.asked[request.path] += 1
        self.requests.append(request)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            while self.hold(request):
                await asyncio.sleep(0.01)
            handler = self.pages.get(request.path) or self.pages.get(request.path.partition("?")[0])
            reply = handler(request) if handler else Reply(b"nothing here", 404)
            await asyncio.sleep(reply.after)
            return await self._send(writer, reply)
        finally:
            self.under_way -= 1

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> bool:
        whole = reply.body if isinstance(reply.body, bytes) else None
        length = reply.length
        if length == -1:
            length = len(whole) if whole is not None else None
        lines = [
            f"HTTP/1.1 {reply.status} Said",
            *(f"{name}: {text}" for name, text in reply.headers.items()),
        ]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if whole is not None:
            writer.write(whole)
        else:
            assert callable(reply.body)
            async for piece in reply.body():
                writer.write(piece)
                await writer.drain()
        await writer.drain()
        return whole is not None and length == len(whole)


@contextmanager
def world(tls: ssl.SSLContext | None = None) -> Iterator[World]:
    """Listens until the context ends; with `tls` it speaks https."""
    made = World()
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def run() -> None:
        server = await asyncio.start_server(made._serve, HOST, 0, backlog=512, ssl=tls)
        made.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stopping.wait()
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # transports say good-bye in the loop's next round

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), name="world", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


# What hosts say.

BEGIN = datetime(2020, 10, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """What a feed and a page tell of one article."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    at: datetime = BEGIN

    @property
    def text(self) -> str:
        return "\n\n".join([self.title, *self.paragraphs])


_WORDS = re.findall(
    r"\w+",
    """
    ministry border village river convoy bridge school market winter harvest council doctor engine
    railway teacher garden tower shelter witness station captain hill road letter window kitchen
    valley committee morning evening generator ambulance column artillery drone checkpoint orchard
    cellar hospital baker mayor driver nurse farmer widow sergeant negotiator envoy spokesman
    crossing ridge factory warehouse cattle snow fog smoke fire silence siren rumour ceasefire
    patrol trench mine shell rocket tank engineer volunteer refugee family neighbour priest judge
    student reporter camera radio signal map compass
    """,
)


def story(number: int, edition: int = 1, folder: str = "") -> Story:
    """Different from all others, in each edition, and a copy of none."""
    place = f"{folder}/story-{number}"
    chance = Random(f"{place} {edition}")

    def sentence() -> str:
        one, *rest = chance.choices(_WORDS, k=12)
        return f"The {one} {' '.join(rest[:4])} near the {' '.join(rest[4:7])} of the {' '.join(rest[7:])}."

    return Story(
        f"{place}.html",
        f"The day's losses at {chance.choice(_WORDS)} and {chance.choice(_WORDS)}, post {number}",
        (
            f"The defence ministry said on Thursday that {number + edition} soldiers were killed at post "
            f"{number}. {sentence()} {sentence()}",
            f"{sentence()} {sentence()} {sentence()}",
            f"{sentence()} {sentence()}",
        ),
        BEGIN + timedelta(minutes=number),
    )


def page(told: Story, *, charset: str = "utf-8", canonical: str | None = None, dated: bool = True) -> bytes:
    """As a news site has it, with what belongs to no article around it."""
    link = f'<link rel="canonical" href="{escape(canonical)}">' if canonical else ""
    time = f'<meta property="article:published_time" content="{told.at.isoformat()}">' if dated else ""
    body = "".join(f"<p>{escape(each)}</p>" for each in told.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}"><title>{escape(told.title)}</title>'
        f'{link}{time}</head><body><nav><a href="/">Home</a> <a href="/war">War</a></nav>'
        f"<article><h1>{escape(told.title)}</h1>{body}</article>"
        "<footer>All rights reserved by nobody.</footer></body></html>"
    ).encode(charset)


def rss(base: str, stories: list[Story], *, full: bool = False, declared: str = "utf-8") -> bytes:
    def item(told: Story) -> str:
        text = "".join(f"<p>{escape(each)}</p>" for each in told.paragraphs)
        whole = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if full else ""
        return (
            f"<item><title>{escape(told.title)}</title><link>{base}{told.path}</link>"
            f'<guid isPermaLink="false">{told.path}</guid><pubDate>{format_datetime(told.at)}</pubDate>'
            f"<description>{escape(told.paragraphs[0])}</description>{whole}</item>"
        )

    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>North Wire</title>'
        f"<link>{base}/</link><language>en</language>{''.join(map(item, stories))}</channel></rss>"
    ).encode(declared)


def atom(base: str, stories: list[Story]) -> bytes:
    entries = "".join(
        f"<entry><id>urn:x:{told.path}</id><title>{escape(told.title)}</title>"
        f'<link rel="alternate" href="{told.path}"/><published>{told.at.isoformat()}</published>'
        f"<updated>{told.at.isoformat()}</updated><author><name>A. Reporter</name></author>"
        f"<summary>{escape(told.paragraphs[0])}</summary></entry>"
        for told in stories
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}/"><title>A</title>'
        f"<id>urn:x</id><updated>{BEGIN.isoformat()}</updated>{entries}</feed>"
    ).encode()


def json_feed(base: str, stories: list[Story]) -> bytes:
    import json

    items = [
        {
            "id": told.path,
            "url": f"{base}{told.path}",
            "title": told.title,
            "date_published": told.at.isoformat(),
            "content_text": "\n\n".join(told.paragraphs),
            "authors": [{"name": "A. Reporter"}],
        }
        for told in stories
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en", "items": items}
    ).encode()


def news_sitemap(base: str, stories: list[Story]) -> bytes:
    urls = "".join(
        f"<url><loc>{base}{told.path}</loc><news:news><news:publication><news:name>N</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{told.at.isoformat()}"
        f"</news:publication_date><news:title>{escape(told.title)}</news:title></news:news></url>"
        for told in stories
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


def sitemap_index(addresses: list[str], at: datetime) -> bytes:
    maps = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>" for url in addresses
    )
    return (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{maps}</sitemapindex>"
    ).encode()


def with_validators(body: bytes) -> Handler:
    """Answers 304 to whoever has it already."""
    etag = f'"{zlib.crc32(body):x}"'

    def handle(request: Request) -> Reply:
        if request.headers.get("if-none-match") == etag:
            return Reply(b"", 304, {"ETag": etag}, length=0)
        return Reply(body, headers={"ETag": etag, "Content-Type": "application/xml"})

    return handle


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": to})


def limited(retry_after: str | None, status: int = 429) -> Reply:
    return Reply(b"", status, {"Retry-After": retry_after} if retry_after else {})


def gzip_bomb(megabytes: int) -> Reply:
    """Some kilobytes a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024 * 1024)
    packed = b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()
    return Reply(packed, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


def brotli_bomb(megabytes: int) -> Reply:
    packer = brotli.Compressor(quality=5)
    zeros = bytes(1024 * 1024)
    packed = b"".join(packer.process(zeros) for _ in range(megabytes)) + packer.finish()
    return Reply(packed, headers={"Content-Encoding": "br", "Content-Type": "text/html"})


def truncated_gzip(body: bytes) -> Reply:
    packed = gzip.compress(body)
    return Reply(packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})


def endless(piece: bytes = b"<p>more</p>" * 500) -> Reply:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield piece

    return Reply(pieces, length=None)


def dripping(every: float) -> Reply:
    """A byte now and then, for ever."""

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(every)

    return Reply(pieces, length=None)


# Entities that unfold a billionfold, and one that would read a file.
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">'.encode() for n in range(1, 10)
    )
    + b'<!ENTITY file SYSTEM "file:///etc/hostname">]>'
)
