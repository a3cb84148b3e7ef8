"""What every sink is, and what HTTP's answers mean to all of them."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import httpx

from tollwire.events.wire import AlertV1
from tollwire.platform.metrics import Delivered
from tollwire.platform.waits import retry_after

# Of these answers it is said again later, by the sender's leave (RFC 9110, RFC 6585, RFC 8470).
_LATER = frozenset({408, 425, 429})
# These are about the message, not about the sink: others may pass.
_THIS_ONE = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an attempt. `why` is for people; `wait` is how many seconds the sink asks for.

    `whole`: nothing else would get through now either.
    """

    delivered: Delivered
    why: str = ""
    wait: float | None = None
    whole: bool = True


SENT = Answer(Delivered.SENT)


class Sender(Protocol):
    """Hands alerts on, each as often as it is asked to."""

    async def send(self, alert: AlertV1, now: datetime) -> Answer:
        """Never raises but when it is cancelled."""

    async def close(self) -> None: ...


def failed(why: str, wait: float | None = None) -> Answer:
    return Answer(Delivered.FAILED, why, wait)


class Http:
    """POSTs to one address. Follows no redirects: what is sent, and to whom, is nobody else's to say."""

    def __init__(self, url: str, headers: Mapping[str, str], timeout: float) -> None:
        self._url = url
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            headers={"User-Agent": "Tollwire/1 (alerts)", **headers},
            timeout=timeout,
            verify=ssl.create_default_context(),  # the system's authorities, or those of SSL_CERT_FILE
            follow_redirects=False,
            trust_env=False,
        )

    async def post(self, content: bytes, headers: Mapping[str, str], now: datetime) -> Answer:
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._client.post(
                    self._url, content=content, headers={"Content-Type": "application/json", **headers}
                )
        except (TimeoutError, httpx.TimeoutException):
            return failed(f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as wrong:
            return failed(
                f"no connection: {wrong}" if str(wrong) else f"no connection: {type(wrong).__name__}"
            )
        return judged(answer.status_code, answer.text, answer.headers.get("Retry-After"), now)

    async def close(self) -> None:
        await self._client.aclose()


def judged(status: int, body: str, wait: str | None, now: datetime) -> Answer:
    """What an answer of HTTP means."""
    if 200 <= status < 300:
        return SENT
    said = " ".join(body.split())[:200]
    why = f"it answers {status}{f': {said}' if said else ''}"
    if status >= 500 or status in _LATER:
        return failed(why, retry_after(wait, now))
    if 300 <= status < 400:
        why = f"it answers {status}, a redirect, which is not followed; give the address that it leads to"
    return Answer(Delivered.REFUSED, why, retry_after(wait, now), whole=status not in _THIS_ONE)
