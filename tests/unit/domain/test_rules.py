"""The twelve rules of counting, one by one; their numbers are those of the design's list."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given

from support.accounts import account, as_bytes, bands, said
from support.make import WAR, claim, hours, made, taken_back
from support.strategies import claim_events
from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Kind
from tollwire.domain.fold import fold, registers
from tollwire.domain.line import Track
from tollwire.domain.window import Method, Window

INCIDENT = Scope.INCIDENT
CIVILIAN, UNSPECIFIED = VictimGroup.CIVILIAN, VictimGroup.UNSPECIFIED


def figures(*claims: Claim | ClaimEvent) -> list[str]:
    return sorted(str(each.count) for each in account(*claims).tally.figures)


def by_azerbaijan(count: int | Count, **given: object) -> Claim:
    return claim(count, by="Azerbaijan", **({"in_article": "enemy"} | given))  # type: ignore[arg-type]


# 1. The unit is the claim


def test_rule_1_a_figure_leads_back_to_its_words() -> None:
    told = claim(16, quote="16 servicemen killed", in_article="flash")
    (figure,) = account(told).tally.figures
    assert (figure.quote, figure.url, figure.publisher) == (
        "16 servicemen killed",
        "https://wire.example/flash",
        "wire.example",
    )
    assert figure.claim_ids == (told.id,)
    assert (figure.line.people.conflict, figure.line.claimant, figure.victim) == (WAR, "Armenia", "Armenia")


def test_rule_1_a_sum_and_a_band_name_the_claims_that_they_stand_on() -> None:
    first, second = claim(16, scope=INCIDENT), claim(9, scope=INCIDENT, at=hours(30), in_article="b")
    tally = account(first, second).tally
    statement = said(tally, "Armenia")
    assert statement is not None
    assert statement.claim_ids == bands(tally)[Basis.ADMISSION].claim_ids == (first.id, second.id)


def test_rule_1_both_sides_of_a_disagreement_bear_their_words() -> None:
    own, enemy = claim(104, quote="104 fell"), by_azerbaijan(2300, quote="over two thousand", at=hours(1))
    (gap,) = account(own, enemy).disagreements
    assert gap.lower is not None
    assert gap.higher is not None
    assert (gap.lower.quote, gap.higher.quote) == ("104 fell", "over two thousand")
    assert (gap.lower.claim_ids, gap.higher.claim_ids) == ((own.id,), (enemy.id,))


@given(claim_events())
def test_rule_1_every_id_is_of_a_claim_that_stands(events: list[ClaimEvent]) -> None:
    standing = {
        id: event.claim
        for id, event in registers(events).items()
        if not event.retracted and event.claim.scope is not Scope.HISTORICAL
    }
    for actor, each in fold(events).items():
        tally = each.tally
        shown = [figure.claim_ids for figure in tally.figures] + [one.claim_ids for one in tally.statements]
        shown += [band.claim_ids for band in tally.bands] + [both.claim_ids for both in tally.both]
        for ids in shown:
            assert ids
            assert {standing[id].actor for id in ids} == {actor}


# 2. Never add what is not one claimant's incidents


def test_rule_2_a_total_and_an_incident_are_never_added() -> None:
    tally = account(claim(100), claim(16, scope=INCIDENT, in_article="b", at=hours(1))).tally
    statement = said(tally, "Armenia")
    assert statement is not None
    assert (statement.count, statement.method) == (Count.exactly(100), Method.TOTAL)
    band = bands(tally)[Basis.ADMISSION]
    assert (band.low, band.high) == (100, 100)
    assert figures(claim(100), claim(16, scope=INCIDENT)) == ["100", "16"]


def test_rule_2_a_sum_of_one_is_no_rival_to_the_total_of_another() -> None:
    band = bands(account(claim(100, by="UN"), claim(16, by="France", scope=INCIDENT)).tally)
    assert (band[Basis.THIRD_PARTY].low, band[Basis.THIRD_PARTY].claimants) == (100, ("UN",))


def test_rule_2_incidents_of_one_claimant_add_up() -> None:
    days = [claim(n, scope=INCIDENT, at=hours(30 * n), in_article=f"a{n}") for n in (1, 2, 3)]
    statement = said(account(*days).tally, "Armenia")
    assert statement is not None
    assert (statement.count, statement.method, statement.stands_on) == (Count.exactly(6), Method.SUM, 3)


def test_rule_2_incidents_of_two_claimants_do_not() -> None:
    tally = account(
        claim(16, by="UN", scope=INCIDENT), claim(20, by="France", scope=INCIDENT, at=hours(30))
    ).tally
    band = bands(tally)[Basis.THIRD_PARTY]
    assert (band.low, band.high, band.claimants) == (16, 20, ("France", "UN"))


def test_rule_2_an_ally_has_a_tally_of_its_own() -> None:
    """The 742 from Artsakh are inside the 3,825 Armenian dead."""
    folded = fold(made(claim(3825), claim(742, victim="Nagorno-Karabakh", in_article="b")))
    assert {actor: [str(each.count) for each in found.tally.figures] for actor, found in folded.items()} == {
        "armenia": ["3,825"],
        "nagorno-karabakh": ["742"],
    }
    assert {
        actor: {(each.low, each.high) for each in found.tally.bands} for actor, found in folded.items()
    } == {"armenia": {(3825, 3825)}, "nagorno-karabakh": {(742, 742)}}


def test_rule_2_a_day_and_its_places_are_not_added() -> None:
    whole, one = claim(30, scope=INCIDENT), claim(12, scope=INCIDENT, place="Shusha", in_article="b")
    other = claim(20, scope=INCIDENT, place="Ganja", in_article="c")
    for told, count in (((whole, one), 30), ((whole, one, other), 32), ((one, other), 32)):
        statement = said(account(*told).tally, "Armenia")
        assert statement is not None
        assert statement.count == Count.exactly(count)


# 3. A repeated figure is one figure


def test_rule_3_one_figure_told_by_fifty_outlets_is_one() -> None:
    told = [claim(84, at=hours(n / 10), in_article=f"a{n}", publisher=f"o{n}.example") for n in range(50)]
    tally = account(*told).tally
    (figure,) = tally.figures
    assert (figure.count, figure.reports, len(figure.publishers)) == (Count.exactly(84), 50, 50)
    assert figure.claim_ids == tuple(each.id for each in told[-20:])
    band = bands(tally)[Basis.ADMISSION]
    assert (band.low, band.high, band.claimants, band.publishers) == (84, 84, ("Armenia",), 50)


def test_rule_3_copies_of_one_text_are_one_publisher() -> None:
    told = [claim(84, publisher="agency.example")] + [
        claim(84, in_article=f"a{n}", publisher=f"o{n}.example", copied_from="agency.example")
        for n in range(9)
    ]
    tally = account(*told).tally
    assert tally.figures[0].publishers == ("agency.example",)
    assert (tally.figures[0].reports, bands(tally)[Basis.ADMISSION].publishers) == (10, 1)


def test_rule_3_an_incident_told_twice_is_added_once() -> None:
    told = [claim(16, scope=INCIDENT, at=hours(n), in_article=f"a{n}", place="Shusha") for n in range(3)]
    statement = said(account(*told).tally, "Armenia")
    assert statement is not None
    assert (statement.count, statement.stands_on) == (Count.exactly(16), 1)


def test_rule_3_ends_with_the_day() -> None:
    """The war's first hour is 08:00: sixteen hours on is midnight."""
    (figure,) = account(*(claim(84, at=hours(n), in_article=f"a{n}") for n in (15.9, 16, 20))).tally.figures
    assert (figure.reports, figure.first_at) == (2, hours(16))


