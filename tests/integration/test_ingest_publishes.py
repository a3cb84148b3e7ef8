"""Ingest against a real broker: all is acknowledged, told once, and survives a broker that goes away."""

import gc
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kafka import TopicPartition

from support.waiting import eventually
from tollwire.events.messages import article_event_id
from tollwire.events.topics import ARTICLES
from tollwire.events.wire import ArticleV1, WithdrawalV1
from tollwire.ingest import publisher as publishing
from tollwire.ingest.app import ingest
from tollwire.ingest.handler import Report
from tollwire.platform import clients, topics
from tollwire.platform.broker import Broker, choose_broker
from tollwire.platform.process import free_ports
from tollwire.platform.settings import Settings, load

pytestmark = [
    pytest.mark.kafka,
    # kafka-python 3.0.12 leaves the sockets of refused connections to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Sockets that were left are collected here, where that is no warning, not in a later test."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def shared() -> Iterator[Broker]:
    """One broker for the tests that leave it as it is; they tell their articles apart by id."""
    with choose_broker() as broker:
        yield broker


def settings_of(broker: Broker, **given: object) -> Settings:
    return load(kafka_bootstrap=broker.bootstrap, **given)


def wire(prefix: str, count: int, begin: int = 0) -> bytes:
    numbers = range(begin, begin + count)
    articles = (
        {"id": f"{prefix}-{n}", "text": f"{n} were killed.", "published": "2020-10-01"} for n in numbers
    )
    return b"".join(json.dumps(article).encode() + b"\n" for article in articles)


def run(settings: Settings, raw: bytes) -> Report:
    return ingest(settings, ["-"], stdin=io.BytesIO(raw))


def on_topic(settings: Settings, prefix: str = "") -> list[Any]:
    """The records of articles whose id begins so."""
    consumer = clients.reader(settings)
    try:
        numbers = sorted(consumer.partitions_for_topic(ARTICLES.name) or ())
        partitions = [TopicPartition(ARTICLES.name, number) for number in numbers]
        records = list(clients.records(consumer, partitions, settings))
    finally:
        consumer.close()
    return [record for record in records if record.key.decode().startswith(prefix)]


class Stopping(io.BytesIO):
    """Standard input that does something before it hands out the rest."""

    def __init__(self, before: bytes, act: Callable[[], object], after: bytes) -> None:
        super().__init__(before + after)
        self.at, self.act = len(before), act

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.tell() == self.at:
            self.at = -1
            self.act()
        return super().readline(size)


def test_all_is_there_with_its_headers(shared: Broker):
    settings = settings_of(shared)
    report = run(settings, wire("all", 500) + b"{\n")
    assert (report.published, report.same, report.bad.count, report.exit_code) == (500, 0, 1, 1)
    records = on_topic(settings, "all")
    assert {record.key.decode() for record in records} == {f"all-{n}" for n in range(500)}
    for record in records:
        article = ArticleV1.decode(record.value).domain()
        headers = dict(record.headers)
        assert headers["ce_id"].decode() == article_event_id(article.id, article.version)
        assert headers["ce_type"] == b"tollwire.article.v1"
        assert headers["content-type"] == b"application/json"
    assert {record.partition for record in records} == set(range(ARTICLES.partitions))


def test_the_second_time_all_is_the_same(shared: Broker):
    settings = settings_of(shared)
    twice = wire("again", 100) * 2
    first, second = run(settings, twice), run(settings, twice)
    assert (first.published, first.same, first.exit_code) == (100, 100, 0)
    assert (second.published, second.same, second.exit_code) == (0, 200, 0)
    assert len(on_topic(settings, "again")) == 100


def test_a_corrected_article_is_another_version(shared: Broker):
    settings = settings_of(shared)
    article = {"id": "corrected", "text": "5 were killed.", "published": "2020-10-01"}
    run(settings, json.dumps(article).encode())
    report = run(settings, json.dumps({**article, "text": "6 were killed."}).encode())
    assert report.published == 1
    assert len(on_topic(settings, "corrected")) == 2


def test_the_longest_article_goes_through(shared: Broker):
    settings = settings_of(shared)
    text = "ф\x01" * 500_000  # two bytes as UTF-8, and six as a JSON escape
    report = run(settings, json.dumps({"id": "long", "text": text}).encode())
    assert (report.published, report.lost.count, report.exit_code) == (1, 0, 0)
    (record,) = on_topic(settings, "long")
    assert ArticleV1.decode(record.value).text == text


def test_what_the_broker_refuses_is_told_and_the_rest_published(
    shared: Broker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(publishing, "LARGEST_MESSAGE", 2000)
    big = json.dumps({"id": "refused", "text": "x" * 3000}).encode() + b"\n"
    report = run(settings_of(shared), wire("small", 3) + big + wire("small", 3, begin=3))
    assert (report.published, report.lost.count, report.exit_code) == (6, 1, 1)
    ((where, why),) = report.lost.first
    assert where == "standard input:4"
    assert "larger than" in why


def test_a_broker_that_is_down_at_the_start_is_waited_for():
    broker = choose_broker()
    settings = settings_of(broker)
    reports: list[Report] = []
    working = threading.Thread(target=lambda: reports.append(run(settings, wire("late", 10))))
    working.start()
    with broker:
        working.join()
        assert reports[0].published == 10
        assert len(on_topic(settings)) == 10


@pytest.mark.parametrize("does", ["files", "retract"])
def test_without_a_broker_it_says_so(does: str):
    nobody = f"127.0.0.1:{free_ports(1)[0]}"
    done = command("ingest", does, "-", bootstrap=nobody, timeout=1, stdin=wire("none", 1))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        f"error: no broker at {nobody} after 1 s; is it running? set TOLLWIRE_KAFKA_BOOTSTRAP"
    ]


def test_a_broker_that_goes_away_costs_nothing():
    with choose_broker() as broker:
        settings = settings_of(broker)
        topics.ensure(settings)
        back = threading.Thread(target=broker.start)

        def outage() -> None:
            broker.stop(keep_data=True)
            back.start()

        stdin = Stopping(wire("away", 2000), outage, wire("away", 8000, begin=2000))
        report = ingest(settings, ["-"], stdin=stdin)
        back.join()
        assert (report.published, report.lost.count, report.exit_code) == (10_000, 0, 0)
        ids = {(dict(record.headers)["ce_id"]) for record in on_topic(settings)}
        assert len(ids) == 10_000
        assert run(settings, wire("away", 10_000)).same == 10_000


def test_a_broker_that_does_not_come_back_ends_it_with_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(publishing, "_REQUEST_SECONDS", 2.0)
    with choose_broker() as broker:
        settings = settings_of(broker, kafka_timeout_seconds=3)
        topics.ensure(settings)
        stdin = Stopping(
            wire("gone", 1000), lambda: broker.stop(keep_data=True), wire("gone", 9000, begin=1000)
        )
        report = ingest(settings, ["-"], stdin=stdin)
        assert report.exit_code == 1
        assert report.why_stopped is not None
        assert "no broker at" in report.why_stopped
        assert report.stopped_at is not None
        assert report.lost.count > 0
        broker.start()
        ids = {dict(record.headers)["ce_id"] for record in on_topic(settings)}
        assert report.published <= len(ids) <= report.published + report.lost.count
        rest = run(settings, wire("gone", 10_000))
        assert rest.published + rest.same == 10_000
        assert rest.same == len(ids)


def command(
    *arguments: str, bootstrap: str, timeout: float = 60, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", *arguments],
        input=stdin,
        capture_output=True,
        env=environment(bootstrap, timeout),
        check=False,
    )


def environment(bootstrap: str, timeout: float = 60) -> dict[str, str]:
    return {
        **os.environ,
        "TOLLWIRE_KAFKA_BOOTSTRAP": bootstrap,
        "TOLLWIRE_KAFKA_TIMEOUT_SECONDS": str(timeout),
    }


def test_exit_codes_and_report_of_the_command(shared: Broker, tmp_path: Path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(wire("code", 3))
    good = command("ingest", "files", str(file), bootstrap=shared.bootstrap)
    assert (good.returncode, good.stdout) == (0, b"")
    assert good.stderr.decode().splitlines() == ["3 published, 0 same as before, 0 bad"]
    file.write_bytes(wire("code", 3) + b"{}\n")
    bad = command("ingest", "files", str(file), bootstrap=shared.bootstrap)
    assert bad.returncode == 1
    assert bad.stderr.decode().splitlines() == [
        f'bad: {file}:4: "text" is missing; each article needs one',
        "0 published, 3 same as before, 1 bad",
    ]


def test_ctrl_c_publishes_what_was_read_and_says_where_it_stopped(shared: Broker):
    settings = settings_of(shared)
    process = subprocess.Popen(
        [sys.executable, "-m", "tollwire.cli", "ingest", "files", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(shared.bootstrap),
    )
    assert process.stdin is not None
    process.stdin.write(wire("stopped", 5))
    process.stdin.flush()
    eventually(lambda: len(on_topic(settings, "stopped")) == 5, "the five are published")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.decode().splitlines() == [
        "stopped after standard input:5; run it again to go on: what is published is not published twice",
        "5 published, 0 same as before, 0 bad",
    ]


def test_a_topic_with_another_partition_count_is_told(tmp_path: Path):
    with choose_broker() as broker:
        settings = settings_of(broker)
        with clients.admin(settings) as admin:
            admin.create_topics(
                {ARTICLES.name: {"num_partitions": 3, "replication_factor": 1}}, wait_for_metadata=True
            )
        file = tmp_path / "a.jsonl"
        file.write_bytes(wire("wrong", 1))
        done = command("ingest", "files", str(file), bootstrap=broker.bootstrap)
        assert done.returncode == 2
        assert f"topic {ARTICLES.name} has 3 partitions, wanted 4" in done.stderr.decode()
        assert command("topics", "list", bootstrap=broker.bootstrap).returncode == 1


def test_a_text_that_goes_back_to_what_it_was_is_on_the_topic_again(shared: Broker):
    settings = settings_of(shared)
    texts = [{"id": "back", "text": text, "published": "2020-10-01"} for text in ("5 killed.", "6 killed.")]
    first, other = (json.dumps(each).encode() + b"\n" for each in texts)
    assert [run(settings, raw).published for raw in (first, other, first, first)] == [1, 1, 1, 0]
    records = on_topic(settings, "back")
    assert len({dict(record.headers)["ce_id"] for record in records}) == 3
    newest = max(records, key=lambda record: dict(record.headers)["ce_revision"])
    assert ArticleV1.decode(newest.value).text == "5 killed."


def test_a_withdrawal_lies_behind_its_article_and_what_is_read_again_stays_withdrawn(shared: Broker):
    settings = settings_of(shared)
    run(settings, wire("gone", 2))
    done = command(
        "ingest", "retract", "gone-1", "-", "--reason", "x", bootstrap=shared.bootstrap, stdin=b"\xff"
    )
    assert done.returncode == 1
    assert [line.partition("; ")[0] for line in done.stderr.decode().splitlines()] == [
        "bad: standard input:1: not UTF-8: byte 0xff at position 0",
        "1 withdrawn, 1 bad",
    ]
    article, withdrawal = on_topic(settings, "gone-1")
    assert dict(withdrawal.headers)["ce_type"] == b"tollwire.withdrawal.v1"
    assert WithdrawalV1.decode(withdrawal.value).reason == "x"
    assert article.partition == withdrawal.partition
    again = run(settings, wire("gone", 2))
    assert (again.published, again.same, again.withdrawn) == (0, 1, 1)


def test_near_copies_are_known_in_a_later_run_too(shared: Broker) -> None:
    """What they are told by is on the topic: another process, or another machine, tells them all the same."""
    settings = settings_of(shared)
    told = (
        "The army said on Friday that 54 of its soldiers had been killed around the town of Lorran, and that "
        "it had buried them in the hills above the river. A doctor in the capital spoke of 112 wounded, of "
        "whom many had been carried for days before a lorry could be found for them."
    )
    common = {"published": "2020-10-01T10:00:00Z"}
    first = {"id": "near-first", "publisher": "agency.example", "text": told, **common}
    copy = {"id": "near-copy", "publisher": "paper.example", "text": f"Read this first. {told}", **common}
    other = {"id": "near-other", "publisher": "paper.example", "text": told.replace("54", "61"), **common}
    other["text"] = other["text"].replace("112", "97")
    for each in (first, copy, other):
        run(settings, json.dumps(each).encode())
    found = {record.key.decode(): json.loads(record.value) for record in on_topic(settings, "near-")}
    assert found["near-copy"]["copy_of"] == "near-first"
    assert found["near-copy"]["copied_from"] == "agency.example"
    assert found["near-copy"]["similarity"] > 0.9
    assert "copy_of" not in found["near-first"]
    assert "copy_of" not in found["near-other"]
