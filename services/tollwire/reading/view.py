"""A tally as a picture for a terminal. Pure: wire models in, rich renderables out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tollwire.domain.claim import UNKNOWN_ACTOR, Basis, CasualtyType, VictimGroup
from tollwire.domain.line import People, Track
from tollwire.domain.window import Window
from tollwire.events.wire import BandV1, DisagreementV1, FigureV1, TallyV1
from tollwire.events.wire.tally import StatementV1
from tollwire.reading import phrases
from tollwire.reading.phrases import BASES, METHODS, WINDOWS

_WIDE = 110  # columns from which there is room for times of day and for how many claims there are
_WIDEST_NAME = 48
_TYPES = list(CasualtyType)
_GROUPS = list(VictimGroup)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures: who says it, how many people, how it came about, when, and on what it stands."""

    who: Text
    people: str = ""
    how: str = ""
    at: datetime | None = None
    claims: str = ""
    publishers: str = ""
    style: str = ""


def picture(
    tally: TallyV1,
    *,
    window: Window,
    now: datetime,
    width: int,
    disagreements: Sequence[DisagreementV1] | None = None,
) -> RenderableType:
    """The figures of a window, by conflict, casualty type and group; ages are up to `now`.

    Open disagreements stand below, where they are given.
    """
    parts: list[RenderableType] = [_title(tally, window, now)]
    told = sorted(_about(tally, window), key=_order)
    rows = {people: list(_rows(tally, people, window)) for people in told}
    widest = max((len(row.people) for each in rows.values() for row in each), default=0)
    conflict: object = ...
    for people in told:
        first = people.conflict != conflict
        if first:
            conflict = people.conflict
            parts += [Text(), Text(phrases.plain(people.conflict or "no known war"), style="bold underline")]
        parts.append(Text(phrases.people(people.casualty_type, people.victim_group), style="bold"))
        parts.append(_grid(rows[people], now, width, widest, headed=first))
        parts += [Padding(line, (0, 0, 0, 2), expand=False) for line in _notes(tally, people, window, now)]
    if not told and tally.as_of is not None:
        parts.append(Text("nothing is said of it, which is not zero", style="italic"))
    if disagreements is not None:
        parts += [Text(), *_quarrels(disagreements)]
    return Group(*parts)


def listed(tallies: Iterable[TallyV1], now: datetime) -> RenderableType:
    """The actors that have tallies, those of whom something was said last first."""
    grid = Table("actor", "name", "newest claim (UTC)", "age", "figures", box=None, pad_edge=False)
    known = [(each.as_of, each) for each in tallies if each.as_of is not None]
    for as_of, tally in sorted(known, key=lambda each: (each[0], each[1].actor), reverse=True):
        grid.add_row(
            Text(phrases.plain(tally.actor)),
            Text(_name(tally)),
            phrases.minute(as_of),
            phrases.length(now - as_of),
            f"{len(tally.figures):,}",
        )
    return grid


def _title(tally: TallyV1, window: Window, now: datetime) -> Text:
    title = Text.assemble((_name(tally), "bold"), f" ({phrases.plain(tally.actor)}), ")
    if tally.as_of is None:
        return title.append("of whom no claim stands any more")
    at, age = phrases.minute(tally.as_of), phrases.length(now - tally.as_of)
    return title.append(f"{WINDOWS[window]}; newest claim {at} UTC, {age} ago")


def _name(tally: TallyV1) -> str:
    return phrases.plain(tally.name or "side not said")


def _about(tally: TallyV1, window: Window) -> set[People]:
    # Where somebody says something there is a band, so that of the statements no other people are.
    said = {each.people for each in tally.bands if each.window is window}
    return said | {each.people for each in _denials(tally, window)}


def _order(people: People) -> tuple[bool, str, int, int]:
    return (
        people.conflict is None,
        people.conflict or "",
        _TYPES.index(people.casualty_type),
        _GROUPS.index(people.victim_group),
    )


def _rows(tally: TallyV1, people: People, window: Window) -> Iterator[Row]:
    bands = {each.basis: each for each in tally.bands if (each.people, each.window) == (people, window)}
    for basis, (name, colour) in BASES.items():
        band = bands.get(basis)
        said = [
            each
            for each in tally.statements
            if (each.people, each.window, each.basis) == (people, window, basis)
        ]
        if band is None:
            if basis is not Basis.UNATTRIBUTED:
                yield _missing(tally, people, basis, Text(f"  {name}", style=colour))
            continue
        if len(said) == 1:
            claimant = phrases.plain(said[0].claimant)
            yield _band_row(band, Text.assemble((f"  {name}", colour), (f" {claimant}", "dim")), colour)
            continue
        yield _band_row(band, Text(f"  {name} ({len(band.claimants)})", style=colour), colour)
        yield from (_statement_row(each, standing=each.claimant in band.claimants) for each in said)
    for figure in _denials(tally, window):
        if figure.people == people:
            who = Text.assemble(("  denied by ", "magenta"), phrases.plain(figure.claimant))
            yield Row(
                who,
                phrases.count(figure.count_min, figure.count_max, approximate=figure.approximate),
                "denial",
                figure.published_at,
                f"{figure.reports:,}",
                f"{len(figure.publishers):,}",
                "magenta",
            )


