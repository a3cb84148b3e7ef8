from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made
from support.strategies import claim_events, counts
from tollwire.domain.claim import Claim, ClaimEvent, Scope, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import (
    Disagreement,
    Kind,
    State,
    Tolerance,
    apart,
    changes,
    open_disagreements,
)
from tollwire.domain.tally import fold


def found(*claims: Claim, tolerance: Tolerance = Tolerance()) -> tuple[Disagreement, ...]:
    return open_disagreements(fold(made(*claims))["armenia"], tolerance)


def admitted_and_claimed(admitted: int | Count, claimed: int | Count) -> tuple[Disagreement, ...]:
    return found(claim(admitted, by="Armenia"), claim(claimed, by="Azerbaijan", in_article="b", at=hours(4)))


def test_the_admission_gap() -> None:
    (gap,) = admitted_and_claimed(104, 2300)
    assert (gap.lower.line.claimant, gap.higher.line.claimant) == ("Armenia", "Azerbaijan")
    assert (gap.actor, gap.kind, gap.people) == ("armenia", Kind.COUNT, gap.lower.line.people)
    assert gap.severity == round(2300 / 104, 4)
    assert gap.since == hours(4)


@pytest.mark.parametrize(
    ("lower", "higher", "ratio"),
    [
        (Count.exactly(104), Count.exactly(2300), 2300 / 104),
        (Count(50, 100), Count(200, None), 2.0),
        (Count.exactly(0), Count.exactly(16), 16.0),  # a bound of nobody counts as one
        (Count.exactly(0), Count.exactly(1), 1.0),
        (Count.exactly(16), Count.exactly(16), None),
        (Count(0, 50), Count(50, 60), None),  # they meet
        (Count(10, None), Count.exactly(2000), None),  # "at least ten" contradicts nothing above
        (Count(0, 100), Count(40, 60), None),
    ],
)
def test_apart(lower: Count, higher: Count, ratio: float | None) -> None:
    assert apart(lower, higher) == ratio


@pytest.mark.parametrize(
    ("lower", "higher", "disagree"),
    [
        (90, 100, False),  # exactly 10 % apart is within the tolerance
        (9, 10, False),
        (900_000_000, 1_000_000_000, False),
        (89, 100, True),
        (899_999_999, 1_000_000_000, True),
        (0, 1, False),
        (0, 2, True),
        (100, 100, False),
    ],
)
def test_rule_10_a_small_lag_is_no_disagreement(lower: int, higher: int, disagree: bool) -> None:
    assert bool(admitted_and_claimed(lower, higher)) is disagree
    assert bool(admitted_and_claimed(higher, lower)) is disagree


@given(st.integers(1, 10**8), st.sampled_from([0.0, 0.05, 0.1, 0.15, 0.3, 0.5]))
def test_rule_10_the_tolerance_is_exact(tenth: int, share: float) -> None:
    twentieths = round(share * 20)
    at_bound, tolerance = tenth * (20 - twentieths), Tolerance(apart=share)
    parts = [claim(tenth * 20, by="Azerbaijan", in_article="b")] if tenth * 20 <= 10**9 else []
    if parts:
        assert not found(*parts, claim(at_bound), tolerance=tolerance)
        assert found(*parts, claim(at_bound - 1), tolerance=tolerance)


@pytest.mark.parametrize(
    ("later", "disagree"), [(0, True), (72, True), (72.001, False), (-72, True), (-73, False)]
)
def test_rule_10_only_claims_of_about_one_time_disagree(later: float, disagree: bool) -> None:
    pair = claim(104, at=hours(100)), claim(2300, by="Azerbaijan", in_article="b", at=hours(100 + later))
    assert bool(found(*pair)) is disagree


def test_rule_10_can_be_set() -> None:
    pair = claim(50), claim(100, by="Azerbaijan", in_article="b", at=hours(4))
    assert found(*pair)
    assert not found(*pair, tolerance=Tolerance(apart=0.5))
    assert not found(*pair, tolerance=Tolerance(within=timedelta(hours=3)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"scope": Scope.INCIDENT}, {"scope": Scope.INCIDENT}),  # two events
        ({}, {"scope": Scope.INCIDENT}),  # rule 2
        ({}, {"group": VictimGroup.UNSPECIFIED}),  # rule 6
        ({"by": None, "publisher": "a.example"}, {"by": None, "publisher": "b.example"}),  # both only repeat
        ({"by": "Armenia"}, {"by": "Armenia", "at": hours(1)}),  # rule 4: one corrects itself
    ],
)
def test_what_is_no_disagreement(one: dict[str, object], other: dict[str, object]) -> None:
    assert not found(claim(104, **one), claim(2300, in_article="b", **other))  # type: ignore[arg-type]


