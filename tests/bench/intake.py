"""What taking pages in costs: cleaning beside bare trafilatura, and the memory that a large archive needs.

Programs of their own, which print JSON: `python -m bench.intake cleaning SECONDS` (with the libraries of
linear algebra held to one thread by bench.beside.ONE_THREAD), `… archive BYTES`, and `… read FILE`, the child
whose memory is told.
"""

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from bench import pages
from bench.machine import usage
from support.crawl import record

ARCHIVE_BYTES, QUICK_BYTES = 1_000_000_000, 20_000_000
RSS_MARK_MB = 300.0
_PAGES = 60
_FEWEST_ROUNDS = 3
# About what a page of a paper has, most of it scripts.
_PAGE_BYTES = 120_000


def cleaning(seconds: float) -> dict[str, Any]:
    """Pages a second, cleaned on one core, and by trafilatura alone: the same pages, by turns.

    Cleaned: text, dates and address taken out, lines cut that are none of the article, the language told.
    """
    import trafilatura

    from tollwire.ingest.cleaning.clean import cleaned
    from tollwire.ingest.language import Languages
    from tollwire.ingest.pages import article_of_page

    now, languages = datetime.now(UTC), Languages({"en"})
    given = [pages.page(number) for number in range(_PAGES)]

    def ours(raw: bytes) -> object:
        return languages.told(cleaned(article_of_page(raw, lambda: now)))

    def bare(raw: bytes) -> object:
        return trafilatura.bare_extraction(
            raw, with_metadata=True, include_comments=False, include_tables=False
        )

    for raw in given[:5]:  # loads what is loaded on first use
        ours(raw), bare(raw)
    rounds: list[tuple[float, float]] = []
    began = time.perf_counter()
    while len(rounds) < (_FEWEST_ROUNDS if seconds else 1) or time.perf_counter() - began < seconds:
        spent = [0.0, 0.0]
        for number, raw in enumerate(given):
            for which in (0, 1) if number % 2 else (1, 0):
                before = time.perf_counter()
                (ours, bare)[which](raw)
                spent[which] += time.perf_counter() - before
        rounds.append((spent[0], spent[1]))
    return {
        "pages": len(given),
        "bytes_a_page": round(sum(map(len, given)) / len(given)),
        "rounds": len(rounds),
        "cleaned_per_second": len(given) / median(cleaned for cleaned, _ in rounds),
        "bare_per_second": len(given) / median(alone for _, alone in rounds),
        "share_of_bare": median(alone / cleaned for cleaned, alone in rounds),
    }


def archive(size: int) -> dict[str, Any]:
    """What a child holds while it reads a crawl of so many bytes, unpacked, from a `.warc.gz` made for it."""
    with tempfile.TemporaryDirectory(prefix="tollwire-bench-") as folder:
        file = Path(folder) / "crawl.warc.gz"
        made = _make(file, size)
        child = subprocess.run(
            [sys.executable, "-m", "bench.intake", "read", str(file)],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(child.stdout)
        return {**made, **found, "packed_bytes": file.stat().st_size, "rss_mark_mb": RSS_MARK_MB}


def read(path: str) -> dict[str, Any]:
    """Takes an archive in to its end, as `tollwire ingest files` does, but for the brokers: what is new is
    told from what is known and from copies, made into a message, and dropped.
    """
    from tollwire.ingest.handler import Intake, Report, Settle
    from tollwire.ingest.known import Known
    from tollwire.ingest.language import Languages
    from tollwire.ingest.sources import Sources
    from tollwire.platform import settings

    good = 0

    def drop(_: object, where: str, settled: Settle = lambda: None) -> None:
        nonlocal good
        assert where
        good += 1
        settled()

    given = settings.load()
    known = Known(given.copies_held, Languages(given.languages_read))
    report = Report()
    intake = Intake(known, report, drop)
    began = time.perf_counter()
    for found in Sources([path], now=lambda: datetime.now(UTC), stdin=io.BytesIO()):
        intake.take(found)
    intake.finish()
    bad = report.bad.count
    seconds = time.perf_counter() - began
    used = usage(os.getpid())
    return {
        "articles": good,
        "bad": bad,
        "seconds": round(seconds, 1),
        "articles_per_second": good / seconds,
        "rss_peak_mb": used.rss_peak_mb if used else None,
    }


def measure(*, quick: bool, seconds: float = 20.0) -> dict[str, Any]:
    """Both, here and now; in a process with one thread it is on one core."""
    return {
        "cleaning": cleaning(0.0 if quick else seconds),
        "archive": archive(QUICK_BYTES if quick else ARCHIVE_BYTES),
    }


def table(intake: dict[str, Any]) -> Table:
    """What `measure` returned, for people."""
    cleaned, crawl = intake["cleaning"], intake["archive"]
    shown = Table("intake", title="pages taken in, on one core", title_justify="left")
    shown.add_column("", justify="right")
    shown.add_row("cleaned, pages/s", f"{cleaned['cleaned_per_second']:.1f}")
    shown.add_row("bare trafilatura, pages/s", f"{cleaned['bare_per_second']:.1f}")
    shown.add_row("share of bare", f"{cleaned['share_of_bare']:.0%}")
    peak = crawl["rss_peak_mb"]
    within = peak is not None and peak < crawl["rss_mark_mb"]
    told = "-" if peak is None else f"{peak:,.0f} MB"
    shown.add_row(
        f"archive of {crawl['bytes'] / 1e6:,.0f} MB, peak RSS", told if within else f"[red]{told}[/red]"
    )
    shown.add_row("  mark", f"{crawl['rss_mark_mb']:,.0f} MB")
    shown.add_row("  articles/s", f"{crawl['articles_per_second']:.1f}")
    return shown


def _make(file: Path, size: int) -> dict[str, int]:
    """A crawl in the form of CC-NEWS: each record a member of its own, with requests between the pages."""
    written = number = 0
    with file.open("wb") as out:
        while written < size:
            number += 1
            url = f"https://paper.example/news/{number}"
            for each in (
                record(b"GET / HTTP/1.1\r\nHost: paper.example\r\n\r\n", kind="request", url=url),
                record(pages.page(number, _PAGE_BYTES), url=url),
            ):
                written += len(each)
                out.write(gzip.compress(each, 1))
    return {"bytes": written, "records": 2 * number}


def main(arguments: list[str]) -> None:
    what, given = arguments
    does = {
        "cleaning": lambda: cleaning(float(given)),
        "archive": lambda: archive(int(given)),
        "read": lambda: read(given),
    }
    print(json.dumps(does[what]()))


if __name__ == "__main__":
    main(sys.argv[1:])
