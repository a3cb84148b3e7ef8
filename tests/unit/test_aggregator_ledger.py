"""The ledger's tables against the plain fold of the domain."""

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.accounts import as_bytes
from support.make import claim, hours, made, taken_back
from support.profiles import examples
from support.strategies import claim_events
from tollwire.aggregator.ledger import Ledger, Settlement
from tollwire.domain.claim import Claim, ClaimEvent, Scope
from tollwire.domain.disagreement import Disagreement, State, Tolerance
from tollwire.domain.fold import fold
from tollwire.domain.tally import Tally


class Died(Exception):
    """The worker, in the middle of its writes."""


class Mortal(dict[str, bytes]):
    """A table whose worker dies once it has made so many more writes."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None
        self.written: list[str] = []

    def __setitem__(self, key: str, value: bytes) -> None:
        assert isinstance(value, bytes)
        if self.left == 0:
            raise Died
        if self.left is not None:
            self.left -= 1
        self.written.append(key)
        super().__setitem__(key, value)


class Worker:
    """A ledger on plain tables, and all that was ever told of its actors."""

    def __init__(self) -> None:
        self.claims, self.accounts = Mortal(), Mortal()
        self.start()
        self.tallies: dict[str, bytes] = {}
        self.open: dict[str, Disagreement] = {}
        self.actors: set[str] = set()

    def start(self) -> None:
        """As after a crash: all that is left is in the tables."""
        self.ledger = Ledger(self.claims, self.accounts, Tolerance())

    def take(self, event: ClaimEvent, dies_after: int | None = None) -> bool:
        """Whether it lived."""
        self.actors.add(event.claim.actor)
        self.claims.left = dies_after
        try:
            self.ledger.take(event)
        except Died:
            self.start()
            return False
        finally:
            self.claims.left = None
        return True

    def settle(self, actor: str) -> Settlement:
        """Publishes what is new of an actor; no change may be told that was told before."""
        settlement = self.ledger.settle(actor)
        for state, each in settlement.changes:
            before = self.open.get(each.id)
            assert (state is State.OPEN) is (before is None)
            if before is not None and state is State.WIDENED:
                assert each.width > before.width
            if before is not None and state is State.NARROWED:
                assert each.width < before.width
            if state is State.RESOLVED:
                del self.open[each.id]
            else:
                self.open[each.id] = each
        if settlement.record is not None:
            assert self.tallies.get(actor) != settlement.record.value
            self.tallies[actor] = settlement.record.value
        self.ledger.close(settlement)
        return settlement

    def assert_told(self, events: Iterable[ClaimEvent]) -> None:
        """At the end, that all is as in one fold, and that what was told adds up to it."""
        folded = fold(events)
        assert self.actors == folded.keys()
        for actor in self.actors:
            settlement, account = self.settle(actor), folded[actor]
            assert settlement.tally == account.tally
            assert settlement.kinds == Counter(each.kind for each in account.disagreements)
        assert self.tallies == {actor: published[0] for actor, published in as_bytes(folded).items()}
        now = {each.id: each for found in folded.values() for each in found.disagreements}
        assert {id: each.width for id, each in self.open.items()} == {
            id: each.width for id, each in now.items()
        }
        for actor in self.actors:
            again = self.ledger.settle(actor)
            assert (again.changes, again.record) == ((), None)


@settings(max_examples=examples(500))
@given(claim_events(max_claims=10), st.randoms(use_true_random=False))
def test_any_run_ends_with_what_the_fold_gives(events: list[ClaimEvent], chance: Random) -> None:
    """Any order, repeated delivery, batches of any size, rebalances, and deaths after any write."""
    delivered = events + chance.choices(events, k=chance.randrange(len(events) + 1)) if events else []
    chance.shuffle(delivered)
    worker = Worker()
    batch: set[str] = set()
    settled_every = chance.choice([1, 2, 5, 100])
    for number, event in enumerate(delivered, 1):
        while not worker.take(event, dies_after=chance.choice([None, None, 0, 1, 2, 3, 5])):
            # It comes again, to a worker that has nothing but the tables and may settle them before.
            if chance.random() < 0.3:
                worker.settle(event.claim.actor)
        batch.add(event.claim.actor)
        if chance.random() < 0.1:
            worker.ledger.forget()
        if number % settled_every == 0:
            for actor in sorted(batch):
                worker.settle(actor)
            batch.clear()
    worker.assert_told(events)


@settings(max_examples=examples(500))
@given(claim_events(), st.randoms(use_true_random=False))
def test_a_worker_that_reads_again_from_its_last_commit_ends_with_the_same(
    events: list[ClaimEvent], chance: Random
) -> None:
    worker, committed, number = Worker(), 0, 0
    deaths = chance.randrange(4)
    while number < len(events):
        dies = deaths > 0 and chance.random() < 0.3
        if worker.take(events[number], dies_after=chance.randrange(6) if dies else None):
            number += 1
        else:
            deaths, number = deaths - 1, committed
        if chance.random() < 0.3:
            for actor in sorted(worker.actors):
                worker.settle(actor)
            committed = number
    worker.assert_told(events)


@settings(max_examples=examples(500))
@given(claim_events(), st.randoms(use_true_random=False))
def test_two_workers_whose_partitions_change_hands(events: list[ClaimEvent], chance: Random) -> None:
    """Both work on the tables in turn, and each has at hand what it read before the other wrote."""
    first = Worker()
    second = Ledger(first.claims, first.accounts, Tolerance())
    for event in events:
        if chance.random() < 0.3:
            first.ledger, second = second, first.ledger
            first.ledger.forget()
        first.take(event)
        if chance.random() < 0.3:
            first.settle(event.claim.actor)
    first.assert_told(events)


@given(claim_events(max_claims=4))
def test_an_event_that_is_held_or_outranked_is_not_new(events: list[ClaimEvent]) -> None:
    worker = Worker()
    ranks: dict[str, tuple[str, bool, str]] = {}
    for event in events:
        held = ranks.get(event.claim.id)
        assert worker.ledger.take(event) is (held is None or event.rank > held)
        ranks[event.claim.id] = max(event.rank, held) if held else event.rank
        assert not worker.ledger.take(event)


def test_a_delivery_again_writes_all_that_a_claim_stands_in() -> None:
    """A changelog may lack what a table on disk has: it gets it with the event, and nothing changes."""
    worker = Worker()
    for number, event in enumerate(made(*busy(100))):
        before = dict(worker.claims)
        worker.take(event)
        after = dict(worker.claims)
        worker.claims.written.clear()
        worker.take(event)
        assert worker.claims == after
        lost = {key for key in after if before.get(key) != after[key]}
        apart = {key for key in lost if key.startswith("i")}  # ids put apart, once in a while
        assert lost - apart <= set(worker.claims.written)
        assert len(apart) == (number % 33 == 32)


def busy(number: int) -> list[Claim]:
    """Claims of one line and day, in twos: each figure has two reports."""
    return [
        claim(100 + n // 2, scope=Scope.INCIDENT, at=hours(n / 100), in_article=f"a{n}", place=f"p{n % 7}")
        for n in range(number)
    ]


@pytest.mark.parametrize("dies_after", [None, 0, 1, 2, 3, 4, 5, 6])
def test_a_busy_day_of_many_claims(dies_after: int | None) -> None:
    """Of more than stand with a sheet before they are put apart."""
    claims = busy(150)
    back = [taken_back(each, hours(9)) for each in claims[::3]]
    events = [*made(*claims), *back]
    Random(4).shuffle(events)
    worker = Worker()
    for event in events:
        worker.take(event, dies_after)
        if dies_after is not None:
            worker.take(event)
        worker.take(event)
    worker.assert_told(events)


def test_a_claim_costs_the_same_however_many_are_held() -> None:
    worker, costs = Worker(), []
    for n in range(400):
        told = claim(n, by="UN", at=hours(24 * n), in_article=f"a{n}", scope=Scope.INCIDENT)
        worker.claims.written.clear()
        worker.take(made(told)[0])
        costs.append(len(worker.claims.written))
    assert max(costs[1:]) == min(costs[1:]) == 5, "a register, a sheet, its month, its year and all time"


def test_a_claim_made_again_on_a_later_day_moves_and_is_not_doubled() -> None:
    first, again = claim(16, at=hours(0)), claim(16, at=hours(48))
    assert first.id == again.id
    worker = Worker()
    for event in (*made(first, again), ClaimEvent.taken_back(again, again.source.revision)):
        worker.take(event)
    assert worker.settle("armenia").tally == Tally(actor="armenia")


def test_disagreements_are_told_once() -> None:
    worker = Worker()

    def told(*claims: Claim) -> list[State]:
        for event in made(*claims):
            worker.take(event)
        settlement = worker.ledger.settle("armenia")
        worker.ledger.close(settlement)
        return [state for state, _ in settlement.changes]

    own = claim(104, at=hours(1))
    enemy = claim(350, by="Azerbaijan", in_article="b", at=hours(2))
    assert told(own, enemy) == [State.OPEN]
    assert told(own, enemy) == []
    assert told(claim(400, by="Azerbaijan", in_article="c", at=hours(3))) == [State.WIDENED]
    assert told(claim(200, in_article="d", at=hours(4))) == [State.NARROWED]
    assert told(claim(200, in_article="e", at=hours(5))) == []
    assert told(claim(395, in_article="f", at=hours(6))) == [State.RESOLVED]
    assert told() == []


def test_what_was_settled_and_not_closed_is_told_again() -> None:
    """Nothing is lost between publishing and writing down that it was."""
    worker = Worker()
    for event in made(claim(104), claim(350, by="Azerbaijan", in_article="b")):
        worker.take(event)
    lost = worker.ledger.settle("armenia")
    worker.start()
    again = worker.ledger.settle("armenia")
    assert (again.changes, again.record) == (lost.changes, lost.record)
    assert len(again.changes) == 1
