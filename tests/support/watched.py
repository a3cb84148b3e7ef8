"""The whole of it under watch: workers that read the sample wire, scraped by a real Prometheus that alerts a
real Alertmanager.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from support import monitoring
from support.monitoring import Alertmanager, Prometheus
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.platform.broker import choose_broker
from tollwire.platform.process import spawn

# What a worker is started with, by the name of the job that scrapes it.
WORKERS = {"tollwire-extractor": "extractor", "tollwire-aggregator": "aggregator"}


def wire() -> list[str]:
    """The lines of the sample wire, in the order in which its articles were put out."""
    lines = (files("tollwire.demo") / "wire.jsonl").read_text("utf-8").splitlines(keepends=True)
    return sorted(lines, key=_put_out)


def _put_out(line: str) -> datetime:
    article = json.loads(line)
    return datetime.fromisoformat(article.get("updated") or article["published"])


@dataclass
class Watched:
    pipeline: Pipeline
    prometheus: Prometheus
    alertmanager: Alertmanager
    workers: Mapping[str, Worker]
    began: float  # Unix time

    def play(self, pause: float, told: Callable[[int, int], None] | None = None) -> None:
        """Publishes the sample wire, an article every `pause` seconds, and returns when all of it is in the
        tallies and has been scraped. `told` hears how many articles are out, of how many.
        """
        lines = wire()
        log = self.pipeline.folder / "ingest.log"
        environment = {**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": self.pipeline.broker.bootstrap}
        command = [sys.executable, "-m", "tollwire.cli", "ingest", "files", "-"]
        ingest = spawn(command, log, environment, subprocess.PIPE)
        assert ingest.stdin is not None
        try:
            for number, line in enumerate(lines, 1):
                ingest.stdin.write(line.encode())
                ingest.stdin.flush()
                if told is not None:
                    told(number, len(lines))
                time.sleep(pause)  # the pace of the wire, and no waiting for anything
            ingest.stdin.close()
            assert ingest.wait(60) == 0, log.read_text()[-3000:]
        finally:
            if ingest.poll() is None:
                ingest.kill()
                ingest.wait()
        self.pipeline.work_off()
        self.scraped()

    def scraped(self) -> None:
        """Returns when each worker has been scraped after now."""
        now = time.time()
        jobs = len(self.workers)
        eventually(
            lambda: len(self.prometheus.query(f'timestamp(up{{job=~"tollwire-.*"}}) > {now}')) == jobs,
            f"all workers are scraped; {self.prometheus.targets()}",
        )


@contextmanager
def watched(
    folder: Path,
    *,
    interval: str = "500ms",
    more: Mapping[str, Callable[[Pipeline], Worker]] | None = None,
) -> Iterator[Watched]:
    """Extractor and aggregator on a broker of their own, and `more` workers, by job; nothing is fed yet.

    Raises BrokerError and MissingTool.
    """
    monitoring.find("prometheus")
    starts = {job: _start(service) for job, service in WORKERS.items()} | dict(more or {})
    with ExitStack() as stack:
        broker = stack.enter_context(choose_broker())
        pipeline = stack.enter_context(Pipeline(broker, folder))
        alerting = stack.enter_context(monitoring.alertmanager(folder))
        with ThreadPoolExecutor(len(starts)) as pool:
            begun = {job: pool.submit(start, pipeline) for job, start in starts.items()}
        workers = {job: each.result() for job, each in begun.items()}
        jobs = {job: [worker.port] for job, worker in workers.items()}
        began = time.time()
        prometheus = stack.enter_context(monitoring.prometheus(folder, jobs, alerting, interval=interval))
        made = Watched(pipeline, prometheus, alerting, workers, began)
        made.scraped()
        yield made


def _start(service: str) -> Callable[[Pipeline], Worker]:
    return lambda pipeline: pipeline.start(service)