# 4. A later total replaces an earlier one


@pytest.mark.parametrize(("first", "later"), [(58, 84), (84, 58), (16, 0), (16, 16)])
def test_rule_4_a_later_total_replaces_an_earlier_one(first: int, later: int) -> None:
    early, late = claim(first, in_article="z"), claim(later, at=hours(5), in_article="a")
    assert figures(early, late) == figures(late, early) == [str(later)]


def test_rule_4_one_second_is_enough_to_be_the_later() -> None:
    later = claim(17, at=hours(0) + timedelta(seconds=1), in_article="b")
    assert figures(claim(18), later) == ["17"]


def test_rule_4_of_one_time_the_larger_holds() -> None:
    assert figures(claim(58), claim(Count(58, None), in_article="b"), claim(16)) == ["58+"]


def test_rule_4_a_later_count_of_an_incident_replaces_an_earlier_one() -> None:
    early, late = claim(50, scope=INCIDENT), claim(30, scope=INCIDENT, at=hours(5), in_article="b")
    statement = said(account(late, early).tally, "Armenia")
    assert statement is not None
    assert (statement.count, statement.at) == (Count.exactly(30), hours(5))


# 5. A correction takes back


def test_rule_5_a_retraction_brings_back_what_the_claim_hid() -> None:
    early, late = claim(58, in_article="a"), claim(840, at=hours(5), in_article="b")
    assert figures(early, late) == ["840"]
    assert account(*made(early, late), taken_back(late, hours(6))) == account(early)


