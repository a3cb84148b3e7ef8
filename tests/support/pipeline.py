"""The pipeline as its users run it: real workers, each a process of its own, on a real broker."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from support.waiting import eventually
from tollwire.demo.progress import Progress
from tollwire.events.messages import Record
from tollwire.events.topics import ALL, LARGEST_MESSAGE, TALLIES, Topic
from tollwire.events.wire import TallyV1
from tollwire.platform import clients, topics
from tollwire.platform.broker import Broker
from tollwire.platform.kafka import client_options
from tollwire.platform.process import free_ports, spawn
from tollwire.platform.settings import Settings, load


@dataclass
class Worker:
    """One worker process and where it answers."""

    service: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of what it serves; status 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def health(self) -> str:
        status, body = self.get("/healthz")
        return str(json.loads(body)["status"]) if status else "down"

    def kill(self) -> None:
        """SIGKILL, as a machine that is switched off."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class Pipeline:
    """A broker with the topics, and whatever workers a test starts; they end with it."""

    def __init__(self, broker: Broker, folder: Path, **given: object) -> None:
        self.broker, self.folder = broker, folder
        self.settings: Settings = load(kafka_bootstrap=broker.bootstrap, **given)
        self.workers: list[Worker] = []

    def start(self, service: str, *, name: str | None = None, **environment: str) -> Worker:
        """A worker that has begun to work. `name` sets its tables apart from those of another of its kind."""
        port, name = free_ports(1)[0], name or service
        log = self.folder / f"{name}.log"
        variables = {
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "TOLLWIRE_KAFKA_SESSION_SECONDS": "6",
            "TOLLWIRE_DATA_DIR": str(self.folder / name),
            "TOLLWIRE_WEB_PORT": str(port),
            **environment,
        }
        process = spawn([sys.executable, "-m", "tollwire.cli", *service.split()], log, variables)
        worker = Worker(service, process, port, log)
        self.workers.append(worker)
        eventually(lambda: self._begun(worker), f"{service} begins to work; its log is {log}")
        return worker

    @contextmanager
    def publisher(self) -> Iterator[Callable[[Record], Any]]:
        """Sends one record, and returns a future; all are acknowledged at the end."""
        producer = KafkaProducer(
            **client_options(self.settings), acks="all", max_request_size=2 * LARGEST_MESSAGE
        )
        sent = []

        def send(record: Record) -> Any:
            sent.append(producer.send(record.topic.name, record.value, record.key, record.headers))
            return sent[-1]

        try:
            yield send
            for each in sent:
                each.get(120)
        finally:
            producer.close()

    def publish(self, records: Iterable[Record]) -> None:
        """Sends them as they are; all are acknowledged on return."""
        with self.publisher() as send:
            for record in records:
                send(record)

    def read(self, topic: Topic, *, last: int | None = None) -> list[Any]:
        """All messages that the topic holds, partition by partition, in their order; or the `last` ones of
        each partition.
        """
        consumer = KafkaConsumer(**client_options(self.settings), auto_offset_reset="earliest")
        try:
            partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
            consumer.assign(partitions)
            ends = consumer.end_offsets(partitions)
            if last is not None:
                for each in partitions:
                    consumer.seek(each, max(0, ends[each] - last))
            found: list[Any] = []

            def all_read() -> bool:
                for batch in consumer.poll(timeout_ms=200).values():
                    found.extend(batch)
                return all(consumer.position(each) >= ends[each] for each in partitions)

            eventually(all_read, f"{topic.name} is read")
            return sorted(found, key=lambda each: (each.partition, each.offset))
        finally:
            consumer.close()

    def written(self, topic: Topic) -> int:
        """How many messages were ever written to the topic."""
        with closing(clients.reader(self.settings)) as consumer:
            partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
            return int(sum(consumer.end_offsets(partitions).values()))

    def tallies(self) -> dict[str, bytes]:
        """The newest tally of each actor, as published; actors without a figure are left out."""
        newest = {record.key.decode(): record.value for record in self.read(TALLIES)}
        return {actor: value for actor, value in newest.items() if TallyV1.decode(value).figures}

    def work_off(self, within: float = 120.0) -> None:
        """Returns when the workers have committed all that there is."""
        with Progress(self.settings) as progress:
            eventually(progress.worked_off, f"all is worked off; logs are in {self.folder}", within=within)

    def lag(self, group: str, topic: Topic) -> int:
        with Progress(self.settings) as progress:
            return progress.lag(group, topic)

    def _begun(self, worker: Worker) -> bool:
        assert worker.process.poll() is None, worker.log.read_text()[-3000:]
        return worker.health() == "ok"

    def __enter__(self) -> Self:
        topics.ensure(self.settings, ALL)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.kill()
