"""One bench, from the start of the broker to the figures."""

import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import load, machine, report, stages
from bench.ceiling import Ceiling
from bench.plan import Options, plan
from bench.show import Show
from bench.stages import Stages
from support.pipeline import Pipeline
from tollwire.events.topics import ARTICLES, CLAIMS, PARTITIONS
from tollwire.platform.broker import choose_broker

FORMAT = 1
_ALONE_SECONDS = 6.0


def measure(options: Options, show: Show) -> dict[str, Any]:
    """The figures, ready for JSON. Leaves no process and no folder behind, however it ends.

    Raises BenchError, BrokerError and what the clients raise.
    """
    began, at = time.monotonic(), datetime.now(UTC)
    result: dict[str, Any] = {"format": FORMAT, "at": at.isoformat(timespec="seconds"), "note": report.NOTE}
    result |= {"quick": options.quick, "machine": machine.machine(), "versions": machine.versions()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tollwire-bench-")))
        broker = choose_broker(options.broker, progress=lambda line: show.say(f"{line} …"))
        show.say(f"broker: {broker.name}, because {broker.why}")
        if broker.caution:
            show.say(f"[yellow]not Apache Kafka, so not the figures to go by: {broker.caution}[/yellow]")
        result["broker"] = {"name": broker.name, "why": broker.why, "caution": broker.caution}
        stack.enter_context(broker)
        pipeline = stack.enter_context(Pipeline(broker, folder))
        result["extraction"] = stages.alone(show, 0.0 if options.quick else _ALONE_SECONDS)
        result |= _on(pipeline, options, show, result["extraction"]["articles_per_second"])
    result["seconds"] = round(time.monotonic() - began, 1)
    return result


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