def test_an_outlets_own_figure_may_contradict_a_side() -> None:
    assert found(claim(104, by="Armenia"), claim(2300, by=None, in_article="b"))


def test_three_figures_make_three_disagreements() -> None:
    three = found(
        claim(100), claim(200, by="UN", in_article="b"), claim(300, by="Azerbaijan", in_article="c")
    )
    assert sorted((str(each.lower.count), str(each.higher.count)) for each in three) == [
        ("100", "200"),
        ("100", "300"),
        ("200", "300"),
    ]


@given(counts(2000), counts(2000))
def test_disagreement_is_symmetrical(one: Count, other: Count) -> None:
    there, back = admitted_and_claimed(one, other), admitted_and_claimed(other, one)
    assert bool(there) is bool(back)
    if there:
        # Whoever says less, they are the same two about the same people.
        assert there[0].id == back[0].id
        assert there[0].severity == back[0].severity
        assert (there[0].lower.count, there[0].higher.count) == (back[0].lower.count, back[0].higher.count)
        assert there[0].lower.line.claimant != back[0].lower.line.claimant


@given(claim_events(max_claims=12))
def test_whatever_disagrees_lies_outside_every_tolerance(events: list[ClaimEvent]) -> None:
    for tally in fold(events).values():
        opened = open_disagreements(tally)
        assert len({each.id for each in opened}) == len(opened)
        for each in opened:
            lower, higher = each.lower, each.higher
            assert each.severity >= 1
            assert lower.count.high is not None
            assert lower.count.high < 0.9 * higher.count.low
            assert abs(lower.published_at - higher.published_at) <= timedelta(hours=72)
            assert lower.line.people == higher.line.people == each.people
            assert each.people.scope is Scope.CUMULATIVE
            assert each.since == max(lower.published_at, higher.published_at)


# What changes between two looks.

GAP, WIDER, OTHER = (
    admitted_and_claimed(104, 2300)[0],
    admitted_and_claimed(104, 2500)[0],
    found(claim(104), claim(300, by="UN", in_article="b"))[0],
)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [GAP], [(State.OPENED, GAP)]),
        ([GAP], [GAP], []),
        ([GAP], [WIDER], [(State.CHANGED, WIDER)]),
        ([GAP], [], [(State.RESOLVED, GAP)]),
        ([GAP], [OTHER], [(State.OPENED, OTHER), (State.RESOLVED, GAP)]),
        ([], [], []),
    ],
)
def test_changes(
    before: list[Disagreement], now: list[Disagreement], expected: list[tuple[State, Disagreement]]
) -> None:
    assert list(changes({each.id: each for each in before}, now)) == expected


def test_a_side_that_overtakes_the_other_changes_a_disagreement() -> None:
    (swapped,) = admitted_and_claimed(2300, 104)
    assert list(changes({GAP.id: GAP}, [swapped])) == [(State.CHANGED, swapped)]


def test_one_more_report_changes_nothing() -> None:
    told_again = replace(
        GAP, lower=replace(GAP.lower, claim_ids=("a", "b"), publishers=("a", "b"), quote="104 dead")
    )
    assert list(changes({GAP.id: GAP}, [told_again])) == []


@given(claim_events(max_claims=10), st.data())
def test_each_change_is_told_once(events: list[ClaimEvent], data: st.DataObject) -> None:
    """Played through step by step, what was told as open is what is open, and nothing is told twice."""
    known: dict[str, dict[str, Disagreement]] = {}
    told: set[str] = set()
    cuts = sorted({data.draw(st.integers(0, len(events))), len(events)})
    for cut in cuts:
        for actor, tally in fold(events[:cut]).items():
            now = open_disagreements(tally)
            before = known.get(actor, {})
            for state, each in changes(before, now):
                assert (state is State.OPENED) is (each.id not in told)
                (told.discard if state is State.RESOLVED else told.add)(each.id)
            known[actor] = {each.id: each for each in now}
            assert list(changes(known[actor], now)) == []
    assert told == {each for of_actor in known.values() for each in of_actor}


def test_changes_come_in_one_order() -> None:
    """Not in that of a set of texts, which differs from process to process."""
    many = [replace(GAP, id=f"{number:02}") for number in range(40)]
    told = [each.id for _, each in changes({each.id: each for each in reversed(many)}, [])]
    assert told == sorted(told)
