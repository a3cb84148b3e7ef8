"""Two aggregators, of which one is shot three times in the middle of 20,000 claims: what they publish is what
a fold of the claims says, byte for byte, and that is what the oracle says.
"""

import threading
from collections import Counter
from functools import partial

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from support import oracle, war
from support.pipeline import Pipeline, Worker
from support.telling import agree
from support.waiting import eventually
from tollwire.aggregator.board import Board
from tollwire.domain.fold import Account, fold
from tollwire.domain.registry import builtin
from tollwire.events import messages
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES
from tollwire.events.wire import DisagreementV1

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.usefixtures("apache"),
]

CLAIMS_MADE = 20_000
ACTORS = tuple(sorted(builtin().actors))[::4]
Series = dict[tuple[str, frozenset[tuple[str, str]]], float]
# Of what follows from the claims alone, and not from the clock.
GAUGES = ("tollwire_tally_people", "tollwire_admission_gap_people", "tollwire_disagreements_open")


def series(exposition: str) -> Series:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name in GAUGES
    }


def board_of(accounts: dict[str, Account]) -> Series:
    board, registry = Board(builtin().names_by_id), CollectorRegistry()
    registry.register(board)
    for account in accounts.values():
        board.show(0, account.tally, Counter(each.kind for each in account.disagreements))
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name in GAUGES
    }


def test_two_aggregators_one_of_them_shot_three_times(pipeline: Pipeline) -> None:
    events = list(war.events(CLAIMS_MADE, ACTORS))
    half_read = threading.Event()

    def publish() -> None:
        with pipeline.publisher() as send:
            for number, event in enumerate(events):
                send(messages.of_claim(event))
                if number % 2_000 == 0:
                    half_read.wait(2)

    publishing = threading.Thread(target=publish)
    publishing.start()
    steady = pipeline.start("aggregator", name="steady", TOLLWIRE_STORE="rocksdb")
    shot = pipeline.start("aggregator", name="shot", TOLLWIRE_STORE="rocksdb")
    for _ in range(3):
        told = pipeline.written(TALLIES)
        eventually(partial(_more_tallies, pipeline, told + 200), "claims are taken in")
        shot.kill()
        shot = pipeline.start("aggregator", name="shot", TOLLWIRE_STORE="rocksdb")
    half_read.set()
    publishing.join()
    accounts = fold(events)
    agree(accounts, oracle.expected(events))  # while the workers work
    pipeline.work_off(within=600)

    assert pipeline.tallies() == {
        actor: messages.of_tally(account.tally).value for actor, account in accounts.items()
    }
    workers: tuple[Worker, ...] = (steady, shot)
    want = board_of(accounts)

    def shown() -> list[Series]:
        return [series(worker.get("/metrics")[1]) for worker in workers]

    def whole() -> bool:
        one, other = shown()
        return one | other == want and not one.keys() & other.keys()

    eventually(whole, "the metrics of both together are the tallies, and no actor is shown twice")
    assert _open(pipeline) == {each.id for account in accounts.values() for each in account.disagreements}
    assert pipeline.read(CLAIMS.dlq) == []


def _more_tallies(pipeline: Pipeline, than: int) -> bool:
    return pipeline.written(TALLIES) > than


def _open(pipeline: Pipeline) -> set[str]:
    """The disagreements that a reader of the topic takes for open."""
    found: set[str] = set()
    for record in pipeline.read(DISAGREEMENTS):
        message = DisagreementV1.decode(record.value)
        (found.discard if message.state == "resolved" else found.add)(message.id)
    return found
