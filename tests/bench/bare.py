"""The ceiling: the same messages through bare aiokafka, with nothing done to them. A program of its own.

`python -m bench.bare JOB` with a Job as JSON; writes when it began and when all was acknowledged to
`Job.output`, in Unix time. The messages sent are those that the services sent, over and over.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tollwire.events.topics import LARGEST_MESSAGE

_MOST_HELD = 5_000  # messages in memory to send from


@dataclass(frozen=True, slots=True)
class Job:
    """Take `take` messages from `source`, if one is named, and send `send` to `target` at the same pace."""

    bootstrap: str
    partitions: int
    like: str  # the topic whose messages are sent
    target: str
    send: int
    source: str | None
    take: int
    compressed: bool
    output: str

    def text(self) -> str:
        return json.dumps(asdict(self))


def result(path: Path) -> tuple[float, float]:
    """When it began and ended, of a job that is done."""
    told = json.loads(path.read_text())
    return told["began"], told["ended"]


async def run(job: Job) -> None:
    held = await _messages(job)
    producer = AIOKafkaProducer(
        bootstrap_servers=job.bootstrap,
        acks="all",
        linger_ms=20 if job.compressed else 5,  # as ingest, and as the workers
        max_batch_size=256 * 1024 if job.compressed else 16 * 1024,
        compression_type="gzip" if job.compressed else None,
        max_request_size=LARGEST_MESSAGE,
    )
    await producer.start()
    try:
        began = await (_relay(job, producer, held) if job.source else _produce(job, producer, held))
        await producer.flush()
        Path(job.output).write_text(json.dumps({"began": began, "ended": time.time()}))
    finally:
        await producer.stop()


async def _produce(job: Job, producer: Any, held: Sequence[Any]) -> float:
    began = time.time()
    for record in islice(cycle(held), job.send):
        await producer.send(job.target, record.value, record.key, headers=list(record.headers))
    return began


async def _relay(job: Job, producer: Any, held: Sequence[Any]) -> float:
    began, taken, sent = 0.0, 0, 0
    records = cycle(held)
    consumer = _consumer(job, job.source or "")
    await consumer.start()
    try:
        while taken < job.take:
            for batch in (await consumer.getmany(timeout_ms=100, max_records=500)).values():
                began = began or time.time()
                for _ in batch:
                    taken += 1
                    while sent < taken * job.send // job.take:
                        record = next(records)
                        await producer.send(
                            job.target, record.value, record.key, headers=list(record.headers)
                        )
                        sent += 1
    finally:
        await consumer.stop()
    return began


async def _messages(job: Job) -> list[Any]:
    """What the services sent, in memory before the clock runs."""
    held: list[Any] = []
    consumer = _consumer(job, job.like)
    await consumer.start()
    try:
        while len(held) < _MOST_HELD:
            batches = await consumer.getmany(timeout_ms=1000)
            if not batches:
                break
            for batch in batches.values():
                held.extend(batch)
    finally:
        await consumer.stop()
    return held


def _consumer(job: Job, topic: str) -> Any:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=job.bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    consumer.assign([TopicPartition(topic, number) for number in range(job.partitions)])
    return consumer


def main() -> None:
    job = Job(**json.loads(sys.argv[1]))
    try:
        import uvloop
    except ImportError:
        asyncio.run(run(job))
    else:
        uvloop.run(run(job))


if __name__ == "__main__":
    main()
