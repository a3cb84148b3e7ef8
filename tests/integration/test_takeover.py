"""Workers that take partitions over have all that stands in their tables' changelogs."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from support import war
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.domain.registry import builtin
from tollwire.events import messages
from tollwire.events.topics import CLAIMS, TALLIES

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("apache"),
]

ACTORS = tuple(sorted(builtin().actors))[::12]
_AS_OF = "tollwire_tally_as_of_timestamp_seconds{"


@contextmanager
def load(pipeline: Pipeline, events: list[ClaimEvent]) -> Iterator[list[ClaimEvent]]:
    """Publishes some 100 claims a second while the block runs; what was published."""
    published: list[ClaimEvent] = []
    stop = threading.Event()

    def publish() -> None:
        with pipeline.publisher() as send:
            for event in events:
                send(messages.of_claim(event))
                published.append(event)
                if stop.wait(0.01):
                    return

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield published
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(("how", "standbys"), [("killed", "1"), ("frozen", "0")])
def test_who_takes_partitions_over_has_all_of_their_tables(
    pipeline: Pipeline, how: str, standbys: str
) -> None:
    events = list(war.events(20_000, ACTORS))
    start = partial(pipeline.start, "aggregator", TOLLWIRE_STANDBY_REPLICAS=standbys)
    steady, other = start(name="steady"), start(name="other")
    with load(pipeline, events) as published:
        _both_have_some(steady, other)
        if how == "killed":
            other.kill()
        else:
            os.kill(other.process.pid, signal.SIGSTOP)
        eventually(lambda: _shown(steady) == len(ACTORS), "the steady one has all")
        enough = pipeline.written(TALLIES) + 200
        eventually(partial(_written, pipeline, enough), "it goes on with them")
        if how == "killed":
            other = start(name="other")
        else:
            os.kill(other.process.pid, signal.SIGCONT)
        _both_have_some(steady, other)
    pipeline.work_off(within=300)
    wanted = {actor: messages.of_tally(account.tally).value for actor, account in fold(published).items()}
    assert _differing(pipeline, wanted) == []
    for worker in (steady, other):
        worker.stop()
    # Tables made from the changelogs alone: what they lacked, they would not tell of.
    anew = start(name="anew")
    eventually(lambda: _shown(anew) == len(ACTORS), "the new one shows all")
    assert _differing(pipeline, wanted) == []
    assert pipeline.read(CLAIMS.dlq) == []


def test_what_waits_where_nothing_was_ever_committed_is_not_passed_over(pipeline: Pipeline) -> None:
    """The one that takes partitions over idles: it has asked the brokers, and has dropped what they had."""
    events = list(war.events(400, ACTORS))
    pipeline.start("aggregator", name="steady")
    pipeline.start("aggregator", name="other").kill()
    pipeline.publish(messages.of_claim(event) for event in events)
    pipeline.work_off()
    wanted = {actor: messages.of_tally(account.tally).value for actor, account in fold(events).items()}
    assert _differing(pipeline, wanted) == []


def _differing(pipeline: Pipeline, wanted: dict[str, bytes]) -> list[str]:
    told = pipeline.tallies()
    return [actor for actor in ACTORS if told.get(actor) != wanted.get(actor)]


def _shown(worker: Worker) -> int:
    lines = worker.get("/metrics")[1].splitlines()
    return len({line.split('actor="')[1].split('"')[0] for line in lines if line.startswith(_AS_OF)})


def _both_have_some(*workers: Worker) -> None:
    eventually(lambda: all(0 < _shown(each) < len(ACTORS) for each in workers), "both have some")


def _written(pipeline: Pipeline, enough: int) -> bool:
    return pipeline.written(TALLIES) >= enough
