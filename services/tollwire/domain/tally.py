"""The fold from claims to tallies.

A tally is a function of the set of claims (rule 12). Each claim is a register that the event of the highest
rank holds, so that events may come in any order, twice, or a retraction before its claim. Claims of one
claimant about the same people make a *line*; a line's figure is its newest claim (rule 4); an actor's tally
is the figures of its lines, and by basis the low and the high of what is now claimed. Nothing is added up
across lines (rules 2, 6 and 9).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count

# Figures further apart than this in time are not of the same moment (rule 10).
CONTEMPORARY = timedelta(hours=72)


class People(NamedTuple):
    """Which people of an actor a figure is about, and how it counts them."""

    conflict: str | None
    casualty_type: CasualtyType
    victim_group: VictimGroup
    scope: Scope


class LineKey(NamedTuple):
    """One claimant's successive figures about the same people."""

    people: People
    basis: Basis
    claimant: str

    @classmethod
    def of(cls, claim: Claim) -> "LineKey":
        return cls(
            People(claim.conflict, claim.casualty_type, claim.victim_group, claim.scope),
            claim.basis,
            claim.speaker,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a claimant now says: one count, with every claim and publisher that reports it (rule 3).

    Claims stand oldest first. The words are those of the newest of these claims.
    """

    line: LineKey
    victim: str | None
    count: Count
    published_at: datetime
    quote: str
    publisher: str | None
    url: str | None
    claim_ids: tuple[str, ...]
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The low and the high that is now claimed on one basis: of the figures within 72 hours of the newest.

    `high` is None where one of them is open. `claimants` counts them.
    """

    people: People
    basis: Basis
    low: int
    high: int | None
    newest_at: datetime
    claimants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is now claimed about one actor; `as_of` is the time of its newest claim, None if all are gone.

    `name` is the actor's as the newest claim has it; None for the unknown.
    """

    actor: str
    name: str | None
    as_of: datetime | None
    figures: tuple[Figure, ...]
    bands: tuple[Band, ...]


def counts(claim: Claim) -> bool:
    """Whether a claim stands in tallies: it asserts, and is of this conflict (rule 11)."""
    return claim.stance is Stance.ASSERTED and claim.scope is not Scope.HISTORICAL


def holds(event: ClaimEvent, held: ClaimEvent | None) -> bool:
    """Whether `event` takes the register of its claim from what it holds; not if it is the same event."""
    return held is None or event.rank > held.rank


def figure(registers: Iterable[ClaimEvent]) -> Figure | None:
    """The figure of a line: its newest claim that still stands (of a tie the larger); None if none does."""
    standing = [event.claim for event in registers if not event.retracted and counts(event.claim)]
    if not standing:
        return None
    newest = max(standing, key=_newness)
    same = sorted((claim for claim in standing if _one_assertion(claim, newest)), key=_newness)
    return Figure(
        line=LineKey.of(newest),
        victim=newest.victim,
        count=newest.count,
        published_at=newest.source.published_at,
        quote=newest.quote,
        publisher=newest.source.publisher,
        url=newest.source.url,
        claim_ids=tuple(claim.id for claim in same),
        publishers=tuple(sorted({claim.source.publisher for claim in same if claim.source.publisher})),
    )


def tally(actor: str, figures: Iterable[Figure]) -> Tally:
    """An actor's tally from the figures of its lines, in an order of its own."""
    ordered = tuple(sorted(figures, key=lambda each: _line_order(each.line)))
    newest = max(ordered, key=lambda each: each.published_at, default=None)
    return Tally(
        actor=actor,
        name=newest.victim if newest else None,
        as_of=newest.published_at if newest else None,
        figures=ordered,
        bands=tuple(_bands(ordered)),
    )


def fold(events: Iterable[ClaimEvent]) -> dict[str, Tally]:
    """The tallies of all actors by id, from all events, in memory and in any order."""
    registers: dict[str, ClaimEvent] = {}
    for event in events:
        if holds(event, registers.get(event.claim.id)):
            registers[event.claim.id] = event
    actors: dict[str, dict[LineKey, list[ClaimEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in registers.values():
        actors[event.claim.actor][LineKey.of(event.claim)].append(event)
    return {actor: tally(actor, filter(None, map(figure, lines.values()))) for actor, lines in actors.items()}


def _newness(claim: Claim) -> tuple[datetime, int, float, str]:
    count = claim.count
    return claim.source.published_at, count.low, float("inf") if count.high is None else count.high, claim.id


def _one_assertion(claim: Claim, newest: Claim) -> bool:
    """Rule 3: the same count on the same day is one assertion, however many report it."""
    return (
        claim.count == newest.count and claim.source.published_at.date() == newest.source.published_at.date()
    )


def _line_order(line: LineKey) -> tuple[str, ...]:
    conflict, *rest = line.people
    return conflict or "", *rest, line.basis, line.claimant


def _bands(figures: Iterable[Figure]) -> Iterator[Band]:
    by_basis: dict[tuple[People, Basis], list[Figure]] = defaultdict(list)
    for each in figures:
        by_basis[each.line.people, each.line.basis].append(each)
    for (people, basis), group in by_basis.items():
        newest_at = max(each.published_at for each in group)
        # What a claimant said long before the others does not stretch what is claimed now.
        current = [each.count for each in group if newest_at - each.published_at <= CONTEMPORARY]
        highs = [count.high for count in current]
        yield Band(
            people=people,
            basis=basis,
            low=min(count.low for count in current),
            high=None if None in highs else max(high for high in highs if high is not None),
            newest_at=newest_at,
            claimants=len(current),
        )
