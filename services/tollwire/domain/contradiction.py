"""Finds the disagreements about one actor, by who stands where on the roll.

A case says who disagrees, and is light: most are as they were, and only those that are told get their words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import combinations, takewhile

from tollwire.domain.claim import Basis
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind, Tolerance, Width, apart, width
from tollwire.domain.identity import digest
from tollwire.domain.line import Entry, Line, People, Track, newest
from tollwire.domain.roll import Roll, Speaker, Stand, answers
from tollwire.domain.silence import silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A disagreement that is open, by its two stands; see Disagreement.

    `opened` is None for two totals: it takes a look back, see `_opened`.
    """

    id: str
    kind: Kind
    people: People
    lower: Stand | None
    higher: Stand | None
    severity: float | None
    opened: datetime | None

    @property
    def changed(self) -> datetime:
        return max(each.at for each in (self.lower, self.higher) if each)

    @property
    def width(self) -> Width:
        """How far the two are apart."""
        lower = self.lower.count if self.lower and self.kind is Kind.COUNT else None
        said = self.higher or self.lower
        assert said is not None
        return width(self.severity, lower, said.count)

    def told(self, roll: Roll, tolerance: Tolerance) -> Disagreement:
        """The disagreement with its words."""
        opened, as_of = self.opened, roll.as_of
        if opened is None:
            assert self.lower
            assert self.higher
            assert as_of
            opened = _opened(self.lower.line, self.higher.line, as_of, tolerance) or as_of
        return Disagreement(
            id=self.id,
            actor=roll.actor,
            kind=self.kind,
            people=self.people,
            lower=roll.figure(self.lower) if self.lower else None,
            higher=roll.figure(self.higher) if self.higher else None,
            severity=self.severity,
            opened=opened,
        )


def cases(roll: Roll, tolerance: Tolerance) -> list[Case]:
    """The disagreements about one actor, by id."""
    as_of = roll.as_of
    if as_of is None:
        return []
    matters = _Matters(roll, as_of - tolerance.lapse)
    found = [
        each
        for each in (*_counts(matters, tolerance), *_denials(matters, tolerance))
        if as_of - each.changed <= tolerance.lapse
    ]
    return sorted((*found, *_unacknowledged(roll)), key=lambda each: each.id)


def open_disagreements(roll: Roll, tolerance: Tolerance = Tolerance()) -> tuple[Disagreement, ...]:
    """The disagreements about one actor with their words, by id."""
    return tuple(each.told(roll, tolerance) for each in cases(roll, tolerance))


@dataclass
class _Matters:
    """What there is to disagree about: totals, and incidents of days from `since` on."""

    roll: Roll
    since: datetime

    @cached_property
    def about(self) -> list[tuple[People, list[Speaker]]]:
        return list(self.roll.about())

    @cached_property
    def incidents(self) -> Mapping[People, Mapping[tuple[date, str | None], list[Stand]]]:
        """By people, then by day and place."""
        return {people: self._incidents(speakers) for people, speakers in self.about}

    def _incidents(self, speakers: Iterable[Speaker]) -> Mapping[tuple[date, str | None], list[Stand]]:
        found: dict[tuple[date, str | None], list[Stand]] = defaultdict(list)
        for speaker in speakers:
            line = speaker.line(Track.INCIDENTS)
            if line is None:
                continue
            for day in takewhile(lambda day: day >= self.since.date(), line.days(date.max)):
                sheet = line.sheet(day)
                for place in sheet.places:
                    says = sheet.at(place)
                    if says is not None:
                        found[day, place].append(Stand(line, says, day))
        return found


def _disagree(first: Entry, second: Entry, tolerance: Tolerance) -> float | None:
    """The severity of two claims of the same matter that disagree, else None."""
    if first.basis is second.basis is Basis.UNATTRIBUTED:
        return None  # outlets in their own voice repeat others' figures at various ages
    if abs(first.at - second.at) > tolerance.within:
        return None
    lower, higher = sorted((first.count, second.count), key=lambda count: count.size)
    ratio = apart(lower, higher)
    # Not by the ratio: the inverse of 100/90 is a float just under 0.9, and 90 would disagree with 100.
    if ratio is None or higher.low - max(lower.high or 0, 1) <= tolerance.apart * higher.low:
        return None
    return round(ratio, 4)


