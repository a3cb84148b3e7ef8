"""The table of a bench, from its JSON."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import feeds, intake, marks

NOTE = (
    "A machine that is shared with others gives noisy figures: compare only what was measured on one "
    "machine, and run it twice before believing a difference of less than a fifth."
)
_WIDTH = 120  # of a table that no terminal limits
_NAMES = {
    "ingest": "ingest",
    "extractor": "extractor",
    "aggregator": "aggregator",
    "pipeline": "whole pipeline",
}


def show(result: dict[str, Any], console: Console | None = None) -> None:
    """Prints what there is of the sections."""
    console = console or Console()
    console = console if console.is_terminal else Console(file=console.file, width=_WIDTH)
    for each in _parts(result):
        console.print(each, highlight=False)
    console.print(f"[dim]{NOTE}[/dim]", highlight=False)


def _parts(result: dict[str, Any]) -> Iterator[Table | str]:
    machine = result["machine"]
    where = f"{result['broker']['name']} · " if "broker" in result else ""
    yield (
        f"{where}{machine['cores']} cores of {machine['cpu']}, {machine['memory_gb']} GB, "
        f"load {machine['load_before']} before · Python {result['versions']['python']}"
    )
    if "stages" in result:
        load = result["load"]
        yield (
            f"{load['articles_a_stage']:,} articles a stage, {load['claims_per_article']:.2f} claims an "
            f"article, {load['partitions']} partitions, one worker of each kind, acks=all"
        )
        yield _throughput(result)
        yield _costs(result)
        yield from _lines(result)
    if "beside" in result:
        yield marks.beside(result["beside"])
    if "intake" in result:
        yield intake.table(result["intake"])
    if "feeds" in result:
        yield feeds.table(result["feeds"])
    if "growth" in result:
        yield marks.growth(result["growth"])
    if "restart" in result:
        yield marks.restart(result["restart"])


def _throughput(result: dict[str, Any]) -> Table:
    table = Table("stage", title="articles a second", title_justify="left")
    for head in ("articles/s", "bare aiokafka", "share of it", "messages", "seconds"):
        table.add_column(head, justify="right")
    alone = result["extraction"]
    table.add_row("extraction, no Kafka", _number(alone["articles_per_second"]), "", "", _count(alone), "")
    for name, stage in result["stages"].items():
        rate, ceiling = stage["articles_per_second"], stage["ceiling_articles_per_second"]
        share = f"{rate / ceiling:.1%}" if rate and ceiling else ""
        table.add_row(
            f"[bold]{_NAMES[name]}[/bold]" if name == "pipeline" else _NAMES[name],
            _number(rate),
            _number(ceiling),
            share,
            f"{stage['messages']:,}",
            _number(stage["seconds"]),
        )
    return table


def _costs(result: dict[str, Any]) -> Table:
    table = Table("process", title="what the processes hold and spend", title_justify="left")
    for head in ("RSS MB", "peak MB", "mark", "", "CPU s", "cores, whole pipeline"):
        table.add_column(head, justify="right")
    used = result["stages"]["pipeline"]["cores_used"]
    for name, held in result["services"].items():
        table.add_row(
            name,
            _number(held["rss_mb"]),
            _number(held["rss_peak_mb"]),
            f"{marks.EXTRACTOR_MB:g}" if name == "extractor" else "",
            marks.at_most(held["rss_peak_mb"], marks.EXTRACTOR_MB) if name == "extractor" else "",
            _number(held["cpu_seconds"]),
            f"{used[name]:.2f}" if name in used else "",
        )
    return table


def _lines(result: dict[str, Any]) -> Iterator[str]:
    latency, alone = result["latency"], result["extraction"]
    yield (
        f"publication to tally at {_number(latency['articles_per_second'])} articles/s, half the rate of the "
        f"whole pipeline: p50 [bold]{_seconds(latency['p50_seconds'])}[/bold], "
        f"p99 [bold]{_seconds(latency['p99_seconds'])}[/bold], "
        f"longest {_seconds(latency['longest_seconds'])}, of {latency['articles_in_tallies']:,} articles"
    )
    claims = result["stages"]["aggregator"]["claims_per_second"]
    yield (
        f"extraction alone: {alone['ms_per_article']:.1f} ms an article, median {alone['ms_median']:.1f}; "
        f"aggregator: {_number(claims)} claims/s"
    )
    if result["load"]["dead_letters"]:
        yield f"[red]{result['load']['dead_letters']:,} messages went to the dead letters[/red]"


def _count(alone: dict[str, Any]) -> str:
    return f"{alone['articles']:,}"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _seconds(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"
