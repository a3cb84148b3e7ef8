"""The board as a picture for a terminal. Pure: a board in, a rich renderable out."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tollwire.demo.board import Board
from tollwire.domain.claim import UNKNOWN_ACTOR, Basis, CasualtyType, Claim, ClaimEvent, Scope, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement
from tollwire.domain.tally import Band, People, Tally

_COLUMNS = {
    Basis.ADMISSION: ("admits", "green"),
    Basis.THIRD_PARTY: ("third parties count", "cyan"),
    Basis.ENEMY_CLAIM: ("its enemy claims", "red"),
    Basis.UNATTRIBUTED: ("outlets say", "white"),
}
_TYPES = list(CasualtyType)
_GROUPS = list(VictimGroup)


def screen(board: Board, *, status: str, height: int, lines: int = 7) -> RenderableType:
    """The whole screen, no higher than `height` rows where that can be; `lines` newest claims below the
    table.
    """
    newest = _claims(board.claims, lines)
    return Group(
        table(board, rows=max(4, height - lines - 9)), newest, Text.from_markup(status, overflow="fold")
    )


def table(board: Board, *, rows: int | None = None) -> RenderableType:
    """For each actor and kind of victim: the running totals by basis, and the open disagreements."""
    grid = Table(
        title="Who says how many: running totals, lowest to highest figure now claimed",
        title_justify="left",
        expand=True,
    )
    grid.add_column("actor", style="bold", no_wrap=True)
    grid.add_column("of its people", no_wrap=True)
    for name, colour in _COLUMNS.values():
        grid.add_column(name, style=colour, justify="right")
    grid.add_column("open disagreements", style="yellow")
    entries = [
        (tally, people, bands)
        for tally in _by_weight(board.tallies.values())
        for people, bands in _totals(tally)
    ]
    shown = entries if rows is None else entries[:rows]
    last = None
    for tally, people, bands in shown:
        if last is not None and last != tally.actor:
            grid.add_section()
        grid.add_row(
            _name(tally) if last != tally.actor else "",
            f"{people.casualty_type}, {people.victim_group}",
            *(_cell(basis, bands, tally.actor) for basis in _COLUMNS),
            _quarrels(
                each
                for each in board.disagreements.values()
                if each.actor == tally.actor and each.people == people
            ),
        )
        last = tally.actor
    if len(shown) < len(entries):
        grid.caption = f"and {len(entries) - len(shown)} more rows; a higher terminal shows them"
    return grid


def _by_weight(tallies: Iterable[Tally]) -> list[Tally]:
    """Actors of whom most is said first; the unknown last."""
    return sorted(tallies, key=lambda each: (each.actor == UNKNOWN_ACTOR, -len(each.figures), each.actor))


def _totals(tally: Tally) -> list[tuple[People, dict[Basis, Band]]]:
    by_people: dict[People, dict[Basis, Band]] = {}
    for band in tally.bands:
        if band.people.scope is Scope.CUMULATIVE and band.people.conflict is not None:
            by_people.setdefault(band.people, {})[band.basis] = band
    return sorted(
        by_people.items(),
        key=lambda entry: (_TYPES.index(entry[0].casualty_type), _GROUPS.index(entry[0].victim_group)),
    )


def _name(tally: Tally) -> str:
    return tally.name or ("(side not said)" if tally.actor == UNKNOWN_ACTOR else tally.actor)


def _cell(basis: Basis, bands: dict[Basis, Band], actor: str) -> Text:
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


def _quarrels(found: Iterable[Disagreement]) -> Text:
    text = Text()
    for each in sorted(found, key=lambda quarrel: -quarrel.severity):
        lower, higher = each.lower, each.higher
        text.append("\n" if text else "")
        for side, end in ((lower, " : "), (higher, f"  x{each.severity:.1f}")):
            text.append(f"{side.line.claimant} {side.count}{end}")
    return text


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
