"""One bench, from the start of the broker to the figures."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import feeds, growth, intake, load, machine, report, restart, stages
from bench.beside import ONE_THREAD
from bench.ceiling import Ceiling
from bench.plan import SECTIONS, Options, plan
from bench.services import told
from bench.show import Show
from bench.stages import Stages
from support.pipeline import Pipeline
from tollwire.events.topics import ARTICLES, CLAIMS, PARTITIONS
from tollwire.platform.broker import choose_broker

FORMAT = 2
_ALONE_SECONDS = 6.0
_BESIDE_SECONDS = 25.0  # for each corpus
_CLEANING_SECONDS = 20.0
_GROWTH_SECONDS = 20.0  # of claims; the ledgers that they come to are made before


def measure(options: Options, show: Show) -> dict[str, Any]:
    """The figures, ready for JSON. Leaves no process and no folder behind, however it ends.

    Raises BenchError, BrokerError and what the clients raise.
    """
    began, at = time.monotonic(), datetime.now(UTC)
    result: dict[str, Any] = {"format": FORMAT, "at": at.isoformat(timespec="seconds"), "note": report.NOTE}
    result |= {"quick": options.quick, "machine": machine.machine(), "versions": machine.versions()}
    for section in SECTIONS:
        if section in options.only:
            result |= _MEASURES[section](options, show)
    result["seconds"] = round(time.monotonic() - began, 1)
    return result


def _pipeline(options: Options, show: Show) -> dict[str, Any]:
    with _broker(options, show) as (pipeline, told_of_broker):
        extraction = stages.alone(show, 0.0 if options.quick else _ALONE_SECONDS)
        found = _on(pipeline, options, show, extraction["articles_per_second"])
    return told_of_broker | {"extraction": extraction} | found


def _beside(options: Options, show: Show) -> dict[str, Any]:
    seconds = 0.0 if options.quick else _BESIDE_SECONDS
    what = "extraction beside spaCy's whole pipeline, on one core"
    return {"beside": told(show, what, "bench.beside", seconds, within=600 + 4 * seconds, **ONE_THREAD)}


def _intake(options: Options, show: Show) -> dict[str, Any]:
    seconds = 0.0 if options.quick else _CLEANING_SECONDS
    what = "pages cleaned, beside bare trafilatura"
    cleaned = told(show, what, "bench.intake", "cleaning", seconds, within=600 + seconds, **ONE_THREAD)
    size = intake.QUICK_BYTES if options.quick else intake.ARCHIVE_BYTES
    what = f"reading an archive of {size / 1e6:,.0f} MB"
    return {
        "intake": {
            "cleaning": cleaned,
            "archive": told(show, what, "bench.intake", "archive", size, within=1800.0),
        }
    }


def _feeds(options: Options, show: Show) -> dict[str, Any]:
    # On brokers of its own, or a feeder would hold what copies of the articles before are told by.
    with _broker(options, show) as (pipeline, told_of_broker):
        return told_of_broker | {"feeds": feeds.measure(pipeline, show, quick=options.quick)}


def _growth(options: Options, show: Show) -> dict[str, Any]:
    sizes = growth.QUICK_SIZES if options.quick else growth.SIZES
    seconds = 1.0 if options.quick else _GROWTH_SECONDS
    what = f"what a claim costs with up to {sizes[-1]:,} held"
    return {"growth": told(show, what, "bench.growth", seconds, *sizes, within=600.0)}


def _restart(options: Options, show: Show) -> dict[str, Any]:
    # On brokers of its own: the changelogs of the workers that were measured before are no part of it.
    with _broker(options, show) as (pipeline, told_of_broker):
        # A broker that keeps everything in memory is not asked to hold a long history.
        small = options.quick or bool(told_of_broker["broker"]["caution"])
        return told_of_broker | {"restart": restart.measure(pipeline, show, quick=small)}


_MEASURES = {
    "pipeline": _pipeline,
    "beside": _beside,
    "intake": _intake,
    "feeds": _feeds,
    "growth": _growth,
    "restart": _restart,
}


@contextmanager
def _broker(options: Options, show: Show) -> Iterator[tuple[Pipeline, dict[str, Any]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tollwire-bench-")))
        broker = choose_broker(options.broker, progress=lambda line: show.say(f"{line} …"))
        show.say(f"broker: {broker.name}, because {broker.why}")
        if broker.caution:
            show.say(f"[yellow]not Apache Kafka, so not the figures to go by: {broker.caution}[/yellow]")
        stack.enter_context(broker)
        told_of = {"name": broker.name, "why": broker.why, "caution": broker.caution}
        yield stack.enter_context(Pipeline(broker, folder)), {"broker": told_of}


def _on(pipeline: Pipeline, options: Options, show: Show, speed: float) -> dict[str, Any]:
    planned = plan(options, speed)
    with ExitStack() as stack:
        bench = Stages(pipeline, show, stack)
        bench.fill(planned.copies, "filling the articles topic")
        extractor = bench.work("extractor", ARTICLES)
        aggregator = bench.work("aggregator", CLAIMS)
        whole = bench.whole(planned.copies)
        latency = bench.paced(whole["per_second"] / 2, planned.paced_seconds)
        counts = bench.sizes()
        bench.stop()
        # By itself, now that nobody works at what it publishes.
        ingest = bench.fill(planned.ingest_copies, "ingest alone")
        ceiling = Ceiling(pipeline, show, counts, planned.ceiling_articles)
        ceilings = ceiling.measure()
        services = {name: asdict(held) for name, held in bench.usages.look().items()}
    claims_per_article = counts["claims"] / counts["articles"]
    claims = aggregator["per_second"]
    found: dict[str, Any] = {"ingest": ingest, "extractor": extractor, "aggregator": aggregator}
    found["pipeline"] = whole
    for name, stage in found.items():
        rate = stage.pop("per_second")
        per = claims_per_article if name == "aggregator" else 1.0
        stage["articles_per_second"] = rate / per if rate and per else None
        stage["ceiling_articles_per_second"] = ceilings[name]
    aggregator["claims_per_second"] = claims
    return {
        "load": {
            "articles_a_stage": planned.copies * load.size(),
            "articles": counts["articles"],
            "claims": counts["claims"],
            "tallies": counts["tallies"],
            "dead_letters": counts["dead_letters"],
            "claims_per_article": claims_per_article,
            "ceiling_articles": ceiling.articles,
            "partitions": PARTITIONS,
        },
        "stages": found,
        "latency": latency,
        "services": services,
    }
