"""An actor's tally: what is now claimed about it, by whom and on which basis, and the distances between.

A tally is a function of the set of claims (rule 12), made from the lines of one actor. Nothing is added up
across claimants, tracks or groups, but military plus civilian of one claimant (rules 2, 6 and 9).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from tollwire.domain.claim import Basis, CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.line import SHOWN, People, Track
from tollwire.domain.memory import FOREVER, Afresh, later
from tollwire.domain.roll import Figure, Roll, Speaker, Voices
from tollwire.domain.silence import Silence, silences
from tollwire.domain.window import LENGTHS, Method, Window, lasting

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


Statements = tuple[Statement, ...]


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
    memory, sectioned = roll.memory, partial(_section, roll)
    sections: list[_Section] = []
    quiet: list[Silence] = []
    both: list[Both] = []
    for matter in roll.matters:
        found = [
            memory.passing(("section", each.people), sectioned, as_of, each)[0] for each in matter.voices
        ]
        sections += found
        quiet += memory.step(matter.name("silences"), silences, *matter.voices)
        both += memory.step(matter.name("both"), _both, *found)
    return Tally(
        actor=roll.actor,
        name=roll.name,
        as_of=as_of,
        figures=tuple(chain.from_iterable(each.figures for each in sections)),
        statements=tuple(chain.from_iterable(each.statements for each in sections)),
        bands=tuple(chain.from_iterable(each.bands for each in sections)),
        gaps=tuple(each.gap for each in sections if each.gap),
        silences=tuple(quiet),
        both=tuple(both),
    )


class _Section(NamedTuple):
    """Of a tally, what is about the same people; `said` are all statements, also those that are not shown."""

    said: list[Statement]
    figures: list[Figure]
    statements: list[Statement]
    bands: tuple[Band, ...]
    gap: Gap | None


def _section(roll: Roll, as_of: datetime, voices: Voices) -> tuple[_Section, datetime]:
    memory, speakers = roll.memory, voices.speakers
    says, shows = partial(_statements, memory), partial(_shown, roll)
    said = [memory.passing(each.name("says"), says, as_of, each) for each in speakers]
    every = [statement for each, _ in said for statement in each]
    bands = _bands(memory, every)
    spanned = {claimant for band in bands for claimant in band.claimants}
    shown = [
        memory.passing(speaker.name("shows"), shows, as_of, speaker, each, speaker.claimant in spanned)
        for speaker, (each, _) in zip(speakers, said, strict=True)
    ]
    section = _Section(
        every,
        [figure for (figures, _), _ in shown for figure in figures],
        [statement for (_, statements), _ in shown for statement in statements],
        bands,
        _gap(bands),
    )
    return section, min(until for _, until in (*said, *shown))


def _shown(
    roll: Roll, as_of: datetime, speaker: Speaker, said: Statements, stands: bool
) -> tuple[tuple[list[Figure], list[Statement]], datetime]:
    """What is shown of what a claimant says: all if a band holds it, else what is recent."""
    oldest = datetime.min.replace(tzinfo=UTC) if stands else as_of - RECENT
    recent = [each for _, each in sorted(speaker.stands.items()) if each.at >= oldest]
    statements = [each for each in said if each.at >= oldest]
    newest = [*(each.at for each in recent), *(each.at for each in statements)]
    until = FOREVER if stands else min((later(at, RECENT) for at in newest), default=FOREVER)
    return (list(map(roll.figure, recent)), statements), until


def _statements(memory: Afresh, as_of: datetime, speaker: Speaker) -> tuple[Statements, datetime]:
    """What a claimant says of all windows."""
    found = [
        memory.passing(speaker.name(window), _statement, as_of, speaker, window)
        for window in (Window if speaker.basis else ())
    ]
    said = tuple(statement for statement, _ in found if statement)
    return said, min((until for _, until in found), default=FOREVER)


def _statement(as_of: datetime, speaker: Speaker, window: Window) -> tuple[Statement | None, datetime]:
    totals, incidents = speaker.line(Track.TOTALS), speaker.line(Track.INCIDENTS)
    found, until = lasting(totals, incidents, window, as_of)
    if found is None:
        return None, until
    assert speaker.basis
    statement = Statement(
        people=speaker.people,
        basis=speaker.basis,
        claimant=speaker.claimant,
        window=window,
        method=found.method,
        count=found.count,
        at=found.at,
        stands_on=found.stands_on,
        claim_ids=found.claim_ids,
        publishers=tuple(sorted(found.newest.publishers)),
    )
    return statement, until


def _bands(memory: Afresh, said: Iterable[Statement]) -> tuple[Band, ...]:
    """Of what all claimants say of the same people."""
    groups: dict[Hashable, list[Statement]] = defaultdict(list)
    for each in said:
        groups["band", each.people, each.basis, each.window].append(each)
    return tuple(memory.step(name, _band, *group) for name, group in groups.items())


def _band(*group: Statement) -> Band:
    # A sum of what was heard of single incidents is no rival to a total.
    totals = [each for each in group if each.method is not Method.SUM] or [*group]
    newest_at = max(each.at for each in totals)
    # What a claimant said long before the others does not stretch what is claimed now.
    now = [each for each in totals if newest_at - each.at <= CONTEMPORARY]
    highs = [each.count.high for each in now]
    return Band(
        people=group[0].people,
        basis=group[0].basis,
        window=group[0].window,
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


def _gap(bands: Iterable[Band]) -> Gap | None:
    """Of the bands of the same people."""
    total = {band.basis: band for band in bands if band.window is Window.ALL}
    admitted, enemy = total.get(Basis.ADMISSION), total.get(Basis.ENEMY_CLAIM)
    if admitted is None or enemy is None:
        return None
    claimed = enemy.low if enemy.high is None else enemy.high
    return Gap(
        people=enemy.people,
        gap=claimed - admitted.low,
        ratio=round(claimed / max(admitted.low, 1), 4),
        at_least=enemy.high is None,
        newest_at=max(admitted.newest_at, enemy.newest_at),
        claim_ids=(*admitted.claim_ids, *enemy.claim_ids),
    )


def _both(*matter: _Section) -> tuple[Both, ...]:
    return tuple(_military_and_civilian(statement for each in matter for statement in each.said))


def _military_and_civilian(statements: Iterable[Statement]) -> Iterator[Both]:
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
