"""Lines: what one claimant says about the same people, day by day.

All that a line comes to is made from *sheets*, one for each day, which join: a sheet of two sets of claims is
the join of their sheets, in any order. So a line can be kept by adding claims one at a time, and is the same
as if it were made from all of them at once (rule 12).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from typing import NamedTuple, Protocol

from tollwire.domain.claim import Basis, CasualtyType, Claim, Scope, Stance, VictimGroup
from tollwire.domain.count import Count

# So many ids of the claims behind a figure are shown, the newest; a figure says how many there are in all.
SHOWN = 20


class Track(StrEnum):
    """The three things that a claimant says of people, which are never added to one another (rule 2)."""

    TOTALS = "totals"
    INCIDENTS = "incidents"
    DENIALS = "denials"


class People(NamedTuple):
    """Which people of an actor a figure is about."""

    conflict: str | None
    casualty_type: CasualtyType
    victim_group: VictimGroup


class LineKey(NamedTuple):
    """One claimant's successive figures about the same people, on one track."""

    people: People
    track: Track
    claimant: str

    @classmethod
    def of(cls, claim: Claim) -> "LineKey":
        """The line of a claim that counts."""
        if claim.stance is Stance.DENIED:
            track = Track.DENIALS
        else:
            track = Track.TOTALS if claim.scope is Scope.CUMULATIVE else Track.INCIDENTS
        people = People(claim.conflict, claim.casualty_type, claim.victim_group)
        return cls(people, track, claim.speaker)


def counts(claim: Claim) -> bool:
    """Whether a claim stands in tallies: not if it is of another war or year (rule 11)."""
    return claim.scope is not Scope.HISTORICAL


def day_of(claim: Claim) -> date:
    """The day on whose sheet a claim stands: of the event for an incident, else of publication."""
    if claim.stance is Stance.ASSERTED and claim.scope is Scope.INCIDENT:
        return claim.happened_on
    return claim.source.published_at.astimezone(UTC).date()


class Newness(NamedTuple):
    """Of two claims on a line the greater is the newer (rule 4); `high` is infinite if the count is open."""

    at: datetime
    low: int
    high: float
    claim_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line has to know of a claim."""

    at: datetime
    count: Count
    claim_id: str
    basis: Basis
    publisher: str
    place: str | None = None
    newness: Newness = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "newness", Newness(self.at, *self.count.size, self.claim_id))

    @classmethod
    def of(cls, claim: Claim) -> "Entry":
        incident = claim.stance is Stance.ASSERTED and claim.scope is Scope.INCIDENT
        return cls(
            claim.source.published_at,
            claim.count,
            claim.id,
            claim.basis,
            claim.source.independent,
            claim.place if incident else None,
        )


@dataclass(frozen=True, slots=True)
class Assertion:
    """The same count on the same line, day and place, by however many it is reported (rule 3).

    `shown` are the newest reports, time and claim id, oldest first; `publishers` are independent.
    """

    newest: Entry
    first_at: datetime
    reports: int
    publishers: frozenset[str]
    shown: tuple[tuple[datetime, str], ...]

    @classmethod
    def of(cls, entry: Entry) -> "Assertion":
        return cls(entry, entry.at, 1, frozenset({entry.publisher}), ((entry.at, entry.claim_id),))

    def join(self, other: "Assertion") -> "Assertion":
        return Assertion(
            max(self.newest, other.newest, key=lambda each: each.newness),
            min(self.first_at, other.first_at),
            self.reports + other.reports,
            self.publishers | other.publishers,
            tuple(sorted((*self.shown, *other.shown))[-SHOWN:]),
        )

    @property
    def claim_ids(self) -> tuple[str, ...]:
        return tuple(claim_id for _, claim_id in self.shown)


@dataclass(frozen=True, slots=True)
class Sum:
    """Days or incidents added up, `incidents` of them.

    `newest` is the newest claim, `day` and `place` those of its assertion.
    """

    count: Count
    incidents: int
    first_at: datetime
    newest: Newness
    day: date
    place: str | None

    def beside(self, other: "Sum") -> "Sum":
        """The count of this one, where the other's people are among those counted."""
        newer = self if self.newest > other.newest else other
        first_at = min(self.first_at, other.first_at)
        return replace(newer, count=self.count, incidents=self.incidents, first_at=first_at)


