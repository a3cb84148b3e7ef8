"""The claims behind a figure: all that stand, and which of them the figure now rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date

from tollwire.domain.claim import Basis, CasualtyType, Claim, ClaimEvent, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.fold import Registers
from tollwire.domain.line import Entry, Line, LineKey, MemoryLine, People, Track, counts, day_of
from tollwire.domain.roll import Roll, Speaker
from tollwire.domain.tally import Band, Statement, Tally, tally
from tollwire.domain.window import Method, Said, Window, said, start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which figures of an actor are asked about; None is any. `claimant` is its name as tallies have it."""

    casualty_type: CasualtyType | None = None
    basis: Basis | None = None
    victim_group: VictimGroup | None = None
    conflict: str | None = None
    claimant: str | None = None
    window: Window = Window.ALL

    def covers(self, people: People) -> bool:
        return (
            self.casualty_type in (None, people.casualty_type)
            and self.victim_group in (None, people.victim_group)
            and self.conflict in (None, people.conflict)
        )

    def hears(self, claimant: str) -> bool:
        return self.claimant is None or claimant.casefold() == self.claimant.casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that stands; `counted` says whether a figure asked about rests on it."""

    event: ClaimEvent
    counted: bool

    @property
    def claim(self) -> Claim:
        return self.event.claim


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found of an actor: figures of the people and bases asked about, and the claims, newest first.

    Where a claimant is named the figures are its own, else they are bands over all claimants. `historical`
    counts claims about the people that stand and, being of another war or year, count for nothing.
    """

    name: str | None
    figures: tuple[Band | Statement, ...]
    claims: tuple[Found, ...]
    historical: int


def behind(actor: str, held: Registers, asked: Asked) -> Answer:
    """The claims about an actor that stand and that are asked about, out of what is held of its partition."""
    standing = [event for event in held.values() if event.claim.actor == actor and not event.retracted]
    by_line: dict[LineKey, list[Claim]] = defaultdict(list)
    for event in standing:
        if counts(event.claim):
            by_line[LineKey.of(event.claim)].append(event.claim)
    roll = Roll(
        actor, [MemoryLine(key, claims) for key, claims in by_line.items()], lambda id: held[id].claim
    )
    total = tally(roll)
    figures = tuple(_figures(total, asked))
    speakers = [
        each
        for each in roll.speakers
        if asked.covers(each.people) and asked.hears(each.claimant) and asked.basis in (None, _basis(each))
    ]
    resting = {each.id for speaker in speakers for each in _resting(speaker, roll, figures, by_line, asked)}
    inside = {each.id for speaker in speakers for each in _inside(speaker, roll, by_line, asked)}
    found = [Found(held[id], id in resting) for id in resting | inside]
    return Answer(
        total.name,
        figures,
        tuple(sorted(found, key=lambda each: Entry.of(each.claim).newness, reverse=True)),
        sum(not counts(each.claim) and _is_asked(each.claim, asked) for each in standing),
    )


def _figures(total: Tally, asked: Asked) -> Iterator[Band | Statement]:
    """Bands, or what the one claimant that is asked about says."""
    listed: Iterable[Band | Statement] = total.bands if asked.claimant is None else total.statements
    for each in listed:
        heard = isinstance(each, Band) or asked.hears(each.claimant)
        on_basis = asked.basis in (None, each.basis)
        if heard and on_basis and each.window is asked.window and asked.covers(each.people):
            yield each


def _basis(speaker: Speaker) -> Basis:
    """A claimant's for the people; of one that only denies, that of its denial."""
    return speaker.basis or next(iter(speaker.stands.values())).basis


def _is_asked(claim: Claim, asked: Asked) -> bool:
    people = People(claim.conflict, claim.casualty_type, claim.victim_group)
    return asked.covers(people) and asked.hears(claim.speaker) and asked.basis in (None, claim.basis)


def _resting(
    speaker: Speaker,
    roll: Roll,
    figures: Iterable[Band | Statement],
    by_line: dict[LineKey, list[Claim]],
    asked: Asked,
) -> Iterator[Claim]:
    """The claims of a speaker that a figure rests on: all reports of what it adds up, not only the newest."""
    spoken = any(
        each.people == speaker.people
        and speaker.claimant in (each.claimants if isinstance(each, Band) else (each.claimant,))
        for each in figures
    )
    totals, incidents = speaker.line(Track.TOTALS), speaker.line(Track.INCIDENTS)
    found = said(totals, incidents, asked.window, roll.as_of) if spoken and roll.as_of else None
    if found is None:
        return
    if found.method is Method.SUM:
        assert incidents is not None
        yield from _summed(incidents, roll, by_line[incidents.key], asked.window)
    else:
        assert totals is not None
        yield from _reported(found, by_line[totals.key])


def _reported(found: Said, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The reports of a running total, and of a difference the total that it is taken from."""
    newest = found.newest.newest
    day = newest.at.astimezone(UTC).date()
    for claim in claims:
        total = day_of(claim) == day and claim.count == newest.count
        if total or (found.method is Method.DIFFERENCE and claim.id == found.claim_ids[0]):
            yield claim


def _summed(line: Line, roll: Roll, claims: Iterable[Claim], window: Window) -> Iterator[Claim]:
    """The reports of what now stands of each incident in the window."""
    standing: dict[tuple[date, str | None], Count] = {}
    for day, place in _incidents(line, roll, window):
        now = line.sheet(day).at(place)
        if now is not None:
            standing[day, place] = now.newest.count
    for claim in claims:
        if standing.get((day_of(claim), claim.place)) == claim.count:
            yield claim


def _incidents(line: Line, roll: Roll, window: Window) -> Iterator[tuple[date, str | None]]:
    """Day and place of the incidents whose moment lies in the window."""
    start = start_of(window, roll.as_of) if roll.as_of else None
    for day in line.days(date.max):
        if start is not None and day < start.date():
            break
        sheet = line.sheet(day)
        yield from ((day, place) for place in sheet.places if sheet.lies_in(place, start))


def _inside(
    speaker: Speaker, roll: Roll, by_line: dict[LineKey, list[Claim]], asked: Asked
) -> Iterator[Claim]:
    """All claims of a speaker that lie in the window, also those that later ones replaced."""
    start = start_of(asked.window, roll.as_of) if roll.as_of else None
    for track, stand in speaker.stands.items():
        claims = by_line[stand.line.key]
        if start is None:
            yield from claims
        elif track is Track.INCIDENTS:
            there = set(_incidents(stand.line, roll, asked.window))
            yield from (claim for claim in claims if (day_of(claim), claim.place) in there)
        else:
            yield from (claim for claim in claims if claim.source.published_at >= start)
