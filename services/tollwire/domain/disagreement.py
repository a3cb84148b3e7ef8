"""Disagreements: two current claims about the same people that cannot both be true, a denial, or an enemy
claim that the side itself has never answered.

Which are open is a function of the set of claims, like the tally: the only clock is the actor's newest claim.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import combinations, takewhile

from tollwire.domain.claim import Basis
from tollwire.domain.count import Count
from tollwire.domain.identity import digest
from tollwire.domain.line import Assertion, Line, People, Track, newest
from tollwire.domain.roll import Figure, Roll, Speaker, Stand, answers
from tollwire.domain.silence import silences
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
    def width(self) -> tuple[float, int]:
        """Orders how far the two are apart: by severity, then in people."""
        said = self.higher or self.lower
        assert said is not None
        counted = self.kind is Kind.COUNT and self.lower is not None
        floor = (self.lower.count.high or 0) if counted and self.lower else 0
        return self.severity or 0.0, said.count.low - floor


def apart(lower: Count, higher: Count) -> float | None:
    """The ratio of the nearest bounds of two counts where all of `lower` lies below all of `higher`, else
    None.

    A bound of nobody counts as one person, so that none against 16 is a ratio of 16.
    """
    if lower.high is None or lower.high >= higher.low:
        return None
    return higher.low / max(lower.high, 1)


def open_disagreements(roll: Roll, tolerance: Tolerance = Tolerance()) -> tuple[Disagreement, ...]:
    """The disagreements about one actor, by id."""
    as_of = roll.as_of
    if as_of is None:
        return ()
    found = [
        each
        for each in (*_counts(roll, as_of, tolerance), *_denials(roll, tolerance))
        if as_of - each.changed <= tolerance.lapse
    ]
    return tuple(sorted((*found, *_unacknowledged(roll)), key=lambda each: each.id))


def changes(
    before: Mapping[str, Disagreement], now: Iterable[Disagreement]
) -> Iterator[tuple[State, Disagreement]]:
    """What happened between two looks at one actor; one more report of the same figures is no change."""
    current = {each.id: each for each in now}
    for id, each in current.items():
        held = before.get(id)
        if held is None:
            yield State.OPEN, each
        elif each.width != held.width:
            yield (State.WIDENED if each.width > held.width else State.NARROWED), each
    for gone in sorted(before.keys() - current.keys()):
        yield State.RESOLVED, before[gone]


def _disagree(one: Assertion, other: Assertion, tolerance: Tolerance) -> float | None:
    """The severity of two assertions of the same matter that disagree, else None."""
    first, second = one.newest, other.newest
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


def _counts(roll: Roll, as_of: datetime, tolerance: Tolerance) -> Iterator[Disagreement]:
    for people, speakers in roll.about():
        for one, other, severity in _pairs(_totals(speakers), tolerance):
            opened = _opened(one.line, other.line, as_of, tolerance)
            yield _count(roll, people, one, other, severity, opened or as_of, ())
        for (day, place), stands in _incidents(speakers, as_of - tolerance.lapse).items():
            for one, other, severity in _pairs(stands, tolerance):
                opened = max(each.line.sheet(day).first_at(place) for each in (one, other))
                yield _count(roll, people, one, other, severity, opened, (day, place))


def _totals(speakers: Iterable[Speaker]) -> list[Stand]:
    return [each.stands[Track.TOTALS] for each in speakers if Track.TOTALS in each.stands]


def _incidents(speakers: Iterable[Speaker], since: datetime) -> Mapping[tuple[date, str | None], list[Stand]]:
    """The incidents of days from `since` on, by day and place, each with those who speak of it."""
    found: dict[tuple[date, str | None], list[Stand]] = defaultdict(list)
    for speaker in speakers:
        line = speaker.line(Track.INCIDENTS)
        if line is None:
            continue
        for day in takewhile(lambda day: day >= since.date(), line.days(date.max)):
            sheet = line.sheet(day)
            for place in sheet.places:
                says = sheet.at(place)
                if says is not None:
                    found[day, place].append(Stand(line, says, day))
    return found


def _pairs(stands: Iterable[Stand], tolerance: Tolerance) -> Iterator[tuple[Stand, Stand, float]]:
    for one, other in combinations(stands, 2):
        severity = _disagree(one.says, other.says, tolerance)
        if severity is not None:
            lower, higher = sorted((one, other), key=lambda each: each.count.size)
            yield lower, higher, severity


def _count(
    roll: Roll,
    people: People,
    lower: Stand,
    higher: Stand,
    severity: float,
    opened: datetime,
    matter: tuple[object, ...],
) -> Disagreement:
    parties = sorted((lower.claimant, higher.claimant))
    return Disagreement(
        id=digest(roll.actor, Kind.COUNT, *people, lower.line.key.track, *matter, *parties),
        actor=roll.actor,
        kind=Kind.COUNT,
        people=people,
        lower=roll.figure(lower),
        higher=roll.figure(higher),
        severity=severity,
        opened=opened,
    )


def _opened(one: Line, other: Line, as_of: datetime, tolerance: Tolerance) -> datetime | None:
    """Since when two totals have disagreed without a break, looking back day by day as far as the lapse."""
    today, opened = as_of.astimezone(UTC).date(), None
    for back in range(tolerance.lapse.days + 1):
        day = today - timedelta(days=back)
        first, second = newest(one, day), newest(other, day)
        if first is None or second is None or _disagree(first, second, tolerance) is None:
            return opened
        opened = max(first.newest.at, second.newest.at)
    return opened


def _denials(roll: Roll, tolerance: Tolerance) -> Iterator[Disagreement]:
    for speaker in roll.speakers:
        denial = speaker.stands.get(Track.DENIALS)
        if denial is None or any(each.at > denial.at for each in speaker.asserted):
            continue
        held = _denied(roll, speaker, denial, tolerance)
        yield Disagreement(
            id=digest(roll.actor, Kind.DENIAL, *speaker.people, speaker.claimant),
            actor=roll.actor,
            kind=Kind.DENIAL,
            people=speaker.people,
            lower=roll.figure(denial),
            higher=roll.figure(held) if held else None,
            severity=None,
            opened=denial.says.first_at,
        )


def _denied(roll: Roll, denier: Speaker, denial: Stand, tolerance: Tolerance) -> Stand | None:
    """What a denial is held against: the newest count of another that overlaps the denied one."""
    others = [
        each
        for each in roll.speakers
        if each.claimant != denier.claimant and answers(denier.people, each.people)
    ]
    stands = _totals(others)
    # What was published in time may have happened long before: look back as far as the lapse.
    for known in _incidents(others, denial.at - tolerance.lapse).values():
        stands += known
    near = (
        each
        for each in stands
        if abs(each.at - denial.at) <= tolerance.within and _overlap(each.count, denial.count)
    )
    return max(near, key=lambda each: each.newness, default=None)


def _overlap(one: Count, other: Count) -> bool:
    return (one.high is None or one.high >= other.low) and (other.high is None or other.high >= one.low)


def _unacknowledged(roll: Roll) -> Iterator[Disagreement]:
    for silence in silences(roll):
        if silence.unacknowledged:
            yield Disagreement(
                id=digest(roll.actor, Kind.UNACKNOWLEDGED, *silence.people),
                actor=roll.actor,
                kind=Kind.UNACKNOWLEDGED,
                people=silence.people,
                lower=None,
                higher=roll.figure(silence.enemy),
                severity=None,
                opened=silence.since,
            )
