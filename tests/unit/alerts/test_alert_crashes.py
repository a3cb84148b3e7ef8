"""Whatever dies, and whenever: each alert arrives, and none twice that was acknowledged."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.alerting import Inbox, Log, live, plan
from support.make import BEGAN, claim, hours, made, taken_back
from support.ticking import Standing
from tollwire.alerts.config import Plan
from tollwire.alerts.sinks.base import SENT, failed
from tollwire.domain.claim import ClaimEvent
from tollwire.events.wire import AlertV1

CLAIMS = [
    claim(count, in_article=f"{article}", publisher=f"{article}.example", by=by)
    for count in (16, 20)
    for article in ("a", "b", "c")
    for by in ("Armenia", "Azerbaijan")
]
EVENTS = [*made(*CLAIMS), *(taken_back(each, hours(1)) for each in CLAIMS)]
RULES: tuple[dict[str, Any], ...] = (
    {"rate": "1000/1h"},
    {"claims": {"bases": ["admission"]}, "each_report": True, "sinks": ["chat"]},
    {"rate": "2/1h", "sinks": ["desk"]},
)


# Some come into a tally at once, of the others none is heard for as long as is waited.
SETTLED = [each.id for each in CLAIMS[::2]]


class Running(Standing):
    """Time that goes on a little whenever it is asked for."""

    def monotonic(self) -> float:
        self.passed += 0.001
        return self.passed


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan(tmp_path_factory.mktemp("crashes"), *RULES, sinks=("desk", "chat"), wait_for_tally=0.02)


def acknowledged(log: Log) -> set[tuple[str, str]]:
    """Which alerts the topic knows to have reached which sinks."""
    return {
        (alert.id, each.sink)
        for alert in log.state().alerts.values()
        for each in alert.deliveries
        if each.sent_at
    }


async def lives(plan: Plan, events: list[ClaimEvent], deaths: list[int], most: int) -> None:
    log, inboxes = Log(), {name: Inbox() for name in ("desk", "chat")}
    clock = Running(hours(0.1))
    died = 0
    for after in (*deaths, None):
        log.left = after
        before = acknowledged(log)
        got = {name: len(inbox.got) for name, inbox in inboxes.items()}
        lived = await live(plan, events, log, inboxes, clock, most, SETTLED)
        again = {
            (alert.id, name)
            for name, inbox in inboxes.items()
            for alert in inbox.got[got[name] :]
            if (alert.id, name) in before
        }
        assert not again, "what was acknowledged is not sent again"
        died += not lived
    state = log.state()
    assert not list(state.pending())
    wanted = {(alert.id, each.sink) for alert in state.alerts.values() for each in alert.deliveries}
    counted = Counter((id, name) for name, inbox in inboxes.items() for id in inbox.ids)
    assert set(counted) == wanted, "each arrives"
    # Of each life at most what each sink had in its hands.
    assert sum(counted.values()) - len(counted) <= died * len(inboxes)
    for inbox in inboxes.values():
        firsts = list(dict.fromkeys(inbox.ids))
        places = {id: place for place, id in enumerate(firsts)}
        for alert in inbox.got:
            if alert.kind == "correction":
                assert places[alert.subject] < places[alert.id]
    assert await told(plan, events) == comparable(log)


async def told(plan: Plan, events: list[ClaimEvent]) -> set[str]:
    """The alerts of a process that never dies."""
    log, inboxes = Log(), {name: Inbox() for name in ("desk", "chat")}
    assert await live(plan, events, log, inboxes, Running(hours(0.1)), 1, SETTLED)
    return comparable(log)


def comparable(log: Log) -> set[str]:
    """What does not hang on when somebody died: of two claims either may be the one over a rate, and then it
    is not corrected; but each is there, and a summary speaks of what was held.
    """
    state = log.state()
    return {
        id
        for id, alert in state.alerts.items()
        if alert.kind == "claim" or (alert.kind == "correction" and alert.rule != "rule-2")
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=14),
    deaths=st.lists(st.integers(0, 12), max_size=4),
    most=st.integers(1, 4),
)
def test_any_sequence_of_deaths_loses_nothing_and_doubles_nothing(
    rules: Plan, events: list[ClaimEvent], deaths: list[int], most: int
) -> None:
    asyncio.run(lives(rules, events, deaths, most))


async def wind(clock: Standing) -> None:
    while True:
        await clock.move(60.0)
        await asyncio.sleep(0.001)


async def test_a_sink_that_is_away_holds_up_no_other_and_has_all_when_it_is_back(tmp_path: Path) -> None:
    wanted = plan(tmp_path, sinks=("desk", "chat"))
    log, inboxes = Log(), {name: Inbox() for name in ("desk", "chat")}
    clock = Standing(hours(0.1))
    away = 40

    def answer(_: AlertV1) -> Any:
        nonlocal away
        away -= 1
        return failed("away") if away > 0 else SENT

    inboxes["desk"].answer = answer
    events = made(*(claim(number, in_article=f"a{number}") for number in range(1, 8)))
    winding = asyncio.create_task(wind(clock))
    assert await live(wanted, events, log, inboxes, clock)
    winding.cancel()
    assert inboxes["desk"].ids == inboxes["chat"].ids
    assert len(inboxes["desk"].ids) == 7


async def test_a_process_that_dies_before_it_has_read_anything_misses_nothing(tmp_path: Path) -> None:
    log, inboxes = Log(), {"desk": Inbox()}
    wanted = plan(tmp_path)
    assert await live(wanted, [], log, inboxes, Standing(BEGAN))
    # What comes while nobody is there.
    assert await live(wanted, made(claim(16)), log, inboxes, Standing(hours(0.1)))
    assert len(inboxes["desk"].got) == 1


async def test_a_held_alert_is_summed_up_by_the_process_that_comes_after(tmp_path: Path) -> None:
    wanted = plan(tmp_path, {"rate": "1/1h"})
    log, inboxes = Log(), {"desk": Inbox()}
    events = made(*(claim(number, in_article=f"a{number}") for number in (1, 2, 3)))
    assert await live(wanted, events, log, inboxes, Standing(hours(0.1)))
    assert [each.kind for each in inboxes["desk"].got] == ["claim"]
    later = made(claim(4, in_article="a4", at=hours(2)))
    assert await live(wanted, events + later, log, inboxes, Standing(hours(2)))
    assert sorted(each.kind for each in inboxes["desk"].got) == ["claim", "claim", "summary"]
    assert "2 more than 1/1h" in " ".join(inboxes["desk"].titles)


async def test_the_journal_says_when_the_brokers_are_gone(tmp_path: Path) -> None:
    log = Log()
    log.left = 0
    assert not await live(plan(tmp_path), made(claim(16)), log, {"desk": Inbox()}, Standing(hours(0.1)))
    assert log.messages == []