def total(sums: Iterable[Sum | None]) -> Sum | None:
    """All of them added up; None if there are none, which is not zero (rule 7)."""
    found = [each for each in sums if each is not None]
    if len(found) < 2:
        return found[0] if found else None
    # In one go, and not sum by sum: a line that has run for years is added up at each settlement.
    newest = max(found, key=lambda each: each.newest)
    return Sum(
        Count.total(each.count for each in found),
        sum(each.incidents for each in found),
        min(each.first_at for each in found),
        newest.newest,
        newest.day,
        newest.place,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The claims of one line on one day: assertions by place and count, and the newest claim of each hour
    (of publication, in UTC; of totals and denials only).
    """

    day: date
    places: Mapping[str | None, Mapping[Count, Assertion]] = field(default_factory=dict)
    hours: Mapping[int, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, day: date, entries: Iterable[Entry], *, hourly: bool) -> "Sheet":
        return reduce(Sheet.join, (cls.single(day, each, hourly=hourly) for each in entries), cls(day))

    @classmethod
    def single(cls, day: date, entry: Entry, *, hourly: bool) -> "Sheet":
        hour = {entry.at.astimezone(UTC).hour: entry} if hourly else {}
        return cls(day, {entry.place: {entry.count: Assertion.of(entry)}}, hour)

    def join(self, other: "Sheet") -> "Sheet":
        """The sheet of the claims of both; no claim may be on both."""
        places = {place: dict(counts) for place, counts in self.places.items()}
        for place, theirs in other.places.items():
            mine = places.setdefault(place, {})
            for count, assertion in theirs.items():
                mine[count] = assertion.join(mine[count]) if count in mine else assertion
        hours = dict(self.hours)
        for hour, entry in other.hours.items():
            held = hours.get(hour)
            hours[hour] = entry if held is None or entry.newness > held.newness else held
        return Sheet(self.day, places, hours)

    def at(self, place: str | None) -> Assertion | None:
        """What now stands of a place: the assertion of the newest claim."""
        there = self.places.get(place)
        return max(there.values(), key=_newness) if there else None

    def newest(self) -> Assertion | None:
        standing = [max(each.values(), key=_newness) for each in self.places.values() if each]
        return max(standing, key=_newness, default=None)

    def before(self, start: datetime) -> Entry | None:
        """The newest claim published before `start`, a whole hour."""
        if start.date() > self.day:
            hours: Iterable[int] = self.hours
        else:
            hours = (hour for hour in self.hours if self.day == start.date() and hour < start.hour)
        return max((self.hours[hour] for hour in hours), key=lambda each: each.newness, default=None)

    def sum(self, start: datetime | None = None) -> Sum | None:
        """The day's figure, of the incidents whose moment is not before `start`."""
        placed = total(self._incident(place, start) for place in self.places if place is not None)
        whole = self._incident(None, start)
        if placed is None or whole is None:
            return placed or whole
        return placed.beside(whole) if placed.count.size >= whole.count.size else whole.beside(placed)

    def first_at(self, place: str | None) -> datetime:
        """When a place's incident was first reported."""
        return min(each.first_at for each in self.places[place].values())

    def lies_in(self, place: str | None, start: datetime | None) -> bool:
        """Whether the moment of a place's incident is not before `start`."""
        return start is None or self._moment(place) >= start

    def next(self, start: datetime) -> datetime | None:
        """The first moment, not before `start`, of what a window that begins later leaves out."""
        claims = (entry.at for entry in self.hours.values())
        moments = claims if self.hours else map(self._moment, self.places)
        return min((each for each in moments if each >= start), default=None)

    def _moment(self, place: str | None) -> datetime:
        """When a place's incident was first reported, but on its day."""
        dawn = datetime.combine(self.day, time.min, UTC)
        dusk = dawn + timedelta(days=1, microseconds=-1)
        return min(max(self.first_at(place), dawn), dusk)

    def _incident(self, place: str | None, start: datetime | None) -> Sum | None:
        now = self.at(place)
        if now is None or not self.lies_in(place, start):
            return None
        first, count = self.first_at(place), now.newest.count
        return Sum(count, 1, first, now.newest.newness, self.day, place)


def _newness(assertion: Assertion) -> Newness:
    return assertion.newest.newness


class Line(Protocol):
    """A line's sheets, whoever keeps them. Days on which nothing stands may be named."""

    @property
    def key(self) -> LineKey: ...

    def days(self, until: date) -> Iterator[date]:
        """The days with a sheet up to `until`, the newest first."""
        ...

    def sheet(self, day: date) -> Sheet: ...

    def sum(self, after: date | None = None) -> Sum | None:
        """The sum of the days after a day, or of all."""
        ...


class MemoryLine:
    """A line in memory, made from all its claims."""

    def __init__(self, key: LineKey, claims: Iterable[Claim]) -> None:
        self.key = key
        entries: dict[date, list[Entry]] = {}
        for claim in claims:
            entries.setdefault(day_of(claim), []).append(Entry.of(claim))
        hourly = key.track is not Track.INCIDENTS
        self._sheets = {day: Sheet.of(day, each, hourly=hourly) for day, each in sorted(entries.items())}

    def days(self, until: date) -> Iterator[date]:
        return (day for day in reversed(self._sheets) if day <= until)

    def sheet(self, day: date) -> Sheet:
        return self._sheets.get(day) or Sheet(day)

    def sum(self, after: date | None = None) -> Sum | None:
        return total(sheet.sum() for day, sheet in self._sheets.items() if after is None or day > after)


def newest(line: Line, until: date = date.max) -> Assertion | None:
    """The assertion of the line's newest claim, of days up to `until`."""
    return next(filter(None, (line.sheet(day).newest() for day in line.days(until))), None)
