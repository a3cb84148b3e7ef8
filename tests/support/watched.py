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
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from support import monitoring
from support.monitoring import Alertmanager, Prometheus
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.platform.broker import choose_broker
from tollwire.platform.process import spawn

# Starts a worker.
Start = Callable[[Pipeline, Alertmanager], Worker]
# What is always started, by the name of the job that scrapes it.
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

    def play(self, then: Callable[[int, int], None]) -> None:
        """Publishes the sample wire, and returns when all of it is in the tallies and has been scraped.

        After each article `then` is called: how many are out, and how many there are. It sets the pace.
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
                then(number, len(lines))
            ingest.stdin.close()
            assert ingest.wait(60) == 0, log.read_text()[-3000:]
        finally:
            if ingest.poll() is None:
                ingest.kill()
                ingest.wait()
        self.pipeline.work_off()
        self.scraped()

    def settled(self, articles: int) -> None:
        """Returns when so many articles have been read since the workers began, of whatever source, all that
        follows is in the tallies, and the workers have been scraped after that.
        """

        def done() -> bool:
            claims = self.count("aggregator")
            return self.count("extractor") >= articles and claims >= self.published()

        eventually(done, f"{articles} articles are in the tallies; logs are in {self.pipeline.folder}")
        self.scraped()

    def count(self, service: str) -> float:
        """How many messages a worker has worked off since it began."""
        return _total(
            self.workers[f"tollwire-{service}"], "tollwire_processing_seconds_count", service=service
        )

    def published(self) -> float:
        """How many claims and retractions the extractor has published."""
        return _total(self.workers["tollwire-extractor"], "tollwire_claims_extracted_total")

    def scraped(self) -> None:
        """Returns when each worker has been scraped after now, and all rules been evaluated after that."""
        now = time.time()
        up = 'up{job=~"tollwire-.*"}'
        jobs = len(self.workers)
        eventually(
            lambda: len(self.prometheus.query(f"timestamp({up}) > {now} and {up} == 1")) == jobs,
            f"all workers are scraped; {self.prometheus.targets()}",
        )
        scraped = datetime.now(UTC)
        eventually(
            lambda: all(_evaluated(rule) > scraped for rule in self.prometheus.rules()),
            "all rules have been evaluated",
        )


@contextmanager
def watched(
    folder: Path,
    *,
    interval: str = "500ms",
    more: Mapping[str, Start] | None = None,
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
            begun = {job: pool.submit(start, pipeline, alerting) for job, start in starts.items()}
        workers = {job: each.result() for job, each in begun.items()}
        jobs = {job: [worker.port] for job, worker in workers.items()}
        began = time.time()
        prometheus = stack.enter_context(monitoring.prometheus(folder, jobs, alerting, interval=interval))
        made = Watched(pipeline, prometheus, alerting, workers, began)
        made.scraped()
        yield made


def _evaluated(rule: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(rule["lastEvaluation"][:19] + "+00:00")


def _total(worker: Worker, name: str, **labels: str) -> float:
    """The sum of a worker's samples of a name that have these labels."""
    status, exposition = worker.get("/metrics")
    assert status == 200, worker.log.read_text()[-3000:]
    return sum(
        sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def _start(service: str) -> Start:
    return lambda pipeline, _: pipeline.start(service)
