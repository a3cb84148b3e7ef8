"""What is shown while archives are read."""

import io
from types import SimpleNamespace
from typing import Any

from rich.console import Console

from tollwire.ingest import view
from tollwire.ingest.handler import Report


def shown(*, terminal: bool, steps: list[tuple[float, int, int]], total: int | None) -> str:
    """What `progress` writes while the clock, the bytes read and those skipped go through `steps`."""
    out = io.StringIO()
    at = 0.0
    console = Console(file=out, force_terminal=terminal, width=200, legacy_windows=False)
    with view.progress(["x.warc.gz"], console, lambda: at) as watch:
        for at, done, skipped in steps:  # noqa: B007
            sources: Any = SimpleNamespace(done=done, skipped=skipped, total=total)
            watch(sources, Report(published=1234))
    return out.getvalue()


def test_a_bar_by_bytes_with_rate_and_time_left_on_a_terminal() -> None:
    told = shown(terminal=True, steps=[(1.0, 0, 0), (2.0, 500_000, 0), (3.0, 1_000_000, 0)], total=4_000_000)
    assert "1,234 published" in told
    assert "1.0/4.0 MB" in told
    assert "25%" in told


def test_lines_each_half_minute_elsewhere() -> None:
    steps = [(10.0, 1_000_000, 0), (31.0, 3_100_000, 0), (40.0, 4_000_000, 0), (62.0, 6_200_000, 0)]
    assert shown(terminal=False, steps=steps, total=12_400_000).splitlines() == [
        "3.1 MB of 12.4 MB read (25%), 100.0 kB/s, 0:01:33 left: 1,234 published, 0 same, 0 bad",
        "6.2 MB of 12.4 MB read (50%), 100.0 kB/s, 0:01:02 left: 1,234 published, 0 same, 0 bad",
    ]


def test_what_an_earlier_run_has_read_is_no_speed_of_this_one() -> None:
    told = shown(terminal=False, steps=[(50.0, 10_000_000, 5_000_000)], total=20_000_000)
    assert told == "10.0 MB of 20.0 MB read (50%), 100.0 kB/s, 0:01:40 left: 1,234 published, 0 same, 0 bad\n"


def test_a_stream_has_no_end_that_could_be_told() -> None:
    told = shown(terminal=False, steps=[(50.0, 5_000_000, 0)], total=None)
    assert told == "5.0 MB read, 100.0 kB/s: 1,234 published, 0 same, 0 bad\n"


def test_what_was_passed_over_is_told_by_reason() -> None:
    report = Report()
    report.passed.update({"not HTML": 1200, "another status than 200": 3})
    assert list(view.lines(report))[:2] == [
        "passed over: 3 records: another status than 200",
        "passed over: 1,200 records: not HTML",
    ]
