"""The state that the bench writes at once is the one that the service comes to claim by claim."""

import json
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from bench import history, state
from tollwire.aggregator.ledger import Ledger
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.identity import slug


def _one_by_one(victim: str, events: Iterable[ClaimEvent]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    claims: dict[str, bytes] = {}
    accounts: dict[str, bytes] = {}
    ledger = Ledger(claims, accounts, Tolerance())
    for event in events:
        ledger.take(event)
    ledger.close(ledger.settle(slug(victim)))
    return _in_order(claims), accounts


def _in_order(table: dict[str, bytes]) -> dict[str, bytes]:
    """On a page assertions stand in the order in which they came, or were read again after a retraction."""
    found = dict(table)
    for key, value in table.items():
        if key.startswith("s"):
            page = json.loads(value)
            page["a"].sort(key=str)
            found[key] = json.dumps(page, sort_keys=True).encode()
    return found


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 300), st.floats(0.5, 400), st.integers(0, 100))
def test_a_history_folded_at_once_is_what_the_ledger_comes_to(number: int, per_day: float, seed: int) -> None:
    events = list(history.events("Armenia", number, per_day=per_day, seed=seed))

    found = state.after("Armenia", events)

    assert len(events) == number
    assert (_in_order(found.ledger), found.accounts) == _one_by_one("Armenia", events)
    assert found.assertions > 0


def test_a_busy_day_has_its_ids_put_apart_as_the_ledger_does() -> None:
    events = list(history.events("Armenia", 1500, per_day=3000))

    found = state.after("Armenia", events)

    assert any(key.startswith("i") for key in found.ledger)
    assert (_in_order(found.ledger), found.accounts) == _one_by_one("Armenia", events)


def test_the_shares_of_the_actors_are_all_of_the_claims_and_unequal() -> None:
    shares = state.shares(10_000, 20)

    assert len(shares) == 20
    assert sum(shares.values()) == 10_000
    assert max(shares.values()) > 5 * min(shares.values()) > 0
