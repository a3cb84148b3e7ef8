"""Disagreements: two current figures about the same people that cannot both be true."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from tollwire.domain.claim import Basis, Scope
from tollwire.domain.count import Count
from tollwire.domain.identity import digest
from tollwire.domain.tally import CONTEMPORARY, Figure, People, Tally


class Kind(StrEnum):
    COUNT = "count"


class State(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two claims may lie apart (rule 10): in time, and as a share of the higher one's low."""

    within: timedelta = CONTEMPORARY
    apart: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two figures that disagree; `lower` says less than `higher`.

    `severity` is the ratio of the nearest bounds, 1 or more; `since` is the later one's publication.
    """

    id: str
    actor: str
    kind: Kind
    people: People
    lower: Figure
    higher: Figure
    severity: float
    since: datetime


def apart(lower: Count, higher: Count) -> float | None:
    """The ratio of the nearest bounds of two counts where all of `lower` lies below all of `higher`, else
    None.

    A bound of nobody counts as one person, so that none against 16 is a ratio of 16.
    """
    if lower.high is None or lower.high >= higher.low:
        return None
    return higher.low / max(lower.high, 1)


def _close(lower: Count, higher: Count, share: float) -> bool:
    # Not by the ratio: the inverse of 100/90 is a float just under 0.9, and 90 would disagree with 100.
    return higher.low - max(lower.high or 0, 1) <= share * higher.low


def open_disagreements(tally: Tally, tolerance: Tolerance = Tolerance()) -> tuple[Disagreement, ...]:
    """The disagreements among an actor's running totals, by id.

    Incidents are left out: without a common place and day, two incidents are two events and contradict
    nothing. So are pairs of outlets that both speak in their own voice, which repeat others' figures at
    various ages.
    """
    found = _among(tally.actor, tally.figures, tolerance)
    return tuple(sorted(found, key=lambda each: each.id))


def changes(
    before: Mapping[str, Disagreement], now: Iterable[Disagreement]
) -> Iterator[tuple[State, Disagreement]]:
    """What happened between two looks at one actor: opened, changed in its figures, or resolved."""
    current = {each.id: each for each in now}
    for each in current.values():
        if each.id not in before:
            yield State.OPENED, each
        elif _gist(before[each.id]) != _gist(each):
            yield State.CHANGED, each
    for gone in sorted(before.keys() - current.keys()):
        yield State.RESOLVED, before[gone]


def _gist(each: Disagreement) -> tuple[Count, Count, str, str]:
    """What makes a disagreement another one; one more report of the same figures does not."""
    return each.lower.count, each.higher.count, each.lower.line.claimant, each.higher.line.claimant


def _among(actor: str, figures: Iterable[Figure], tolerance: Tolerance) -> Iterator[Disagreement]:
    same_people: dict[People, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.line.people.scope is Scope.CUMULATIVE:
            same_people[figure.line.people].append(figure)
    for people, group in same_people.items():
        for one, other in combinations(group, 2):
            if one.line.basis is other.line.basis is Basis.UNATTRIBUTED:
                continue
            if abs(one.published_at - other.published_at) > tolerance.within:
                continue
            lower, higher = sorted(
                (one, other), key=lambda each: (each.count.low, each.line.basis, each.line.claimant)
            )
            ratio = apart(lower.count, higher.count)
            if ratio is None or _close(lower.count, higher.count, tolerance.apart):
                continue
            parties = sorted(f"{each.line.basis}:{each.line.claimant}" for each in (one, other))
            yield Disagreement(
                id=digest(actor, Kind.COUNT, *people, *parties),
                actor=actor,
                kind=Kind.COUNT,
                people=people,
                lower=lower,
                higher=higher,
                severity=round(ratio, 4),
                since=max(one.published_at, other.published_at),
            )
