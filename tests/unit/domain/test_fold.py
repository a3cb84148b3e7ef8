"""Rule 12: tallies are a function of the set of claims, whatever the order, the copies and the crashes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made, source
from support.strategies import claim_events
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.tally import fold, holds, tally

Registers = Mapping[str, ClaimEvent]


def taken_in(registers: Registers, events: Iterable[ClaimEvent]) -> Registers:
    """What a worker holds after `events`, one at a time."""
    held = dict(registers)
    for event in events:
        if holds(event, held.get(event.claim.id)):
            held[event.claim.id] = event
    return held


@given(claim_events(), st.randoms(use_true_random=False))
def test_order_does_not_matter(events: list[ClaimEvent], random: Random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(events)


@given(claim_events(), st.data())
def test_copies_do_not_matter(events: list[ClaimEvent], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=10)) if events else []
    cut = data.draw(st.integers(0, len(events)))
    assert fold(again + events[:cut] + again + events[cut:]) == fold(events)


@given(claim_events())
def test_a_retraction_may_come_before_its_claim(events: list[ClaimEvent]) -> None:
    assert fold(sorted(events, key=lambda event: not event.retracted)) == fold(events)


@given(claim_events(), st.data())
def test_two_halves_merge_by_replay(events: list[ClaimEvent], data: st.DataObject) -> None:
    halves: dict[bool, list[ClaimEvent]] = {True: [], False: []}
    for event in events:
        halves[data.draw(st.booleans())].append(event)
    one, other = taken_in({}, halves[True]), taken_in({}, halves[False])
    assert taken_in(one, other.values()) == taken_in(other, one.values()) == taken_in({}, events)
    assert fold([*one.values(), *other.values()]) == fold(events)


@given(claim_events(), st.data())
def test_a_worker_that_starts_again_in_the_middle_ends_with_the_same(
    events: list[ClaimEvent], data: st.DataObject
) -> None:
    crashed = data.draw(st.integers(0, len(events)))
    committed = data.draw(st.integers(0, crashed))
    registers = taken_in(taken_in({}, events[:crashed]), events[committed:])
    assert fold(registers.values()) == fold(events)


@given(claim_events(max_claims=3))
def test_a_register_holds_the_event_of_the_highest_rank(events: list[ClaimEvent]) -> None:
    for claim_id, event in taken_in({}, events).items():
        assert event.rank == max(each.rank for each in events if each.claim.id == claim_id)


@given(claim_events(max_claims=2))
def test_one_event_holds_over_the_other_or_they_are_equal(events: list[ClaimEvent]) -> None:
    for one in events:
        assert holds(one, None)
        assert not holds(one, one)
        for other in events:
            assert holds(one, other) + holds(other, one) == (one.rank != other.rank)
            assert (one == other) == (one.rank == other.rank and one.claim.id == other.claim.id)


@given(claim_events())
def test_a_tally_is_in_an_order_of_its_own(events: list[ClaimEvent]) -> None:
    for actor, found in fold(events).items():
        assert tally(actor, reversed(found.figures)) == found


def test_a_claim_that_moves_to_another_line_leaves_its_old_one() -> None:
    """A later version names another publisher, or another war: the claim is the same one, and stands once."""
    first = claim(84, by=None, publisher="wire.example")
    moved = replace(first, source=source("a", hours(1), "desk.example"), conflict=None)
    for events in (made(first, moved), made(moved, first)):
        (figure,) = fold(events)["armenia"].figures
        assert (figure.line.claimant, figure.line.people.conflict) == ("desk.example", None)
