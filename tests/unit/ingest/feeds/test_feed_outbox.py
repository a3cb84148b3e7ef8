"""The outbox: a publisher that blocks, for tasks that must not."""

import asyncio
import threading
from typing import Any

import pytest

from support.ticking import until
from tollwire.events.messages import Outgoing
from tollwire.events.topics import ARTICLES
from tollwire.ingest.feeds.outbox import KafkaOutbox, NotPublished
from tollwire.ingest.publisher import Lost
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import load


class Stub:
    """Publishes what it is given when it is finished; "lost" it loses, at "gone" there are no brokers."""

    def __init__(self) -> None:
        self.lost: list[Lost] = []
        self.batches: list[list[str]] = []
        self.given: list[str] = []
        self.go = threading.Event()

    def publish(self, record: Outgoing, where: str) -> None:
        assert record.topic is ARTICLES
        self.given.append(where)

    def finish(self) -> None:
        self.go.wait(10)
        self.batches.append(self.given)
        for where in self.given:
            if "gone" in where:
                raise NoBroker(load(), 1.0)
            if "lost" in where:
                self.lost.append(Lost(where, "too large"))
        self.given = []

    def __enter__(self) -> "Stub":
        return self

    def __exit__(self, *_: object) -> None:
        pass


MESSAGE = Outgoing(ARTICLES, b"k", b"v", [])


async def outbox(stub: Any) -> KafkaOutbox:
    made = KafkaOutbox(lambda: stub)
    await made.start()
    return made


async def test_each_ends_when_it_is_there_and_those_that_wait_go_together():
    stub = Stub()
    made = await outbox(stub)
    first = asyncio.ensure_future(made.send(MESSAGE, "1"))
    await until(lambda: stub.given == ["1"], "the first is on its way")
    others = [asyncio.ensure_future(made.send(MESSAGE, where)) for where in ("2", "lost", "3")]
    await asyncio.sleep(0)
    assert not any(each.done() for each in (first, *others))
    stub.go.set()
    told = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), type(None), NotPublished, type(None)]
    assert stub.batches == [["1"], ["2", "lost", "3"]]
    await made.stop()


async def test_brokers_that_are_gone_are_told_to_all_now_and_later():
    stub = Stub()
    made = await outbox(stub)
    waiting = [asyncio.ensure_future(made.send(MESSAGE, where)) for where in ("gone", "2")]
    await until(lambda: stub.given, "they are on their way")
    waiting.append(asyncio.ensure_future(made.send(MESSAGE, "3")))
    await asyncio.sleep(0)
    stub.go.set()
    assert {type(each) for each in await asyncio.gather(*waiting, return_exceptions=True)} == {NoBroker}
    with pytest.raises(NoBroker):
        await made.send(MESSAGE, "4")
    await made.stop()


async def test_no_brokers_at_the_start():
    def make() -> Any:
        raise NoBroker(load(), 1.0)

    with pytest.raises(NoBroker):
        await KafkaOutbox(make).start()


async def test_what_is_sent_before_the_end_is_sent():
    stub = Stub()
    stub.go.set()
    made = await outbox(stub)
    sent = [asyncio.ensure_future(made.send(MESSAGE, str(number))) for number in range(5)]
    await asyncio.sleep(0)
    await made.stop()
    await asyncio.gather(*sent)
    assert sorted(where for batch in stub.batches for where in batch) == list("01234")
