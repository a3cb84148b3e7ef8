"""The rules of counting, one by one; their numbers are those of the design's list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from support.make import WAR, claim, hours, made
from support.strategies import claim_events
from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.tally import Band, Figure, counts, fold


def figures(*claims: Claim, actor: str = "armenia") -> tuple[Figure, ...]:
    return fold(made(*claims))[actor].figures


def shown(*claims: Claim) -> list[str]:
    return [str(figure.count) for figure in figures(*claims)]


def bands(*claims: Claim) -> list[Band]:
    return list(fold(made(*claims))["armenia"].bands)


def test_rule_1_a_figure_leads_back_to_its_words() -> None:
    (figure,) = figures(claim(16, quote="16 servicemen killed", in_article="flash"))
    assert figure.quote == "16 servicemen killed"
    assert figure.url == "https://wire.example/flash"
    assert figure.publisher == "wire.example"
    assert figure.claim_ids == (claim(16, quote="16 servicemen killed", in_article="flash").id,)
    assert (figure.line.people.conflict, figure.line.claimant) == (WAR, "Armenia")


@pytest.mark.parametrize(
    "other",
    [
        {"scope": Scope.INCIDENT},  # rule 2: one event is no running total
        {"by": "Azerbaijan"},  # rule 9: nor is one side's word the other's
        {"by": "UN"},
        {"by": None},
        {"casualty_type": CasualtyType.WOUNDED},
        {"casualty_type": CasualtyType.CASUALTIES},  # rule 6: killed or wounded is neither
        {"group": VictimGroup.CIVILIAN},
        {"group": VictimGroup.UNSPECIFIED},  # rule 6: no group is not any group
    ],
)
def test_rules_2_6_and_9_nothing_is_added_to_what_is_not_the_same(other: dict[str, object]) -> None:
    assert sorted(shown(claim(100), claim(16, **other))) == ["100", "16"]  # type: ignore[arg-type]


def test_rule_2_an_ally_has_a_tally_of_its_own() -> None:
    folded = fold(made(claim(3825), claim(742, victim="Nagorno-Karabakh")))
    assert {actor: str(tally.figures[0].count) for actor, tally in folded.items()} == {
        "armenia": "3,825",
        "nagorno-karabakh": "742",
    }


def test_rule_3_one_figure_told_by_many_is_one() -> None:
    told = [
        claim(84, at=hours(n), in_article=f"a{n}", publisher=f"outlet-{n % 3}.example") for n in range(12)
    ]
    (figure,) = figures(*told)
    assert figure.count == Count.exactly(84)
    assert figure.publishers == ("outlet-0.example", "outlet-1.example", "outlet-2.example")
    assert figure.claim_ids == tuple(each.id for each in told)  # oldest first
    assert [band.claimants for band in bands(*told)] == [1]


def test_rule_3_ends_with_the_day() -> None:
    """The war's first hour is 08:00: sixteen hours on is midnight."""
    (figure,) = figures(*(claim(84, at=hours(n), in_article=f"a{n}") for n in (15.9, 16, 20)))
    assert len(figure.claim_ids) == 2


@pytest.mark.parametrize(("first", "later"), [(58, 84), (84, 58), (16, 0), (16, 16)])
def test_rule_4_a_later_total_replaces_an_earlier_one(first: int, later: int) -> None:
    early, late = claim(first, in_article="z"), claim(later, at=hours(5), in_article="a")
    assert shown(early, late) == shown(late, early) == [str(later)]


def test_rule_4_of_one_time_the_larger_holds() -> None:
    assert shown(claim(58, in_article="a"), claim(Count(58, None), in_article="b"), claim(16)) == ["58+"]


def test_rule_5_a_retraction_brings_back_what_the_claim_hid() -> None:
    early, late = claim(58, in_article="a"), claim(840, at=hours(5), in_article="b")
    before = fold(made(early, late))["armenia"]
    gone = ClaimEvent.taken_back(late, by=hours(6).isoformat(timespec="microseconds"))
    after = fold([*made(early, late), gone])["armenia"]
    assert [str(figure.count) for figure in before.figures] == ["840"]
    assert after == fold(made(early))["armenia"]


def test_rule_5_a_retraction_of_an_earlier_version_does_not_take_back_a_later_one() -> None:
    early, late = claim(58), claim(58, at=hours(5))
    gone = ClaimEvent.taken_back(early, by=hours(2).isoformat(timespec="microseconds"))
    assert [str(figure.count) for figure in fold([*made(late), gone])["armenia"].figures] == ["58"]
    assert fold([*made(early), gone])["armenia"].figures == ()


