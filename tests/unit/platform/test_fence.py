"""A worker hands nothing to the brokers unless it is sure to be in its group."""

import asyncio
import math
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.consumer import consumer
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import IllegalGenerationError, NoError, RebalanceInProgressError, UnknownMemberIdError
from aiokafka.producer import producer
from aiokafka.producer.sender import Sender
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest

from tollwire.platform import fence
from tollwire.platform.fence import FencedCoordinator, FencedSender, Lease

SESSION, REBALANCE = 6.0, 30.0
HEARTBEAT = HeartbeatRequest("group", 1, "member")
SYNC = SyncGroupRequest("group", 1, "member", None, [])


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(fence, "now", clock)
    return clock


@pytest.fixture
def lease(monkeypatch: pytest.MonkeyPatch) -> Lease:
    lease = Lease()
    monkeypatch.setattr(fence, "lease", lease)
    return lease


class Member:
    """A coordinator without its network: each answer takes a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: Clock, lease: Lease) -> None:
        self.lost = 0
        lease.lost = self._lose
        self.coordinator = coordinator = FencedCoordinator.__new__(FencedCoordinator)
        coordinator._session_timeout_ms = int(SESSION * 1000)
        coordinator._rebalance_timeout_ms = int(REBALANCE * 1000)
        coordinator._closing = asyncio.get_running_loop().create_future()

        async def answer(_: Any, __: Any) -> Any:
            clock.now += 1
            return SimpleNamespace(error_code=self.error)

        async def given_up(_: Any, __: Any) -> None:
            pass

        monkeypatch.setattr(GroupCoordinator, "_send_req", answer)
        monkeypatch.setattr(GroupCoordinator, "_on_join_prepare", given_up)
        monkeypatch.setattr(GroupCoordinator, "reset_generation", lambda _: None)

    def _lose(self) -> None:
        self.lost += 1

    async def ask(self, request: Any, error: int = NoError.errno) -> None:
        self.error = error
        await self.coordinator._send_req(request)

    def put_out(self) -> None:
        self.coordinator.reset_generation()


@pytest.fixture
async def member(monkeypatch: pytest.MonkeyPatch, clock: Clock, lease: Lease) -> Member:
    return Member(monkeypatch, clock, lease)


async def test_a_lease_runs_from_before_it_was_asked_for(member: Member, lease: Lease) -> None:
    assert lease.until == math.inf
    await member.ask(SYNC)
    assert lease.until == 1000 + SESSION
    await member.ask(HEARTBEAT)
    assert lease.until == 1001 + SESSION
    await member.ask(HEARTBEAT, RebalanceInProgressError.errno)
    assert lease.until == 1002 + SESSION


@pytest.mark.parametrize("error", [UnknownMemberIdError.errno, IllegalGenerationError.errno])
async def test_a_refusal_is_no_lease(member: Member, lease: Lease, error: int) -> None:
    await member.ask(SYNC)
    await member.ask(HEARTBEAT, error)
    assert lease.until == 1000 + SESSION


async def test_who_does_not_give_up_its_partitions_is_waited_for_only_so_long(
    member: Member, clock: Clock, lease: Lease
) -> None:
    await member.ask(SYNC)
    for _ in range(100):
        await member.ask(HEARTBEAT, RebalanceInProgressError.errno)
    assert clock.now > 1000 + REBALANCE
    assert lease.until == 1000 + REBALANCE


async def test_who_is_put_out_while_it_has_partitions_is_told_and_sends_nothing_more(
    member: Member, lease: Lease
) -> None:
    await member.ask(SYNC)
    member.put_out()
    assert member.lost == 1
    assert not await lease.held()


async def test_who_has_none_yet_or_has_given_them_up_joins_again(member: Member, lease: Lease) -> None:
    member.put_out()
    await member.ask(SYNC, RebalanceInProgressError.errno)
    member.put_out()
    await member.ask(SYNC)
    await member.coordinator._on_join_prepare(None)
    member.put_out()
    assert member.lost == 0
    await member.ask(SYNC)
    assert await lease.held()
    member.put_out()
    assert member.lost == 1


async def test_who_stood_still_before_it_had_joined_again_may_have_something_on_its_way(
    member: Member, clock: Clock
) -> None:
    await member.ask(SYNC)
    await member.coordinator._on_join_prepare(None)
    clock.now += SESSION
    member.put_out()
    assert member.lost == 1


async def test_who_has_left_sends_nothing_more(member: Member, lease: Lease) -> None:
    await member.ask(SYNC)
    member.coordinator._closing.set_result(None)
    member.put_out()
    assert member.lost == 0
    assert not await lease.held()


class Waiting:
    """A sender without its network, and a batch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[int] = []
        self.failed: list[Exception] = []

        async def send(_: Any, node_id: int, __: Any) -> None:
            self.sent.append(node_id)

        async def ready(_: int) -> bool:
            return True

        monkeypatch.setattr(Sender, "_send_produce_req", send)
        self.sender = FencedSender.__new__(FencedSender)
        self.sender.client = SimpleNamespace(ready=ready)
        self.sender._in_flight, self.sender._muted_partitions = {1, 2, 3}, {"here", "there"}

    async def send(self, node_id: int) -> None:
        batch = SimpleNamespace(failure=self.failed.append)
        await self.sender._send_produce_req(node_id, {"here": batch})


async def test_nothing_is_sent_without_a_lease(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, lease: Lease
) -> None:
    waiting = Waiting(monkeypatch)
    lease.until = clock.now + SESSION
    await waiting.send(1)
    clock.now += SESSION
    second = asyncio.ensure_future(waiting.send(2))
    await asyncio.wait([second], timeout=3 * fence._LOOK_SECONDS)
    assert waiting.sent == [1]
    lease.until = clock.now + SESSION
    await second
    assert waiting.sent == [1, 2]
    lease.until = clock.now
    third = asyncio.ensure_future(waiting.send(3))
    await asyncio.wait([third], timeout=3 * fence._LOOK_SECONDS)
    lease.end()
    await third
    assert waiting.sent == [1, 2]
    assert [type(each) for each in waiting.failed] == [fence.NotInGroup]
    assert waiting.sender._in_flight == {1, 2}
    assert waiting.sender._muted_partitions == {"there"}


def test_it_is_aiokafka_that_uses_them() -> None:
    assert consumer.GroupCoordinator is FencedCoordinator
    assert producer.Sender is FencedSender
