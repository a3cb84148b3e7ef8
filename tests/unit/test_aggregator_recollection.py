"""What a worker remembers changes nothing but how long it takes."""

from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import history
from support.make import BEGAN, claim, hours, made, taken_back
from support.profiles import examples
from support.strategies import claim_events
from tollwire.aggregator.ledger import Ledger, Settlement
from tollwire.aggregator.recollection import Recollections
from tollwire.domain.claim import CasualtyType, ClaimEvent, Scope
from tollwire.domain.disagreement import State, Tolerance
from tollwire.domain.fold import fold
from tollwire.domain.line import LineKey
from tollwire.events.wire import TallyV1

KEEP_ALL = 1_000_000


class Twins:
    """Two workers on tables of their own: one remembers, the other is started anew for each settlement."""

    def __init__(self, keep: int = KEEP_ALL) -> None:
        self.tables: list[tuple[dict[str, bytes], dict[str, bytes]]] = [({}, {}), ({}, {})]
        self.keep = keep
        self.remembers = Ledger(*self.tables[0], Tolerance(), keep)

    def take(self, event: ClaimEvent) -> None:
        assert self.remembers.take(event) is self.anew().take(event)

    def settle(self, actor: str) -> Settlement:
        """Both publish and write down the same, to the byte."""
        anew = self.anew()
        one, other = self.remembers.settle(actor), anew.settle(actor)
        assert one == other
        if one.record:
            assert one.record.value == TallyV1.of(one.tally).encode()
        self.remembers.close(one)
        anew.close(other)
        assert self.tables[0] == self.tables[1]
        return one

    def anew(self) -> Ledger:
        return Ledger(*self.tables[1], Tolerance(), 0)


@settings(max_examples=examples(500))
@given(claim_events(max_claims=12, min_claims=2), st.randoms(use_true_random=False))
def test_a_worker_that_remembers_publishes_what_one_started_anew_does(
    events: list[ClaimEvent], chance: Random
) -> None:
    """At every step: in the order of publication and in any other, settled at once or in batches."""
    if chance.random() < 0.5:
        events.sort(key=lambda each: each.claim.source.published_at)
    elif chance.random() < 0.5:
        chance.shuffle(events)
    twins, often = Twins(chance.choice([KEEP_ALL, KEEP_ALL, 30])), chance.choice([0.3, 1.0])
    actors = sorted({each.claim.actor for each in events})
    for event in events:
        twins.take(event)
        if chance.random() < 0.05:
            twins.remembers.forget()
        for actor in actors:
            if chance.random() < often:
                twins.settle(actor)


LENGTHS = [timedelta(hours=each) for each in (0, 1, 12, 24, 36, 72, 84)] + [
    timedelta(days=each) for each in (7, 10.5, 30, 31, 45)
]
EDGES = [timedelta(microseconds=each) for each in (-1, 0, 1)] + [timedelta(hours=each) for each in (-1, 1)]


@settings(max_examples=examples(500))
@given(claim_events(max_claims=12, min_claims=3), st.randoms(use_true_random=False))
def test_so_it_is_while_time_passes_and_nothing_new_is_said(events: list[ClaimEvent], chance: Random) -> None:
    """What is said of others moves the time on and, taken back, moves it back, to where something ends."""
    twins = Twins()
    for event in events:
        twins.take(event)
    actor, said = chance.choice([(each.claim.actor, each.claim) for each in events])
    twins.settle(actor)
    times = [each.claim.source.published_at for each in events if each.claim.actor == actor]
    ends = {chance.choice(times) + chance.choice(LENGTHS) + chance.choice(EDGES) for _ in range(12)}
    for number, at in enumerate(sorted(ends)):
        other = claim(
            number,
            victim=said.victim,
            by="UN",
            at=at,
            in_article=f"other-{number}",
            casualty_type=CasualtyType.MISSING,
        )
        twins.take(*made(other))
        twins.settle(actor)
        if chance.random() < 0.3:
            twins.take(taken_back(other, at))
            twins.settle(actor)


def test_an_incident_that_was_told_of_late_is_held_against_no_other_once_its_day_is_too_long_ago() -> None:
    twins = Twins()
    day = BEGAN.date() - timedelta(days=20)
    incident: dict[str, Any] = {"scope": Scope.INCIDENT, "day": day, "place": "Shusha"}
    own, enemy = claim(10, **incident), claim(30, by="Azerbaijan", in_article="b", **incident)
    for event in made(own, enemy):
        twins.take(event)
    assert [state for state, _ in twins.settle("armenia").changes] == [State.OPEN]
    for days, told in ((10, []), (11, [State.RESOLVED])):
        at = BEGAN + timedelta(days=days)
        later = claim(days, by="UN", at=at, in_article=f"c{days}", casualty_type=CasualtyType.MISSING)
        twins.take(*made(later))
        assert [state for state, _ in twins.settle("armenia").changes] == told


@pytest.mark.parametrize(("number", "per_day"), [(120, 40.0), (120, 4.0)])
def test_so_it_is_as_a_war_goes_on(number: int, per_day: float) -> None:
    """Days and weeks pass, so that windows leave behind what they held, and disagreements lapse."""
    twins = Twins()
    for event in islice(history.events("Armenia", number, per_day=per_day), number):
        twins.take(event)
        twins.settle("armenia")


class Failing(dict[str, bytes]):
    """A table that takes so many more writes."""

    left = 1_000

    def __setitem__(self, key: str, value: bytes) -> None:
        if not self.left:
            raise OSError("the disk is full")
        self.left -= 1
        super().__setitem__(key, value)


@pytest.mark.parametrize("left", [0, 1, 2, 3, 4])
def test_of_what_failed_half_way_nothing_is_remembered(left: int) -> None:
    table = Failing()
    ledger = Ledger(table, {}, Tolerance(), KEEP_ALL)
    first, second = made(claim(16), claim(18, in_article="b", at=hours(1)))
    ledger.take(first)
    ledger.close(ledger.settle("armenia"))
    table.left = left
    with pytest.raises(OSError, match="full"):
        ledger.take(second)
    table.left = 1_000
    ledger.settle("armenia")
    ledger.take(second)
    assert ledger.settle("armenia").tally == fold([first, second])["armenia"].tally


def test_no_more_is_remembered_than_was_allowed_and_the_last_settled_stay() -> None:
    recollections = Recollections(5)
    for actor, steps in (("a", 2), ("b", 2), ("a", 3), ("c", 1)):
        held = recollections.of(actor)
        for step in range(steps):
            held.memory.step(step, object)
        recollections.keep(actor, held)
    assert len(recollections.of("a").memory) == 3
    assert len(recollections.of("b").memory) == 0
    assert len(recollections.of("c").memory) == 1
    recollections.changed("nobody", LineKey.of(claim(1)))
    recollections.forget()
    assert len(recollections.of("a").memory) == 0
