"""One client for all pages and feeds of a source: within limits, polite, and on its guard."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from tollwire.ingest.net.addressed import Place, Rules, joined, place
from tollwire.ingest.net.connect import AddressRefused, GuardedBackend, GuardedTransport, Resolve
from tollwire.ingest.net.decode import ACCEPTED, Decoder
from tollwire.ingest.net.errors import FetchFailed
from tollwire.ingest.net.hosts import Hosts
from tollwire.ingest.net.robots import LONGEST as LONGEST_ROBOTS
from tollwire.ingest.net.robots import Robots
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Fetched
from tollwire.platform.waits import retry_after

AGENT = "Tollwire"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_WHY_SHORT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes that one request may take, and what is asked of the host's patience."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    bytes: int = 10 * 1024 * 1024
    redirects: int = 5
    delay: float = 1.0
    concurrency: int = 2
    robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came. `url` is where it came from in the end, `moved_to` where it now is for good, `unchanged`
    that it is what the validators stand for.
    """

    url: str
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What all clients of a process share. `user_agent` names the operator to whom a host may write."""

    clock: Clock
    hosts: Hosts
    robots: Robots
    resolve: Resolve
    user_agent: str = f"{AGENT}/1 (news research)"
    proxy: str | None = None


@dataclass(slots=True)
class Client:
    """Fetches for one source; `close` it. `headers` go to the origin of `home` and nowhere else.

    `count` is told of each request: its outcome, and how many bytes came.
    """

    common: Common
    rules: Rules = field(default_factory=Rules)
    limits: Limits = field(default_factory=Limits)
    home: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    count: Callable[[Fetched, int], None] = lambda *_: None
    _http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        common = self.common
        allowed = self.rules.allowed
        if common.proxy:
            allowed = allowed | {httpx.URL(common.proxy).host}
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(
                GuardedBackend(common.resolve, allowed), self.limits.concurrency + 1, common.proxy
            ),
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect),
            headers={"User-Agent": common.user_agent, "Accept-Encoding": ACCEPTED, "Accept": "*/*"},
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str | None = None,
    ) -> Answer:
        """What lies at `url`, or that it is as it was. Raises FetchFailed and nothing else."""
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Accept": accept}
        return await self._follow(
            url, {name: text for name, text in asked.items() if text}, self.limits.robots
        )

    async def _follow(self, url: str, headers: Mapping[str, str], robots: bool) -> Answer:
        moved_to, for_good, been = None, True, set[str]()
        for _ in range(self.limits.redirects + 1):
            at = self._place(url)
            if at.url in been:
                raise self._failed(FetchFailed(Fetched.REDIRECTS, f"{at.url[:200]!a} leads back to itself"))
            been.add(at.url)
            delay = max(self.limits.delay, await self._robots(at) if robots else 0.0)
            status, answer, location = await self._one(at, headers, delay)
            if location is None:
                return Answer(
                    **answer,
                    url=at.url,
                    moved_to=moved_to,
                    unchanged=status == 304,
                )
            url = self._place(location, at.url).url
            for_good = for_good and status in _FOR_GOOD
            moved_to = url if for_good else moved_to
        raise self._failed(
            FetchFailed(
                Fetched.REDIRECTS, f"more than {self.limits.redirects} redirects from one to the next"
            )
        )

    async def _one(
        self, at: Place, headers: Mapping[str, str], delay: float
    ) -> tuple[int, dict[str, Any], str | None]:
        """One request, in its turn: status, what came, and where to go instead."""
        conditional = not _CONDITIONS.isdisjoint(headers)
        async with self.common.hosts.turn(at.host, delay):
            decoder: Decoder | None = None
            try:
                async with asyncio.timeout(self.limits.whole):
                    request = self._http.build_request("GET", at.url, headers={**headers, **self._own(at)})
                    response = await self._http.send(request, stream=True)
                    async with aclosing(response):
                        status, told = response.status_code, response.headers
                        if status in _REDIRECTS and "location" in told:
                            self.count(Fetched.FRESH, 0)
                            return status, {}, told["location"]
                        self._check(at, status, told)
                        if status == 304 and not conditional:
                            raise FetchFailed(Fetched.BROKEN, "the server answered 304 and was not asked")
                        decoder = Decoder(told.get("content-encoding", ""), self.limits.bytes)
                        if status != 304:
                            async for piece in response.aiter_raw(65536):
                                decoder.feed(piece)
                        body = decoder.end()
            except BaseException as error:
                failed = _in_words(error, self.limits)
                if failed is None:
                    raise
                self.count(failed.kind, decoder.wire if decoder else 0)
                raise failed from error
        self.count(Fetched.UNCHANGED if status == 304 else Fetched.FRESH, decoder.wire)
        kept = {
            "body": body,
            "content_type": told.get("content-type"),
            "etag": _validator(told.get("etag")),
            "last_modified": _validator(told.get("last-modified")),
        }
        return status, kept, None

    def _check(self, at: Place, status: int, told: httpx.Headers) -> None:
        """Raises FetchFailed for an answer that holds nothing that was asked for."""
        if status in (200, 203, 304):
            return
        wait = retry_after(told.get("retry-after"), self.common.clock.now())
        if status == 429 or (status == 503 and wait is not None):
            if wait is not None:
                self.common.hosts.close(at.host, wait)
            raise FetchFailed(Fetched.LIMITED, f"the server answered {status}", retry_after=wait)
        kind = Fetched.GONE if 400 <= status < 500 and status not in (408, 425) else Fetched.FAILED
        raise FetchFailed(kind, f"the server answered {status}", retry_after=wait)

    async def _robots(self, at: Place) -> float:
        async def ask(url: str) -> tuple[int, str]:
            return await self._robots_txt(url)

        try:
            # What one source may reach and another not is not shared between them.
            inside = at.host in self.rules.allowed
            return await self.common.robots.check(at.origin, at.url, ask, shared=not inside)
        except FetchFailed as failed:
            if failed.kind is Fetched.ROBOTS:
                self.count(failed.kind, 0)
            raise

    async def _robots_txt(self, url: str) -> tuple[int, str]:
        try:
            got = await self._follow(url, {}, robots=False)
        except FetchFailed as failed:
            if failed.kind is Fetched.GONE:
                return 404, ""
            raise
        return 200, got.body[:LONGEST_ROBOTS].decode("utf-8", "replace")

    def _own(self, at: Place) -> Mapping[str, str]:
        """The source's own headers, where the request goes to its own host."""
        return self.headers if self.home and place(self.home, self.rules).origin == at.origin else {}

    def _place(self, link: str, base: str | None = None) -> Place:
        try:
            return place(joined(base, link) if base else link, self.rules)
        except FetchFailed as failed:
            raise self._failed(failed) from None

    def _failed(self, failed: FetchFailed) -> FetchFailed:
        self.count(failed.kind, 0)
        return failed


