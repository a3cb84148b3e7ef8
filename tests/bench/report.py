"""The table of a bench, from its JSON."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

NOTE = (
    "A machine that is shared with others gives noisy figures: compare only what was measured on one "
    "machine, and run it twice before believing a difference of less than a fifth."
)
_NAMES = {
    "ingest": "ingest",
    "extractor": "extractor",
    "aggregator": "aggregator",
    "pipeline": "whole pipeline",
}


def show(result: dict[str, Any], console: Console | None = None) -> None:
    console = console or Console()
    machine, broker, load = result["machine"], result["broker"], result["load"]
    python = result["versions"]["python"]
    console.print(
        f"{broker['name']} · {machine['cores']} cores of {machine['cpu']}, {machine['memory_gb']} GB, "
        f"load {machine['load_before']} before · Python {python}",
        highlight=False,
    )
    console.print(
        f"{load['articles_a_stage']:,} articles a stage, {load['claims_per_article']:.2f} claims an article, "
        f"{load['partitions']} partitions, one worker of each kind, acks=all",
        highlight=False,
    )
    console.print(_throughput(result))
    console.print(_costs(result))
    for line in _lines(result):
        console.print(line, highlight=False)
    console.print(f"[dim]{NOTE}[/dim]", highlight=False)


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
    for head in ("RSS MB", "peak MB", "CPU s", "cores, whole pipeline"):
        table.add_column(head, justify="right")
    used = result["stages"]["pipeline"]["cores_used"]
    for name, held in result["services"].items():
        table.add_row(
            name,
            _number(held["rss_mb"]),
            _number(held["rss_peak_mb"]),
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
