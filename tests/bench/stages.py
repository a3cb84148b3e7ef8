"""The stages: each takes a load through some part of the pipeline and tells what came of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import load
from bench.latency import Listener, Pacer, delays, quantile
from bench.load import Item, Wire
from bench.services import (
    PATIENCE_SECONDS,
    BenchError,
    Ends,
    Ingest,
    Usages,
    dead_letters,
    handled,
    last_handled,
    tail,
    told,
    wait,
)
from bench.show import Show
from support.pipeline import Pipeline, Worker
from tollwire.demo.progress import Progress
from tollwire.events.topics import ARTICLES, CLAIMS, TALLIES, Topic
from tollwire.platform import clients

# Looking costs the worker a little; its first message should not be missed by much, the others may be.
_LOOK_SECONDS, _LOOK_AGAIN_SECONDS = 0.05, 1.0
_GROUP = {"extractor": "tollwire-extractor", "aggregator": "tollwire-aggregator"}
Figures = dict[str, Any]


def alone(show: Show, seconds: float) -> Figures:
    """Extraction in one process, without Kafka."""
    what = "extraction alone, in one process"
    figures: Figures = told(show, what, "bench.alone", seconds, within=PATIENCE_SECONDS + seconds)
    return figures


@dataclass
class Stages:
    """What the stages share; the workers, once started, stay until the end."""

    pipeline: Pipeline
    show: Show
    stack: ExitStack

    def __post_init__(self) -> None:
        settings = self.pipeline.settings
        self.wire, self.usages, self._runs = Wire(), Usages(), 0
        reader = clients.reader(settings)
        self.stack.callback(reader.close)
        self.ends = Ends(reader)
        self.progress = self.stack.enter_context(Progress(settings))
        self.workers: dict[str, Worker] = {}
        if self.pipeline.broker.pid:
            self.usages.follow("broker", self.pipeline.broker.pid)

    def fill(self, copies: int, what: str) -> Figures:
        """Articles onto their topic, by ingest alone, from its first line to all acknowledged."""
        items = self.wire.take(copies)
        with self.show.step(what, len(items)) as advance:
            ingest = self._ingest()
            before, began = self.ends.of(ARTICLES), time.time()
            ingest.write(items)
            self._published(ingest, before, len(items), advance)
            seconds = time.time() - began
            self.usages.look()
            ingest.close()
        return _figures(len(items), seconds)

    def work(self, service: str, topic: Topic) -> Figures:
        """A worker that is started on a full topic, from its first message to its last acknowledgement."""
        full = self.progress.lag(_GROUP[service], topic)
        pool = self.stack.enter_context(ThreadPoolExecutor(1))
        with self.show.step(f"{service} alone", full) as advance:
            count = len(self.pipeline.workers)
            starting = pool.submit(self.pipeline.start, service, TOLLWIRE_KAFKA_SESSION_SECONDS="10")
            wait(lambda: starting.done() or len(self.pipeline.workers) > count, f"{service} starts")
            if starting.done():
                starting.result()
            worker = self.pipeline.workers[count]
            self.workers[service] = worker
            self.usages.follow(service, worker.process.pid)
            wait(lambda: self._all_run() and handled(worker) > 0, f"{service} begins; {worker.log}",
                 every=_LOOK_SECONDS)  # fmt: skip
            first, began = handled(worker), time.time()
            starting.result()
            self._work_off([service], topic, full, advance)
            seconds = last_handled(worker) - began
        # What was done before the first look is not in the time either.
        return _figures(full - first, seconds) if full > first else _figures(full, None)

    def whole(self, copies: int) -> Figures:
        """Everything at once: from the first line into ingest to the last tally acknowledged."""
        items = self.wire.take(copies)
        with self.show.step("whole pipeline", len(items)) as advance:
            ingest = self._ingest()
            self._work_off(list(self.workers), ARTICLES, 0, advance)
            claims, cpu = self.ends.of(CLAIMS), self.usages.look()
            before, began = self.ends.of(ARTICLES), time.time()
            ingest.write(items)
            self._published(ingest, before, len(items), lambda _: None)
            ingest.close()
            self._work_off(list(self.workers), ARTICLES, len(items), advance)
            seconds = max(last_handled(worker) for worker in self.workers.values()) - began
            spent = self.usages.look()
        cores = {
            name: round((now.cpu_seconds - cpu[name].cpu_seconds) / seconds, 2)
            for name, now in spent.items()
            if name in cpu
        }
        return _figures(len(items), seconds) | {"claims": self.ends.of(CLAIMS) - claims, "cores_used": cores}

    def paced(self, per_second: float, seconds: float) -> Figures:
        """Articles by a schedule, and how long each took from its time in it to a subscriber's tally."""
        wanted = max(1, round(per_second * seconds))
        items = self.wire.take(-(-wanted // load.size()))[:wanted]
        rate = f"{per_second:,.1f} articles/s"
        with self.show.step(f"latency at {rate}", len(items)) as advance, ExitStack() as inner:
            listener = inner.enter_context(Listener(self.pipeline.settings))
            ingest = self._ingest()
            self._work_off(list(self.workers), ARTICLES, 0, lambda _: None)
            pacer = Pacer(items, ingest.stream, per_second)
            pacer.start()
            while pacer.is_alive():
                pacer.join(0.5)
                advance(pacer.sent)
                self._check()
                ingest.check()
            self.usages.look()
            ingest.close()
            self._work_off(list(self.workers), ARTICLES, 0, lambda _: None)
            listener.finish(self.ends.each(listener.partitions))
            found = delays(pacer.scheduled, listener.arrivals)
        return {
            "articles_per_second": per_second,
            "articles": len(items),
            "articles_in_tallies": len(found),
            "p50_seconds": quantile(found, 0.5),
            "p99_seconds": quantile(found, 0.99),
            "longest_seconds": found[-1] if found else None,
            "sent_late_seconds": pacer.worst_late,
        }

    def sizes(self) -> Figures:
        """How many claims and tallies the articles so far came to."""
        articles, claims, tallies = map(self.ends.of, (ARTICLES, CLAIMS, TALLIES))
        letters = sum(map(dead_letters, self.workers.values()))
        return {"articles": articles, "claims": claims, "tallies": tallies, "dead_letters": letters}

    def stop(self) -> None:
        """The workers, in order; what they cost stays known."""
        with self.show.step("stopping the workers"):
            self.usages.look()
            for worker in self.workers.values():
                worker.stop()

    def _ingest(self) -> Ingest:
        self._runs += 1
        # A version of an article that is on no other set, published before the clock runs.
        first: Item = self.wire.take(1)[0]
        ingest = Ingest(self.pipeline, self.ends, first, f"ingest-{self._runs}")
        self.stack.callback(ingest.end)
        self.usages.follow("ingest", ingest.process.pid)
        return ingest

    def _published(self, ingest: Ingest, before: int, count: int, advance: Any) -> None:
        def all_there() -> bool:
            ingest.check()
            self.usages.look()
            there = self.ends.of(ARTICLES) - before
            advance(there)
            return there >= count

        wait(all_there, "all articles are on the topic", every=0.01)

    def _work_off(self, services: list[str], topic: Topic, total: int, advance: Any) -> None:
        """Until the workers have committed all there is, in the order of the pipeline."""
        least, heard = None, time.monotonic()
        while True:
            self._check()
            self.usages.look()
            lags = [self.progress.lag(_GROUP[each], _SOURCE[each]) for each in services]
            advance(max(0, total - self.progress.lag(_GROUP[services[0]], topic)))
            if not any(lags):
                return
            if least is None or lags != least:
                least, heard = lags, time.monotonic()
            if time.monotonic() - heard > PATIENCE_SECONDS:
                raise BenchError(f"nothing has moved for {PATIENCE_SECONDS:.0f} s; {self._logs()}")
            time.sleep(_LOOK_AGAIN_SECONDS / 4)

    def _check(self) -> None:
        for name, worker in self.workers.items():
            if worker.process.poll() is not None:
                raise BenchError(f"{name} ended with code {worker.process.returncode}; {tail(worker.log)}")

    def _all_run(self) -> bool:
        self._check()
        return True

    def _logs(self) -> str:
        logs: list[Path] = [worker.log for worker in self.workers.values()]
        return "\n".join(f"{log.stem}: {tail(log)}" for log in logs)


_SOURCE = {"extractor": ARTICLES, "aggregator": CLAIMS}


def _figures(count: int, seconds: float | None) -> Figures:
    rate = count / seconds if seconds else None
    return {"messages": count, "seconds": seconds, "per_second": rate}