def _validator(text: str | None) -> str | None:
    """What may be sent back as it came: a header that is too long is none."""
    return text if text and len(text) <= 512 and text.isprintable() else None


def _in_words(error: BaseException, limits: Limits) -> FetchFailed | None:
    """What went wrong; None for what is none of the network's errors."""
    if isinstance(error, FetchFailed):
        return error
    if isinstance(error, AddressRefused):
        return FetchFailed(Fetched.REFUSED, f"{error}; allow the host by name in the source if it is meant")
    if isinstance(error, TimeoutError):
        return FetchFailed(Fetched.TIMEOUT, f"it was not done after {limits.whole:g} s")
    if isinstance(error, httpcore.TimeoutException):
        what = {"ConnectTimeout": "no connection", "ReadTimeout": "nothing came"}
        why = what.get(type(error).__name__, "nothing went")
        seconds = limits.connect if isinstance(error, httpcore.ConnectTimeout) else limits.read
        return FetchFailed(Fetched.TIMEOUT, f"{why} for {seconds:g} s")
    if isinstance(error, httpcore.RemoteProtocolError | httpcore.LocalProtocolError):
        return FetchFailed(Fetched.BROKEN, f"the answer is broken: {_short(error)}")
    if isinstance(error, httpcore.NetworkError | httpcore.ProxyError):
        return FetchFailed(Fetched.NETWORK, _short(error) or "the connection failed")
    if isinstance(error, httpcore.UnsupportedProtocol | httpx.InvalidURL | UnicodeError | ValueError):
        return FetchFailed(Fetched.REFUSED, f"the address cannot be used: {_short(error)}")
    if isinstance(error, OSError):
        return FetchFailed(Fetched.NETWORK, _short(error))
    return None


def _short(error: BaseException) -> str:
    return str(error)[:_WHY_SHORT]
