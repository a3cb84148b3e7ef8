"""An actor's tally: what is now claimed about it, by whom and on which basis, and the distances between.

A tally is a function of the set of claims (rule 12), made from the lines of one actor. Nothing is added up
across claimants, tracks or groups, but military plus civilian of one claimant (rules 2, 6 and 9).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tollwire.domain.claim import Basis, CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.line import SHOWN, People, Track
from tollwire.domain.roll import Figure, Roll, Speaker
from tollwire.domain.silence import Silence, silences
from tollwire.domain.window import LENGTHS, Method, Said, Window, said

# Figures further apart than this in time are not of the same moment (rule 10).
CONTEMPORARY = timedelta(hours=72)
# A figure that is older, and that no band holds, is history.
RECENT = LENGTHS[Window.MONTH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a claimant says of a window; `at` is the time of the newest claim in it."""

    people: People
    basis: Basis
    claimant: str
    window: Window
    method: Method
    count: Count
    at: datetime
    stands_on: int
    claim_ids: tuple[str, ...]
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The low and the high that is now claimed on one basis for a window, by whom and how.

    `high` is None where one of the figures is open. `method` is SUM where all are sums of incidents.
    """

    people: People
    basis: Basis
    window: Window
    low: int
    high: int | None
    newest_at: datetime
    method: Method
    claimants: tuple[str, ...]
    publishers: int
    stands_on: int
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The admission gap: how many more the enemy claims than the side admits.

    `at_least` where the claim is open upwards.
    """

    people: People
    gap: int
    ratio: float
    at_least: bool
    newest_at: datetime
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Military plus civilian, where one claimant gives both (rule 6); `at` is that of the newer."""

    conflict: str | None
    casualty_type: CasualtyType
    basis: Basis
    claimant: str
    method: Method
    count: Count
    at: datetime
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is now claimed about one actor; `as_of` is the time of its newest claim, None if all are gone.

    `name` is the actor's as the newest claim has it; None for the unknown.
    """

    actor: str
    name: str | None = None
    as_of: datetime | None = None
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    bands: tuple[Band, ...] = ()
    gaps: tuple[Gap, ...] = ()
    silences: tuple[Silence, ...] = ()
    both: tuple[Both, ...] = ()


def tally(roll: Roll) -> Tally:
    """The tally of the actor of a roll."""
    as_of = roll.as_of
    if as_of is None:
        return Tally(actor=roll.actor)
    statements = tuple(_statements(roll, as_of))
    bands = tuple(_bands(statements))
    standing = {(band.people, claimant) for band in bands for claimant in band.claimants}
    recent = as_of - RECENT

    def shown(people: People, claimant: str, at: datetime) -> bool:
        return at >= recent or (people, claimant) in standing

    figures = (
        roll.figure(stand)
        for speaker in roll.speakers
        for _, stand in sorted(speaker.stands.items())
        if shown(speaker.people, speaker.claimant, stand.at)
    )
    return Tally(
        actor=roll.actor,
        name=roll.name,
        as_of=as_of,
        figures=tuple(figures),
        statements=tuple(each for each in statements if shown(each.people, each.claimant, each.at)),
        bands=bands,
        gaps=tuple(_gaps(bands)),
        silences=tuple(silences(roll)),
        both=tuple(_both(statements)),
    )


def _statements(roll: Roll, as_of: datetime) -> Iterator[Statement]:
    for speaker in roll.speakers:
        if speaker.basis is None:
            continue
        totals, incidents = speaker.line(Track.TOTALS), speaker.line(Track.INCIDENTS)
        for window in Window:
            found = said(totals, incidents, window, as_of)
            if found is not None:
                yield _statement(speaker, speaker.basis, window, found)


def _statement(speaker: Speaker, basis: Basis, window: Window, found: Said) -> Statement:
    return Statement(
        people=speaker.people,
        basis=basis,
        claimant=speaker.claimant,
        window=window,
        method=found.method,
        count=found.count,
        at=found.at,
        stands_on=found.stands_on,
        claim_ids=found.claim_ids,
        publishers=tuple(sorted(found.newest.publishers)),
    )


def _bands(statements: Iterable[Statement]) -> Iterator[Band]:
    groups: dict[tuple[People, Basis, Window], list[Statement]] = defaultdict(list)
    for each in statements:
        groups[each.people, each.basis, each.window].append(each)
    for (people, basis, window), group in groups.items():
        # A sum of what was heard of single incidents is no rival to a total.
        totals = [each for each in group if each.method is not Method.SUM] or group
        newest_at = max(each.at for each in totals)
        # What a claimant said long before the others does not stretch what is claimed now.
        now = [each for each in totals if newest_at - each.at <= CONTEMPORARY]
        highs = [each.count.high for each in now]
        yield Band(
            people=people,
            basis=basis,
            window=window,
            low=min(each.count.low for each in now),
            high=None if None in highs else max(high for high in highs if high is not None),
            newest_at=newest_at,
            method=now[0].method,
            claimants=tuple(each.claimant for each in now),
            publishers=len({name for each in now for name in each.publishers}),
            stands_on=sum(each.stands_on for each in now),
            claim_ids=tuple(id for each in sorted(now, key=_by_time) for id in each.claim_ids)[-SHOWN:],
        )


def _by_time(statement: Statement) -> tuple[datetime, str]:
    return statement.at, statement.claimant


def _gaps(bands: Iterable[Band]) -> Iterator[Gap]:
    total = {(band.people, band.basis): band for band in bands if band.window is Window.ALL}
    for (people, basis), enemy in total.items():
        admitted = total.get((people, Basis.ADMISSION))
        if basis is not Basis.ENEMY_CLAIM or admitted is None:
            continue
        claimed = enemy.low if enemy.high is None else enemy.high
        yield Gap(
            people=people,
            gap=claimed - admitted.low,
            ratio=round(claimed / max(admitted.low, 1), 4),
            at_least=enemy.high is None,
            newest_at=max(admitted.newest_at, enemy.newest_at),
            claim_ids=(*admitted.claim_ids, *enemy.claim_ids),
        )


def _both(statements: Iterable[Statement]) -> Iterator[Both]:
    total = {(each.people, each.claimant): each for each in statements if each.window is Window.ALL}
    for (people, claimant), military in total.items():
        if people.victim_group is not VictimGroup.MILITARY:
            continue
        civilian = total.get((people._replace(victim_group=VictimGroup.CIVILIAN), claimant))
        if civilian is None or civilian.method is not military.method:
            continue
        if military.method is Method.TOTAL and abs(military.at - civilian.at) > CONTEMPORARY:
            continue
        newer = max(military, civilian, key=_by_time)
        yield Both(
            conflict=people.conflict,
            casualty_type=people.casualty_type,
            basis=newer.basis,
            claimant=claimant,
            method=military.method,
            count=military.count + civilian.count,
            at=newer.at,
            claim_ids=(*military.claim_ids, *civilian.claim_ids),
        )
