"""Disagreements: between whom, about what, since when, and what is told of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made, taken_back
from support.strategies import claim_events, counts
from tollwire.domain.claim import Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind, State, Tolerance, apart, changes
from tollwire.domain.fold import fold
from tollwire.domain.line import Track
from tollwire.domain.roll import Figure

DAY = 24
INCIDENT, DENIED = Scope.INCIDENT, Stance.DENIED


def found(
    *claims: Claim | ClaimEvent, kind: Kind = Kind.COUNT, tolerance: Tolerance = Tolerance()
) -> list[Disagreement]:
    events = [made(each)[0] if isinstance(each, Claim) else each for each in claims]
    disagreements = fold(events, tolerance)["armenia"].disagreements
    return [each for each in disagreements if each.kind is kind]


def enemy(count: int | Count, at: float = 0, **given: object) -> Claim:
    """Azerbaijan's word, so many hours into the war."""
    fields: dict[str, object] = {"by": "Azerbaijan", "in_article": f"enemy-{at}", "at": hours(at)}
    return claim(count, **(fields | given))  # type: ignore[arg-type]


def own(count: int | Count, at: float = 0, **given: object) -> Claim:
    fields: dict[str, object] = {"in_article": f"own-{at}", "at": hours(at)}
    return claim(count, **(fields | given))  # type: ignore[arg-type]


def admitted_and_claimed(admitted: int | Count, claimed: int | Count) -> list[Disagreement]:
    return found(own(admitted), enemy(claimed, 4))


def the(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


# Counts


def test_two_totals_that_cannot_both_be_true() -> None:
    (gap,) = admitted_and_claimed(104, 2300)
    assert (the(gap.lower).line.claimant, the(gap.higher).line.claimant) == ("Armenia", "Azerbaijan")
    assert (gap.actor, gap.people) == ("armenia", the(gap.lower).line.people)
    assert gap.severity == round(2300 / 104, 4)
    assert (gap.opened, gap.changed) == (hours(4), hours(4))


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


@given(st.integers(1, 5 * 10**7), st.sampled_from([0.0, 0.05, 0.1, 0.15, 0.3, 0.5]))
def test_the_tolerance_is_exact(twentieth: int, share: float) -> None:
    tolerance = Tolerance(apart=share)
    at_bound, claimed = twentieth * (20 - round(share * 20)), enemy(twentieth * 20)
    assert not found(own(at_bound), claimed, tolerance=tolerance)
    assert bool(found(own(at_bound - 1), claimed, tolerance=tolerance)) is (at_bound > 1)


def test_tolerances_can_be_set() -> None:
    pair = own(50), enemy(100, 4)
    assert found(*pair)
    assert not found(*pair, tolerance=Tolerance(apart=0.5))
    assert not found(*pair, tolerance=Tolerance(within=timedelta(hours=3)))
    later = claim(1, by="UN", group=VictimGroup.CIVILIAN, at=hours(4 + 25))
    assert found(*pair, later)
    assert not found(*pair, later, tolerance=Tolerance(lapse=timedelta(days=1)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"scope": INCIDENT}, {"scope": INCIDENT, "at": hours(16)}),  # two days, two events
        ({"scope": INCIDENT, "place": "Shusha"}, {"scope": INCIDENT, "place": "Ganja"}),
        ({"scope": INCIDENT}, {"scope": INCIDENT, "place": "Ganja"}),
        ({}, {"scope": INCIDENT}),  # rule 2
        ({}, {"group": VictimGroup.UNSPECIFIED}),  # rule 6
        ({}, {"conflict": None}),
        ({"by": None, "publisher": "a.example"}, {"by": None, "publisher": "b.example"}),  # both only repeat
        ({"by": "Armenia"}, {"by": "Armenia", "at": hours(1)}),  # rule 4: one corrects itself
    ],
)
def test_what_is_no_disagreement(one: dict[str, object], other: dict[str, object]) -> None:
    pair = claim(104, **one), claim(2300, **({"by": "Azerbaijan", "in_article": "b"} | other))  # type: ignore[arg-type]
    assert found(*pair) == []


