"""Finds the disagreements about one actor, by who stands where on the roll.

A case says who disagrees, and is light: most are as they were, and only those that are told get their words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import combinations, takewhile

from tollwire.domain.claim import Basis
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind, Tolerance, Width, apart, width
from tollwire.domain.identity import digest
from tollwire.domain.line import Entry, Line, People, Track, newest
from tollwire.domain.memory import FOREVER, Afresh, later
from tollwire.domain.roll import Roll, Speaker, Stand, Voices, answers, newest_of
from tollwire.domain.silence import Silence, silences


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
    memory, find_open = roll.memory, partial(_open, tolerance.lapse)
    hear = partial(_Heard.of, memory, tolerance.lapse)
    find_counts, find_denials = (partial(each, roll.actor, tolerance) for each in (_counts, _denials))
    found: list[Case] = []
    for matter in roll.matters:
        heard = [memory.passing(("heard", each.people), hear, as_of, each)[0] for each in matter.voices]
        for each in heard:
            counts = memory.step(("counts", each.voices.people), find_counts, each)
            found += memory.passing(("open counts", each.voices.people), find_open, as_of, counts)[0]
        denials = memory.step(matter.name("denials"), find_denials, *heard)
        found += memory.passing(matter.name("open denials"), find_open, as_of, denials)[0]
        quiet = memory.step(matter.name("silences"), silences, *matter.voices)
        found += memory.step(matter.name("unacknowledged"), partial(_unacknowledged, roll.actor), quiet)
    return sorted(found, key=lambda each: each.id)


def open_disagreements(roll: Roll, tolerance: Tolerance = Tolerance()) -> tuple[Disagreement, ...]:
    """The disagreements about one actor with their words, by id."""
    return tuple(each.told(roll, tolerance) for each in cases(roll, tolerance))


def _open(lapse: timedelta, as_of: datetime, found: Iterable[Case]) -> tuple[tuple[Case, ...], datetime]:
    """Those that somebody still speaks of."""
    now = tuple(each for each in found if as_of - each.changed <= lapse)
    return now, min((later(each.changed, lapse) for each in now), default=FOREVER)


# By day and place.
_Incidents = Mapping[tuple[date, str | None], Stand]


def _lately(lapse: timedelta, as_of: datetime, speaker: Speaker) -> tuple[_Incidents, datetime]:
    """What a claimant says of incidents of the last days."""
    line, since = speaker.line(Track.INCIDENTS), (as_of - lapse).date()
    days = list(takewhile(lambda day: day >= since, line.days(date.max))) if line else []
    found = {}
    for day in days:
        assert line
        sheet = line.sheet(day)
        for place in sheet.places:
            says = sheet.at(place)
            if says is not None:
                found[day, place] = Stand(line, says, day)
    return found, later(datetime.combine(days[-1], time.max, as_of.tzinfo), lapse) if days else FOREVER


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """What there is to disagree about of the same people: totals, and incidents of the last days."""

    voices: Voices
    totals: list[Stand]
    incidents: Mapping[tuple[date, str | None], list[Stand]]

    @classmethod
    def of(
        cls, memory: Afresh, lapse: timedelta, as_of: datetime, voices: Voices
    ) -> tuple["_Heard", datetime]:
        totals = [each.stands[Track.TOTALS] for each in voices.speakers if Track.TOTALS in each.stands]
        lately = partial(_lately, lapse)
        said = [memory.passing(each.name("lately"), lately, as_of, each) for each in voices.speakers]
        by_incident: dict[tuple[date, str | None], list[Stand]] = defaultdict(list)
        for incidents, _ in said:
            for where, stand in incidents.items():
                by_incident[where].append(stand)
        return cls(voices, totals, by_incident), min(until for _, until in said)


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


def _counts(actor: str, tolerance: Tolerance, heard: _Heard) -> list[Case]:
    people, found = heard.voices.people, []
    for one, other, severity in _pairs(heard.totals, tolerance):
        found.append(_count(actor, people, one, other, severity, None, ()))
    for (day, place), stands in heard.incidents.items():
        for one, other, severity in _pairs(stands, tolerance):
            opened = max(each.line.sheet(day).first_at(place) for each in (one, other))
            found.append(_count(actor, people, one, other, severity, opened, (day, place)))
    return found


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


def _denials(actor: str, tolerance: Tolerance, *matter: _Heard) -> list[Case]:
    found = []
    for speaker in (speaker for each in matter for speaker in each.voices.speakers):
        denial = speaker.stands.get(Track.DENIALS)
        if denial is None or any(each.at > denial.at for each in speaker.asserted):
            continue
        found.append(
            Case(
                id=digest(actor, Kind.DENIAL, *speaker.people, speaker.claimant),
                kind=Kind.DENIAL,
                people=speaker.people,
                lower=denial,
                higher=_denied(matter, speaker.people, denial, tolerance),
                severity=None,
                opened=denial.says.first_at,
            )
        )
    return found


def _denied(matter: Iterable[_Heard], people: People, denial: Stand, tolerance: Tolerance) -> Stand | None:
    """What a denial is held against: the newest count of another that overlaps the denied one."""
    stands: list[Stand] = []
    for heard in matter:
        if answers(people, heard.voices.people):
            stands += heard.totals
            for known in heard.incidents.values():
                stands += known
    near = (
        each
        for each in stands
        if each.claimant != denial.claimant
        and abs(each.at - denial.at) <= tolerance.within
        and _overlap(each.count, denial.count)
    )
    return newest_of(near)


def _overlap(one: Count, other: Count) -> bool:
    return (one.high is None or one.high >= other.low) and (other.high is None or other.high >= one.low)


def _unacknowledged(actor: str, quiet: Iterable[Silence]) -> list[Case]:
    return [
        Case(
            id=digest(actor, Kind.UNACKNOWLEDGED, *silence.people),
            kind=Kind.UNACKNOWLEDGED,
            people=silence.people,
            lower=None,
            higher=silence.enemy,
            severity=None,
            opened=silence.since,
        )
        for silence in quiet
        if silence.unacknowledged
    ]
