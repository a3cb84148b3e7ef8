"""An aggregator's state after a long history, written to its changelogs as compaction leaves them.

A program of its own: `python -m bench.state JOB` with a Job as JSON; prints what it has written as JSON.

To pass a million claims through the service would take the better part of an hour. So the history is
folded here, page by page, with the service's own shelf, sheets and settlements: the same keys and
values as the ledger comes to when it takes the claims one by one (a test compares them), each key once.
"""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2

from bench import history
from tollwire.aggregator.app import TABLES
from tollwire.aggregator.ledger import TAIL, Ledger, prefixes
from tollwire.aggregator.shelf import Page, Shelf, line_id
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.identity import slug
from tollwire.domain.line import Entry, LineKey, Sheet, Sum, Track, counts, day_of, total
from tollwire.domain.registry import load
from tollwire.events.topics import CLAIMS
from tollwire.platform.engine import changelog

_DAYS = 1000.0  # that all wars have lasted
# How unequal wars are: of the n-th most spoken of there are so many times fewer claims as of the first.
_SLOPE = 0.8
_APP = "tollwire-aggregator"


@dataclass(frozen=True, slots=True)
class Job:
    """The share number `part` of `parts` of a history of `claims` about `actors` actors."""

    bootstrap: str
    claims: int
    actors: int
    part: int = 0
    parts: int = 1

    def text(self) -> str:
        return json.dumps(asdict(self))


def shares(claims: int, actors: int) -> dict[str, int]:
    """How many claims are about which actor, of some that the registry knows; together they are `claims`."""
    names = sorted(name for name in load().names_by_id.values() if name.isalpha() and name.istitle())[:actors]
    weights = [(place + 1) ** -_SLOPE for place in range(len(names))]
    found = {
        name: max(1, int(claims * weight / sum(weights))) for name, weight in zip(names, weights, strict=True)
    }
    found[names[0]] += claims - sum(found.values())
    return found


def partition_of(actor: str) -> int:
    """As Kafka's clients place a key on the claims topic."""
    return int((murmur2(actor.encode()) & 0x7FFFFFFF) % CLAIMS.partitions)


@dataclass(frozen=True, slots=True)
class State:
    """What lies in the ledger's two tables, and how many assertions that is."""

    ledger: dict[str, bytes]
    accounts: dict[str, bytes]
    assertions: int


def after(victim: str, events: Iterable[ClaimEvent]) -> State:
    """After all that is said of one actor, settled. Of two events about one claim the later one holds."""
    ledger: dict[str, bytes] = {}
    accounts: dict[str, bytes] = {}
    assertions = _fold(Shelf(ledger, keep=1000), victim, events)
    book = Ledger(ledger, accounts, Tolerance())
    book.close(book.settle(slug(victim)))
    return State(ledger, accounts, assertions)


def _fold(shelf: Shelf, victim: str, events: Iterable[ClaimEvent]) -> int:
    """Writes registers, pages, nodes and lines, each once; returns how many assertions they hold."""
    standing: dict[tuple[LineKey, date], dict[str, Entry | None]] = defaultdict(dict)
    for event in events:
        shelf.put_register(event)
        claim = event.claim
        if counts(claim):
            standing[LineKey.of(claim), day_of(claim)][claim.id] = (
                None if event.retracted else Entry.of(claim)
            )
    lines: dict[str, LineKey] = {}
    sheets: dict[str, dict[date, Sheet]] = defaultdict(dict)
    for (line, day), entries in standing.items():
        id = line_id(slug(victim), line)
        lines[id] = line
        there = (entry for entry in entries.values() if entry)
        sheet = sheets[id][day] = Sheet.of(day, there, hourly=line.track is not Track.INCIDENTS)
        shelf.put_page(id, _page(shelf, id, sheet, list(entries)))
    shelf.put_lines(slug(victim), lines)
    for id, days in sheets.items():
        _put_nodes(shelf, id, days)
    places = (place for days in sheets.values() for sheet in days.values() for place in sheet.places.values())
    return sum(map(len, places))


def _page(shelf: Shelf, line: str, sheet: Sheet, ids: list[str]) -> Page:
    full = 0
    while len(ids) > TAIL:
        shelf.put_ids(line, sheet.day, full, tuple(ids[: TAIL + 1]))
        ids, full = ids[TAIL + 1 :], full + 1
    return Page(sheet, tuple(ids), full)


def _put_nodes(shelf: Shelf, line: str, days: dict[date, Sheet]) -> None:
    above: tuple[str, ...]
    children: dict[tuple[str, tuple[str, ...]], Sum | None] = {
        (day.isoformat(), prefixes(day)): sheet.sum() for day, sheet in sorted(days.items())
    }
    for _ in range(3):
        nodes: dict[tuple[str, ...], dict[str, Sum]] = defaultdict(dict)
        for (child, above), found in children.items():
            node = nodes[above]  # there, and empty, where all was taken back
            if found is not None:
                node[child] = found
        for above, node in nodes.items():
            shelf.put_node(line, above[0], node)
        children = {(above[0], above[1:]): total(node.values()) for above, node in nodes.items()}


async def _write(job: Job) -> None:
    """How much was written. Says so, as JSON, after each actor."""
    topics = [changelog(_APP, name, CLAIMS).name for name in TABLES]
    written = {"claims": 0, "records": 0, "bytes": 0, "assertions": 0}
    producer = AIOKafkaProducer(
        bootstrap_servers=job.bootstrap, acks="all", linger_ms=5, max_batch_size=512 * 1024
    )
    await producer.start()
    try:
        for place, (victim, number) in enumerate(shares(job.claims, job.actors).items()):
            if place % job.parts != job.part:
                continue
            state = after(victim, history.events(victim, number, per_day=number / _DAYS))
            written["claims"] += number
            written["assertions"] += state.assertions
            at = partition_of(slug(victim))
            for topic, table in zip(topics, (state.ledger, state.accounts), strict=True):
                for key, value in table.items():
                    named = json.dumps(key).encode()  # as Faust does
                    await producer.send(topic, value, named, partition=at)
                    written["records"] += 1
                    written["bytes"] += len(named) + len(value)
            print(json.dumps(written), flush=True)
        await producer.flush()
    finally:
        await producer.stop()


def main() -> None:
    asyncio.run(_write(Job(**json.loads(sys.argv[1]))))


if __name__ == "__main__":
    main()
