"""Which claims stand behind a figure."""

from dataclasses import replace

import pytest

from support import war
from support.make import claim, hours, made, taken_back
from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.fold import fold, registers
from tollwire.domain.tally import Band, Statement
from tollwire.domain.window import Window
from tollwire.reading.behind import Answer, Asked, behind


def asked_of(*claims: Claim | ClaimEvent, actor: str = "armenia", **asked: object) -> Answer:
    events = [made(each)[0] if isinstance(each, Claim) else each for each in claims]
    return behind(actor, registers(events), Asked(**asked))  # type: ignore[arg-type]


def told(answer: Answer) -> list[tuple[int, bool]]:
    return [(each.claim.count.low, each.counted) for each in answer.claims]


def test_a_total_stands_on_all_reports_of_it_and_not_on_those_before():
    first = claim(16)
    again = [claim(84, at=hours(24 + n / 10), in_article=f"b{n}") for n in range(30)]
    assert told(asked_of(first, *again)) == [(84, True)] * 30 + [(16, False)]


def test_what_is_taken_back_is_left_out_and_what_it_hid_counts_again():
    first, second = claim(16), claim(84, at=hours(24), in_article="b")
    assert told(asked_of(first, second, taken_back(second, hours(30)))) == [(16, True)]


def test_only_what_is_asked_about():
    killed = claim(16)
    wounded = claim(60, casualty_type=CasualtyType.WOUNDED, in_article="b")
    enemy = claim(550, by="Azerbaijan", in_article="c")
    civilian = claim(5, group=VictimGroup.CIVILIAN, in_article="d")
    other_war = claim(7, conflict="another-war", in_article="e")
    everything = (killed, wounded, enemy, civilian, other_war)
    assert told(asked_of(*everything, casualty_type=CasualtyType.WOUNDED)) == [(60, True)]
    assert told(asked_of(*everything, basis=Basis.ENEMY_CLAIM)) == [(550, True)]
    assert told(asked_of(*everything, victim_group=VictimGroup.CIVILIAN)) == [(5, True)]
    assert told(asked_of(*everything, conflict="another-war")) == [(7, True)]
    assert told(asked_of(*everything, claimant="azerbaijan")) == [(550, True)]
    assert len(asked_of(*everything).claims) == 5
    assert asked_of(*everything, actor="azerbaijan").claims == ()


def test_figures_are_bands_or_what_the_claimant_says():
    claims = (claim(500, by="Turkey"), claim(600, by="Russia", in_article="b", at=hours(1)))
    [band] = asked_of(*claims).figures
    [said] = asked_of(*claims, claimant="Turkey").figures
    assert isinstance(band, Band)
    assert (band.low, band.high) == (500, 600)
    assert isinstance(said, Statement)
    assert said.count == Count.exactly(500)


def test_what_a_band_leaves_out_as_old_is_not_marked_but_is_the_claimants_own():
    old = claim(500, by="Turkey")
    new = claim(600, by="Russia", in_article="b", at=hours(100))
    assert told(asked_of(old, new)) == [(600, True), (500, False)]
    assert told(asked_of(old, new, claimant="Turkey")) == [(500, True)]


def test_incidents_stand_on_the_newest_claims_of_each():
    incidents = [
        claim(3, scope=Scope.INCIDENT, place="Shusha"),
        claim(5, scope=Scope.INCIDENT, place="Shusha", in_article="b", at=hours(2)),
        claim(7, scope=Scope.INCIDENT, place="Hadrut", in_article="c", at=hours(3)),
    ]
    answer = asked_of(*incidents)
    assert told(answer) == [(7, True), (5, True), (3, False)]
    [band] = answer.figures
    assert isinstance(band, Band)
    assert band.low == 12


def test_a_window_keeps_what_lies_in_it_and_the_total_that_the_difference_is_from():
    claims = [claim(10 * n, in_article=f"a{n}", at=hours(12 * n)) for n in range(1, 6)]
    answer = asked_of(*claims, window=Window.DAY)
    assert told(answer) == [(50, True), (40, False), (30, False), (20, True)]
    [band] = answer.figures
    assert isinstance(band, Band)
    assert band.low == 30


def test_denials_are_shown_and_never_counted():
    denial = claim(550, stance=Stance.DENIED, in_article="b", at=hours(1))
    assert told(asked_of(claim(16), denial, basis=Basis.ADMISSION)) == [(550, False), (16, True)]
    assert told(asked_of(denial, basis=Basis.ADMISSION)) == [(550, False)]


def test_history_is_only_counted_apart():
    history = claim(30_000, scope=Scope.HISTORICAL, in_article="b")
    answer = asked_of(claim(16), history)
    assert (told(answer), answer.historical) == ([(16, True)], 1)


@pytest.mark.parametrize("window", Window)
def test_every_id_that_a_tally_shows_is_marked_and_no_more_than_it_counts(window: Window):
    events = list(war.events(900, ("Avalon", "Lyonesse", "Camelot")))
    held = registers(events)
    compared = 0
    for actor, account in fold(events).items():
        for band in account.tally.bands:
            if band.window is not window:
                continue
            asked = Asked(
                casualty_type=band.people.casualty_type,
                basis=band.basis,
                victim_group=band.people.victim_group,
                conflict=band.people.conflict,
                window=window,
            )
            answer = behind(actor, held, asked)
            marked = {each.claim.id for each in answer.claims if each.counted}
            assert answer.figures == (band,)
            assert set(band.claim_ids) <= marked
            assert len(marked) >= band.stands_on
            for claimant in band.claimants:
                own = behind(actor, held, replace(asked, claimant=claimant))
                assert {each.claim.id for each in own.claims if each.counted} <= marked
            compared += 1
    assert compared > 3