def _counts(matters: _Matters, tolerance: Tolerance) -> Iterator[Case]:
    actor = matters.roll.actor
    for people, speakers in matters.about:
        for one, other, severity in _pairs(_totals(speakers), tolerance):
            yield _count(actor, people, one, other, severity, None, ())
        for (day, place), stands in matters.incidents[people].items():
            for one, other, severity in _pairs(stands, tolerance):
                opened = max(each.line.sheet(day).first_at(place) for each in (one, other))
                yield _count(actor, people, one, other, severity, opened, (day, place))


def _totals(speakers: Iterable[Speaker]) -> list[Stand]:
    return [each.stands[Track.TOTALS] for each in speakers if Track.TOTALS in each.stands]


def _pairs(stands: Iterable[Stand], tolerance: Tolerance) -> Iterator[tuple[Stand, Stand, float]]:
    for one, other in combinations(stands, 2):
        severity = _disagree(one.says.newest, other.says.newest, tolerance)
        if severity is not None:
            lower, higher = sorted((one, other), key=lambda each: each.count.size)
            yield lower, higher, severity


def _count(
    actor: str,
    people: People,
    lower: Stand,
    higher: Stand,
    severity: float,
    opened: datetime | None,
    matter: tuple[object, ...],
) -> Case:
    parties = sorted((lower.claimant, higher.claimant))
    return Case(
        id=digest(actor, Kind.COUNT, *people, lower.line.key.track, *matter, *parties),
        kind=Kind.COUNT,
        people=people,
        lower=lower,
        higher=higher,
        severity=severity,
        opened=opened,
    )


def _opened(one: Line, other: Line, as_of: datetime, tolerance: Tolerance) -> datetime | None:
    """Since when two totals have disagreed without a break, looking back day by day as far as the lapse."""
    today, opened = as_of.astimezone(UTC).date(), None
    for back in range(tolerance.lapse.days + 1):
        day = today - timedelta(days=back)
        first, second = newest(one, day), newest(other, day)
        if first is None or second is None or _disagree(first.newest, second.newest, tolerance) is None:
            return opened
        opened = max(first.newest.at, second.newest.at)
    return opened


def _denials(matters: _Matters, tolerance: Tolerance) -> Iterator[Case]:
    for speaker in matters.roll.speakers:
        denial = speaker.stands.get(Track.DENIALS)
        if denial is None or any(each.at > denial.at for each in speaker.asserted):
            continue
        yield Case(
            id=digest(matters.roll.actor, Kind.DENIAL, *speaker.people, speaker.claimant),
            kind=Kind.DENIAL,
            people=speaker.people,
            lower=denial,
            higher=_denied(matters, speaker.people, denial, tolerance),
            severity=None,
            opened=denial.says.first_at,
        )


def _denied(matters: _Matters, people: People, denial: Stand, tolerance: Tolerance) -> Stand | None:
    """What a denial is held against: the newest count of another that overlaps the denied one."""
    stands: list[Stand] = []
    for theirs, speakers in matters.about:
        if answers(people, theirs):
            stands += _totals(speakers)
            for known in matters.incidents[theirs].values():
                stands += known
    near = (
        each
        for each in stands
        if each.claimant != denial.claimant
        and abs(each.at - denial.at) <= tolerance.within
        and _overlap(each.count, denial.count)
    )
    return max(near, key=lambda each: each.newness, default=None)


def _overlap(one: Count, other: Count) -> bool:
    return (one.high is None or one.high >= other.low) and (other.high is None or other.high >= one.low)


def _unacknowledged(roll: Roll) -> Iterator[Case]:
    for silence in silences(roll):
        if silence.unacknowledged:
            yield Case(
                id=digest(roll.actor, Kind.UNACKNOWLEDGED, *silence.people),
                kind=Kind.UNACKNOWLEDGED,
                people=silence.people,
                lower=None,
                higher=silence.enemy,
                severity=None,
                opened=silence.since,
            )
