"""Connections that are opened only to addresses which may be connected to.

The name is resolved here, every address of it is checked, and the very address that was checked is connected
to: neither a redirect nor a name that resolves otherwise the second time gets round it. TLS still asks for
the certificate of the name.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from concurrent.futures import Executor
from functools import cache

import httpcore
import httpx

from tollwire.ingest.net import addresses

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The IP addresses of a host, in the order in which to try them. Raises OSError."""

_MOST_ADDRESSES = 4
_IDLE_SECONDS = 15.0


class AddressRefused(Exception):
    """A host that lies, wholly or in part, where nothing may be connected to."""


def resolver(executor: Executor) -> Resolve:
    """The system's resolver; it blocks, so it works in threads of its own."""

    async def resolve(host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(executor, _addresses, host, port)
        return list(dict.fromkeys(found))

    return resolve


def _addresses(host: str, port: int) -> list[str]:
    try:
        return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except UnicodeError as wrong:  # a label that is too long for DNS
        raise OSError(f"{host!a} is no name of a host") from wrong


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's own network, behind the check. `allowed`: hosts that may lie anywhere, in lower case."""

    def __init__(self, resolve: Resolve, allowed: Collection[str]) -> None:
        self._resolve, self._allowed = resolve, allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises AddressRefused, and what httpcore's backends raise."""
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolve(host, port)
        except TimeoutError as slow:
            raise httpcore.ConnectTimeout(f"the name {host!a} was not resolved in time") from slow
        except OSError as unknown:
            raise httpcore.ConnectError(
                f"the name {host!a} cannot be resolved: {unknown.strerror or unknown}"
            ) from unknown
        if not found:
            raise httpcore.ConnectError(f"the name {host!a} has no address")
        if not addresses.named(host, self._allowed):
            # All of them: a name with one address inside and one outside is meant to deceive.
            for address in found:
                if why := addresses.why_not(address):
                    raise AddressRefused(f"{host!a} is at {address}, which is {why}")
        failed: Exception | None = None
        for address in found[:_MOST_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        assert failed
        raise failed

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no news comes out of a file."""
        del path, timeout, socket_options
        raise AddressRefused("a socket in the file system is no address")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool of guarded connections; lets httpcore's errors out as they are.

    `proxy`: an address that everything goes through; then names are resolved there, and so is what they may
    be, but for IP addresses in the request itself.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend, most: int, proxy: str | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_trusted(),
            proxy=httpcore.Proxy(proxy) if proxy else None,
            max_connections=most,
            max_keepalive_connections=most,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions={},
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    """One for all, as loading the authorities takes a while; SSL_CERT_FILE and SSL_CERT_DIR name others."""
    return httpx.create_ssl_context()