def test_rule_5_a_retraction_moves_every_figure_that_stood_on_it() -> None:
    first, second = claim(16, scope=INCIDENT), claim(9, scope=INCIDENT, at=hours(30), in_article="b")
    enemy = by_azerbaijan(300, scope=INCIDENT, at=hours(31))
    before, after = (
        account(first, second, enemy),
        account(*made(first, second, enemy), taken_back(enemy, hours(40))),
    )
    assert after == account(first, second)
    assert before.tally.gaps
    assert [each.kind for each in before.disagreements] == [Kind.COUNT]
    assert (after.tally.gaps, after.disagreements) == ((), ())
    corrected = account(*made(first, second), taken_back(first, hours(40)))
    assert corrected == account(second)


def test_rule_5_a_retraction_of_an_earlier_version_does_not_take_back_a_later_one() -> None:
    early, late = claim(58), claim(58, at=hours(5))
    gone = taken_back(early, hours(2))
    assert figures(*made(late), gone) == ["58"]
    assert figures(*made(early), gone) == []


def test_rule_5_a_claim_that_moves_to_another_line_leaves_its_old_one() -> None:
    first = claim(84, by=None, publisher="wire.example")
    moved = claim(84, by=None, publisher="desk.example", at=hours(1), conflict=None)
    assert first.id == moved.id
    for told in ((first, moved), (moved, first)):
        (figure,) = account(*told).tally.figures
        assert (figure.line.claimant, figure.line.people.conflict) == ("desk.example", None)


# 6. Combined is never split, and nothing is added to what has no group


@pytest.mark.parametrize(
    "other",
    [
        {"casualty_type": CasualtyType.WOUNDED},
        {"casualty_type": CasualtyType.CASUALTIES},
        {"group": CIVILIAN},
        {"group": UNSPECIFIED},
        {"conflict": None},
    ],
)
def test_rule_6_people_of_another_kind_stay_apart(other: dict[str, object]) -> None:
    tally = account(claim(100), claim(16, in_article="b", **other)).tally  # type: ignore[arg-type]
    assert sorted(str(each.count) for each in tally.figures) == ["100", "16"]
    for window in Window:
        counts = {(each.low, each.high) for each in tally.bands if each.window is window}
        assert counts <= {(100, 100), (16, 16)}


@pytest.mark.parametrize("scope", [Scope.CUMULATIVE, INCIDENT])
def test_rule_6_military_and_civilian_of_one_claimant_are_a_total(scope: Scope) -> None:
    tally = account(
        claim(Count(100, 110), scope=scope),
        claim(Count(16, None), scope=scope, group=CIVILIAN, in_article="b", at=hours(1)),
        claim(500, scope=scope, group=UNSPECIFIED, in_article="c"),
    ).tally
    (both,) = tally.both
    assert (both.count, both.claimant, both.at) == (Count(116, None), "Armenia", hours(1))
    assert both.method is (Method.TOTAL if scope is Scope.CUMULATIVE else Method.SUM)


