"""The fold from claim events to accounts, in memory: what the aggregator comes to, made in one go.

Each claim is a register that the event of the highest rank holds. The registers of two sets of events join
one by one, in any order and any number of times (rule 12); all else follows from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.domain.contradiction import open_disagreements
from tollwire.domain.disagreement import Disagreement, Tolerance
from tollwire.domain.line import Line, LineKey, MemoryLine, counts
from tollwire.domain.roll import Roll, Words
from tollwire.domain.tally import Tally, tally

Registers = Mapping[str, ClaimEvent]


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one actor: its tally and its open disagreements."""

    tally: Tally
    disagreements: tuple[Disagreement, ...] = ()


def holds(event: ClaimEvent, held: ClaimEvent | None) -> bool:
    """Whether `event` takes the register of its claim from what it holds; not if it is the same event."""
    return held is None or event.rank > held.rank


def registers(events: Iterable[ClaimEvent], before: Registers | None = None) -> Registers:
    """The registers of claims by claim id, after `events` on top of `before`."""
    found = dict(before or {})
    for event in events:
        if holds(event, found.get(event.claim.id)):
            found[event.claim.id] = event
    return found


def join(one: Registers, other: Registers) -> Registers:
    """The registers of both sets of events: commutative, associative and idempotent."""
    return registers(other.values(), one)


def account(actor: str, lines: Iterable[Line], words: Words, tolerance: Tolerance = Tolerance()) -> Account:
    """What the lines of one actor come to."""
    roll = Roll(actor, lines, words)
    return Account(tally(roll), open_disagreements(roll, tolerance))


def accounts(held: Registers, tolerance: Tolerance = Tolerance()) -> dict[str, Account]:
    """What registers come to, for each actor of whom they hold anything, be it all retracted."""
    actors: dict[str, dict[LineKey, list[Claim]]] = {event.claim.actor: {} for event in held.values()}
    for event in held.values():
        if not event.retracted and counts(event.claim):
            lines = actors[event.claim.actor]
            lines.setdefault(LineKey.of(event.claim), []).append(event.claim)
    return {
        actor: account(
            actor,
            [MemoryLine(key, claims) for key, claims in lines.items()],
            lambda id: held[id].claim,
            tolerance,
        )
        for actor, lines in actors.items()
    }


def fold(events: Iterable[ClaimEvent], tolerance: Tolerance = Tolerance()) -> dict[str, Account]:
    """The accounts of all actors by id, from all events, in memory and in any order."""
    return accounts(registers(events), tolerance)
