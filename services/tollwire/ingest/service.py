"""Entry point of ingest."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tollwire.ingest import app, view
from tollwire.ingest.sources import Reading
from tollwire.platform.settings import Settings

JOURNALS = Path("ingest")
"""Where in the folder of data it is kept how far the files of earlier runs are read."""


def run(settings: Settings, paths: Sequence[str], reading: Reading) -> int:
    """Ingests, shows progress and report on standard error, returns the exit code; raises as `app.ingest`."""
    reading = replace(reading, journals=settings.data_dir / JOURNALS)
    with view.progress(paths) as watch:
        report = app.ingest(settings, paths, reading=reading, watch=watch)
    view.show(view.lines(report))
    return report.exit_code


def retract(settings: Settings, names: Sequence[str], reason: str | None) -> int:
    """Withdraws articles, reports on standard error, returns the exit code; raises as `app.retract`."""
    report = app.retract(settings, names, reason=reason)
    view.show(view.withdrawn(report))
    return report.exit_code
