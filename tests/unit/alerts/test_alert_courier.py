"""How a courier hands on: in order, again and again, and not in the way of others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from support.alerting import Inbox, plan
from support.make import claim, hours, made, taken_back
from support.ticking import Standing, until
from tollwire.alerts.courier import FIRST_SECONDS, LONGEST_SECONDS, Courier
from tollwire.alerts.desk import Desk
from tollwire.alerts.shelf import Shelf
from tollwire.alerts.sinks.base import SENT, Answer, failed
from tollwire.alerts.state import State
from tollwire.events.wire import AlertV1
from tollwire.platform.metrics import Delivered
from tollwire.platform.waits import backoff


def alerts(folder: Path, number: int = 3, *, corrected: bool = False) -> list[AlertV1]:
    desk = Desk(plan(folder), State(), Shelf())
    claims = [claim(each, in_article=f"a{each}", at=hours(100)) for each in range(1, number + 1)]
    for event in made(*claims):
        desk.take(event, hours(101))
    if corrected:
        desk.take(taken_back(claims[0], hours(102)), hours(102))
    return desk.close(0.0)


class Run:
    def __init__(self, clock: Standing, inbox: Inbox) -> None:
        self.clock, self.inbox = clock, inbox
        self.marked: list[str] = []
        self.counted: list[Delivered] = []

        async def mark(alert: AlertV1, sink: str) -> None:
            assert sink == "it"
            self.marked.append(alert.id)

        self.courier = Courier(
            "it", inbox, mark, lambda _, delivered: self.counted.append(delivered), clock, random=Random(1)
        )

    async def settle(self, condition: Callable[[], object], what: str) -> None:
        await until(condition, what)


@asynccontextmanager
async def running(inbox: Inbox) -> AsyncIterator[Run]:
    made = Run(Standing(hours(101)), inbox)
    task = asyncio.create_task(made.courier.run())
    try:
        yield made
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_alerts_arrive_once_and_in_order(tmp_path: Path) -> None:
    async with running(Inbox()) as run:
        wanted = alerts(tmp_path)
        for alert in (*wanted, *wanted):
            run.courier.put(alert)
        await run.settle(lambda: not run.courier.pending, "all are sent")
        assert run.inbox.ids == run.marked == [each.id for each in wanted]
        assert run.courier.oldest() == 0.0


async def test_a_sink_that_is_away_is_asked_ever_more_seldom_and_loses_nothing(tmp_path: Path) -> None:
    inbox = Inbox()
    inbox.answer = lambda _: failed("away")
    async with running(inbox) as run:
        wanted = alerts(tmp_path)
        for alert in wanted:
            run.courier.put(alert)
        for tries in range(1, 15):
            await run.settle(lambda n=tries: len(run.counted) == n and run.clock.sleeping, "asked once more")  # type: ignore[misc]
            longest = min(FIRST_SECONDS * 2 ** (tries - 1), LONGEST_SECONDS)
            assert longest / 2 <= run.clock.slept[-1] <= longest
            if tries < 14:
                await run.clock.move(longest)
        assert run.courier.pending == 3
        assert run.courier.oldest() > 0
        inbox.answer = lambda _: SENT
        await run.clock.move(LONGEST_SECONDS)
        await run.settle(lambda: not run.courier.pending, "all are sent when it is back")
        assert inbox.ids == [each.id for each in wanted]
        assert run.counted[-3:] == [Delivered.SENT] * 3


async def test_what_a_sink_asks_for_is_heeded(tmp_path: Path) -> None:
    inbox = Inbox()
    inbox.answer = lambda _: failed("later", 700.0)
    async with running(inbox) as run:
        run.courier.put(alerts(tmp_path)[0])
        await run.settle(lambda: run.counted and run.clock.sleeping, "asked")
        assert run.clock.slept[-1] == 700.0


async def test_one_that_is_refused_lets_others_pass_but_not_its_correction(tmp_path: Path) -> None:
    first, *others, correction = alerts(tmp_path, corrected=True)
    inbox = Inbox()
    refusal = Answer(Delivered.REFUSED, "bad", whole=False)
    inbox.answer = lambda alert: refusal if alert.id == first.id else SENT
    async with running(inbox) as run:
        for alert in (first, *others, correction):
            run.courier.put(alert)
        await run.settle(lambda: len(inbox.got) == 2 and run.clock.sleeping, "the others are sent")
        assert inbox.ids == [each.id for each in others]
        assert run.courier.pending == 2
        inbox.answer = lambda _: SENT
        await run.clock.move(FIRST_SECONDS)
        await run.settle(lambda: not run.courier.pending, "then it is, and its correction")
        assert inbox.ids[-2:] == [first.id, correction.id]


async def test_an_error_in_a_sender_is_a_failure_and_ends_nothing(tmp_path: Path) -> None:
    inbox = Inbox()
    answers: Iterator[Answer | Exception] = iter([RuntimeError("odd"), SENT])

    def answer(_: AlertV1) -> Answer:
        given = next(answers)
        if isinstance(given, Exception):
            raise given
        return given

    inbox.answer = answer
    async with running(inbox) as run:
        run.courier.put(alerts(tmp_path)[0])
        await run.settle(lambda: run.counted and run.clock.sleeping, "it failed")
        await run.clock.move(FIRST_SECONDS)
        await run.settle(lambda: inbox.got, "it is sent")
        assert run.counted == [Delivered.FAILED, Delivered.SENT]


def test_waits_are_doubled_up_to_the_most_and_differ() -> None:
    waits = [backoff(failures, 1.0, 300.0, Random(failures)) for failures in range(100)]
    assert all(0.5 <= each <= 300.0 for each in waits)
    assert max(waits[10:]) > 200.0
    assert len(set(waits)) == 100
    assert timedelta(seconds=waits[-1]) < timedelta(minutes=6)
