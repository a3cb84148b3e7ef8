"""Ingest on the terminal: a bar while it runs, the report at its end; plain lines elsewhere."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.filesize import decimal
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from tollwire.events.topics import UNREAD
from tollwire.ingest.app import Watch
from tollwire.ingest.handler import Report, Told
from tollwire.ingest.sources import Sources
from tollwire.platform.logs import escaped

_EVERY_SECONDS = 0.1
_EVERY_LINE_SECONDS = 30.0
_MOST_LANGUAGES = 10


@contextmanager
def progress(
    paths: Sequence[str], console: Console | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Watch]:
    """Shows how much is read of what there is, how fast, and how long it will take: on a terminal a bar,
    elsewhere a line each half minute.
    """
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield _in_lines(console, clock)
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(f"looking for what is known of {escape(', '.join(paths)[:60])}", total=None)
        last = -_EVERY_SECONDS
        ahead = 0  # of what an earlier run has read: no speed of this one

        def watch(sources: Sources, report: Report) -> None:
            nonlocal last, ahead
            if clock() - last < _EVERY_SECONDS:
                return
            last = clock()
            if sources.skipped != ahead:
                ahead = sources.skipped
                bar.reset(task, completed=sources.done, total=sources.total)
            bar.update(task, description=_said(report), completed=sources.done, total=sources.total)

        yield watch


def _in_lines(console: Console, clock: Callable[[], float]) -> Watch:
    begun = last = clock()

    def watch(sources: Sources, report: Report) -> None:
        nonlocal last
        at = clock()
        if at - last < _EVERY_LINE_SECONDS:
            return
        last = at
        speed = max(sources.done - sources.skipped, 0) / (at - begun)
        read = f"{decimal(sources.done)} read"
        if sources.total:
            share = min(sources.done / sources.total, 1.0)
            read = f"{decimal(sources.done)} of {decimal(sources.total)} read ({share:.0%})"
        left = ""
        if sources.total and speed:
            rest = timedelta(seconds=round(max(sources.total - sources.done, 0) / speed))
            left = f", {rest} left"
        show([f"{read}, {decimal(int(speed))}/s{left}: {_said(report)}"], console)

    return watch


def _said(report: Report) -> str:
    return f"{report.published:,} published, {report.same:,} same, {report.bad.count:,} bad"


def show(lines: Iterable[str], console: Console | None = None) -> None:
    """Prints a report to standard error."""
    console = console or Console(stderr=True)
    for line in lines:
        console.print(escape(line), soft_wrap=True, highlight=False, style=_style(line))


def lines(report: Report) -> Iterator[str]:
    """The report, a line each; what comes from the sources cannot break a line."""
    yield from _wrong(report, "what is published is not published twice")
    for reason, count in sorted(report.passed.items()):
        yield f"passed over: {count:,} records: {reason}"
    if aside := report.set_aside:
        told = ", ".join(f"{count:,} {language}" for language, count in aside.most_common(_MOST_LANGUAGES))
        more = f" and {len(aside) - _MOST_LANGUAGES} more" if len(aside) > _MOST_LANGUAGES else ""
        yield f"set aside: {aside.total():,} in languages that are not read ({told}{more}): on {UNREAD.name}"
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
