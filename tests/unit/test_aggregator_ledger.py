"""The ledger's tables against the plain fold of the domain."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made
from support.strategies import claim_events
from tollwire.aggregator.ledger import TABLES, Account, Ledger, account_of
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import State, Tolerance, open_disagreements
from tollwire.domain.tally import fold


class Tables:
    """The aggregator's tables as dicts that, as a changelog does, hold nothing but JSON."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
        self.ledger = Ledger(self.tables, Tolerance())

    def take(self, *events: ClaimEvent) -> list[tuple[State, str]]:
        happened = []
        for event in events:
            change = self.ledger.weigh(event)
            self.ledger.keep(change)
            happened += [(state, each.id) for state, each in change.disagreements]
        return happened

    @property
    def accounts(self) -> dict[str, Account]:
        return {actor: account_of(actor, entry) for actor, entry in self.tables["accounts"].items()}


@given(claim_events(), st.randoms(use_true_random=False))
def test_the_tables_hold_what_the_fold_gives_in_any_order(
    events: list[ClaimEvent], chance: random.Random
) -> None:
    tables = Tables()
    twice = events + events
    chance.shuffle(twice)
    tables.take(*twice)
    folded = fold(events)
    assert {actor: account.tally for actor, account in tables.accounts.items()} == folded
    for actor, account in tables.accounts.items():
        assert account.disagreements == open_disagreements(folded[actor])


@given(claim_events())
def test_a_change_that_is_lost_before_the_tables_is_found_again(events: list[ClaimEvent]) -> None:
    tables = Tables()
    for event in events:
        lost = tables.ledger.weigh(event)
        again = tables.ledger.weigh(event)
        assert again == lost
        tables.ledger.keep(again)
        assert tables.ledger.weigh(event).disagreements == ()


@pytest.mark.parametrize("dead", TABLES)
@given(events=claim_events())
def test_a_write_that_one_table_lost_is_made_good_by_delivery(events: list[ClaimEvent], dead: str) -> None:
    """The changelogs of the tables are apart: any of them may miss what the others have when a worker
    dies.
    """
    tables = Tables()
    for event in events:
        before = {name: dict(table) for name, table in tables.tables.items()}
        tables.take(event)
        whole = {name: dict(table) for name, table in tables.tables.items()}
        tables.tables[dead].clear()
        tables.tables[dead].update(before[dead])
        tables.take(event)
        assert tables.tables == whole


def test_a_claim_made_again_on_a_later_day_moves_and_is_not_doubled() -> None:
    first = claim(16, at=hours(0))
    again = claim(16, at=hours(48))
    assert first.id == again.id
    tables = Tables()
    tables.take(*made(first, again), ClaimEvent.taken_back(again, again.source.revision))
    assert tables.accounts["armenia"].tally.figures == ()


def test_disagreements_are_told_once() -> None:
    tables = Tables()
    own, enemy = claim(104, at=hours(1)), claim(350, by="Azerbaijan", in_article="b", at=hours(2))
    [(state, opened)] = tables.take(*made(own, enemy))
    assert state is State.OPENED
    assert tables.take(*made(own, enemy)) == []
    assert tables.take(*made(claim(400, by="Azerbaijan", in_article="c", at=hours(3)))) == [
        (State.CHANGED, opened)
    ]
    assert tables.take(*made(claim(395, in_article="d", at=hours(4)))) == [(State.RESOLVED, opened)]