@pytest.mark.parametrize(
    "civilian",
    [
        {"by": "UN"},
        {"scope": INCIDENT},
        {"casualty_type": CasualtyType.WOUNDED},
        {"conflict": None},
        {"group": UNSPECIFIED},
        {"at": hours(72.001)},
        {"stance": Stance.DENIED},
    ],
)
def test_rule_6_military_and_civilian_are_not_added_otherwise(civilian: dict[str, object]) -> None:
    told = {"group": CIVILIAN, "in_article": "b"} | civilian
    assert account(claim(100), claim(16, **told)).tally.both == ()  # type: ignore[arg-type]
    assert account(claim(100), claim(16, group=CIVILIAN, in_article="b", at=hours(72))).tally.both


# 7. Missing is not zero


def test_rule_7_no_claim_is_not_a_claim_of_none() -> None:
    assert "armenia" not in fold([])
    assert figures(claim(0)) == ["0"]
    gone = account(taken_back(claim(16), hours(9))).tally
    assert (gone.figures, gone.bands, gone.statements, gone.as_of, gone.name) == ((), (), (), None, None)


def test_rule_7_a_window_of_which_nothing_is_said_has_no_figure() -> None:
    tally = account(claim(16, scope=INCIDENT), claim(3, group=CIVILIAN, at=hours(24 * 8))).tally
    windows = {each.window for each in tally.statements if each.people.victim_group is VictimGroup.MILITARY}
    assert windows == {Window.MONTH, Window.ALL}


def test_rule_7_a_side_that_never_answers_is_shown_as_silent_since_its_enemy_spoke() -> None:
    told = (by_azerbaijan(300), by_azerbaijan(550, at=hours(40), in_article="c"))
    found = account(*told)
    (silence,) = found.tally.silences
    assert (silence.unacknowledged, silence.since) == (True, hours(0))
    (open_,) = found.disagreements
    assert (open_.kind, open_.opened, open_.changed) == (Kind.UNACKNOWLEDGED, hours(0), hours(40))
    assert open_.lower is None
    assert open_.higher is not None
    assert open_.higher.count == Count.exactly(550)


@pytest.mark.parametrize(
    "word",
    [
        {},
        {"count": 0},
        {"stance": Stance.DENIED},
        {"group": UNSPECIFIED},
        {"scope": INCIDENT},
    ],
)
def test_rule_7_any_word_of_its_own_breaks_a_silence(word: dict[str, object]) -> None:
    own = claim(**({"count": 104, "at": hours(5), "in_article": "own"} | word))  # type: ignore[arg-type]
    found = account(by_azerbaijan(300), own)
    (silence,) = (each for each in found.tally.silences if each.people.victim_group is VictimGroup.MILITARY)
    assert (silence.unacknowledged, silence.since) == (False, hours(5))
    assert Kind.UNACKNOWLEDGED not in {each.kind for each in found.disagreements}


@pytest.mark.parametrize(
    "word",
    [
        {"by": "UN"},
        {"group": CIVILIAN},
        {"casualty_type": CasualtyType.WOUNDED},
        {"conflict": None},
        {"scope": Scope.HISTORICAL},
        {"victim": "Azerbaijan"},
    ],
)
def test_rule_7_a_word_about_other_people_or_of_another_breaks_none(word: dict[str, object]) -> None:
    found = account(by_azerbaijan(300), claim(104, at=hours(5), in_article="own", **word))  # type: ignore[arg-type]
    silence = next(each for each in found.tally.silences if each.people.conflict == WAR)
    assert (silence.unacknowledged, silence.since) == (True, hours(0))


# 8. A range stays a range


