"""Settlements of several actors are on their way together, those of one follow one another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Generator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import TP
from prometheus_client import CollectorRegistry

from support.make import claim, hours, made
from tollwire.aggregator import settler
from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import Ledger
from tollwire.aggregator.settler import Settler
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.registry import builtin
from tollwire.events.messages import Outgoing
from tollwire.events.topics import CLAIMS, TALLIES
from tollwire.platform.metrics import AggregatorMetrics


class Write:
    """On its way to the brokers until its table is confirmed."""

    def __init__(self, confirmed: asyncio.Event) -> None:
        self._confirmed = confirmed

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._confirmed.wait().__await__()


class Confirmed(dict[str, bytes]):
    """A table whose writes are on the brokers when `confirmed` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.confirmed = asyncio.Event()
        self.confirmed.set()
        self._written = 0

    def __setitem__(self, key: str, value: bytes) -> None:
        self._written += 1
        super().__setitem__(key, value)

    def confirmations(self) -> list[Write]:
        written, self._written = self._written, 0
        return [Write(self.confirmed)] * written


class Brokers:
    """Takes tallies; those of an actor that is held back come to nothing until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.held: dict[str, asyncio.Event] = {}
        self.refuses: Exception | None = None

    async def send(self, record: Outgoing) -> Awaitable[object]:
        assert record.key
        return self._arrives(record.topic.name, record.key.decode())

    async def _arrives(self, topic: str, actor: str) -> None:
        if topic == TALLIES.name:
            self.begun.append(actor)
            if self.refuses:
                raise self.refuses
            if actor in self.held:
                await self.held[actor].wait()


class Desk:
    """A settler that runs, with all around it."""

    def __init__(self) -> None:
        self.tables, self.brokers = (Confirmed(), Confirmed()), Brokers()
        self.ledger = Ledger(*self.tables, Tolerance())
        self.crashed: list[BaseException] = []
        place = TP(CLAIMS.name, 0)
        self.app = cast(
            Any,
            SimpleNamespace(
                loop=asyncio.get_running_loop(),
                beacon=None,
                whole=True,
                consumer_generation_id=1,
                consumer=SimpleNamespace(assignment=lambda: [place]),
                crash=self._crash,
                service=lambda _: None,
            ),
        )
        app, tables = self.app, cast(Any, self.tables)
        self.settler = Settler(
            app,
            self.ledger,
            tables,
            Board(builtin().names_by_id),
            AggregatorMetrics(CollectorRegistry()),
            self.brokers.send,
        )

    async def _crash(self, reason: BaseException) -> None:
        self.crashed.append(reason)

    def take(self, event: ClaimEvent, partition: int = 0) -> asyncio.Future[None]:
        self.ledger.take(event)
        return asyncio.ensure_future(self.settler.due(event.claim.actor, partition))


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(settler, "_PAUSE", 0.0)
    desk = Desk()
    await desk.settler.start()
    yield desk
    await desk.settler.stop()


def two_of(victim: str) -> list[ClaimEvent]:
    return made(*(claim(n, victim=victim, in_article=f"{victim}{n}", at=hours(n)) for n in (1, 2)))


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_one_actor_does_not_wait_for_another_and_waits_for_itself(desk: Desk) -> None:
    (first, again), (other, _) = two_of("Armenia"), two_of("Azerbaijan")
    desk.brokers.held["armenia"] = asyncio.Event()
    held = desk.take(first)
    await until(lambda: desk.brokers.begun == ["armenia"])
    second = desk.take(again)
    await desk.take(other)
    assert desk.brokers.begun == ["armenia", "azerbaijan"]
    assert not held.done()
    assert not second.done()
    desk.brokers.held["armenia"].set()
    await asyncio.gather(held, second)
    assert desk.brokers.begun == ["armenia", "azerbaijan", "armenia"]


@pytest.mark.parametrize("table", [0, 1])
async def test_a_settlement_is_done_when_all_that_it_wrote_is_on_the_brokers(desk: Desk, table: int) -> None:
    own = claim(10, victim="Armenia")
    enemy = claim(90, victim="Armenia", by="Azerbaijan", in_article="b")
    for event in made(own):
        await desk.take(event)
    desk.tables[0].confirmations()
    desk.tables[table].confirmed.clear()
    (disputed,) = made(enemy)
    desk.ledger.take(disputed)
    desk.tables[0].confirmations()  # what the claim itself wrote is for its handler to wait for
    due = asyncio.ensure_future(desk.settler.due("armenia", 0))
    await until(lambda: len(desk.brokers.begun) == 2)
    await asyncio.wait([due], timeout=0.05)
    assert not due.done()
    desk.tables[table].confirmed.set()
    await due


async def test_what_cannot_be_published_ends_the_worker_and_is_not_done(desk: Desk) -> None:
    desk.brokers.refuses = OSError("no")
    with pytest.raises(OSError, match="no"):
        await desk.take(two_of("Armenia")[0])
    assert [str(each) for each in desk.crashed] == ["no"]
    assert not desk.tables[1]


async def test_nothing_is_settled_of_a_partition_that_another_has(desk: Desk) -> None:
    await desk.take(two_of("Armenia")[0], partition=1)
    assert desk.brokers.begun == []


async def test_what_was_settled_is_not_written_down_when_another_may_have_had_the_tables(desk: Desk) -> None:
    desk.brokers.held["armenia"] = asyncio.Event()
    held = desk.take(two_of("Armenia")[0])
    await until(lambda: desk.brokers.begun)
    desk.app.consumer_generation_id += 1
    desk.brokers.held["armenia"].set()
    await held
    assert not desk.tables[1]


async def test_while_partitions_change_hands_only_claims_in_hand_are_settled(desk: Desk) -> None:
    desk.app.whole = False
    (first, _), (other, _) = two_of("Armenia"), two_of("Azerbaijan")
    desk.ledger.take(other)
    desk.settler.show("azerbaijan", 0)
    await desk.take(first)
    assert desk.brokers.begun == ["armenia"]
    assert list(desk.tables[1]) == ["armenia"]


async def test_what_only_stands_is_not_written_down_when_partitions_are_given_up_meanwhile(
    desk: Desk,
) -> None:
    desk.brokers.held["armenia"] = asyncio.Event()
    desk.ledger.take(two_of("Armenia")[0])
    desk.settler.show("armenia", 0)
    await until(lambda: desk.brokers.begun)
    desk.app.whole = False
    desk.brokers.held["armenia"].set()
    await until(lambda: not desk.settler._under_way)
    assert not desk.tables[1]


async def test_what_stands_is_shown_and_told_when_it_was_not(desk: Desk) -> None:
    desk.ledger.take(two_of("Armenia")[0])
    desk.settler.show("armenia", 0)
    await until(lambda: list(desk.tables[1]) == ["armenia"])
    assert desk.brokers.begun == ["armenia"]
