"""Pushing over a socket to a service of its own, on a real broker: 202 means that it is on the topic."""

import asyncio
import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.events import messages
from tollwire.events.messages import article_event_id
from tollwire.events.topics import ARTICLES
from tollwire.ingest.fields import article_of
from tollwire.platform.broker import ApacheKafka, choose_broker

pytestmark = pytest.mark.kafka
TOKEN = "0123456789abcdef-one"


def article(number: int, prefix: str) -> dict[str, str]:
    return {"id": f"{prefix}-{number}", "text": f"{number} were killed.", "published": "2020-10-01"}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """One broker for all tests here; they tell their articles apart by id, and the last one stops it."""
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("push")) as pipeline:
        yield pipeline


@pytest.fixture
def pushing(pipeline: Pipeline) -> Worker:
    return pipeline.start(
        "ingest http",
        name="push",
        TOLLWIRE_PUSH_TOKENS=TOKEN,
        TOLLWIRE_PUSH_TIMEOUT_SECONDS="3",
        TOLLWIRE_PUSH_IN_FLIGHT="50",
    )


def client(worker: Worker) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{worker.port}", headers=headers, timeout=60)


def events(pipeline: Pipeline, prefix: str) -> list[str]:
    records = [record for record in pipeline.read(ARTICLES) if record.key.decode().startswith(prefix)]
    return [dict(record.headers)["ce_id"].decode() for record in records]


async def test_what_is_answered_with_202_is_on_the_topic(pipeline: Pipeline, pushing: Worker) -> None:
    async def lines() -> Any:
        for number in range(300):
            yield json.dumps(article(number, "all-line")).encode() + b"\n"

    async with client(pushing) as http:
        one = await http.post("/v1/articles", json=article(0, "all"))
        several = await http.post("/v1/articles", json=[article(number, "all") for number in range(200)])
        streamed = await http.post(
            "/v1/articles", content=lines(), headers={"Content-Type": "application/x-ndjson"}
        )
        again = await http.post("/v1/articles", json=article(7, "all"))
        withdrawn = await http.delete("/v1/articles/all-7?reason=wrong")
        unheard = await http.post(
            "/v1/articles", json=article(1, "all"), headers={"Authorization": "Bearer x"}
        )
    answers = [one, several, streamed, again, withdrawn]
    assert [each.status_code for each in answers] == [202] * 5
    assert unheard.status_code == 401
    assert (several.json()["same"], several.json()["published"]) == (1, 199)
    assert again.json()["articles"][0]["status"] == "same"
    told = [
        article_event_id(each["id"], each["version"])
        for answer in (one, several, streamed)
        for each in answer.json()["articles"]
        if each["status"] == "published"
    ]
    found = events(pipeline, "all")
    assert len(found) == len(set(found)) == 501
    assert set(told) < set(found)
    status, metrics = pushing.get("/metrics")
    assert status == 200
    assert 'tollwire_push_articles_total{outcome="published"} 500.0' in metrics
    assert TOKEN not in pushing.log.read_text()
    assert pushing.stop() == 0


async def test_what_others_publish_is_heard_of(pipeline: Pipeline, pushing: Worker) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    numbers = range(500)
    pipeline.publish(messages.of_article(article_of(article(number, "heard"), now)) for number in numbers)
    published = 0
    async with client(pushing) as http:
        for number in numbers:  # until then it did not know, which does no harm
            answer = await http.post("/v1/articles", json=article(number, "heard"))
            published += answer.json()["published"]
            if answer.json()["same"]:
                break
            await asyncio.sleep(0.02)
    assert published < len(numbers)
    found = events(pipeline, "heard")
    assert (len(set(found)), len(found)) == (len(numbers), len(numbers) + published)


async def test_what_is_in_flight_when_it_is_ended_is_answered(pipeline: Pipeline, pushing: Worker) -> None:
    sent = asyncio.Event()
    go_on = asyncio.Event()

    async def slowly() -> Any:
        yield json.dumps(article(1, "end")).encode() + b"\n"
        sent.set()
        await go_on.wait()
        yield json.dumps(article(2, "end")).encode() + b"\n"

    async with client(pushing) as http:
        answer = asyncio.create_task(
            http.post("/v1/articles", content=slowly(), headers={"Content-Type": "application/x-ndjson"})
        )
        await sent.wait()
        while not events(pipeline, "end"):  # the request is being worked on
            await asyncio.sleep(0.05)
        pushing.process.send_signal(signal.SIGTERM)
        eventually(lambda: not _listens(pushing), "nobody new is served")
        go_on.set()
        assert (await answer).json()["published"] == 2
    assert await asyncio.to_thread(pushing.process.wait, 30) == 0
    assert len(events(pipeline, "end")) == 2


async def test_when_the_broker_goes_away_nothing_that_was_said_to_be_there_is_lost(
    pipeline: Pipeline, pushing: Worker
) -> None:
    broker = pipeline.broker
    if not isinstance(broker, ApacheKafka):
        pytest.skip(f"faults are tried on Apache Kafka, and this is {broker.name}")
    said: list[str] = []
    statuses: list[int] = []

    async with client(pushing) as http:

        async def push(number: int) -> int:
            answer = await http.post("/v1/articles", json=article(number, "away"))
            statuses.append(answer.status_code)
            if answer.status_code == 202:
                (told,) = answer.json()["articles"]
                said.append(article_event_id(told["id"], told["version"]))
            else:
                assert int(answer.headers["Retry-After"]) > 0
            return answer.status_code

        assert await push(0) == 202
        stopping = asyncio.create_task(asyncio.to_thread(broker.stop, keep_data=True))
        number = 1
        while not {503} <= set(statuses):
            await asyncio.gather(*(push(number + each) for each in range(20)))
            number += 20
        await stopping
        many = await asyncio.gather(*(push(number + each) for each in range(100)))
        assert set(many) <= {429, 503}
        assert pushing.health() == "no broker" or 503 in many
        await asyncio.to_thread(broker.start)
        for each in range(number + 100):
            while await push(each) != 202:
                await asyncio.sleep(0.1)
    assert set(statuses) <= {202, 429, 503}
    assert set(said) <= set(events(pipeline, "away"))
    assert len(set(said)) == number + 100


def _listens(worker: Worker) -> bool:
    return worker.get("/healthz")[0] != 0


@pytest.fixture(autouse=True)
def _logs(pipeline: Pipeline) -> Iterator[None]:
    yield
    for log in Path(pipeline.folder).glob("*.log"):
        assert "Traceback" not in log.read_text(), log.read_text()[-3000:]
