"""Disagreements: two current claims about the same people that cannot both be true, a denial, or an enemy
claim that the side itself has never answered.

Which are open is a function of the set of claims, like the tally: the only clock is the actor's newest claim.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tollwire.domain.count import Count
from tollwire.domain.line import People
from tollwire.domain.roll import Figure
from tollwire.domain.tally import CONTEMPORARY


class Kind(StrEnum):
    COUNT = "count"
    DENIAL = "denial"
    UNACKNOWLEDGED = "unacknowledged"


class State(StrEnum):
    OPEN = "open"
    WIDENED = "widened"
    NARROWED = "narrowed"
    RESOLVED = "resolved"


# Orders how far two claims are apart: by severity (0.0 where there is none), then in people.
Width = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two claims may lie apart (rule 10): in time, and as a share of the higher one's low.

    `lapse` is how long after its newer claim a disagreement that nobody speaks of any more is outdated.
    """

    within: timedelta = CONTEMPORARY
    apart: float = 0.10
    lapse: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two figures that disagree; `lower` says less than `higher`.

    Of a denial `lower` denies and `higher` is what it denies, None where nobody is known to assert it. Of an
    unacknowledged claim `lower` is None: the side is silent. `severity` is the ratio of the nearest bounds of
    two counts, 1 or more, else None.
    """

    id: str
    actor: str
    kind: Kind
    people: People
    lower: Figure | None
    higher: Figure | None
    severity: float | None
    opened: datetime

    @property
    def changed(self) -> datetime:
        return max(each.published_at for each in (self.lower, self.higher) if each)

    @property
    def width(self) -> Width:
        """How far the two are apart."""
        lower = self.lower.count if self.lower and self.kind is Kind.COUNT else None
        said = self.higher or self.lower
        assert said is not None
        return width(self.severity, lower, said.count)


def apart(lower: Count, higher: Count) -> float | None:
    """The ratio of the nearest bounds of two counts where all of `lower` lies below all of `higher`, else
    None.

    A bound of nobody counts as one person, so that none against 16 is a ratio of 16.
    """
    if lower.high is None or lower.high >= higher.low:
        return None
    return higher.low / max(lower.high, 1)


def width(severity: float | None, lower: Count | None, said: Count) -> Width:
    """Of a disagreement over what was `said`, against a `lower` count where there is one."""
    return severity or 0.0, said.low - ((lower.high or 0) if lower else 0)


def changes(before: Mapping[str, Width], now: Mapping[str, Width]) -> Iterator[tuple[State, str]]:
    """What happened to the disagreements of one actor, by id, between two looks at how wide they are.

    One more report of the same figures is no change.
    """
    for id, width in now.items():
        held = before.get(id)
        if held is None:
            yield State.OPEN, id
        elif width != held:
            yield (State.WIDENED if width > held else State.NARROWED), id
    for gone in sorted(before.keys() - now.keys()):
        yield State.RESOLVED, gone
