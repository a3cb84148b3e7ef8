"""Tables are read from their changelogs whole, whatever happens to partitions and brokers meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import chain, count, cycle, repeat
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from faust.exceptions import ConsistencyError
from faust.tables.recovery import RebalanceAgain
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from tollwire.platform import recovery
from tollwire.platform.recovery import TableRecovery

Log = dict[int, list[tuple[bytes, bytes]]]
PLACE = TP("changelog", 0)


class Table(dict[bytes, bytes]):
    """Takes changes as a store on disk does; `offsets` are those it took, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.offsets: dict[int, list[int]] = {}

    def apply_changelog_batch(self, changes: list[Any]) -> None:
        for change in changes:
            self[change.message.key] = change.message.value
            self.offsets.setdefault(change.message.partition, []).append(change.message.offset)


class Reader:
    """A changelog topic, read in batches of a size that is asked for each time."""

    def __init__(self, log: Log, sizes: Callable[[], int]) -> None:
        self.log, self.sizes = log, sizes
        self.at = dict.fromkeys(log, 0)
        self.turns: Iterator[Callable[[], object] | None] = iter(())

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: len(self.log[place.partition]) for place in places}

    async def position(self, place: TopicPartition) -> int:
        return self.at[place.partition]

    async def getmany(self, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Any]]:
        assert timeout_ms <= max_records
        await asyncio.sleep(0)
        if asked := next(self.turns, None):
            asked()
        found = {}
        for partition, records in self.log.items():
            start, size = self.at[partition], self.sizes()
            if batch := records[start : start + size]:
                found[TopicPartition(PLACE.topic, partition)] = [
                    SimpleNamespace(offset=start + n, key=key, value=value)
                    for n, (key, value) in enumerate(batch)
                ]
                self.at[partition] += len(batch)
        return found


class Desk(TableRecovery):
    """A recovery of one table from a reader of the test's."""

    def __init__(self, log: Log, sizes: Callable[[], int] = lambda: 3) -> None:
        app = SimpleNamespace(conf=SimpleNamespace(stream_recovery_delay=0.0))
        super().__init__(cast(Any, app), cast(Any, {}), loop=asyncio.get_running_loop())
        self.table, self.reader = Table(), Reader(log, sizes)
        self.active_tps = {TP(PLACE.topic, partition) for partition in log}
        self.tp_to_table = {tp: cast(Any, self.table) for tp in self.active_tps}
        self.readers = 0

    @asynccontextmanager
    async def _reader(self, tps: set[TP], offsets: recovery.Offsets) -> AsyncIterator[Any]:
        self.readers += 1
        for tp in tps:
            self.reader.at[tp.partition] = recovery._next(offsets, tp)
        yield self.reader

    async def restore(self) -> None:
        await self._insist(self._restore, self._round)


def fail(error: Exception) -> None:
    raise error


def gone() -> None:
    fail(KafkaConnectionError())


def newest(log: Log) -> dict[bytes, bytes]:
    return {key: value for records in log.values() for key, value in records}


def a_log(records: int, partitions: int = 1) -> Log:
    return {
        p: [(f"{p}/{n % 3}".encode(), f"{n}".encode()) for n in range(records)] for p in range(partitions)
    }


@given(
    lengths=st.lists(st.integers(0, 12), min_size=1, max_size=4),
    sizes=st.lists(st.integers(1, 5), min_size=1),
    away=st.sets(st.integers(1, 12), max_size=4),
)
async def test_a_table_is_whole_however_it_comes_and_whenever_brokers_are_away(
    lengths: list[int], sizes: list[int], away: set[int]
) -> None:
    size = cycle(sizes)
    log = {p: a_log(length, p + 1)[p] for p, length in enumerate(lengths)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recovery, "_PAUSE_SECONDS", 0.0)
        desk = Desk(log, lambda: next(size))
        desk.reader.turns = ((gone if turn in away else None) for turn in count())
        await desk.restore()
    assert desk.table == newest(log)
    assert desk.table.offsets == {p: list(range(length)) for p, length in enumerate(lengths) if length}


async def test_it_goes_on_where_the_table_on_disk_ends() -> None:
    desk = Desk(a_log(10))
    desk.active_offsets[PLACE] = 6
    await desk.restore()
    assert desk.table.offsets == {0: [7, 8, 9]}


async def test_nothing_is_written_any_more_when_partitions_change_hands() -> None:
    desk = Desk(a_log(10))
    desk.reader.turns = iter([None, None, lambda: desk.on_partitions_revoked(set())])
    with pytest.raises(RebalanceAgain):
        await desk.restore()
    assert desk.table.offsets == {0: [0, 1, 2, 3, 4, 5]}


async def test_what_was_read_is_not_read_again_in_the_next_round() -> None:
    desk = Desk(a_log(10))
    desk.reader.turns = iter([None, lambda: desk.on_partitions_revoked(set())])
    with pytest.raises(RebalanceAgain):
        await desk.restore()
    await desk.restore()
    assert desk.table == newest(desk.reader.log)
    assert desk.table.offsets == {0: list(range(10))}


async def test_a_table_on_disk_that_is_ahead_of_its_changelog_is_an_error_that_names_it() -> None:
    desk = Desk(a_log(3))
    desk.active_offsets[PLACE] = 3
    with pytest.raises(ConsistencyError, match="topic='changelog', partition=0"):
        await desk.restore()
    assert not desk.table


async def test_brokers_that_refuse_are_not_asked_again() -> None:
    desk = Desk(a_log(3))
    desk.reader.turns = iter([lambda: fail(TopicAuthorizationFailedError())])
    with pytest.raises(TopicAuthorizationFailedError):
        await desk.restore()
    assert desk.readers == 1


async def test_a_reader_that_stands_still_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "_STALE_SECONDS", 0.0)
    monkeypatch.setattr(recovery, "_PAUSE_SECONDS", 0.0)
    sizes = chain([0, 0], repeat(3))
    desk = Desk(a_log(6), lambda: next(sizes))
    await desk.restore()
    assert desk.table == newest(desk.reader.log)
    assert desk.readers > 1


async def test_a_reader_that_ends_with_a_cancellation_of_its_own_cancels_nothing_else() -> None:
    closed = []

    async def stop() -> None:
        raise asyncio.CancelledError

    async def close() -> None:
        closed.append(True)

    await recovery._stop(cast(Any, SimpleNamespace(stop=stop, _client=SimpleNamespace(close=close))))
    assert closed == [True]


async def test_tables_are_whole_for_a_round_and_no_longer() -> None:
    desk = Desk(a_log(3))
    desk.whole = True
    desk.on_partitions_revoked(set())
    assert not desk.whole
