"""The extractor on a real broker, asking an endpoint that is not always as it should be."""

from contextlib import closing
from typing import Any

import pytest
from kafka import KafkaProducer

from support.endpoint import KEY, claims, completion, failure, stub, told
from support.make import article
from support.pipeline import Pipeline
from support.waiting import eventually
from tollwire.events import messages
from tollwire.events.topics import ARTICLES, CLAIMS
from tollwire.extractor import app
from tollwire.platform import deadletters
from tollwire.platform.kafka import client_options

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(200)]

GROUP = "tollwire-extractor"
TABLE = app.TOPICS[-1]
TEXT = "Yerevan said that 16 servicemen had been killed."
GOOD = told(
    "16 servicemen had been killed", 16, victim="Armenia", claimant={"text": "Yerevan", "actor": None}
)


def read_all(pipeline: Pipeline) -> None:
    eventually(lambda: pipeline.lag(GROUP, ARTICLES) == 0, f"all is read; logs are in {pipeline.folder}")


def put_back(pipeline: Pipeline, record: Any) -> None:
    """Where it was: a table's partitions are those of its source, whatever the key."""
    with closing(KafkaProducer(**client_options(pipeline.settings), acks="all")) as producer:
        sent = producer.send(record.topic, record.value, record.key, partition=record.partition)
        sent.get(60)


def environment(url: str) -> dict[str, str]:
    return {
        "TOLLWIRE_EXTRACTOR": "endpoint",
        "TOLLWIRE_ENDPOINT_URL": url,
        "TOLLWIRE_ENDPOINT_MODEL": "stub",
        "TOLLWIRE_ENDPOINT_KEY": KEY,
        "TOLLWIRE_ENDPOINT_RETRIES": "0",
        "TOLLWIRE_STALLED_SECONDS": "6",
    }


def test_an_article_waits_for_its_endpoint_and_a_useless_answer_is_a_dead_letter(pipeline: Pipeline) -> None:
    with stub([claims()]) as endpoint:
        worker = pipeline.start("extractor", **environment(endpoint.url))
        assert len(endpoint.asked) == 1, "it is tried once at the start"

        endpoint.answers[:] = [failure(503, "warming up")]
        pipeline.publish([messages.of_article(article(TEXT, given_id="waits"))])
        eventually(lambda: worker.health().startswith("waiting"), "it says what it waits for")
        assert worker.get("/healthz")[0] == 503
        assert worker.get("/metrics")[0] == 200
        assert pipeline.read(CLAIMS) == []
        assert pipeline.lag(GROUP, ARTICLES) == 1, "not acknowledged"

        endpoint.answers[:] = [claims(GOOD)]
        read_all(pipeline)
        [claim] = pipeline.read(CLAIMS)
        assert claim.key == b"armenia"
        eventually(lambda: worker.health() == "ok", "it is well again")

        endpoint.answers[:] = [completion("no JSON")]
        pipeline.publish([messages.of_article(article(TEXT, given_id="useless"))])
        read_all(pipeline)
        [letter] = deadletters.letters(pipeline.settings, [ARTICLES])
        assert letter.said(deadletters.REASON) == "invalid_answer"
        assert "cannot be used, 3 times" in letter.said(deadletters.ERROR)
        assert letter.key == b"useless"

        endpoint.answers[:] = [claims(GOOD)]
        assert deadletters.replay(pipeline.settings, [ARTICLES]) == 1
        read_all(pipeline)
        assert len(pipeline.read(CLAIMS)) == 2
        assert worker.stop() == 0
    assert KEY not in worker.log.read_text()


def test_what_was_answered_stands_though_the_worker_dies_before_it_is_told(pipeline: Pipeline) -> None:
    """The next one would be answered otherwise. What the first leaves is its table, with `gone` in it."""
    with stub([claims(GOOD)]) as endpoint:
        first = pipeline.start("extractor", name="first", **environment(endpoint.url))
        pipeline.publish([messages.of_article(article(TEXT, given_id="a"))])
        read_all(pipeline)
        first.kill()
        [kept, *_] = [each for each in pipeline.read(TABLE) if b'"gone"' in each.value]
        put_back(pipeline, kept)
        asked = len(endpoint.asked)
        endpoint.answers[:] = [claims(GOOD | {"casualty_type": "wounded"})]
        pipeline.start("extractor", name="second", **environment(endpoint.url))
        pipeline.publish([messages.of_article(article(TEXT, given_id="a"))])
        read_all(pipeline)
    assert len(endpoint.asked) == asked + 1, "only the try at the start"
    once, again = pipeline.read(CLAIMS)
    assert once.value == again.value


def test_a_wrong_key_is_told_at_the_start(pipeline: Pipeline) -> None:
    with stub([failure(401, f"bad key {KEY}")]) as endpoint, pytest.raises(AssertionError) as ended:
        pipeline.start("extractor", **environment(endpoint.url))
    assert "set TOLLWIRE_ENDPOINT_KEY to a key that may use this model" in str(ended.value)
    assert KEY not in str(ended.value)
    assert "Traceback" not in str(ended.value)
