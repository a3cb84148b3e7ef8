"""Articles wait while an endpoint is away, and nothing else does."""

import asyncio
import threading
import time

import pytest

from tollwire.extractor.endpoint import EndpointRefused, EndpointUnavailable, InvalidAnswer
from tollwire.extractor.patience import Patience, patiently

QUICK = Patience(first=0.01, longest=0.02)


class Watch:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.beats = 0
        self.waits: list[str | None] = []

    def working(self) -> None:
        self.beats += 1

    def waiting(self, thing: str | None) -> None:
        self.waits.append(thing)


async def test_an_endpoint_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    failures = [
        EndpointUnavailable("is away"),
        EndpointRefused("wrong key"),
        EndpointUnavailable("busy", 0.03),
    ]

    def work() -> str:
        if failures:
            raise failures.pop(0)
        return "read"

    watch = Watch()
    assert await patiently(work, watch, QUICK) == "read"
    assert watch.waits == ["the extractor's endpoint"] * 3 + [None]
    assert watch.beats >= 4
    assert "is away; the article waits, asking again" in caplog.text


@pytest.mark.parametrize("wrong", [InvalidAnswer("no JSON"), ValueError("a fault of ours")])
async def test_what_waiting_does_not_mend_is_raised_at_once(wrong: Exception) -> None:
    calls = []

    def work() -> None:
        calls.append(1)
        raise wrong

    watch = Watch()
    with pytest.raises(type(wrong), match=str(wrong)):
        await patiently(work, watch, QUICK)
    assert len(calls) == 1
    assert watch.waits == [None]


async def test_the_loop_goes_on_meanwhile() -> None:
    go = threading.Event()
    reading = asyncio.create_task(patiently(go.wait, Watch(), QUICK))
    before = time.monotonic()
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert time.monotonic() - before < 2
    assert not reading.done()
    go.set()
    assert await reading


async def test_it_can_be_cancelled_while_the_endpoint_thinks() -> None:
    go, watch = threading.Event(), Watch()
    reading = asyncio.create_task(patiently(go.wait, watch, QUICK))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert watch.waits == [None]
    go.set()
    await asyncio.sleep(0.05)