def test_an_outlets_own_figure_may_contradict_a_side() -> None:
    assert found(own(104), claim(2300, by=None, in_article="b"))


def test_three_figures_make_three_disagreements() -> None:
    three = found(own(100), own(200, by="UN"), enemy(300))
    assert sorted((the(each.lower).count.low, the(each.higher).count.low) for each in three) == [
        (100, 200),
        (100, 300),
        (200, 300),
    ]
    assert len({each.id for each in three}) == 3


@given(counts(2000), counts(2000))
def test_disagreement_is_symmetrical(one: Count, other: Count) -> None:
    there, back = admitted_and_claimed(one, other), admitted_and_claimed(other, one)
    assert [(each.id, each.severity) for each in there] == [(each.id, each.severity) for each in back]
    for this, that in zip(there, back, strict=True):
        # Whoever says less, they are the same two about the same people.
        assert (the(this.lower).count, the(this.higher).count) == (
            the(that.lower).count,
            the(that.higher).count,
        )
        assert the(this.lower).line.claimant != the(that.lower).line.claimant


def test_an_id_stays_while_figures_move() -> None:
    assert {each.id for each in admitted_and_claimed(104, 2300)} == {
        each.id for each in found(own(104), enemy(2300, 4), own(110, 30), enemy(2500, 31))
    }


# Since when


def test_it_opened_at_the_end_of_the_first_day_of_which_it_was_so() -> None:
    told = [own(104 + n, DAY * n) for n in range(5)] + [enemy(2300 + n, DAY * n + 4) for n in range(5)]
    (gap,) = found(*told)
    assert (gap.opened, gap.changed) == (hours(4), hours(DAY * 4 + 4))


def test_a_day_on_which_they_agreed_breaks_it() -> None:
    told = [own(104), enemy(2300, 1), own(2300, DAY), own(104, DAY * 2), enemy(2400, DAY * 2 + 1)]
    (gap,) = found(*told)
    assert gap.opened == hours(DAY * 2 + 1)


def test_a_day_on_which_their_totals_were_too_far_apart_in_time_breaks_it() -> None:
    told = [own(104), enemy(2300), enemy(2400, DAY * 4), own(110, DAY * 5)]
    (gap,) = found(*told)
    assert gap.opened == hours(DAY * 5)


def test_agreement_within_a_day_does_not_break_it() -> None:
    told = [own(104), enemy(2300), own(2300, DAY), own(104, DAY + 1), enemy(2310, DAY * 2)]
    (gap,) = found(*told)
    assert gap.opened == hours(0)


def test_it_is_looked_for_thirty_days_back() -> None:
    told = [each for n in range(41) for each in (own(104, DAY * n), enemy(2300, DAY * n))]
    (gap,) = found(*told)
    assert gap.opened == hours(DAY * 10)


def test_a_retraction_of_the_day_between_joins_what_it_parted() -> None:
    agreed = own(2300, DAY)
    told = [own(104), enemy(2300, 1), agreed, own(104, DAY * 2), enemy(2400, DAY * 2 + 1)]
    (gap,) = found(*told, taken_back(agreed, hours(DAY * 3)))
    assert gap.opened == hours(1)


@pytest.mark.parametrize(("days", "lapsed"), [(30, False), (30.001, True)])
@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.DENIAL])
def test_what_nobody_speaks_of_for_thirty_days_is_resolved(kind: Kind, days: float, lapsed: bool) -> None:
    later = claim(1, by="UN", group=VictimGroup.CIVILIAN, at=hours(4 + DAY * days), in_article="later")
    told = own(2300, stance=DENIED) if kind is Kind.DENIAL else own(104)
    assert bool(found(told, enemy(2300, 4), later, kind=kind)) is not lapsed


def test_what_is_never_answered_does_not_lapse() -> None:
    later = claim(1, by="UN", group=VictimGroup.CIVILIAN, at=hours(DAY * 90), in_article="later")
    (silent,) = found(enemy(2300, 4), later, kind=Kind.UNACKNOWLEDGED)
    assert silent.opened == hours(4)


# Incidents


