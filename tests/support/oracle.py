"""A slow and obvious second telling of how figures are made, from docs/counting.md and not from the code.

Claims are kept in plain lists, and every question is answered by looking at all of them again. Of the domain
it uses the words (enums, keys) and nothing that counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.disagreement import Kind
from tollwire.domain.line import People, Track
from tollwire.domain.window import Method, Window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOGETHER = 72 * HOUR
LAPSE = 30 * DAY
LENGTHS = {Window.DAY: 24 * HOUR, Window.WEEK: 7 * DAY, Window.MONTH: 30 * DAY}
INFINITE = float("inf")


@dataclass(frozen=True)
class Number:
    """A count; `high` None is open."""

    low: int
    high: int | None
    approximate: bool


@dataclass(frozen=True)
class Word:
    """An assertion: one count, and all that report it."""

    people: People
    track: Track
    claimant: str
    basis: Basis
    count: Number
    at: datetime
    first_at: datetime
    newest_id: str
    reports: int
    publishers: frozenset[str]
    day: date | None
    place: str | None


@dataclass(frozen=True)
class Said:
    people: People
    basis: Basis
    claimant: str
    window: Window
    method: Method
    count: Number
    at: datetime
    newest_id: str | None  # not of a sum
    stands_on: int
    publishers: frozenset[str]


@dataclass(frozen=True)
class Band:
    people: People
    basis: Basis
    window: Window
    low: int
    high: int | None
    newest_at: datetime
    method: Method
    claimants: frozenset[str]
    publishers: int
    stands_on: int


@dataclass(frozen=True)
class Gap:
    people: People
    gap: int
    ratio: float
    at_least: bool


@dataclass(frozen=True)
class Silence:
    people: People
    unacknowledged: bool
    since: datetime


@dataclass(frozen=True)
class Both:
    conflict: str | None
    casualty_type: CasualtyType
    claimant: str
    method: Method
    count: Number
    at: datetime


@dataclass(frozen=True)
class Dispute:
    kind: Kind
    people: People
    lower: Word | None
    higher: Word | None
    severity: float | None
    opened: datetime
    changed: datetime


@dataclass(frozen=True)
class Expected:
    """What is to be known of one actor; all lists are in no order."""

    as_of: datetime | None
    name: str | None
    words: list[Word]
    said: list[Said]
    bands: list[Band]
    gaps: list[Gap]
    silences: list[Silence]
    both: list[Both]
    disputes: list[Dispute]


def expected(events: Iterable[ClaimEvent]) -> dict[str, Expected]:
    holding: dict[str, ClaimEvent] = {}
    for event in events:
        held = holding.get(event.claim.id)
        if held is None or _rank(event) > _rank(held):
            holding[event.claim.id] = event
    found = {}
    for actor in {event.claim.actor for event in holding.values()}:
        standing = [
            event.claim
            for event in holding.values()
            if event.claim.actor == actor
            and not event.retracted
            and event.claim.scope is not Scope.HISTORICAL
        ]
        found[actor] = _Actor(standing).expected()
    return found


def apart(one: Number, other: Number) -> float | None:
    """The severity of two counts that lie apart by more than 10 %, reckoned in whole numbers."""
    lower, higher = sorted((one, other), key=lambda count: (count.low, _top(count)))
    if lower.high is None or lower.high >= higher.low:
        return None
    bound = max(lower.high, 1)
    return round(higher.low / bound, 4) if (higher.low - bound) * 10 > higher.low else None


class _Actor:
    def __init__(self, claims: list[Claim]) -> None:
        self.claims = claims

    def expected(self) -> Expected:
        if not self.claims:
            return Expected(None, None, [], [], [], [], [], [], [])
        newest = _newest(self.claims)
        self.as_of = newest.source.published_at
        self.said = self._said()
        self.bands = self._bands()
        self.silences = self._silences()
        return Expected(
            as_of=self.as_of,
            name=newest.victim,
            words=[self._word(_newest(line)) for line in self._lines()],
            said=self.said,
            bands=self.bands,
            gaps=self._gaps(),
            silences=self.silences,
            both=self._both(),
            disputes=self._disputes(),
        )

    # What a claimant says

    def _lines(self) -> list[list[Claim]]:
        lines: dict[tuple[object, ...], list[Claim]] = {}
        for claim in self.claims:
            lines.setdefault(_line(claim), []).append(claim)
        return list(lines.values())

    def _current(self, claims: list[Claim]) -> list[Claim]:
        """The newest claim of every total, of every incident and of every denial."""
        matters: dict[tuple[object, ...], list[Claim]] = {}
        for claim in claims:
            matters.setdefault(_matter(claim), []).append(claim)
        return [_newest(each) for each in matters.values()]

    def _word(self, claim: Claim) -> Word:
        """The assertion that a claim is a report of."""
        reports = [
            each
            for each in self.claims
            if _matter(each) == _matter(claim) and each.count == claim.count and _day(each) == _day(claim)
        ]
        newest = _newest(reports)
        incident = _track(claim) is Track.INCIDENTS
        return Word(
            people=_people(claim),
            track=_track(claim),
            claimant=_claimant(claim),
            basis=newest.basis,
            count=_number(newest),
            at=_at(newest),
            first_at=min(map(_at, reports)),
            newest_id=newest.id,
            reports=len(reports),
            publishers=frozenset(map(_publisher, reports)),
            day=_day(newest) if incident else None,
            place=newest.place if incident else None,
        )

    # Windows

    def _said(self) -> list[Said]:
        found = []
        for people, claimant in {(_people(claim), _claimant(claim)) for claim in self.claims}:
            theirs = [
                claim
                for claim in self.claims
                if (_people(claim), _claimant(claim)) == (people, claimant)
                and claim.stance is Stance.ASSERTED
            ]
            for window in Window:
                said = self._said_of(theirs, window)
                if said:
                    found.append(said)
        return found

    def _said_of(self, theirs: list[Claim], window: Window) -> Said | None:
        totals = [claim for claim in theirs if _track(claim) is Track.TOTALS]
        incidents = [claim for claim in theirs if _track(claim) is Track.INCIDENTS]
        if window is Window.ALL:
            start = None
            if totals:
                new = _newest(totals)
                return self._as_said(theirs, window, Method.TOTAL, _number(new), new, self._word(new).reports)
        else:
            start = (self.as_of - LENGTHS[window]).astimezone(UTC)
            start = start.replace(minute=0, second=0, microsecond=0)
            before = [claim for claim in totals if _at(claim) < start]
            if totals and before:
                new, old = _newest(totals), _newest(before)
                if _at(new) >= start and start - _at(old) <= LENGTHS[window] / 2:
                    count = _less(_number(new), _number(old))
                    claims = self._word(new).reports + 1
                    return self._as_said(theirs, window, Method.DIFFERENCE, count, new, claims)
        return self._sum(theirs, incidents, window, start)

    def _sum(
        self, theirs: list[Claim], claims: list[Claim], window: Window, start: datetime | None
    ) -> Said | None:
        count, stands_on, inside = Number(0, 0, False), 0, []
        for day in {_day(claim) for claim in claims}:
            with_place: list[Number] = []
            without: list[Number] = []
            for place in {claim.place for claim in claims if _day(claim) == day}:
                incident = [claim for claim in claims if (_day(claim), claim.place) == (day, place)]
                if start is None or _moment(incident) >= start:
                    inside += incident
                    (without if place is None else with_place).append(_number(_newest(incident)))
            together = Number(0, 0, False)
            for each in with_place:
                together = _plus(together, each)
            if without and (not with_place or _size(without[0]) > _size(together)):
                count, stands_on = _plus(count, without[0]), stands_on + 1
            else:
                count, stands_on = _plus(count, together), stands_on + len(with_place)
        if not inside:
            return None
        return self._as_said(theirs, window, Method.SUM, count, _newest(inside), stands_on)

    def _as_said(
        self,
        theirs: list[Claim],
        window: Window,
        method: Method,
        count: Number,
        newest: Claim,
        stands_on: int,
    ) -> Said:
        return Said(
            people=_people(newest),
            basis=_newest(theirs).basis,
            claimant=_claimant(newest),
            window=window,
            method=method,
            count=count,
            at=_at(newest),
            newest_id=None if method is Method.SUM else newest.id,
            stands_on=stands_on,
            publishers=self._word(newest).publishers,
        )

    # By basis

    def _bands(self) -> list[Band]:
        found = []
        for people, basis, window in {(said.people, said.basis, said.window) for said in self.said}:
            here = [
                said
                for said in self.said
                if (said.people, said.basis, said.window) == (people, basis, window)
            ]
            if any(said.method is not Method.SUM for said in here):
                here = [said for said in here if said.method is not Method.SUM]
            newest_at = max(said.at for said in here)
            here = [said for said in here if newest_at - said.at <= TOGETHER]
            publishers: set[str] = set()
            for said in here:
                publishers |= said.publishers
            highs = [said.count.high for said in here]
            found.append(
                Band(
                    people=people,
                    basis=basis,
                    window=window,
                    low=min(said.count.low for said in here),
                    high=None if None in highs else max(high for high in highs if high is not None),
                    newest_at=newest_at,
                    method=here[0].method,
                    claimants=frozenset(said.claimant for said in here),
                    publishers=len(publishers),
                    stands_on=sum(said.stands_on for said in here),
                )
            )
        return found

    # Between the bases

    def _gaps(self) -> list[Gap]:
        found = []
        for enemy in self.bands:
            for own in self.bands:
                if (
                    enemy.window is own.window is Window.ALL
                    and enemy.people == own.people
                    and (enemy.basis, own.basis) == (Basis.ENEMY_CLAIM, Basis.ADMISSION)
                ):
                    claimed = enemy.low if enemy.high is None else enemy.high
                    ratio = round(claimed / max(own.low, 1), 4)
                    found.append(Gap(enemy.people, claimed - own.low, ratio, enemy.high is None))
        return found

    def _silences(self) -> list[Silence]:
        found = []
        for band in self.bands:
            if band.basis is Basis.ENEMY_CLAIM and band.window is Window.ALL:
                own = [
                    _newest(line)
                    for line in self._lines()
                    if _newest(line).basis is Basis.ADMISSION and _may_be(_people(line[0]), band.people)
                ]
                if own:
                    found.append(Silence(band.people, False, max(map(_at, own))))
                else:
                    found.append(Silence(band.people, True, min(map(_at, self._enemy(band.people)))))
        return found

    def _enemy(self, people: People) -> list[Claim]:
        """What is asserted by those who are now the enemy's voice about these people."""
        enemies = {
            said.claimant for said in self.said if said.people == people and said.basis is Basis.ENEMY_CLAIM
        }
        return [
            claim
            for claim in self.claims
            if _people(claim) == people and _claimant(claim) in enemies and claim.stance is Stance.ASSERTED
        ]

    def _both(self) -> list[Both]:
        found = []
        for one in self.said:
            for other in self.said:
                if (
                    one.window is other.window is Window.ALL
                    and one.claimant == other.claimant
                    and one.people.conflict == other.people.conflict
                    and one.people.casualty_type == other.people.casualty_type
                    and one.people.victim_group is VictimGroup.MILITARY
                    and other.people.victim_group is VictimGroup.CIVILIAN
                    and one.method is other.method
                    and (one.method is Method.SUM or abs(one.at - other.at) <= TOGETHER)
                ):
                    found.append(
                        Both(
                            conflict=one.people.conflict,
                            casualty_type=one.people.casualty_type,
                            claimant=one.claimant,
                            method=one.method,
                            count=_plus(one.count, other.count),
                            at=max(one.at, other.at),
                        )
                    )
        return found

    # Disagreements

    def _disputes(self) -> list[Dispute]:
        found = [*self._counts(), *self._denials()]
        found = [each for each in found if self.as_of - each.changed <= LAPSE]
        for silence in self.silences:
            if silence.unacknowledged:
                word = self._word(_newest(self._enemy(silence.people)))
                found.append(
                    Dispute(Kind.UNACKNOWLEDGED, silence.people, None, word, None, silence.since, word.at)
                )
        return found

    def _counts(self) -> list[Dispute]:
        found = []
        current = [claim for claim in self._current(self.claims) if claim.stance is Stance.ASSERTED]
        for one, other in combinations(current, 2):
            same = _people(one) == _people(other) and _track(one) is _track(other)
            if _track(one) is Track.INCIDENTS:
                same = same and (_day(one), one.place) == (_day(other), other.place)
                same = same and _day(one) >= _date(self.as_of - LAPSE)
            severity = _contradict(one, other)
            if not same or severity is None:
                continue
            lower, higher = sorted((one, other), key=lambda claim: _size(_number(claim)))
            if _track(one) is Track.TOTALS:
                opened = self._since(one, other)
            else:
                opened = max(
                    min(_at(claim) for claim in self.claims if _matter(claim) == _matter(each))
                    for each in (one, other)
                )
            found.append(
                Dispute(
                    kind=Kind.COUNT,
                    people=_people(one),
                    lower=self._word(lower),
                    higher=self._word(higher),
                    severity=severity,
                    opened=opened,
                    changed=max(_at(one), _at(other)),
                )
            )
        return found

    def _since(self, one: Claim, other: Claim) -> datetime:
        """Since when the totals of two claimants have disagreed at the end of every day."""
        opened = max(_at(one), _at(other))
        today = _date(self.as_of)
        for ago in range(31):
            newest = []
            for line in (one, other):
                so_far = [
                    claim
                    for claim in self.claims
                    if _matter(claim) == _matter(line) and _date(_at(claim)) <= today - ago * DAY
                ]
                if so_far:
                    newest.append(_newest(so_far))
            if len(newest) < 2 or _contradict(newest[0], newest[1]) is None:
                break
            opened = max(_at(newest[0]), _at(newest[1]))
        return opened

    def _denials(self) -> list[Dispute]:
        found = []
        for denial in self._current(self.claims):
            if denial.stance is not Stance.DENIED:
                continue
            if any(
                claim.stance is Stance.ASSERTED
                and (_people(claim), _claimant(claim)) == (_people(denial), _claimant(denial))
                and _at(claim) > _at(denial)
                for claim in self.claims
            ):
                continue
            against = [
                claim
                for claim in self._current(self.claims)
                if claim.stance is Stance.ASSERTED
                and _claimant(claim) != _claimant(denial)
                and _may_be(_people(claim), _people(denial))
                and abs(_at(claim) - _at(denial)) <= TOGETHER
                and (claim.scope is Scope.CUMULATIVE or _day(claim) >= _date(self.as_of - LAPSE))
                and claim.count.low <= _top(_number(denial))
                and denial.count.low <= _top(_number(claim))
            ]
            held = _newest(against) if against else None
            word = self._word(denial)
            found.append(
                Dispute(
                    kind=Kind.DENIAL,
                    people=_people(denial),
                    lower=word,
                    higher=self._word(held) if held else None,
                    severity=None,
                    opened=word.first_at,
                    changed=max(_at(denial), _at(held)) if held else _at(denial),
                )
            )
        return found


