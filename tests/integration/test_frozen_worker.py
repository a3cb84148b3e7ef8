"""A worker that stands still for longer than its group waits, and then goes on where it was.

Another has its partitions by then. What the first still had on its way is written beside what the other
writes; afterwards the tables have to be what the claims say, for whoever builds them from the changelogs.
"""

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

FREEZES = 2
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


def test_a_worker_that_was_frozen_spoils_nothing_that_another_wrote(pipeline: Pipeline) -> None:
    events = list(war.events(20_000, ACTORS))
    steady = pipeline.start("aggregator", name="steady")
    frozen = pipeline.start("aggregator", name="frozen")
    with load(pipeline, events) as published:
        for _ in range(FREEZES):
            _both_have_some(steady, frozen)
            os.kill(frozen.process.pid, signal.SIGSTOP)
            eventually(lambda: _shown(steady) == len(ACTORS), "the other has all")
            enough = pipeline.written(TALLIES) + 200
            eventually(partial(_written, pipeline, enough), "it goes on with them")
            os.kill(frozen.process.pid, signal.SIGCONT)
    eventually(lambda: frozen.log.read_text().count("put out of its group") == FREEZES, "it was put out")
    pipeline.work_off()
    wanted = {actor: messages.of_tally(account.tally).value for actor, account in fold(published).items()}
    assert pipeline.tallies() == wanted
    for worker in (steady, frozen):
        worker.stop()
    told = pipeline.written(TALLIES)
    anew = pipeline.start("aggregator", name="anew")
    eventually(
        lambda: _shown(anew) == len(ACTORS), "all are settled by tables made from the changelogs alone"
    )
    pipeline.work_off()
    assert pipeline.written(TALLIES) == told, "they come to other tallies"
    assert pipeline.read(CLAIMS.dlq) == []


def _shown(worker: Worker) -> int:
    lines = worker.get("/metrics")[1].splitlines()
    return len({line.split('actor="')[1].split('"')[0] for line in lines if line.startswith(_AS_OF)})


def _both_have_some(*workers: Worker) -> None:
    eventually(lambda: all(0 < _shown(each) < len(ACTORS) for each in workers), "both have some")


def _written(pipeline: Pipeline, enough: int) -> bool:
    return pipeline.written(TALLIES) >= enough
