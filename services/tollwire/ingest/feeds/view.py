"""The sources on a terminal: a table that stays up to date, and the one at the end of `--once`."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tollwire.ingest.feeds.board import Board, Row
from tollwire.platform.clock import Clock
from tollwire.platform.logs import escaped
from tollwire.platform.metrics import Became

_COUNTED = {
    Became.PUBLISHED: "published",
    Became.KNOWN: "known",
    Became.SET_ASIDE: "set aside",
    Became.BAD: "bad",
    Became.FAILED: "failed",
}
_PER_SECOND = 2


def table(board: Board, now: datetime, *, rows: int | None = None) -> RenderableType:
    """Every source with what came of it since this began; those that fail first, where not all have room."""
    grid = Table(expand=False, title=None)
    grid.add_column("source", no_wrap=True)
    grid.add_column("last read", justify="right")
    grid.add_column("next", justify="right")
    grid.add_column("items", justify="right")
    for name in _COUNTED.values():
        grid.add_column(name, justify="right")
    grid.add_column("what is wrong", overflow="fold")
    entries = sorted(board, key=lambda entry: (-entry[1].state.failures, entry[0]))
    for name, row in entries[:rows]:
        state = row.state
        counts = [f"{row.became[what]:,}" if row.became[what] else "" for what in _COUNTED]
        grid.add_row(
            name,
            _ago(state.succeeded, now),
            "now" if row.looking else _until(state.next_at, now),
            f"{row.items:,}" if row.looks else "",
            *counts,
            Text(escaped(row.wrong)[:200], style="red" if row.failing else "") if row.wrong else "",
        )
    if rows is not None and len(entries) > rows:
        grid.caption = f"and {len(entries) - rows} more"
    return grid


@contextmanager
def live(board: Board, clock: Clock, console: Console) -> Iterator[None]:
    """Shows the table while the context lasts; log lines go above it."""

    class _Picture:
        def __rich__(self) -> RenderableType:
            return table(board, clock.now(), rows=max(3, console.size.height - 6))

    handlers = [each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)]
    before = sys.stderr
    with Live(_Picture(), console=console, refresh_per_second=_PER_SECOND, transient=True):
        for handler in handlers:
            handler.setStream(sys.stderr)  # which is rich's own as long as the table stands
        try:
            yield
        finally:
            for handler in handlers:
                handler.setStream(before)


def lines(board: Board) -> Iterator[str]:
    """The same, a line each, where there is no terminal."""
    for name, row in board:
        counts = ", ".join(
            f"{row.became[what]:,} {said}" for what, said in _COUNTED.items() if row.became[what]
        )
        wrong = f"{'failed' if row.failing else 'of an item'}: {escaped(row.wrong)}" if row.wrong else ""
        yield f"{name}: {row.items:,} items" + "".join(f", {each}" for each in (counts, wrong) if each)


def total(board: Board) -> str:
    """The sum of all, in a line."""
    rows = [row for _, row in board]
    counts = ", ".join(f"{sum(row.became[what] for row in rows):,} {said}" for what, said in _COUNTED.items())
    failing = sum(_failing(row) for row in rows)
    return f"{len(rows):,} sources, {failing:,} of them failing: {counts}"


def _failing(row: Row) -> bool:
    return row.failing


def _ago(at: datetime | None, now: datetime) -> str:
    return f"{_span((now - at).total_seconds())} ago" if at else "never"


def _until(at: datetime | None, now: datetime) -> str:
    return _span((at - now).total_seconds()) if at and at > now else "now"


def _span(seconds: float) -> str:
    seconds = max(seconds, 0.0)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