def test_two_counts_of_one_event() -> None:
    told = [
        each(number, at, scope=INCIDENT, day=date(2020, 9, 27), place="Shusha")
        for each, number, at in ((own, 4, 1), (enemy, 50, 3), (enemy, 60, 30))
    ]
    (one,) = found(*told)
    assert (the(one.lower).day, the(one.lower).place) == (date(2020, 9, 27), "Shusha")
    assert (the(one.lower).count, the(one.higher).count) == (Count.exactly(4), Count.exactly(60))
    assert (one.opened, one.changed) == (hours(3), hours(30))
    assert the(one.higher).line.track is Track.INCIDENTS


def test_each_event_has_a_disagreement_of_its_own() -> None:
    told = [
        each(number, 1, scope=INCIDENT, place=place)
        for each, number in ((own, 4), (enemy, 50))
        for place in ("Shusha", "Ganja", None)
    ]
    assert len({each.id for each in found(*told)}) == 3


# Denials


def test_a_denial_is_held_against_what_it_denies() -> None:
    (denial,) = found(own(550, 5, stance=DENIED), enemy(550, 1), kind=Kind.DENIAL)
    assert (the(denial.lower).line.track, the(denial.higher).line.claimant) == (Track.DENIALS, "Azerbaijan")
    assert denial.severity is None
    assert (denial.opened, denial.changed) == (hours(5), hours(5))


@pytest.mark.parametrize(
    "other",
    [
        {"count": 600},  # not what was denied
        {"at": 5 + 72.001},
        {"group": VictimGroup.CIVILIAN},
        {"by": "Armenia"},  # its own words are no claim of another
        {"stance": DENIED},
        {"scope": Scope.HISTORICAL},
    ],
)
def test_a_denial_may_be_held_against_nothing(other: dict[str, object]) -> None:
    told = enemy(**({"count": 550, "at": 1} | other))  # type: ignore[arg-type]
    (denial,) = (
        each
        for each in found(own(550, 5, stance=DENIED), told, kind=Kind.DENIAL)
        if each.lower and each.lower.line.claimant == "Armenia"
    )
    assert denial.higher is None


@pytest.mark.parametrize(
    "other",
    [
        {"count": Count(500, None)},
        {"count": Count(0, 550)},
        {"at": 5 + 72},
        {"at": 10},
        {"group": VictimGroup.UNSPECIFIED},
        {"by": "UN"},
        {"scope": INCIDENT, "place": "Shusha"},
    ],
)
def test_a_denial_finds_its_claim(other: dict[str, object]) -> None:
    told = enemy(**({"count": 550, "at": 1} | other))  # type: ignore[arg-type]
    (denial,) = found(own(550, 5, stance=DENIED), told, kind=Kind.DENIAL)
    assert the(denial.higher).claim_ids == (told.id,)


def test_of_several_the_newest_is_denied() -> None:
    told = [enemy(550, 1), enemy(550, 3, by="UN"), enemy(540, 4, by="France")]
    (denial,) = found(own(550, 5, stance=DENIED), *told, kind=Kind.DENIAL)
    assert the(denial.higher).line.claimant == "UN"


def test_a_count_of_its_own_ends_a_denial() -> None:
    denied = own(550, 5, stance=DENIED)
    assert found(denied, own(16, 6), kind=Kind.DENIAL) == []
    assert found(denied, own(16, 6, scope=INCIDENT), kind=Kind.DENIAL) == []
    assert len(found(denied, own(16, 4), kind=Kind.DENIAL)) == 1
    assert len(found(denied, own(16, 6, group=VictimGroup.CIVILIAN), kind=Kind.DENIAL)) == 1


def test_a_denial_is_as_old_as_its_first_report() -> None:
    told = [own(550, at, stance=DENIED) for at in (2, 4, 6)]
    (denial,) = found(*told, kind=Kind.DENIAL)
    assert (denial.opened, denial.changed) == (hours(2), hours(6))


# Anything


