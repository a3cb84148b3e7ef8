"""Dead letters on a real broker: listed, and sent again once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from kafka import KafkaProducer, TopicPartition

from tollwire.events.topics import ARTICLES, CLAIMS
from tollwire.platform import clients, topics
from tollwire.platform import deadletters as dl
from tollwire.platform.broker import Broker, choose_broker
from tollwire.platform.settings import Settings, load

pytestmark = pytest.mark.kafka
BAD = b'{"id":\x00 \x1b[31m'
HEADERS = [("ce_id", b"x"), ("ce_type", b"tollwire.article.v1")]


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with choose_broker() as broker:
        yield broker


@pytest.fixture
def settings(broker: Broker) -> Settings:
    """Topics with nothing on them, and nothing replayed."""
    settings = load(kafka_bootstrap=broker.bootstrap)
    with clients.admin(settings) as admin:
        there = [name for name in admin.list_topics() if not name.startswith("__")]
        if there:
            admin.delete_topics(there)
            while set(admin.list_topics()) & set(there):
                pass
        if any(group["group_id"] == dl.REPLAY_GROUP for group in admin.list_groups()):
            admin.delete_groups([dl.REPLAY_GROUP])
    topics.ensure(settings)
    return settings


def bury(settings: Settings, *values: bytes | None, topic: Any = ARTICLES) -> None:
    with closing(clients.connect(KafkaProducer, settings)) as producer:
        for number, value in enumerate(values):
            letter = dl.dead_letter(
                topic=topic,
                partition=2,
                offset=number,
                key=b"k",
                value=value,
                headers=HEADERS,
                error=ValueError("not JSON"),
                reason="invalid_message",
                service="extractor",
                at=datetime(2020, 10, 1, 12, 0, number, tzinfo=UTC),
            )
            producer.send(
                letter.topic.name, key=letter.key, value=letter.value, headers=letter.headers, partition=1
            ).get(timeout=30)


def on(settings: Settings, name: str) -> list[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    with closing(clients.reader(settings)) as consumer:
        partitions = [TopicPartition(name, number) for number in range(ARTICLES.partitions)]
        records = clients.records(consumer, partitions, settings)
        return [(record.key, record.value, list(record.headers)) for record in records]


def command(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "dlq", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": settings.kafka_bootstrap, "COLUMNS": "200"},
        check=False,
    )


def test_letters_are_replayed_once_whole_and_stay(settings: Settings):
    bury(settings, BAD, b"second", None)
    bury(settings, b"third", topic=CLAIMS)
    assert dl.replay(settings) == 4
    assert on(settings, ARTICLES.name) == [(b"k", value, HEADERS) for value in (BAD, b"second", None)]
    assert on(settings, CLAIMS.name) == [(b"k", b"third", HEADERS)]
    assert dl.replay(settings) == 0
    assert [letter.replayed for letter in dl.letters(settings)] == [True] * 4
    bury(settings, b"later")
    assert dl.replay(settings) == 1
    assert on(settings, ARTICLES.name)[-1] == (b"k", b"later", HEADERS)


def test_chosen_letters_and_all_again(settings: Settings):
    bury(settings, b"0", b"1", b"2")
    assert dl.replay(settings, [ARTICLES], places={(1, 1)}) == 1
    assert [value for _, value, _ in on(settings, ARTICLES.name)] == [b"1"]
    assert dl.replay(settings, [CLAIMS]) == 0
    assert dl.replay(settings) == 3
    assert dl.replay(settings, again=True) == 3
    with pytest.raises(dl.ReplayError, match=r"no dead letter at 3:99 \(replayed 0\)"):
        dl.replay(settings, [ARTICLES], places={(3, 99)})


def test_the_commands(settings: Settings):
    assert command(settings, "list").stdout == "no dead letters\n"
    bury(settings, BAD, b"second")
    table = command(settings, "list")
    assert table.returncode == 0
    assert "\x1b" not in table.stdout
    assert "tollwire.articles.v1 2:0" in table.stdout
    lines = command(settings, "list", "--json", "--limit", "1", "--topic", ARTICLES.name).stdout.splitlines()
    assert [json.loads(line)["offset"] for line in lines] == [1]
    assert command(settings, "replay", "--offset", "1:0").returncode == 2
    assert command(settings, "replay", "--topic", "none").returncode == 2
    one = command(settings, "replay", "--topic", ARTICLES.dlq.name, "--offset", "1:0")
    assert (one.returncode, one.stdout) == (0, "replayed 1 dead letter\n")
    assert command(settings, "replay").stdout == "replayed 2 dead letters\n"
    assert command(settings, "replay").stdout == "replayed 0 dead letters\n"
