"""The services as processes: ingest with a pipe, what the workers say of themselves, and what all cost."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kafka import TopicPartition

from bench.latency import end_offsets
from bench.load import Item
from bench.machine import Usage, usage
from bench.show import Show
from support.pipeline import Pipeline, Worker
from tollwire.events.topics import ARTICLES, Topic

# A small machine loads the language model in some seconds; what does nothing for so long has failed.
PATIENCE_SECONDS = 120.0


class BenchError(Exception):
    """The bench cannot go on; the text says what failed and shows the end of its log."""


class Usages:
    """What each process was last seen to cost, by name; a process that has ended stays as it was."""

    def __init__(self) -> None:
        self.seen: dict[str, Usage] = {}
        self._pids: dict[str, int] = {}

    def follow(self, name: str, pid: int) -> None:
        self._pids[name] = pid

    def look(self) -> dict[str, Usage]:
        for name, pid in self._pids.items():
            found = usage(pid)
            if found is not None:
                self.seen[name] = found
        return dict(self.seen)


class Ingest:
    """`tollwire ingest files -`, past its start: the first article, not measured, is on the topic."""

    def __init__(self, pipeline: Pipeline, ends: "Ends", first: Item, name: str) -> None:
        self._log = pipeline.folder / f"{name}.log"
        environment = {**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tollwire.cli", "ingest", "files", "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                process_group=0,
            )
        assert self.process.stdin is not None
        self.stream: IO[bytes] = self.process.stdin
        before = ends.of(ARTICLES)
        self.write([first])
        wait(lambda: self._runs() and ends.of(ARTICLES) > before, f"ingest publishes; its log is {self._log}")

    def write(self, items: Iterable[Item]) -> None:
        try:
            self.stream.write(b"".join(item.line for item in items))
            self.stream.flush()
        except BrokenPipeError:
            self.process.wait(10)
            self.check()

    def close(self) -> None:
        """Returns when it has ended; raises BenchError if not everything was published."""
        self.stream.close()
        self.process.wait(PATIENCE_SECONDS)
        self.check()

    def check(self) -> None:
        if self.process.poll():
            raise BenchError(f"ingest ended with code {self.process.returncode}; {tail(self._log)}")

    def _runs(self) -> bool:
        self.check()
        return True

    def end(self) -> None:
        """At once, whatever is on its way. Harmless if it has ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with suppress(OSError):
            self.stream.close()


class Ends:
    """Where the topics end now."""

    def __init__(self, consumer: Any) -> None:
        self._consumer = consumer

    def of(self, topic: Topic) -> int:
        partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        return sum(end_offsets(self._consumer, partitions).values())

    def each(self, partitions: list[Any]) -> dict[Any, int]:
        return end_offsets(self._consumer, partitions)


def handled(worker: Worker) -> int:
    """Messages that a worker has handled since it started; 0 where it does not answer yet."""
    return int(_metric(worker, "tollwire_processing_seconds_count"))


def last_handled(worker: Worker) -> float:
    """Unix time at which the newest message was acknowledged."""
    return _metric(worker, "tollwire_last_processed_timestamp_seconds")


def dead_letters(worker: Worker) -> int:
    found = re.findall(r"^tollwire_dead_letters_total\{.*\} (\S+)$", worker.get("/metrics")[1], re.MULTILINE)
    return int(sum(map(float, found)))


def wait(
    until: Callable[[], object], what: str, *, every: float = 0.02, within: float = PATIENCE_SECONDS
) -> None:
    """Returns when `until` holds; raises BenchError with `what` if it does not for too long."""
    deadline = time.monotonic() + within
    while not until():
        if time.monotonic() > deadline:
            raise BenchError(f"not within {within:.0f} s: {what}")
        time.sleep(every)


def told(show: Show, what: str, module: str, *arguments: object, within: float, **environment: str) -> Any:
    """The JSON that a program of the bench prints; raises BenchError where it fails or does not end."""
    with show.step(what):
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, *map(str, arguments)],
                capture_output=True,
                text=True,
                timeout=within,
                env={**os.environ, **environment},
            )
        except subprocess.TimeoutExpired as endless:
            raise BenchError(f"{what} did not end within {endless.timeout:.0f} s") from endless
    if done.returncode:
        raise BenchError(f"{what} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-12:] if log.exists() else []
    return "the end of its log:\n  " + "\n  ".join(lines)


def _metric(worker: Worker, name: str) -> float:
    found = re.search(rf"^{name}(?:\{{.*\}})? (\S+)$", worker.get("/metrics")[1], re.MULTILINE)
    return float(found[1]) if found else 0.0
