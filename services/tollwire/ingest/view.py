"""Ingest on the terminal: a bar while it runs, the report at its end; plain lines elsewhere."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from tollwire.ingest.app import Watch
from tollwire.ingest.handler import Report, Told
from tollwire.ingest.sources import Sources
from tollwire.platform.logs import escaped

_EVERY_SECONDS = 0.1


@contextmanager
def progress(paths: Sequence[str], console: Console | None = None) -> Iterator[Watch]:
    """Shows how much is read of what there is, on a terminal; elsewhere nothing."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(f"looking for what is known of {escape(', '.join(paths)[:60])}", total=None)
        last = 0.0

        def watch(sources: Sources, report: Report) -> None:
            nonlocal last
            if time.monotonic() - last < _EVERY_SECONDS:
                return
            last = time.monotonic()
            said = f"{report.published:,} published, {report.same:,} same, {report.bad.count:,} bad"
            bar.update(task, description=said, completed=sources.done, total=sources.total)

        yield watch


def show(lines: Iterable[str], console: Console | None = None) -> None:
    """Prints a report to standard error."""
    console = console or Console(stderr=True)
    for line in lines:
        console.print(escape(line), soft_wrap=True, highlight=False, style=_style(line))


def lines(report: Report) -> Iterator[str]:
    """The report, a line each; what comes from the sources cannot break a line."""
    yield from _wrong(report, "what is published is not published twice")
    yield (
        f"{report.published:,} published, {report.same:,} same as before, "
        + (f"{report.withdrawn:,} withdrawn before, " if report.withdrawn else "")
        + f"{report.bad.count:,} bad"
        + _lost(report)
    )


def withdrawn(report: Report) -> Iterator[str]:
    """The report of a run that withdraws articles, a line each."""
    yield from _wrong(report, "to withdraw an article twice does no harm")
    yield from _told(report.unknown, "unknown")
    yield (
        f"{report.withdrawn:,} withdrawn"
        + (f" ({report.unknown.count:,} unknown)" if report.unknown.count else "")
        + f", {report.bad.count:,} bad{_lost(report)}"
    )


def _wrong(report: Report, why_again: str) -> Iterator[str]:
    yield from _told(report.bad, "bad")
    yield from _told(report.lost, "not published")
    if report.why_stopped:
        yield f"stopped: {escaped(report.why_stopped)}"
    if report.stopped_at is not None:
        yield f"stopped after {escaped(report.stopped_at)}; run it again to go on: {why_again}"


def _lost(report: Report) -> str:
    return f", {report.lost.count:,} not published" if report.lost.count else ""


def _told(told: Told, what: str) -> Iterator[str]:
    for where, why in told.first:
        yield f"{what}: {escaped(where)}: {escaped(why)}"
    if told.count > len(told.first):
        yield f"{what}: and {told.count - len(told.first):,} more"


def _style(line: str) -> str | None:
    return "red" if line.startswith(("bad:", "not published:", "stopped")) else None
