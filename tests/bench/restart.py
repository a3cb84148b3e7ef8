"""How long a worker takes to come back with a long history behind it, and what it then holds.

The history is folded here and written to the changelogs as compaction leaves them (see bench.state). The
worker is the service itself: first on an empty disk, so that it has to restore its tables from Kafka; then
stopped, and started again on the tables that it left.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.machine import usage
from bench.services import BenchError, tail, wait
from bench.show import Advance, Show
from bench.state import Job, shares
from support.pipeline import Pipeline, Worker
from tollwire.aggregator import app
from tollwire.platform import topics
from tollwire.platform.process import free_ports, spawn

CLAIMS, ACTORS = 1_000_000, 150
QUICK_CLAIMS, QUICK_ACTORS = 1_000, 5
MARK_SECONDS = 60.0
MARK_BYTES = 1536  # of the worker's memory for each assertion
_WRITERS = 2
_PATIENCE_SECONDS = 900.0
# To look costs the worker: with many actors its metrics are some megabytes.
_LOOK_SECONDS, _QUICK_LOOK_SECONDS = 2.0, 0.25
_OPEN = re.compile(r'^tollwire_disagreements_open\{actor="([^"]+)"', re.MULTILINE)


def measure(pipeline: Pipeline, show: Show, *, quick: bool) -> dict[str, Any]:
    """Raises BenchError where the history cannot be written or the worker does not come back."""
    claims, actors = (QUICK_CLAIMS, QUICK_ACTORS) if quick else (CLAIMS, ACTORS)
    actors = len(shares(claims, actors))
    topics.ensure(pipeline.settings, app.TOPICS)
    written = _written(pipeline, show, claims, actors)
    found: dict[str, Any] = {
        "claims": claims,
        "actors": actors,
        "assertions": written["assertions"],
        "changelog_records": written["records"],
        "changelog_bytes": written["bytes"],
    }
    look = _QUICK_LOOK_SECONDS if quick else _LOOK_SECONDS
    for name, what in (("empty_disk", "an empty disk"), ("own_tables", "the tables that it left")):
        found[name] = _started(pipeline, show, actors, what, look)
        if "rss_mb" in found[name]:
            found[name]["bytes_per_assertion"] = found[name]["rss_mb"] * 1024**2 / written["assertions"]
    return found


def _written(pipeline: Pipeline, show: Show, claims: int, actors: int) -> dict[str, int]:
    """How many records, bytes and assertions there are."""
    jobs = [Job(pipeline.broker.bootstrap, claims, actors, part, _WRITERS) for part in range(_WRITERS)]
    outputs = [pipeline.folder / f"history-{job.part}" for job in jobs]
    what = f"writing a history of {claims:,} claims to the changelogs"
    with show.step(what, claims) as advance, _running(jobs, outputs) as writers:
        wait(lambda: _ended(writers, outputs, advance), "the history is written", within=_PATIENCE_SECONDS)
    told = [json.loads(output.read_text().splitlines()[-1]) for output in outputs]
    return {name: sum(each[name] for each in told) for name in told[0]}


@contextmanager
def _running(jobs: list[Job], outputs: list[Path]) -> Iterator[list[subprocess.Popen[bytes]]]:
    writers = [
        spawn([sys.executable, "-m", "bench.state", job.text()], output)
        for job, output in zip(jobs, outputs, strict=True)
    ]
    try:
        yield writers
    finally:
        for writer in writers:
            if writer.poll() is None:
                writer.kill()
            writer.wait()


def _ended(writers: list[subprocess.Popen[bytes]], outputs: list[Path], advance: Advance) -> bool:
    done = 0
    for writer, output in zip(writers, outputs, strict=True):
        if writer.poll():
            raise BenchError(f"the history cannot be written; {tail(output)}")
        lines = output.read_text().splitlines() if output.exists() else []
        done += json.loads(lines[-1])["claims"] if lines else 0
    advance(done)
    return all(writer.poll() == 0 for writer in writers)


def _started(pipeline: Pipeline, show: Show, actors: int, what: str, look: float) -> dict[str, Any]:
    """Seconds from the start of the process to its metrics, and to those of every actor; then stops it."""
    with show.step(f"an aggregator starts on {what}", actors) as advance:
        began = time.monotonic()
        worker = _worker(pipeline)
        serving = _since(began, worker, lambda: worker.get("/metrics")[0] == 200, "it serves metrics", 0.1)

        def whole() -> bool:
            shown = len(set(_OPEN.findall(worker.get("/metrics")[1])))
            advance(shown)
            return shown >= actors

        complete = _since(began, worker, whole, "the metrics of all actors are there", look)
        held = usage(worker.process.pid)
        worker.process.send_signal(signal.SIGTERM)
        worker.process.wait(60)
    found: dict[str, Any] = {"serving_seconds": serving, "complete_seconds": complete}
    found["load"] = round(os.getloadavg()[0], 2)
    if held:
        found |= {"rss_mb": held.rss_mb, "rss_peak_mb": held.rss_peak_mb, "cpu_seconds": held.cpu_seconds}
    return found


def _since(began: float, worker: Worker, until: Callable[[], bool], what: str, every: float) -> float:
    def looked() -> bool:
        if worker.process.poll() is not None:
            raise BenchError(f"the aggregator ended; {tail(worker.log)}")
        return until()

    wait(looked, f"{what}; its log is {worker.log}", every=every, within=_PATIENCE_SECONDS)
    return time.monotonic() - began


def _worker(pipeline: Pipeline) -> Worker:
    """As the service is started; unlike the pipeline's own start this one does not wait."""
    (port,) = free_ports(1)
    log = pipeline.folder / "restarted.log"
    variables = {
        **os.environ,
        "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap,
        "TOLLWIRE_DATA_DIR": str(pipeline.folder / "restarted"),
        "TOLLWIRE_STORE": "rocksdb",
        "TOLLWIRE_WEB_PORT": str(port),
    }
    process = spawn([sys.executable, "-m", "tollwire.cli", "aggregator"], log, variables)
    worker = Worker("aggregator", process, port, log)
    pipeline.workers.append(worker)  # ends with it, whatever happens
    return worker
