"""Workers on a real broker while it goes away, comes late, or is not as it should be."""

import threading
from functools import partial
from itertools import count

import pytest
from kafka.admin import KafkaAdminClient

from support.make import claim, hours, made
from support.pipeline import Pipeline
from support.waiting import eventually
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.topics import CLAIMS, TALLIES
from tollwire.platform.broker import Broker
from tollwire.platform.kafka import client_options

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.usefixtures("apache"),
]

_SIDES = ("Armenia", "Azerbaijan", "Nagorno-Karabakh", None)


def some_claims(number: int, start: int = 0) -> list[ClaimEvent]:
    """Claims about four actors, growing with time."""
    return made(
        *(
            claim(n, victim=_SIDES[n % 4], by=_SIDES[n // 4 % 4], in_article=f"a{n}", at=hours(n / 10))
            for n in range(start, start + number)
        )
    )


def _more_than(pipeline: Pipeline, tallies: int) -> bool:
    return pipeline.written(TALLIES) > tallies


def expected(events: list[ClaimEvent]) -> dict[str, bytes]:
    return {actor: messages.of_tally(account.tally).value for actor, account in fold(events).items()}


def test_a_broker_that_goes_away_for_a_minute_costs_nothing(pipeline: Pipeline, broker: Broker) -> None:
    aggregator = pipeline.start("aggregator")
    before, after = some_claims(200), some_claims(200, start=200)
    pipeline.publish(messages.of_claim(event) for event in before)
    eventually(lambda: pipeline.read(TALLIES), "the aggregator is in the middle")
    broker.stop(keep_data=True)
    gone = threading.Event()
    assert not gone.wait(60), "nothing sets it: this is the minute"
    broker.start()
    assert aggregator.process.poll() is None, aggregator.log.read_text()[-3000:]
    pipeline.publish(messages.of_claim(event) for event in after)
    pipeline.work_off()
    assert pipeline.tallies() == expected(before + after)
    assert pipeline.read(CLAIMS.dlq) == []


def test_restarts_under_load_lose_nothing_at_the_end_of_recovery(pipeline: Pipeline) -> None:
    """What faust issue 596 is about, under load; see TableRecovery."""
    published: list[ClaimEvent] = []
    stop = threading.Event()

    def load() -> None:
        with pipeline.publisher() as send:
            for number in count():
                [event] = some_claims(1, start=number)
                send(messages.of_claim(event))
                published.append(event)
                if stop.wait(0.006):  # some 150 a second
                    return

    thread = threading.Thread(target=load)
    thread.start()
    try:
        for _ in range(3):
            worker = pipeline.start("aggregator", TOLLWIRE_STORE="memory")
            seen = pipeline.written(TALLIES)
            eventually(partial(_more_than, pipeline, seen + 20), "it takes claims in")
            worker.kill()
    finally:
        stop.set()
        thread.join()
    pipeline.start("aggregator", TOLLWIRE_STORE="memory")
    pipeline.work_off()
    assert pipeline.tallies() == expected(published)


def test_two_aggregators_share_the_actors_and_one_takes_over(pipeline: Pipeline) -> None:
    first = pipeline.start("aggregator", name="first")
    second = pipeline.start("aggregator", name="second")
    events = some_claims(100)
    pipeline.publish(messages.of_claim(event) for event in events)
    pipeline.work_off()
    assert pipeline.tallies() == expected(events)

    def actors(exposition: str) -> set[str]:
        shown = [line for line in exposition.splitlines() if line.startswith("tollwire_tally_people{")]
        return {line.split('actor="')[1].split('"')[0] for line in shown}

    def shown() -> list[set[str]]:
        return [actors(worker.get("/metrics")[1]) for worker in (first, second)]

    everyone = set(expected(events))
    eventually(
        lambda: set.union(*shown()) == everyone and not set.intersection(*shown()),
        "each actor is shown by one worker and no other",
    )
    first.kill()
    eventually(lambda: shown()[1] == everyone, "the second shows what the first had")
    later = some_claims(100, start=100)
    pipeline.publish(messages.of_claim(event) for event in later)
    pipeline.work_off()
    assert pipeline.tallies() == expected(events + later)


def test_a_broker_that_is_down_at_the_start_is_waited_for(pipeline: Pipeline, broker: Broker) -> None:
    broker.stop(keep_data=True)
    up = threading.Timer(5, broker.start)
    up.start()
    try:
        pipeline.start("aggregator")
    finally:
        up.join()
    pipeline.publish(messages.of_claim(event) for event in some_claims(8))
    pipeline.work_off()
    assert pipeline.tallies() == expected(some_claims(8))


def test_no_broker_is_told_in_one_line(pipeline: Pipeline, broker: Broker) -> None:
    broker.stop(keep_data=True)
    with pytest.raises(AssertionError) as ended:
        pipeline.start("aggregator", TOLLWIRE_KAFKA_TIMEOUT_SECONDS="2")
    assert f"no broker at {broker.bootstrap} after 2 s" in str(ended.value)
    assert "Traceback" not in str(ended.value)


def test_a_topic_with_another_partition_count_is_told(pipeline: Pipeline) -> None:
    with KafkaAdminClient(**client_options(pipeline.settings)) as admin:
        admin.create_partitions({CLAIMS.name: CLAIMS.partitions + 3})
    with pytest.raises(AssertionError) as ended:
        pipeline.start("aggregator")
    assert f"topic {CLAIMS.name} has 7 partitions, wanted 4" in str(ended.value)
    assert "Traceback" not in str(ended.value)
