"""The shape of a tally; what its figures come to is in test_rules.py, test_window.py and test_oracle.py."""

from dataclasses import replace

import pytest
from hypothesis import given

from support.accounts import account, said
from support.make import BEGAN, claim, hours, made
from support.strategies import claim_events
from tollwire.domain.claim import Claim, ClaimEvent, Scope, VictimGroup
from tollwire.domain.fold import fold
from tollwire.domain.line import SHOWN
from tollwire.domain.window import Window


def test_a_tally_is_as_of_its_newest_claim_and_bears_its_name() -> None:
    tally = account(claim(16), claim(9, group=VictimGroup.CIVILIAN, at=hours(3))).tally
    assert (tally.actor, tally.name, tally.as_of) == ("armenia", "Armenia", hours(3))
    assert account(claim(9, victim=None), actor="unknown").tally.name is None


@given(claim_events())
def test_there_is_one_figure_of_a_line_and_one_band_of_a_basis(events: list[ClaimEvent]) -> None:
    for each in fold(events).values():
        tally = each.tally
        for keys in (
            [figure.line for figure in tally.figures],
            [(one.people, one.claimant, one.window) for one in tally.statements],
            [(band.people, band.basis, band.window) for band in tally.bands],
            [gap.people for gap in tally.gaps],
            [silence.people for silence in tally.silences],
            [(one.conflict, one.casualty_type, one.claimant) for one in tally.both],
        ):
            assert len(keys) == len(set(keys))


@given(claim_events())
def test_a_band_spans_statements_that_are_shown(events: list[ClaimEvent]) -> None:
    for each in fold(events).values():
        tally = each.tally
        counts = {(one.people, one.basis, one.window, one.claimant): one.count for one in tally.statements}
        for band in tally.bands:
            spanned = [counts[band.people, band.basis, band.window, claimant] for claimant in band.claimants]
            assert band.low == min(count.low for count in spanned)
            highs = [count.high for count in spanned]
            assert band.high is None or band.high in highs
            assert (band.high is None) is (None in highs)


@given(claim_events())
def test_ids_are_the_newest_twenty(events: list[ClaimEvent]) -> None:
    for each in fold(events).values():
        tally = each.tally
        shown = [figure.claim_ids for figure in tally.figures] + [one.claim_ids for one in tally.statements]
        for ids in shown + [band.claim_ids for band in tally.bands]:
            assert 0 < len(ids) <= SHOWN
            assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("days", "is_shown"), [(30, True), (30.001, False)])
def test_what_is_older_than_thirty_days_is_shown_if_a_band_spans_it(days: float, is_shown: bool) -> None:
    def shown(*claims: Claim) -> set[str]:
        tally = account(*claims).tally
        figures = {figure.line.claimant for figure in tally.figures}
        assert {each.claimant for each in tally.statements} == figures
        return figures

    old = claim(150, by="UN")
    elsewhere = claim(5, group=VictimGroup.CIVILIAN, at=hours(24 * days), in_article="b")
    newer = claim(200, by="France", at=hours(24 * days), in_article="c")
    assert shown(old, elsewhere) == {"UN", "Armenia"}
    assert ("UN" in shown(old, newer)) is is_shown


def test_a_line_keeps_no_more_than_twenty_ids_and_counts_all() -> None:
    told = [claim(84, at=hours(n / 10), in_article=f"a{n:02}") for n in range(30)]
    (figure,) = account(*told).tally.figures
    assert (figure.reports, figure.claim_ids) == (30, tuple(each.id for each in told[-20:]))
    incidents = [claim(1, scope=Scope.INCIDENT, at=hours(24 * n), in_article=f"b{n:02}") for n in range(30)]
    statement = said(account(*incidents).tally, "Armenia", Window.ALL)
    assert statement is not None
    assert (statement.stands_on, statement.claim_ids) == (30, tuple(each.id for each in incidents[-20:]))
    assert incidents[0].source.published_at == BEGAN


@given(claim_events())
def test_no_tally_knows_how_sure_the_extractor_was(events: list[ClaimEvent]) -> None:
    unsure = [replace(each, claim=replace(each.claim, confidence=None)) for each in events]
    sure = [replace(each, claim=replace(each.claim, confidence=0.9)) for each in events]
    assert fold(sure) == fold(unsure)


def test_a_tally_is_in_an_order_of_its_own() -> None:
    claims = [claim(16, by=who, group=group) for who in ("UN", "France") for group in VictimGroup]
    assert fold(made(*claims)) == fold(made(*reversed(claims)))