@given(claim_events(max_claims=12))
def test_whatever_disagrees_lies_outside_every_tolerance(events: list[ClaimEvent]) -> None:
    for each in fold(events).values():
        assert len({one.id for one in each.disagreements}) == len(each.disagreements)
        assert [one.id for one in each.disagreements] == sorted(one.id for one in each.disagreements)
        for one in each.disagreements:
            assert one.opened <= one.changed <= (each.tally.as_of or one.changed)
            if one.kind is not Kind.COUNT:
                assert one.severity is None
                continue
            lower, higher = the(one.lower), the(one.higher)
            assert one.severity is not None
            assert one.severity >= 1
            assert lower.count.high is not None
            assert lower.count.high < 0.9 * higher.count.low
            assert abs(lower.published_at - higher.published_at) <= timedelta(hours=72)
            assert lower.line.people == higher.line.people == one.people
            assert lower.line.track is higher.line.track is not Track.DENIALS
            assert (lower.day, lower.place) == (higher.day, higher.place)


# What changes between two looks

GAP, WIDER, NARROWER, OTHER = (
    admitted_and_claimed(104, 2300)[0],
    admitted_and_claimed(104, 2500)[0],
    admitted_and_claimed(110, 2300)[0],
    found(own(104), own(300, by="UN"))[0],
)
SILENCE, LOUDER = (
    found(*(enemy(count, count) for count in said), kind=Kind.UNACKNOWLEDGED)[0] for said in ((10,), (10, 20))
)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [GAP], [(State.OPEN, GAP)]),
        ([GAP], [GAP], []),
        ([GAP], [WIDER], [(State.WIDENED, WIDER)]),
        ([GAP], [NARROWER], [(State.NARROWED, NARROWER)]),
        ([WIDER], [GAP], [(State.NARROWED, GAP)]),
        ([GAP], [], [(State.RESOLVED, GAP)]),
        ([GAP], [OTHER], [(State.OPEN, OTHER), (State.RESOLVED, GAP)]),
        ([SILENCE], [LOUDER], [(State.WIDENED, LOUDER)]),
        ([LOUDER], [SILENCE], [(State.NARROWED, SILENCE)]),
        ([], [], []),
    ],
)
def test_changes(
    before: list[Disagreement], now: list[Disagreement], expected: list[tuple[State, Disagreement]]
) -> None:
    assert list(happened({each.id: each for each in before}, now)) == expected


def test_sides_that_change_places_leave_it_as_wide_as_it_was() -> None:
    (swapped,) = admitted_and_claimed(2300, 104)
    assert swapped.id == GAP.id
    assert list(happened({GAP.id: GAP}, [swapped])) == []


def test_one_more_report_changes_nothing() -> None:
    told_again = replace(
        GAP, lower=replace(the(GAP.lower), claim_ids=("a", "b"), publishers=("a", "b"), quote="104 dead")
    )
    assert list(happened({GAP.id: GAP}, [told_again])) == []


def happened(
    before: Mapping[str, Disagreement], now: Iterable[Disagreement]
) -> list[tuple[State, Disagreement]]:
    after = {each.id: each for each in now}
    told = changes(
        {id: each.width for id, each in before.items()}, {id: each.width for id, each in after.items()}
    )
    return [(state, before[id] if state is State.RESOLVED else after[id]) for state, id in told]


@given(claim_events(max_claims=10), st.data())
def test_each_change_is_told_once(events: list[ClaimEvent], data: st.DataObject) -> None:
    """Played through step by step, what was told as open is what is open, and nothing is told twice."""
    known: dict[str, dict[str, Disagreement]] = {}
    told: set[str] = set()
    cuts = sorted({data.draw(st.integers(0, len(events))), len(events)})
    for cut in cuts:
        for actor, each in fold(events[:cut]).items():
            for state, one in happened(known.get(actor, {}), each.disagreements):
                assert (state is State.OPEN) is (one.id not in told)
                (told.discard if state is State.RESOLVED else told.add)(one.id)
            known[actor] = {one.id: one for one in each.disagreements}
            assert list(happened(known[actor], each.disagreements)) == []
    assert told == {one for of_actor in known.values() for one in of_actor}


def test_changes_come_in_one_order() -> None:
    """Not in that of a set of texts, which differs from process to process."""
    many = [replace(GAP, id=f"{number:02}") for number in range(40)]
    told = [each.id for _, each in happened({each.id: each for each in reversed(many)}, [])]
    assert told == sorted(told)