def _contradict(one: Claim, other: Claim) -> float | None:
    if abs(_at(one) - _at(other)) > TOGETHER:
        return None
    if one.basis is other.basis is Basis.UNATTRIBUTED:
        return None
    return apart(_number(one), _number(other))


def _rank(event: ClaimEvent) -> tuple[str, bool, str]:
    # The page does not say which of two different readings at one revision holds: any order will do that both
    # take.
    return event.revision, event.retracted, repr(event.claim)


def _newest(claims: Iterable[Claim]) -> Claim:
    return max(claims, key=lambda claim: (_at(claim), *_size(_number(claim)), claim.id))


def _at(claim: Claim) -> datetime:
    return claim.source.published_at


def _date(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _number(claim: Claim) -> Number:
    return Number(claim.count.low, claim.count.high, claim.count.approximate)


def _top(count: Number) -> float:
    return INFINITE if count.high is None else count.high


def _size(count: Number) -> tuple[int, float]:
    return count.low, _top(count)


def _plus(one: Number, other: Number) -> Number:
    high = None if one.high is None or other.high is None else one.high + other.high
    return Number(one.low + other.low, high, one.approximate or other.approximate)


def _less(new: Number, old: Number) -> Number:
    low = 0 if old.high is None else max(new.low - old.high, 0)
    high = None if new.high is None else max(new.high - old.low, 0)
    return Number(low, high, new.approximate or old.approximate)


def _people(claim: Claim) -> People:
    return People(claim.conflict, claim.casualty_type, claim.victim_group)


def _may_be(one: People, other: People) -> bool:
    groups = {one.victim_group, other.victim_group}
    return one[:2] == other[:2] and (len(groups) == 1 or VictimGroup.UNSPECIFIED in groups)


def _track(claim: Claim) -> Track:
    if claim.stance is Stance.DENIED:
        return Track.DENIALS
    return Track.TOTALS if claim.scope is Scope.CUMULATIVE else Track.INCIDENTS


def _claimant(claim: Claim) -> str:
    if claim.claimant is None:
        return claim.source.publisher or "unknown"
    return claim.claimant.actor or claim.claimant.text


def _publisher(claim: Claim) -> str:
    source = claim.source
    return source.copied_from or source.publisher or source.article_id


def _day(claim: Claim) -> date:
    """Of an incident the day of the event, else that of publication."""
    published = _date(_at(claim))
    if _track(claim) is Track.INCIDENTS and claim.day is not None and claim.day < published:
        return claim.day
    return published


def _line(claim: Claim) -> tuple[object, ...]:
    return _people(claim), _track(claim), _claimant(claim)


def _matter(claim: Claim) -> tuple[object, ...]:
    """What newer claims replace older ones of: a line, on the incidents' track an incident."""
    line = _line(claim)
    return (*line, _day(claim), claim.place) if _track(claim) is Track.INCIDENTS else line


def _moment(incident: list[Claim]) -> datetime:
    first = min(map(_at, incident))
    begins = datetime.combine(_day(incident[0]), time(), UTC)
    return min(max(first, begins), begins + DAY - timedelta(microseconds=1))
