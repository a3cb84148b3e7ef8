"""Reading that hangs on somebody else: articles wait while an endpoint is away, and none is lost by it."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tollwire.extractor.endpoint.errors import EndpointError, InvalidAnswer

log = logging.getLogger(__name__)

T = TypeVar("T")

_BEAT = 1.0


class Watched(Protocol):
    """Who wants to know how it goes; a `Pipe` is one."""

    def working(self) -> None: ...

    def waiting(self, thing: str | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait between attempts: `first`, then twice as long each time, up to `longest`."""

    first: float = 5.0
    longest: float = 60.0


async def patiently(work: Callable[[], T], watched: Watched, patience: Patience = Patience()) -> T:
    """What `work` returns, called in a thread until it raises no EndpointError but InvalidAnswer.

    An endpoint that is away, too busy or wants another key says nothing of the article, which stays in hand
    and unacknowledged for as long as it takes. Ends when cancelled.
    """
    wait = patience.first
    try:
        while True:
            try:
                return await _in_thread(work, watched)
            except InvalidAnswer:
                raise
            except EndpointError as failed:
                watched.waiting("the extractor's endpoint")
                pause = max(wait, getattr(failed, "after", None) or 0.0)
                log.error("%s; the article waits, asking again in %.0f s", failed, pause)
                await asyncio.sleep(pause)
                wait = min(2 * wait, patience.longest)
    finally:
        watched.waiting(None)


async def _in_thread(work: Callable[[], T], watched: Watched) -> T:
    """As asyncio.to_thread, but the end of the process does not wait for the thread, which may be at it for
    long.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, failed: Exception | None) -> None:
        if future.done():
            return
        if failed is not None:
            future.set_exception(failed)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only where T is

    def run() -> None:
        result, failed = None, None
        try:
            result = work()
        except Exception as wrong:
            failed = wrong
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=run, name="endpoint", daemon=True).start()
    while not future.done():
        watched.working()
        await asyncio.wait({future}, timeout=_BEAT)
    return future.result()
