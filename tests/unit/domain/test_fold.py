"""Rule 12: accounts are a function of the set of claims, whatever the order, the copies and the splits."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from support.accounts import as_bytes
from support.profiles import examples
from support.strategies import claim_events
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import Registers, accounts, fold, holds, join, registers

often = settings(max_examples=examples(500))


def assert_the_same(one: list[ClaimEvent], other: list[ClaimEvent]) -> None:
    first, second = fold(one), fold(other)
    assert first == second
    assert as_bytes(first) == as_bytes(second)


@often
@given(claim_events(), st.randoms(use_true_random=False))
def test_order_does_not_matter(events: list[ClaimEvent], random: Random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert_the_same(shuffled, events)


@often
@given(claim_events(), st.data())
def test_copies_do_not_matter(events: list[ClaimEvent], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=10)) if events else []
    cut = data.draw(st.integers(0, len(events)))
    assert_the_same(again + events[:cut] + again + events[cut:], events)


@often
@given(claim_events())
def test_a_retraction_may_come_before_its_claim(events: list[ClaimEvent]) -> None:
    assert_the_same(sorted(events, key=lambda event: not event.retracted), events)


@often
@given(claim_events(), st.data())
def test_registers_join(events: list[ClaimEvent], data: st.DataObject) -> None:
    """Of any split over workers: commutative, associative, idempotent, and the same as one worker's."""
    parts: list[list[ClaimEvent]] = [[], [], []]
    for event in events:
        for part in data.draw(st.sets(st.integers(0, 2), min_size=1)):
            parts[part].append(event)
    one, two, three = map(registers, parts)
    whole: Registers = registers(events)
    assert join(one, two) == join(two, one)
    assert join(join(one, two), three) == join(one, join(two, three)) == whole
    assert join(whole, one) == join(one, whole) == join(whole, whole) == whole
    joined = accounts(join(join(three, one), two))
    assert joined == fold(events)
    assert as_bytes(joined) == as_bytes(fold(events))


@often
@given(claim_events(), st.data())
def test_a_worker_that_starts_again_in_the_middle_ends_with_the_same(
    events: list[ClaimEvent], data: st.DataObject
) -> None:
    crashed = data.draw(st.integers(0, len(events)))
    committed = data.draw(st.integers(0, crashed))
    again = registers(events[committed:], registers(events[:crashed]))
    assert accounts(again) == fold(events)


@given(claim_events(max_claims=3))
def test_a_register_holds_the_event_of_the_highest_rank(events: list[ClaimEvent]) -> None:
    for claim_id, event in registers(events).items():
        assert event.rank == max(each.rank for each in events if each.claim.id == claim_id)


@given(claim_events(max_claims=2))
def test_one_event_holds_over_the_other_or_they_are_equal(events: list[ClaimEvent]) -> None:
    for one in events:
        assert holds(one, None)
        assert not holds(one, one)
        for other in events:
            assert holds(one, other) + holds(other, one) == (one.rank != other.rank)
            assert (one == other) == (one.rank == other.rank and one.claim.id == other.claim.id)