def _missing(tally: TallyV1, people: People, basis: Basis, who: Text) -> Row:
    """Missing is not zero (rule 7); the silence of a side is told as such."""
    silent = any(each.people == people and each.unacknowledged for each in tally.silences)
    if basis is Basis.ADMISSION and silent and tally.actor != UNKNOWN_ACTOR:
        return Row(who, "silent", style="italic bright_magenta")
    return Row(who, "-", style="dim")


def _band_row(band: BandV1, who: Text, colour: str) -> Row:
    return Row(
        who,
        phrases.count(band.low, band.high),
        METHODS[band.method],
        band.newest_at,
        f"{band.stands_on:,}",
        f"{band.publishers:,}",
        colour,
    )


def _statement_row(said: StatementV1, *, standing: bool) -> Row:
    """Of a claimant; dim where the band leaves it out, as it is older or only a sum of incidents."""
    return Row(
        Text(f"    {phrases.plain(said.claimant)}", style="" if standing else "dim"),
        phrases.count(said.count_min, said.count_max, approximate=said.approximate),
        METHODS[said.method],
        said.at,
        f"{said.stands_on:,}",
        f"{len(said.publishers):,}",
        "" if standing else "dim",
    )


def _denials(tally: TallyV1, window: Window) -> list[FigureV1]:
    """They belong to no window."""
    return [each for each in tally.figures if each.track is Track.DENIALS and window is Window.ALL]


def _grid(rows: Sequence[Row], now: datetime, width: int, widest: int, *, headed: bool) -> Table:
    """The rows, in columns that are as wide for all people of an actor."""
    wide = width >= _WIDE
    fixed = {"people": max(widest, 6), "how": 10, "newest": 16 if wide else 10, "age": 6}
    fixed |= {"claims": 6, "publishers": 10} if wide else {"publishers": 10}
    name = width - sum(fixed.values()) - 2 * len(fixed)
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=headed, header_style="dim")
    grid.add_column("", width=min(max(name, 16), _WIDEST_NAME), overflow="fold")
    for header, size in fixed.items():
        grid.add_column(header, width=size, justify="left" if header in ("how", "newest") else "right")
    for row in rows:
        at = row.at and (phrases.minute(row.at) if wide else phrases.day(row.at))
        age = phrases.length(now - row.at) if row.at else ""
        grid.add_row(
            row.who,
            *(
                Text(cell, style=row.style)
                for cell in (
                    row.people,
                    row.how,
                    at or "",
                    age,
                    *((row.claims,) if wide else ()),
                    row.publishers,
                )
            ),
        )
    return grid


def _notes(tally: TallyV1, people: People, window: Window, now: datetime) -> Iterator[Text]:
    """What lies between the bases, and what one claimant says of military and civilian people together."""
    for silence in tally.silences:
        if silence.people == people and tally.actor != UNKNOWN_ACTOR:
            since = f"{phrases.day(silence.since)}, {phrases.length(now - silence.since)} ago"
            if silence.unacknowledged:
                yield Text(
                    f"has never answered; the enemy has claimed since {since}", style="italic bright_magenta"
                )
            else:
                yield Text(f"the side itself last spoke of them on {since}", style="dim")
    if window is not Window.ALL:
        return
    for gap in tally.gaps:
        if gap.people == people:
            more = "+" if gap.at_least else ""
            yield Text(f"admission gap: {gap.gap:,}{more} people, {gap.ratio:,.1f}{more} times", "yellow")
    if people.victim_group is not VictimGroup.CIVILIAN:
        return
    for both in tally.both:
        if (both.conflict, both.casualty_type) == (people.conflict, people.casualty_type):
            number = phrases.count(both.count_min, both.count_max, approximate=both.approximate)
            yield Text(
                f"military and civilian by {phrases.plain(both.claimant)} "
                f"({BASES[both.basis][0]}): {number}, {METHODS[both.method]}, {phrases.day(both.at)}"
            )


def _quarrels(told: Sequence[DisagreementV1]) -> Iterator[RenderableType]:
    yield Text(f"open disagreements: {len(told):,}", style="bold")
    for each in told:
        about = phrases.people(each.casualty_type, each.victim_group)
        apart = f", {each.severity:,.1f} times apart" if each.severity else ""
        since = f"since {phrases.day(each.opened)}, changed {phrases.day(each.changed)}"
        yield Text.assemble((f"{each.kind}", "yellow"), f": {about}{apart}, {since}")
        for figure in (each.lower, each.higher):
            if figure is not None:
                yield Padding(_said(figure), (0, 0, 0, 2), expand=False)


def _said(figure: FigureV1) -> Text:
    number = phrases.count(figure.count_min, figure.count_max, approximate=figure.approximate)
    denies = "denies " if figure.track is Track.DENIALS else ""
    source = ", ".join(phrases.plain(each) for each in (figure.publisher, figure.url) if each)
    return Text.assemble(
        (phrases.plain(figure.claimant), "cyan"),
        f" {denies}",
        (number, "bold"),
        f", {phrases.day(figure.published_at)}: ",
        phrases.quoted(figure.quote),
        (f" {source}", "dim"),
    )
