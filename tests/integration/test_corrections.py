"""Corrections and withdrawals through real workers on a real broker, over restarts and in any order."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from support.pipeline import Pipeline, Worker
from tollwire.domain.article import Article
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.topics import ARTICLES, CLAIMS, UNREAD
from tollwire.events.wire import ArticleV1, ClaimV1
from tollwire.extraction import extract

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.usefixtures("apache"),
]

BEGAN = datetime.now(UTC) - timedelta(days=2)
SIXTEEN = "The Armenian Defence Ministry said that 16 Armenian soldiers had been killed."
SIXTY = "The Armenian Defence Ministry said that 60 Armenian soldiers had been wounded."
SIX = "The Armenian Defence Ministry said that 6 Armenian soldiers had been wounded."
PAGE = "https://wire.example/a"


def version(text: str, number: int, **given: object) -> Article:
    """A version that is put out so many hours after the first."""
    at = BEGAN + timedelta(hours=number)
    fields = {
        "url": PAGE,
        "publisher": "wire.example",
        "published_at": BEGAN,
        "revised_at": at if number else None,
        "ingested_at": at,
    }
    return Article(text=text, **(fields | given))  # type: ignore[arg-type]


def told(pipeline: Pipeline) -> list[ClaimEvent]:
    return [ClaimV1.decode(record.value).domain() for record in pipeline.read(CLAIMS)]


def quotes(events: list[ClaimEvent]) -> list[tuple[int, bool]]:
    """The number of each, and whether it is taken back."""
    return [(event.claim.count.low, event.retracted) for event in events]


def expected(*articles: Article) -> dict[str, bytes]:
    """The tallies if these were all that was ever published."""
    accounts = fold(ClaimEvent.made(claim) for article in articles for claim in extract(article))
    return {actor: messages.of_tally(account.tally).value for actor, account in accounts.items()}


def publish(pipeline: Pipeline, *articles: Article) -> None:
    pipeline.publish(messages.of_article(article) for article in articles)
    pipeline.work_off()


def retract(pipeline: Pipeline, *arguments: str) -> list[str]:
    """What the command says."""
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "ingest", "retract", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pipeline.work_off()
    return done.stderr.splitlines()


def again(pipeline: Pipeline, extractor: Worker, store: str) -> Worker:
    """Another extractor, when the first one was killed."""
    extractor.kill()
    return pipeline.start("extractor", TOLLWIRE_STORE=store)


@pytest.mark.parametrize("store", ["memory", "rocksdb"])
def test_what_is_corrected_and_withdrawn_is_taken_back_over_restarts(pipeline: Pipeline, store: str) -> None:
    extractor = pipeline.start("extractor", TOLLWIRE_STORE=store)
    pipeline.start("aggregator")
    first, second = version(f"{SIXTEEN} {SIXTY}", 0), version(f"{SIXTEEN} {SIX}", 1)
    publish(pipeline, first)
    assert quotes(told(pipeline)) == [(16, False), (60, False)]
    assert pipeline.tallies() == expected(first) != {}

    extractor = again(pipeline, extractor, store)
    publish(pipeline, second)
    assert quotes(told(pipeline)[2:]) == [(6, False), (60, True)], "what stayed is not repeated"
    assert pipeline.tallies() == expected(second)

    publish(pipeline, first, second)
    assert len(told(pipeline)) == 4, "an older version, and one that was read before"

    assert retract(pipeline, f"{PAGE}#top", "--reason", "a hoax") == ["1 withdrawn, 0 bad"]
    assert quotes(told(pipeline)[4:]) == [(16, True), (6, True)]
    assert pipeline.tallies() == {}

    extractor = again(pipeline, extractor, store)
    publish(pipeline, version(f"{SIXTEEN} Again.", 2), second)
    assert len(told(pipeline)) == 6, "put out before the withdrawal"
    assert pipeline.tallies() == {}
    assert 'tollwire_articles_total{outcome="late"} 2.0' in extractor.get("/metrics")[1]

    now = datetime.now(UTC)
    back = version(SIXTY, 0, revised_at=now, ingested_at=now)
    publish(pipeline, back)
    assert quotes(told(pipeline)[6:]) == [(60, False)]
    assert pipeline.tallies() == expected(back)
    assert pipeline.read(ARTICLES.dlq) == pipeline.read(CLAIMS.dlq) == []


FRENCH = "Le ministère de la Défense arménien a annoncé que 16 soldats avaient été tués et 60 autres blessés."


def take_in(pipeline: Pipeline, text: str, updated: datetime) -> list[str]:
    """What the command says."""
    given = {"url": PAGE, "text": text, "published": BEGAN.isoformat(), "updated": updated.isoformat()}
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "ingest", "files", "-"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pipeline.work_off()
    return done.stderr.splitlines()


def test_a_version_in_a_language_that_is_not_read_takes_back_what_the_one_before_claimed(
    pipeline: Pipeline,
) -> None:
    pipeline.start("extractor")
    pipeline.start("aggregator")
    hours = [BEGAN + timedelta(hours=number) for number in range(4)]
    assert take_in(pipeline, SIXTEEN, hours[1])[-1].startswith("1 published")
    assert pipeline.tallies() != {}
    for again in (False, True):
        said = take_in(pipeline, FRENCH, hours[2])
        assert (said[0].startswith("set aside: 1 in languages that are not read (1 fr)")) is not again
        assert said[-1].startswith("0 published, 1 same" if again else "1 published, 0 same")
    assert pipeline.tallies() == {}
    assert quotes(told(pipeline)) == [(16, False), (16, True)]
    (aside,) = [ArticleV1.decode(record.value) for record in pipeline.read(UNREAD)]
    assert (aside.text, aside.language) == (FRENCH, "fr")
    take_in(pipeline, SIXTEEN, hours[3])
    assert quotes(told(pipeline)[2:]) == [(16, False)]
    assert len(pipeline.read(UNREAD)) == 1
    assert pipeline.read(ARTICLES.dlq) == []


def test_versions_and_withdrawals_that_arrive_in_the_wrong_order(pipeline: Pipeline) -> None:
    extractor = pipeline.start("extractor")
    pipeline.start("aggregator")
    hidden = version(SIXTY, 0, given_id="hidden", url=None)
    said = retract(pipeline, "hidden")
    assert said[-1] == "1 withdrawn (1 unknown), 0 bad"
    extractor = again(pipeline, extractor, "memory")
    versions = [version(text, number) for number, text in enumerate((SIXTY, f"{SIXTEEN} {SIXTY}", SIX))]
    publish(pipeline, hidden, versions[1])
    extractor = again(pipeline, extractor, "memory")
    publish(pipeline, versions[0], versions[2], hidden)
    assert pipeline.tallies() == expected(versions[2])
    assert 'tollwire_articles_total{outcome="late"} 2.0' in extractor.get("/metrics")[1]
    assert {event.claim.source.article_id for event in told(pipeline)} == {versions[0].id}
    assert pipeline.read(ARTICLES.dlq) == []
