"""The board as a picture for a terminal. Pure: a board in, a rich renderable out."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tollwire.demo.board import Board
from tollwire.domain.claim import UNKNOWN_ACTOR, Basis, CasualtyType, Claim, ClaimEvent, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind
from tollwire.domain.line import People
from tollwire.domain.window import Method, Window
from tollwire.events.wire import BandV1, TallyV1

_COLUMNS = {
    Basis.ADMISSION: ("admits", "green"),
    Basis.THIRD_PARTY: ("others count", "cyan"),
    Basis.ENEMY_CLAIM: ("enemy claims", "red"),
    Basis.UNATTRIBUTED: ("outlets say", "white"),
}
_WIDE = 110  # columns from which there is room for everything
_TYPES = list(CasualtyType)
_GROUPS = list(VictimGroup)


def screen(board: Board, *, status: str, width: int, height: int, lines: int = 7) -> RenderableType:
    """The whole screen, no higher than `height` rows where that can be; `lines` newest claims are below."""
    return Group(
        table(board, width=width, rows=max(4, height - lines - 9)),
        _claims(board.claims, lines),
        Text.from_markup(status, overflow="fold"),
    )


def table(board: Board, *, width: int, rows: int | None = None) -> RenderableType:
    """For each actor and kind of victim: the running totals by basis, and the open disagreements."""
    wide = width >= _WIDE
    columns = {basis: column for basis, column in _COLUMNS.items() if wide or basis is not Basis.UNATTRIBUTED}
    grid = Table(title="Running totals, from the lowest to the highest figure now claimed", expand=True)
    grid.add_column("of whose people", no_wrap=True)
    for name, colour in columns.values():
        grid.add_column(name, style=colour, justify="right", no_wrap=True)
    grid.add_column("cannot both be true", style="yellow", ratio=1)
    entries = [
        (tally, people, bands)
        for tally in _by_weight(board.tallies.values())
        for people, bands in _totals(tally)
    ]
    last, used = None, 0
    for shown, (tally, people, bands) in enumerate(entries):
        if rows is not None and used >= rows:
            grid.caption = f"and {len(entries) - shown} more rows, for which the terminal is not high enough"
            break
        first = last != tally.actor
        if first and last is not None:
            grid.add_section()
        grid.add_row(
            _label(tally if first else None, people),
            *(_cell(basis, bands, tally.actor) for basis in columns),
            _quarrels(board, tally.actor, people, named=wide),
        )
        used += 2 if first else 1
        last = tally.actor
    return grid


def counts(board: Board) -> str:
    """How much there is of everything, in a line."""
    return (
        f"{board.articles} articles, {board.made} claims, {board.taken_back} taken back, "
        f"{len(board.disagreements)} disagreements open, {board.dead} dead letters"
    )


def _by_weight(tallies: Iterable[TallyV1]) -> list[TallyV1]:
    """Actors of whom most is said first; the unknown last."""
    return sorted(tallies, key=lambda each: (each.actor == UNKNOWN_ACTOR, -len(each.figures), each.actor))


def _totals(tally: TallyV1) -> list[tuple[People, dict[Basis, BandV1]]]:
    by_people: dict[People, dict[Basis, BandV1]] = {}
    for band in tally.bands:
        if band.window is Window.ALL and band.method is Method.TOTAL and band.conflict is not None:
            by_people.setdefault(band.people, {})[band.basis] = band
    return sorted(
        by_people.items(),
        key=lambda entry: (_TYPES.index(entry[0].casualty_type), _GROUPS.index(entry[0].victim_group)),
    )


def _cell(basis: Basis, bands: dict[Basis, BandV1], actor: str) -> Text:
    band = bands.get(basis)
    if band is not None:
        text = Text(_range(band.low, band.high))
        text.append(f"  {_day(band.newest_at)}", style="dim")
        return text
    # Missing is not zero (rule 7): where the enemy speaks and the side does not, its silence is the news.
    silent = basis is Basis.ADMISSION and Basis.ENEMY_CLAIM in bands and actor != UNKNOWN_ACTOR
    return Text("silent", style="italic bright_magenta") if silent else Text("-", style="dim")


def _range(low: int, high: int | None) -> str:
    return str(Count(low, high))


def _label(tally: TallyV1 | None, people: People) -> Text:
    group = "" if people.victim_group is VictimGroup.UNSPECIFIED else f", {people.victim_group}"
    text = Text(f"{tally.name or 'side not said'}\n" if tally else "", style="bold")
    return text.append(f" {people.casualty_type}{group}", style="not bold")


def _quarrels(board: Board, actor: str, people: People, *, named: bool, most: int = 2) -> Text:
    """The widest disagreements, one a line, and how many more there are."""
    found = [each for each in board.disagreements.values() if each.actor == actor and each.people == people]
    found = [
        each for each in found if each.kind is not Kind.UNACKNOWLEDGED
    ]  # the column of admissions says so
    found.sort(key=lambda each: each.severity or 0.0, reverse=True)
    text = Text()
    for each in found[:most]:
        text.append("\n" if text else "").append(_quarrel(each, named=named))
    if len(found) > most:
        text.append(f"\nand {len(found) - most} more", style="dim")
    return text


def _quarrel(each: Disagreement, *, named: bool) -> str:
    lower, higher = each.lower, each.higher
    less = "" if lower is None else f"{lower.line.claimant} {lower.count}" if named else str(lower.count)
    more = "" if higher is None else f"{higher.line.claimant} {higher.count}" if named else str(higher.count)
    if each.kind is Kind.DENIAL:
        return f"{less} denied" + (f" : {more}" if more else "")
    return f"{less} : {more}  x{each.severity or 0:.1f}"


def _claims(events: Iterable[ClaimEvent], most: int) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=True)
    for ratio in (None, None, None, None, 1, None):
        grid.add_column(ratio=ratio, no_wrap=True, overflow="ellipsis")
    for event in list(events)[-most:][::-1]:
        claim = event.claim
        grid.add_row(
            Text(_day(claim.source.published_at), style="dim"),
            Text(
                "taken back" if event.retracted else _what(claim),
                style="magenta" if event.retracted else "bold",
            ),
            Text(claim.victim or "side not said"),
            Text(
                claim.claimant.actor or claim.claimant.text if claim.claimant else "own voice", style="cyan"
            ),
            Text(f"“{' '.join(claim.quote.split())}”", style="strike" if event.retracted else "italic"),
            Text(claim.source.publisher or "", style="dim"),
        )
    return Panel(grid, title="newest claims", title_align="left", border_style="dim")


def _what(claim: Claim) -> str:
    denied = "denied: " if claim.stance == "denied" else ""
    return f"{denied}{claim.count} {claim.casualty_type}"


def _day(at: datetime) -> str:
    return f"{at:%d %b}"