@pytest.mark.parametrize("count", [Count(200, None), Count(0, 50), Count(1500, 2000, approximate=True)])
def test_rule_8_a_range_stays_a_range(count: Count) -> None:
    tally = account(claim(count)).tally
    statement, band = said(tally, "Armenia"), bands(tally)[Basis.ADMISSION]
    assert statement is not None
    assert tally.figures[0].count == statement.count == count
    assert (band.low, band.high) == (count.low, count.high)


def test_rule_8_a_sum_of_ranges_is_a_range() -> None:
    told = [
        claim(count, scope=INCIDENT, at=hours(30 * n), in_article=f"a{n}")
        for n, count in enumerate([Count(10, 20), Count(5, 5, approximate=True), Count(1, 2)])
    ]
    statement = said(account(*told).tally, "Armenia")
    assert statement is not None
    assert statement.count == Count(16, 27, approximate=True)
    opened = claim(Count(50, None), scope=INCIDENT, at=hours(120), in_article="open")
    statement = said(account(*told, opened).tally, "Armenia")
    assert statement is not None
    assert statement.count == Count(66, None, approximate=True)


# 9. Bases are never averaged


def test_rule_9_each_basis_has_its_low_and_high() -> None:
    found = bands(
        account(
            claim(104, by="Armenia"),
            claim(2300, by="Azerbaijan"),
            claim(Count(150, 180), by="UN"),
            claim(200, by="France"),
            claim(Count(120, None), by=None),
        ).tally
    )
    assert {basis: (band.low, band.high, len(band.claimants)) for basis, band in found.items()} == {
        Basis.ADMISSION: (104, 104, 1),
        Basis.ENEMY_CLAIM: (2300, 2300, 1),
        Basis.THIRD_PARTY: (150, 200, 2),
        Basis.UNATTRIBUTED: (120, None, 1),
    }


@pytest.mark.parametrize(
    ("admitted", "claimed", "gap", "ratio", "at_least"),
    [
        (Count.exactly(104), Count.exactly(2300), 2196, 22.1154, False),
        (Count(100, 110), Count(2000, 2300), 2200, 23.0, False),
        (Count.exactly(0), Count.exactly(16), 16, 16.0, False),  # nobody is taken as one, for the ratio
        (Count.exactly(104), Count(2000, None), 1896, 19.2308, True),
        (Count.exactly(300), Count.exactly(16), -284, 0.0533, False),
    ],
)
def test_rule_9_the_admission_gap(
    admitted: Count, claimed: Count, gap: int, ratio: float, at_least: bool
) -> None:
    (found,) = account(claim(admitted), by_azerbaijan(claimed, at=hours(4))).tally.gaps
    assert (found.gap, found.ratio, found.at_least) == (gap, ratio, at_least)


def test_rule_9_there_is_no_gap_between_different_people() -> None:
    assert account(claim(104), by_azerbaijan(2300, group=UNSPECIFIED)).tally.gaps == ()


@pytest.mark.parametrize("older", [Scope.CUMULATIVE, INCIDENT])
@pytest.mark.parametrize("newer", [Scope.CUMULATIVE, INCIDENT])
def test_rule_9_a_claimants_basis_is_that_of_its_newest_word(older: Scope, newer: Scope) -> None:
    """Be it a total or an incident; not its newest denial's."""
    told = [
        claim(50, by="UN", basis=Basis.ENEMY_CLAIM, scope=older),
        claim(60, by="UN", at=hours(1), in_article="b", scope=newer),
        claim(70, by="UN", at=hours(2), in_article="c", stance=Stance.DENIED, basis=Basis.ENEMY_CLAIM),
    ]
    for order in permutations(told):
        assert bands(account(*order).tally).keys() == {Basis.THIRD_PARTY}


# 10. Only claims of about the same time disagree


@pytest.mark.parametrize(("later", "low", "claimants"), [(72, 150, 2), (72.001, 200, 1)])
def test_rule_10_a_band_is_of_about_one_time(later: float, low: int, claimants: int) -> None:
    tally = account(claim(150, by="UN"), claim(200, by="France", at=hours(later))).tally
    band = bands(tally)[Basis.THIRD_PARTY]
    assert (band.low, band.high, len(band.claimants)) == (low, 200, claimants)
    assert band.newest_at == hours(later)


