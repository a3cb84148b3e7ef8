"""Entry point of ingest."""

from collections.abc import Sequence

from tollwire.ingest import app, view
from tollwire.platform.settings import Settings


def run(settings: Settings, paths: Sequence[str]) -> int:
    """Ingests, shows progress and report on standard error, returns the exit code; raises as `app.ingest`."""
    with view.progress(paths) as watch:
        report = app.ingest(settings, paths, watch=watch)
    view.show(report)
    return report.exit_code
