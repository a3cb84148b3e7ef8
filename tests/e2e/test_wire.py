"""The sample wire through real workers on a real broker, with what can go wrong on the way."""

import json

import pytest

from support import wire
from support.pipeline import Pipeline
from support.waiting import eventually
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import ARTICLES, CLAIMS
from tollwire.platform import deadletters

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(400)]

_POISON = [b"\xff\xfe no text", b"{}", b'{"schema_version": 2}', b"", b"[]", b'"' + b"x" * 100_000]


def poison_claim() -> Record:
    """A claim whose bounds contradict one another, between claims that are good."""
    good = next(iter(wire.events(wire.articles())))
    record = messages.of_claim(good)
    value = json.loads(record.value) | {"count_min": 20, "count_max": 10}
    return Record(CLAIMS, record.key, json.dumps(value).encode(), record.headers)


def test_the_wire_comes_to_its_fold_with_poison_in_it_and_twice(pipeline: Pipeline) -> None:
    pipeline.start("extractor")
    pipeline.start("aggregator")
    records = [messages.of_article(article) for article in wire.articles()]
    bad = [Record(ARTICLES, b"poison", value, []) for value in _POISON]
    bad_claims = [poison_claim(), *(Record(CLAIMS, b"armenia", value, []) for value in _POISON)]

    pipeline.publish([*records[:30], *bad[:3], *bad_claims, *records[30:], *bad[3:]])
    pipeline.work_off()

    expected = wire.tallies(wire.articles())
    assert len(expected) > 3
    assert pipeline.tallies() == expected
    letters = list(deadletters.letters(pipeline.settings))
    assert sorted(letter.value or b"" for letter in letters) == sorted(
        record.value for record in bad + bad_claims
    )
    assert {letter.said(deadletters.SERVICE) for letter in letters} == {"extractor", "aggregator"}
    assert all(letter.said(deadletters.ERROR) for letter in letters)

    claims = pipeline.read(CLAIMS)
    pipeline.publish(records)
    pipeline.publish(
        Record(CLAIMS, claim.key, claim.value, list(claim.headers)) for claim in claims if claim.headers
    )
    pipeline.work_off()
    assert pipeline.tallies() == expected


@pytest.mark.usefixtures("apache")
@pytest.mark.parametrize("store", ["memory", "rocksdb"])
def test_workers_killed_in_the_middle_lose_and_double_nothing(pipeline: Pipeline, store: str) -> None:
    records = [messages.of_article(article) for article in wire.articles()]
    extractor = pipeline.start("extractor", TOLLWIRE_STORE=store)
    pipeline.publish(records[:50])
    eventually(lambda: len(pipeline.read(CLAIMS)) >= 20, "the extractor is in the middle")
    extractor.kill()
    aggregator = pipeline.start("aggregator", TOLLWIRE_STORE=store)
    pipeline.publish(records[50:])
    before = pipeline.lag("tollwire-aggregator", CLAIMS)
    aggregator.kill()
    assert before > 0 or pipeline.lag("tollwire-extractor", ARTICLES) > 0
    pipeline.start("extractor", TOLLWIRE_STORE=store)
    aggregator = pipeline.start("aggregator", TOLLWIRE_STORE=store)
    pipeline.work_off()
    assert pipeline.tallies() == wire.tallies(wire.articles())

    shown = gauges(aggregator.get("/metrics")[1])
    aggregator.kill()
    again = pipeline.start("aggregator", TOLLWIRE_STORE=store)
    assert gauges(again.get("/metrics")[1]) == shown
    assert again.stop() == 0


def gauges(exposition: str) -> set[str]:
    """The series of the tallies with their values; of those that grow with the clock, the names alone."""
    return {
        line.rsplit(" ", 1)[0] if "_age_seconds{" in line else line
        for line in exposition.splitlines()
        if line.startswith(("tollwire_tally", "tollwire_claimant"))
    }
