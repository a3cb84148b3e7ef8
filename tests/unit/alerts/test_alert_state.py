"""What is kept of alerts, on a topic that is compacted; tallies that are kept; what is shown of a trial."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from support.alerting import Inbox, Log, News, live, plan
from support.make import BEGAN, claim, hours, made, taken_back
from support.ticking import Standing, until
from tollwire.alerts import journal, trial, view
from tollwire.alerts.desk import Desk, Told
from tollwire.alerts.shelf import Shelf
from tollwire.alerts.shelf import Standing as Figures
from tollwire.alerts.shift import Shift, event_of
from tollwire.alerts.sinks.base import SENT, failed
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.state import State
from tollwire.alerts.trial import Ask, Found, Tried
from tollwire.domain.claim import Basis, Claim, ClaimEvent
from tollwire.domain.disagreement import State as Stage
from tollwire.domain.fold import fold
from tollwire.domain.line import People
from tollwire.events import messages
from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import CLAIMS, DISAGREEMENTS
from tollwire.platform.metrics import AlertsMetrics, WorkerMetrics

CLAIMS_MADE = [
    claim(count, in_article=article, publisher=f"{article}.example")
    for count in (16, 20, 30)
    for article in ("a", "b", "c")
]
EVENTS = [*made(*CLAIMS_MADE), *(taken_back(each, hours(1)) for each in CLAIMS_MADE)]


def tally_of(*claims: Claim) -> bytes:
    (account,) = fold(made(*claims)).values()
    return messages.of_tally(account.tally).value


def picture(state: State) -> tuple[object, ...]:
    """All that rules can ask of a state."""
    ids = {event.claim.id for event in EVENTS}
    return (
        state.alerts,
        state.positions,
        state.seq,
        list(state.pending()),
        state.told_since("rule-0", BEGAN),
        state.held("rule-0"),
        state.summed_at("rule-0"),
        {id: state.of_claim("rule-0", id) for id in ids},
        {id: state.of_subject("rule-0", id) for id in ids},
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from(EVENTS), max_size=20), rate=st.sampled_from(["2/1h", "100/1h"]))
def test_a_compacted_topic_comes_to_the_same_state(
    tmp_path: Path, events: list[ClaimEvent], rate: str
) -> None:
    state, log = State(), Log()
    desk = Desk(plan(tmp_path, {"rate": rate}), state, Shelf())
    for number, event in enumerate(events):
        now = hours(0.1) + timedelta(minutes=15 * number)
        desk.sum_up(now)
        desk.take(event, now)
        log.write([journal.of_alert(each, now) for each in desk.close(0.0)])
        log.write([journal.of_position({("t", 0): number}, now)])
        state.positions = {("t", 0): number}
    assert picture(log.state()) == picture(state)
    newest = {each.key: number for number, each in enumerate(log.messages)}
    log.messages = [each for number, each in enumerate(log.messages) if newest[each.key] == number]
    assert picture(log.state()) == picture(state)


def test_what_is_old_and_told_is_forgotten_and_what_is_not_told_is_not(tmp_path: Path) -> None:
    state = State()
    desk = Desk(plan(tmp_path), state, Shelf())
    for event in made(claim(16), claim(20, in_article="b")):
        desk.take(event, BEGAN)
    first, second = desk.close(0.0)
    done = first.model_copy(
        update={"deliveries": (first.deliveries[0].model_copy(update={"sent_at": BEGAN}),)}
    )
    state.put(done)
    month = timedelta(days=30)
    assert state.old(BEGAN + timedelta(days=29), month) == []
    assert state.old(BEGAN + timedelta(days=31), month) == [first.id]
    journal.read_into(state, first.id.encode(), None, [])
    assert list(state.alerts) == [second.id]
    assert state.of_claim("rule-0", claim(16).id) is None
    assert state.told_since("rule-0", BEGAN - month) == [BEGAN]
    state.forget("never heard of")


def test_a_message_that_cannot_be_read_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    state = State()
    journal.read_into(state, b"x", b"{}", [])
    journal.read_into(state, b"x", b"{}", [("ce_type", b"tollwire.other.v1")])
    assert state.alerts == {}
    assert len(caplog.records) == 2


async def test_old_alerts_are_taken_off_the_topic(tmp_path: Path) -> None:
    log, inbox, clock = Log(), Inbox(), Standing(hours(0.1))
    wanted = plan(tmp_path, remember="1d")
    assert await live(wanted, made(claim(16)), log, {"desk": inbox}, clock)
    async with shift(wanted, log, inbox, clock) as running:
        await until(lambda: running.ready, "it is at work")
        await clock.move(2 * 86400)
        await until(lambda: log.messages[-1].value is None, "what is old is taken away")
    assert log.state().alerts == {}
    assert log.state().positions


async def test_a_sink_that_is_mended_in_the_file_has_what_waited(tmp_path: Path) -> None:
    log, inbox, clock = Log(), Inbox(), Standing(hours(0.1))
    inbox.answer = lambda _: failed("away")
    registry = CollectorRegistry()
    async with shift(plan(tmp_path), log, inbox, clock, made(claim(16)), registry) as running:
        await until(lambda: running.pending == {"desk": 1}, "it waits")
        shown = generate_latest(registry).decode()
        assert 'tollwire_alerts_pending{sink="desk"} 1.0' in shown
        assert 'tollwire_alerts_total{outcome="made",rule="rule-0"} 1.0' in shown
        assert 'tollwire_alerts_total{outcome="held",rule="rule-0"} 0.0' in shown
        await clock.move(0.4)
        assert 'tollwire_alerts_oldest_pending_seconds{sink="desk"} 0.4' in generate_latest(registry).decode()
        running.change(plan(tmp_path, sinks=["chat"]))
        await until(lambda: running.pending == {"chat": 0}, "the sink is gone, the alert is not")
        assert 'pending{sink="desk"}' not in generate_latest(registry).decode()
        inbox.answer = lambda _: SENT
        running.change(plan(tmp_path, sinks=["desk", "chat"]))
        await until(lambda: len(inbox.got) == 1 and not list(log.state().pending()), "it is told")


class shift:  # noqa: N801
    """A shift at work, for as long as the block lasts."""

    def __init__(
        self,
        wanted: Any,
        log: Log,
        inbox: Inbox,
        clock: Standing,
        events: list[ClaimEvent] | None = None,
        registry: CollectorRegistry | None = None,
    ) -> None:
        state, registry = log.state(), registry or CollectorRegistry()

        def sender(_: Sink) -> Inbox:
            return inbox

        self._shift = Shift(
            wanted,
            state,
            News(events or [], state.positions if events is None else {}),
            News([], {}),
            log,
            sender,
            AlertsMetrics(registry),
            WorkerMetrics(registry, "alerts"),
            clock,
        )

    async def __aenter__(self) -> Shift:
        self._task = asyncio.create_task(self._shift.run())
        return self._shift

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._shift.close()


def test_a_shelf_keeps_the_newest_of_each_actor_and_of_the_rest_what_fits() -> None:
    lasting = claim(500, by="Azerbaijan", in_article="z")
    claims = [claim(number, in_article=f"a{number}", at=hours(number)) for number in range(1, 30)]
    tallies = [tally_of(lasting, *claims[: number + 1]) for number in range(len(claims))]
    shelf = Shelf(most_bytes=4 * len(tallies[-1]))
    shelf.complete = True
    shelf.put("azerbaijan", tallies[0], BEGAN)
    for each in tallies:
        shelf.put("armenia", each, BEGAN)
    assert shelf.around("azerbaijan", lasting.id)
    newest = shelf.around("armenia", claims[-1].id)
    assert newest
    people = People("second-nagorno-karabakh-war", lasting.casualty_type, lasting.victim_group)
    assert newest.before
    assert newest.before.bands[people, Basis.ADMISSION].low == 28
    assert newest.after.bands[people, Basis.ADMISSION].low == 29
    first = shelf.around("armenia", lasting.id)
    assert first
    assert first.before is None  # it was dropped, so nothing is said of it
    assert shelf.around("armenia", claims[0].id) is None
    assert shelf.around("armenia", "nobody") is None
    shelf.put("armenia", None, BEGAN)


def test_the_first_tally_of_an_actor_follows_on_none() -> None:
    shelf = Shelf()
    shelf.complete = True
    shelf.put("armenia", tally_of(claim(16)), BEGAN)
    found = shelf.around("armenia", claim(16).id)
    assert found
    assert found.before == Figures()
    assert shelf.around("armenia", claim(16).id, BEGAN) is None


def test_a_trial_finds_the_tallies_around_each_claim() -> None:
    one, two = claim(16), claim(20, by="Azerbaijan", in_article="b", at=hours(1))
    found = Found(
        [
            Ask(BEGAN, "armenia", one.id),
            Ask(hours(1), "armenia", two.id),
            Ask(hours(2), "armenia", one.id, gone=True),
            Ask(hours(3), "armenia", "never"),
        ]
    )
    for number, claims in enumerate(((one,), (one, two), (two,), (two,))):
        found.put("armenia", tally_of(*claims), hours(number))
        found.put("russia", tally_of(*claims), hours(number))
    found.put("armenia", None, hours(5))
    first, second = found.around("armenia", one.id), found.around("armenia", two.id)
    assert first
    assert first.before is None
    assert second
    assert second.before
    assert second.before.ids == {one.id}
    assert second.after.ids == {one.id, two.id}
    gone = found.around("armenia", one.id, hours(2))
    assert gone
    assert gone.before
    assert gone.before.ids - gone.after.ids == {one.id}
    assert found.around("armenia", "never") is None


def test_a_trial_decides_as_the_service_would_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = plan(tmp_path, {"rate": "2/1h"}, {"claims": {"min_count": 1000}}, {"disagreements": {}})
    claims = [claim(number, in_article=f"a{number}", at=hours(-10)) for number in range(1, 6)]
    events: list[tuple[Any, ClaimEvent | Told]] = [
        (hours(number / 10), event) for number, event in enumerate(made(*claims, claims[0]))
    ]
    events += [(hours(1), made(claim(1, in_article="a99", at=hours(-10)))[0])]
    events += [(hours(2), taken_back(claims[1], hours(1.9)))]
    events += [(hours(2), made(claim(7, in_article="old", at=hours(-999)))[0])]
    clash = fold(made(claim(16), claim(550, by="Azerbaijan", in_article="b")))["armenia"].disagreements[0]
    events += [(hours(3), Told(Stage.OPEN, clash))]
    chosen = list(trial.wanted(wanted, events))
    assert len(chosen) == len(events)
    tried = Tried()
    trial.decide(wanted, reversed(chosen), Found([]), hours(4), tried)
    kinds = [("held" if each.held else each.kind) for each in tried.alerts]
    assert kinds == ["claim", "claim", "held", "held", "held", "summary", "correction", "disagreement"]
    monkeypatch.setenv("COLUMNS", "200")
    view.show(wanted, tried, 7, as_json=False)
    shown = capsys.readouterr().out
    assert (
        "rule-0: 2 alerts, 1 more reports of the same, 3 over the rate, 1 summaries, 1 corrections, 1 too old"
        in shown
    )
    assert "rule-1: nothing" in shown
    assert "2020-09-27 08:00  rule-0  desk  Armenia: 1 killed, military" in shown
    view.show(wanted, tried, 7, as_json=True)
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert len(lines) == 8
    assert lines[0]["link"] == "https://wire.example/a1"


def test_events_are_read_from_both_topics_and_from_nothing_else() -> None:
    record = messages.of_claim(made(claim(16))[0])
    clash = fold(made(claim(16), claim(550, by="Azerbaijan", in_article="b")))["armenia"].disagreements[0]
    other = messages.of_disagreement(Stage.WIDENED, clash)
    assert event_of(polled(CLAIMS.name, record)) == made(claim(16))[0]
    assert event_of(polled(DISAGREEMENTS.name, other)) == Told(Stage.WIDENED, clash)
    with pytest.raises(InvalidMessage):
        event_of(polled(CLAIMS.name, other))


def polled(topic: str, record: Any) -> Any:
    return SimpleNamespace(topic=topic, value=record.value, headers=record.headers)
