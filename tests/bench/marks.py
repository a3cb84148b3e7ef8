"""The tables of what has a mark: extraction beside spaCy, the cost of growth, and a restart."""

from typing import Any

from rich.table import Table

from bench.growth import MARK as MOST_TIMES
from bench.restart import CLAIMS, MARK_BYTES, MARK_SECONDS

EXTRACTOR_MB = 400.0


def at_most(value: float | None, mark: float) -> str:
    return "" if value is None else _verdict(value <= mark)


def at_least(value: float | None, mark: float) -> str:
    return "" if value is None else _verdict(value >= mark)


def beside(found: dict[str, Any]) -> Table:
    """Extraction beside spaCy."""
    table = Table(
        "corpus", title="extraction beside spaCy's whole pipeline, on one core", title_justify="left"
    )
    for head in ("words", "rounds", "ms/article", "spaCy's", "faster by", "lowest-highest", "mark", ""):
        table.add_column(head, justify="right", no_wrap=True)
    for name, each in found.items():
        mark = each["mark"]
        table.add_row(
            name,
            f"{each['words']:,}",
            str(each["rounds"]),
            f"{each['extraction_ms']:.2f}",
            f"{each['spacy_ms']:.2f}",
            f"[bold]{each['ratio']:.1f}×[/bold]",
            f"{each['ratio_lowest']:.1f}-{each['ratio_highest']:.1f}",
            "" if mark is None else f"{mark:g}",
            "" if mark is None else at_least(each["ratio"], mark),
        )
    return table


def growth(found: dict[str, Any]) -> Table:
    """What a claim costs by how many are held."""
    table = Table(
        "claims held",
        title="one claim, taken and settled by itself, by how many the actor has",
        title_justify="left",
    )
    for head in ("ms to take", "ms in all", "changelog bytes", "lines", "tally bytes"):
        table.add_column(head, justify="right")
    for name, matters in found.items():
        table.add_row(f"[dim]{name}[/dim]")
        for each in matters["sizes"]:
            table.add_row(
                f"{each['claims']:,}",
                f"{each['taking_ms']:.2f}",
                f"{each['whole_ms']:.2f}",
                f"{each['changelog_bytes']:,.0f}",
                f"{each['lines']:,}",
                f"{each['tally_bytes']:,}",
            )
        ratios = [matters[f"{what}_ratio"] for what in ("taking", "time", "bytes")]
        table.add_row("the last to the first", *(f"[bold]{each:.2f}[/bold]" for each in ratios))
        table.add_row(f"mark: {MOST_TIMES:g}", *(at_most(each, MOST_TIMES) for each in ratios))
        table.add_section()
    return table


def restart(found: dict[str, Any]) -> Table:
    """A worker that comes back."""
    title = (
        f"an aggregator with {found['claims']:,} claims behind it: {found['actors']:,} actors, "
        f"{found['assertions']:,} assertions,\n{found['changelog_records']:,} records and "
        f"{found['changelog_bytes'] / 1e6:,.0f} MB of changelogs as compaction leaves them"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("started on", no_wrap=True)
    heads = (
        "s to /metrics",
        "to all actors",
        "mark",
        "",
        "CPU s",
        "RSS MB",
        "an assertion",
        "mark",
        "",
    )
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for name, what in (("own_tables", "its RocksDB"), ("empty_disk", "no tables")):
        each = found[name]
        row = [what, f"{each['serving_seconds']:.1f}", f"[bold]{each['complete_seconds']:.1f}[/bold]"]
        row += [f"{MARK_SECONDS:g}", at_most(each["complete_seconds"], MARK_SECONDS)]
        if "rss_mb" in each:
            row += [f"{each['cpu_seconds']:.0f}", f"{each['rss_mb']:,.0f}"]
            row += [f"{each['bytes_per_assertion']:,.0f} B", f"{MARK_BYTES:,}"]
            # With few claims it is the interpreter that takes the memory.
            row += [at_most(each["bytes_per_assertion"], MARK_BYTES)] if found["claims"] >= CLAIMS else []
        table.add_row(*row)
    return table


def _verdict(met: bool) -> str:
    return "[green]met[/green]" if met else "[red]not met[/red]"