@pytest.mark.parametrize("track", [Scope.CUMULATIVE, INCIDENT])
@pytest.mark.parametrize(
    ("apart", "disagree"),
    [(0, True), (72, True), (72 + 1 / 3600, False), (-72, True), (-72 - 1 / 3600, False)],
)
def test_rule_10_only_claims_of_about_one_time_disagree(track: Scope, apart: float, disagree: bool) -> None:
    day = hours(0).date()
    own = claim(104, at=hours(100), scope=track, day=day)
    enemy = by_azerbaijan(2300, at=hours(100 + apart), scope=track, day=day)
    kinds = [each.kind for each in account(own, enemy).disagreements]
    assert kinds == ([Kind.COUNT] if disagree else [])


@pytest.mark.parametrize(
    ("lower", "higher", "disagree"),
    [
        (90, 100, False),  # exactly 10 % apart is within the tolerance
        (9, 10, False),
        (900_000_000, 1_000_000_000, False),
        (89, 100, True),
        (899_999_999, 1_000_000_000, True),
        (0, 1, False),  # nobody is taken as one
        (0, 2, True),
        (100, 100, False),
    ],
)
def test_rule_10_a_small_lag_is_no_disagreement(lower: int, higher: int, disagree: bool) -> None:
    for own, enemy in ((lower, higher), (higher, lower)):
        assert bool(account(claim(own), by_azerbaijan(enemy)).disagreements) is disagree


# 11. Historical is kept and never counted


def test_rule_11_what_is_historical_counts_nowhere() -> None:
    past = claim(30_000, scope=Scope.HISTORICAL, at=hours(9), in_article="past")
    assert account(past) == account(taken_back(past, hours(10)))
    assert account(claim(16), past) == account(claim(16)), "nor does it move the as-of time"
    denied = claim(30_000, scope=Scope.HISTORICAL, stance=Stance.DENIED, in_article="past")
    assert account(by_azerbaijan(16), denied) == account(by_azerbaijan(16)), "nor break a silence"
    enemy = by_azerbaijan(30_000, scope=Scope.HISTORICAL)
    assert account(claim(16), enemy) == account(claim(16))


def test_rule_11_what_is_historical_is_kept() -> None:
    past = claim(30_000, scope=Scope.HISTORICAL)
    assert registers(made(past))[past.id].claim == past


@given(claim_events())
def test_rule_11_holds_for_any_claims(events: list[ClaimEvent]) -> None:
    kept = registers(events)
    counted = {id: event for id, event in kept.items() if event.claim.scope is not Scope.HISTORICAL}
    empty = {event.claim.actor for event in kept.values()} - {event.claim.actor for event in counted.values()}
    folded = fold(kept.values())
    assert {actor: each for actor, each in folded.items() if actor not in empty} == fold(counted.values())
    assert all(folded[actor].tally.as_of is None for actor in empty)


def test_what_is_denied_is_shown_and_never_counted() -> None:
    denied = claim(550, stance=Stance.DENIED, in_article="b")
    tally = account(denied).tally
    assert [each.line.track for each in tally.figures] == [Track.DENIALS]
    assert (tally.statements, tally.bands) == ((), ())
    assert bands(account(claim(16), denied).tally)[Basis.ADMISSION].high == 16


# 12. The same claims give the same tallies (by properties: test_fold.py, test_oracle.py)


def test_rule_12_any_order_of_the_same_events_gives_the_same_bytes() -> None:
    wrong = claim(840, at=hours(2), in_article="c")
    events = [
        *made(claim(104), by_azerbaijan(2300, at=hours(1)), wrong, claim(16, scope=INCIDENT, in_article="d")),
        taken_back(wrong, hours(3)),
    ]
    told = [as_bytes(fold(order)) for order in permutations(events)]
    assert all(each == told[0] for each in told)
    assert len(told[0]["armenia"]) == 2, "a tally and a disagreement"
