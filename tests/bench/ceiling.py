"""Runs the ceiling: bare aiokafka in processes of its own, each stage alone and all at once."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bench import bare
from bench.bare import Job
from bench.services import BenchError, tail, wait
from bench.show import Show
from support.pipeline import Pipeline
from tollwire.events.topics import ARTICLES, CLAIMS, TALLIES, Topic
from tollwire.platform import topics
from tollwire.platform.process import spawn

# Tallies hold all figures of an actor: many of them fill the disk of a small machine.
_MOST_BYTES = 250_000_000


class Ceiling:
    """`counts`: how many messages of each kind the services made of how many articles."""

    def __init__(self, pipeline: Pipeline, show: Show, counts: Mapping[str, int], articles: int) -> None:
        self._pipeline, self._show = pipeline, show
        tally_bytes = self._mean_bytes(TALLIES)
        claims, tallies = (counts[kind] / counts["articles"] for kind in ("claims", "tallies"))
        fitting = int(_MOST_BYTES / max(1.0, tallies * tally_bytes))
        self.articles = max(1, min(articles, fitting))
        self._claims = max(1, round(self.articles * claims))
        self._tallies = max(1, round(self.articles * tallies))

    def measure(self) -> dict[str, float]:
        """Articles a second, for each stage and for the whole."""
        made = [self._topic(like, "alone") for like in (ARTICLES, CLAIMS, TALLIES)]
        alone = self._jobs(made, "alone")
        found = {}
        for name, job in alone.items():
            with self._show.step(f"ceiling of {name}: bare aiokafka"):
                began, ended = self._run({name: job})
            found[name] = self.articles / (ended - began)
        together = self._jobs([self._topic(like, "whole") for like in (ARTICLES, CLAIMS, TALLIES)], "whole")
        with self._show.step("ceiling of the whole pipeline: bare aiokafka"):
            began, ended = self._run(together)
        return found | {"pipeline": self.articles / (ended - began)}

    def _jobs(self, made: list[Topic], name: str) -> dict[str, Job]:
        folder = self._pipeline.folder
        articles, claims, tallies = (topic.name for topic in made)
        ingest = Job(
            bootstrap=self._pipeline.broker.bootstrap,
            partitions=ARTICLES.partitions,
            like=ARTICLES.name,
            target=articles,
            send=self.articles,
            source=None,
            take=0,
            compressed=True,
            output=str(folder / f"{name}-ingest.json"),
        )
        extractor = replace(
            ingest, like=CLAIMS.name, source=articles, take=self.articles, target=claims, send=self._claims,
            compressed=False, output=str(folder / f"{name}-extractor.json"),
        )  # fmt: skip
        aggregator = replace(
            extractor, like=TALLIES.name, source=claims, take=self._claims, target=tallies,
            send=self._tallies, output=str(folder / f"{name}-aggregator.json"),
        )  # fmt: skip
        return {"ingest": ingest, "extractor": extractor, "aggregator": aggregator}

    def _run(self, jobs: Mapping[str, Job]) -> tuple[float, float]:
        """All at the same time; when the first began and the last ended."""
        processes = {}
        for name, job in jobs.items():
            log = Path(job.output).with_suffix(".log")
            processes[name] = spawn([sys.executable, "-m", "bench.bare", job.text()], log)
        try:
            wait(
                lambda: all(process.poll() is not None for process in processes.values()),
                "the ceiling is done",
            )
        finally:
            for process in processes.values():
                if process.poll() is None:
                    process.kill()
        for name, process in processes.items():
            if process.wait():
                log = Path(jobs[name].output).with_suffix(".log")
                raise BenchError(f"the ceiling of {name} failed; {tail(log)}")
        times = [bare.result(Path(job.output)) for job in jobs.values()]
        return min(began for began, _ in times), max(ended for _, ended in times)

    def _topic(self, like: Topic, name: str) -> Topic:
        made = replace(like, name=f"bench-{name}.{like.name}")
        topics.ensure(self._pipeline.settings, (made,))
        return made

    def _mean_bytes(self, topic: Topic) -> float:
        found = self._pipeline.read(topic, last=100)
        return sum(len(record.value) for record in found) / max(1, len(found))
