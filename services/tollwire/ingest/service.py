"""Entry point of ingest."""

from collections.abc import Sequence

from tollwire.ingest import app, view
from tollwire.platform.settings import Settings


def run(settings: Settings, paths: Sequence[str]) -> int:
    """Ingests, shows progress and report on standard error, returns the exit code; raises as `app.ingest`."""
    with view.progress(paths) as watch:
        report = app.ingest(settings, paths, watch=watch)
    view.show(view.lines(report))
    return report.exit_code


def retract(settings: Settings, names: Sequence[str], reason: str | None) -> int:
    """Withdraws articles, reports on standard error, returns the exit code; raises as `app.retract`."""
    report = app.retract(settings, names, reason=reason)
    view.show(view.withdrawn(report))
    return report.exit_code