def test_rule_7_missing_is_not_zero() -> None:
    assert "armenia" not in fold([])
    assert shown(claim(0)) == ["0"]
    taken_back = fold([ClaimEvent.taken_back(claim(16), by="9")])["armenia"]
    assert (taken_back.figures, taken_back.bands, taken_back.as_of, taken_back.name) == ((), (), None, None)


@pytest.mark.parametrize("count", [Count(200, None), Count(0, 50), Count(1500, 2000, approximate=True)])
def test_rule_8_a_range_stays_a_range(count: Count) -> None:
    (figure,), (band,) = figures(claim(count)), bands(claim(count))
    assert figure.count == count
    assert (band.low, band.high) == (count.low, count.high)


def test_rule_9_each_basis_has_its_low_and_high() -> None:
    found = bands(
        claim(104, by="Armenia"),
        claim(2300, by="Azerbaijan"),
        claim(Count(150, 180), by="UN"),
        claim(200, by="France"),
        claim(Count(120, None), by=None),
    )
    assert {band.basis: (band.low, band.high, band.claimants) for band in found} == {
        Basis.ADMISSION: (104, 104, 1),
        Basis.ENEMY_CLAIM: (2300, 2300, 1),
        Basis.THIRD_PARTY: (150, 200, 2),
        Basis.UNATTRIBUTED: (120, None, 1),
    }


@pytest.mark.parametrize(("later", "low", "claimants"), [(72, 150, 2), (72.001, 200, 1)])
def test_rule_10_a_band_is_of_about_one_time(later: float, low: int, claimants: int) -> None:
    (band,) = bands(claim(150, by="UN"), claim(200, by="France", at=hours(later)))
    assert (band.low, band.high, band.claimants) == (low, 200, claimants)
    assert band.newest_at == hours(later)


@pytest.mark.parametrize("kept", [{"scope": Scope.HISTORICAL}, {"stance": Stance.DENIED}])
def test_rule_11_what_is_historical_or_denied_is_never_counted(kept: dict[str, object]) -> None:
    other_war = claim(30_000, at=hours(9), **kept)  # type: ignore[arg-type]
    assert not counts(other_war)
    assert shown(other_war) == []
    assert shown(claim(16), other_war) == ["16"]


@given(claim_events())
def test_rule_11_holds_for_any_claims(events: list[ClaimEvent]) -> None:
    never = {
        event.claim.id
        for event in events
        if event.claim.scope is Scope.HISTORICAL or event.claim.stance is Stance.DENIED
    }
    for tally in fold(events).values():
        assert not any(figure.line.people.scope is Scope.HISTORICAL for figure in tally.figures)
        assert not never & {claim_id for figure in tally.figures for claim_id in figure.claim_ids}


@given(claim_events())
def test_every_figure_is_one_that_somebody_gave(events: list[ClaimEvent]) -> None:
    """Nothing is added up, averaged or invented (rules 2, 6, 8 and 9)."""
    given_counts = {event.claim.count for event in events}
    for tally in fold(events).values():
        assert {figure.count for figure in tally.figures} <= given_counts
        bounds = {figure.count.low for figure in tally.figures}
        tops = {figure.count.high for figure in tally.figures}
        assert all(band.low in bounds and band.high in tops for band in tally.bands)


@given(claim_events())
def test_each_line_has_one_figure_and_each_basis_one_band(events: list[ClaimEvent]) -> None:
    for tally in fold(events).values():
        lines = [figure.line for figure in tally.figures]
        groups = [(band.people, band.basis) for band in tally.bands]
        assert len(lines) == len(set(lines))
        assert len(groups) == len(set(groups))
        assert set(groups) == {(line.people, line.basis) for line in lines}


def test_a_tally_is_as_of_its_newest_claim_and_bears_its_name() -> None:
    tally = fold(made(claim(16), claim(9, group=VictimGroup.CIVILIAN, at=hours(3))))["armenia"]
    assert (tally.actor, tally.name, tally.as_of) == ("armenia", "Armenia", hours(3))
    assert fold(made(claim(9, victim=None)))["unknown"].name is None


def test_one_second_is_enough_to_be_the_later() -> None:
    later = claim(17, at=hours(0) + timedelta(seconds=1), in_article="b")
    assert shown(claim(18), later) == ["17"]


@given(claim_events())
def test_no_tally_knows_how_sure_the_extractor_was(events: list[ClaimEvent]) -> None:
    unsure = [replace(each, claim=replace(each.claim, confidence=None)) for each in events]
    sure = [replace(each, claim=replace(each.claim, confidence=0.9)) for each in events]
    assert fold(sure) == fold(unsure)
