"""What deploy/k8s lets each user do on Kafka is enough for all that it does, and for nothing else."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.errors import TopicAuthorizationFailedError

from support.deployed import DEPLOY, all_topics
from support.guarded import GuardedKafka
from support.pipeline import Pipeline
from support.secure import Authority, can_certify
from support.waiting import eventually
from tollwire.events.topics import ARTICLES, CLAIMS, TALLIES, Topic
from tollwire.platform import topics
from tollwire.platform.broker import BrokerError
from tollwire.platform.broker.distribution import Distribution
from tollwire.platform.kafka import client_options
from tollwire.platform.settings import load

pytestmark = [pytest.mark.kafka, pytest.mark.slow]
TOKEN = "0123456789abcdef-ops"


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedKafka]:
    try:
        Distribution().check()
    except BrokerError as missing:
        pytest.skip(f"Apache Kafka cannot run here: {missing}")
    if not can_certify():
        pytest.skip("no OpenSSL 3 or newer to make certificates with")
    with GuardedKafka(Authority.found(tmp_path_factory.mktemp("guarded") / "authority")) as kafka:
        topics.ensure(load(kafka_bootstrap=kafka.bootstrap), list(all_topics().values()))
        yield kafka


def tollwire(kafka: GuardedKafka, user: str, *words: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", *words],
        env={**os.environ, **kafka.environment(user)},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{user}: tollwire {' '.join(words)}: {done.stderr}"
    return done.stdout


def article(number: int) -> str:
    text = f"Armenia said that {number} of its soldiers were killed on Sunday."
    return json.dumps({"id": f"a{number}", "text": text, "published": "2020-09-27T12:00:00Z"})


def test_all_services_and_commands_do_their_work(kafka: GuardedKafka, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "feeds: [{name: own, enabled: false, url: 'http://127.0.0.1:9/feed.json', publisher: Ours}]\n"
    )
    with Pipeline(kafka, tmp_path) as pipeline:
        ingesting = kafka.environment("tollwire-ingest")
        pipeline.start("extractor", **kafka.environment("tollwire-extractor"))
        pipeline.start("aggregator", **kafka.environment("tollwire-aggregator"))
        push = pipeline.start("ingest http", **ingesting, TOLLWIRE_PUSH_TOKENS=TOKEN)
        pipeline.start(f"ingest feeds {sources}", name="feeds", **ingesting)

        pipeline.start("api", **kafka.environment("tollwire-api"))
        alerts = DEPLOY / "alerts" / "alerts.yaml"
        pipeline.start(f"alerts run {alerts}", name="alerts", **kafka.environment("tollwire-alerts"))

        (tmp_path / "wire.jsonl").write_text(article(16) + "\n{}\n")
        with pytest.raises(AssertionError, match="1 bad"):  # which is a dead letter, and the exit code
            tollwire(kafka, "tollwire-ingest", "ingest", "files", str(tmp_path / "wire.jsonl"))
        pushed = urllib.request.Request(
            f"http://127.0.0.1:{push.port}/v1/articles",
            data=article(20).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(pushed, timeout=30) as answer:
            assert answer.status == 202
        eventually(lambda: len(pipeline.read(CLAIMS)) == 2, "both articles are read")
        pipeline.work_off()
        assert "armenia" in pipeline.tallies()

        for user in ("tollwire-operator", "tollwire-reader"):
            assert "20" in tollwire(kafka, user, "tally", "Armenia")
        assert all(
            topic in tollwire(kafka, "tollwire-operator", "topics", "list") for topic in (ARTICLES.name,)
        )
        tollwire(kafka, "tollwire-operator", "replay", "--check")
        assert "missing" in tollwire(kafka, "tollwire-operator", "dlq", "list")
        tollwire(kafka, "tollwire-operator", "dlq", "replay")
        tollwire(kafka, "tollwire-operator", "ingest", "retract", "a16")
        eventually(lambda: len(pipeline.read(CLAIMS)) == 3, "the claim of the article is taken back")


@pytest.mark.parametrize(
    ("user", "topic"),
    [
        ("tollwire-reader", TALLIES),
        ("tollwire-reader", ARTICLES),
        ("tollwire-operator", TALLIES),
        ("tollwire-ingest", CLAIMS),
        ("tollwire-extractor", ARTICLES),
        ("tollwire-extractor", TALLIES),
        ("tollwire-aggregator", CLAIMS),
        ("tollwire-api", CLAIMS),
        ("tollwire-alerts", CLAIMS),
    ],
    ids=lambda each: getattr(each, "name", each),
)
def test_nobody_writes_what_is_anothers(kafka: GuardedKafka, user: str, topic: Topic) -> None:
    given = {name.removeprefix("TOLLWIRE_").lower(): value for name, value in kafka.environment(user).items()}
    producer = KafkaProducer(**client_options(load(**given)), enable_idempotence=False)
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            producer.send(topic.name, b"{}", b"armenia").get(30)
    finally:
        producer.close()
