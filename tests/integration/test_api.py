"""`tollwire api` on a real broker: what it answers is what is on the topics, and a stream outlives it."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.make import claim, hours, made, taken_back
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.api.backlog import Backlog
from tollwire.api.position import Which
from tollwire.api.stream import NotRead
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS
from tollwire.platform.broker import ApacheKafka, choose_broker
from tollwire.platform.process import free_ports
from tollwire.platform.settings import load

pytestmark = pytest.mark.kafka

EXAMPLE = Path(__file__).parents[2] / "examples" / "python" / "stream.py"

GONE = claim(5, victim="Turkey", by="Turkey", in_article="f")
EVENTS = [
    *made(claim(16), claim(600, by="Azerbaijan", at=hours(3), in_article="c")),
    *made(claim(790, victim="Azerbaijan", by="Armenia", at=hours(20), in_article="d"), GONE),
    taken_back(GONE, hours(30)),
]
ACCOUNTS = fold(EVENTS)
TALLIES = {actor: messages.of_tally(each.tally) for actor, each in ACCOUNTS.items()}
QUARRELS = [
    messages.of_disagreement(State.OPEN, one) for each in ACCOUNTS.values() for one in each.disagreements
]
LATER = [
    messages.of_claim(each)
    for each in made(*(claim(number, at=hours(number), in_article=f"n{number}") for number in range(40, 100)))
]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("api")) as pipeline:
        pipeline.publish([*map(messages.of_claim, EVENTS), Record(CLAIMS, b"armenia", b"{}", [])])
        pipeline.publish([*TALLIES.values(), *QUARRELS])
        yield pipeline


def start(pipeline: Pipeline, **given: str) -> Worker:
    return pipeline.start("api", TOLLWIRE_STALLED_SECONDS="4", **given)


@contextmanager
def stream(worker: Worker, last_id: str | None = None) -> Iterator[Iterator[dict[str, str]]]:
    """The blocks of a stream."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    address = f"http://127.0.0.1:{worker.port}/v1/stream"
    with httpx.stream("GET", address, headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        yield blocks(answer.iter_lines())


def blocks(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    block: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            block[name] = value
        elif not line and block:
            yield block
            block = {}


def some(told: Iterator[dict[str, str]], number: int) -> list[dict[str, str]]:
    """So many events."""
    events = (each for each in told if "data" in each)
    return [next(events) for _ in range(number)]


def got(worker: Worker, path: str) -> Any:
    status, body = worker.get(path)
    assert status == 200, body
    return json.loads(body)


def test_answers_equal_the_topics_and_a_stream_goes_on_over_a_kill(pipeline: Pipeline) -> None:
    worker = start(pipeline)
    for actor, record in TALLIES.items():
        assert worker.get(f"/v1/actors/{actor}") == (200, record.value.decode())
    assert {each["id"] for each in got(worker, "/v1/actors")["actors"]} == set(TALLIES)
    claims = got(worker, "/v1/claims?status=any")["claims"]
    expected = [
        messages.of_claim(each).value for each in EVENTS if each.claim.id != GONE.id or each.retracted
    ]
    assert sorted(map(json.dumps, claims)) == sorted(json.dumps(json.loads(each)) for each in expected)
    told = got(worker, "/v1/disagreements")["disagreements"]
    assert sorted(map(json.dumps, told)) == sorted(json.dumps(json.loads(each.value)) for each in QUARRELS)
    _, exposition = worker.get("/metrics")
    assert 'tollwire_api_messages_total{outcome="bad",topic="claims"} 1.0' in exposition
    assert f"{CLAIMS.name}, partition " in worker.log.read_text()

    seen: list[dict[str, str]] = []
    with stream(worker) as events:
        next(events)  # it is open
        pipeline.publish(LATER[:20])
        seen += some(events, 15)
        worker.kill()
    pipeline.publish(LATER[20:40])
    worker = start(pipeline)
    with stream(worker, seen[-1]["id"]) as events:
        seen += some(events, 25)
        pipeline.publish(LATER[40:])
        seen += some(events, 20)
        assert worker.stop() == 0, "open streams do not keep it"
    assert {each["event"] for each in seen} == {"claim"}
    assert sorted(each["data"] for each in seen) == sorted(each.value.decode() for each in LATER)

    worker = start(pipeline)
    with stream(worker, "c0.0.0.0-t0.0.0.0-d0.0.0.0") as events:
        everything = some(events, len(EVENTS) + len(TALLIES) + len(QUARRELS) + len(LATER))
    ids = [each["id"] for each in everything]
    assert len(set(ids)) == len(ids)
    assert worker.stop() == 0
    assert "Traceback" not in worker.log.read_text()


async def test_what_is_no_longer_held_is_read_from_the_brokers(pipeline: Pipeline) -> None:
    """By the reader that streams have for it; what they do with it is tried without a broker."""
    there = pipeline.read(CLAIMS)
    partition = max(record.partition for record in there if record.offset > 2)
    since = {(Which.CLAIMS, number): 0 for number in range(CLAIMS.partitions)} | {
        (Which.CLAIMS, partition): 2
    }
    backlog = Backlog(pipeline.settings, since)
    try:
        assert set((await backlog.begin()).values()) == {0}
        told: list[tuple[int, int]] = []
        while some := await backlog.some():
            told += [(each.place[1], each.offset) for each in some]
    finally:
        backlog.close()
    readable = [record for record in there if record.value != b"{}"]
    expected = [(each.partition, each.offset) for each in readable]
    assert sorted(told) == [each for each in expected if each[0] != partition or each[1] >= 2]


async def test_streams_are_told_when_the_brokers_do_not_answer() -> None:
    away = load(kafka_bootstrap=f"127.0.0.1:{free_ports(1)[0]}", kafka_timeout_seconds=1)
    backlog = Backlog(away, {(Which.CLAIMS, 0): 0})
    with pytest.raises(NotRead, match="the brokers do not answer"):
        await backlog.begin()
    backlog.close()


def test_the_example_by_http_prints_what_comes(pipeline: Pipeline) -> None:
    worker = start(pipeline)
    out = pipeline.folder / "stream.out"
    with out.open("wb") as file:
        example = subprocess.Popen(
            [sys.executable, str(EXAMPLE), f"http://127.0.0.1:{worker.port}"], stdout=file
        )
    try:
        eventually(lambda: "tollwire_api_streams 1.0" in worker.get("/metrics")[1], "it follows")
        pipeline.publish(LATER[:2])
        eventually(lambda: len(out.read_text().splitlines()) == 2, "it has printed them")
    finally:
        example.kill()
        example.wait()
    assert out.read_text().splitlines() == ["current armenia 40 killed", "current armenia 41 killed"]
    eventually(lambda: "tollwire_api_streams 0.0" in worker.get("/metrics")[1], "its seat is left")
    assert worker.stop() == 0


def test_health_while_the_brokers_are_away(pipeline: Pipeline) -> None:
    broker = pipeline.broker
    if not isinstance(broker, ApacheKafka):
        pytest.skip(f"faults are tried on Apache Kafka, and this is {broker.name}")
    worker = start(pipeline)
    broker.stop(keep_data=True)
    eventually(lambda: worker.health() == "no broker", "it says that it is cut off")
    assert worker.get("/healthz")[0] == 503
    assert got(worker, "/v1/actors")["actors"], "what is held is still told"
    broker.start()
    eventually(lambda: worker.health() == "ok", "it has found them again")
    new = made(claim(3, victim="Georgia", by="Georgia", at=hours(200), in_article="new"))
    pipeline.publish(map(messages.of_claim, new))
    eventually(lambda: got(worker, "/v1/claims?claimant=georgia")["claims"], "it goes on reading")
    assert worker.stop() == 0
