"""The tallies as gauges: what stands on the worker's own partitions, and nothing else."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tollwire.aggregator.ledger import Account
from tollwire.domain.claim import UNKNOWN_ACTOR
from tollwire.domain.disagreement import Kind
from tollwire.domain.tally import People
from tollwire.platform import metrics


class Board(Collector):
    """Collects gauges from the accounts shown to it. `known` are the ids and names of registered actors.

    An actor that the registry does not know has no gauges: their number would have no bound, and under one
    label the figures of several would hide one another. It is counted, and its tally is on the topic.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = {*known, UNKNOWN_ACTOR}
        self._claimants = {name: id for id, name in known.items()}
        self._partitions: dict[int, dict[str, Account]] = {}
        self._lock = threading.Lock()

    def label(self, actor: str) -> str:
        return actor if actor in self._known else metrics.OTHER

    def show(self, partition: int, account: Account) -> None:
        with self._lock:
            self._partitions.setdefault(partition, {})[account.tally.actor] = account

    def reset(self, owned: Iterable[int], accounts: Iterable[tuple[int, Account]]) -> None:
        """After a rebalance: what the tables hold for the partitions that the worker now owns."""
        mine = set(owned)
        shown: dict[int, dict[str, Account]] = {}
        for partition, account in accounts:
            if partition in mine:
                shown.setdefault(partition, {})[account.tally.actor] = account
        with self._lock:
            self._partitions = shown

    def accounts(self) -> list[Account]:
        with self._lock:
            return [account for actors in self._partitions.values() for account in actors.values()]

    def collect(self) -> Iterator[Metric]:
        people, claimants = metrics.tally_people(), metrics.claimant_people()
        opened, unregistered = metrics.disagreements_open(), metrics.actors_unregistered()
        strangers = 0
        for account in self.accounts():
            actor = account.tally.actor
            if actor not in self._known:
                strangers += 1
                continue
            _bands(people, account)
            _claimants(claimants, account, self._claimants.get)
            kinds = Counter(each.kind for each in account.disagreements)
            for kind in Kind:
                opened.add_metric([actor, kind], kinds[kind])
        unregistered.add_metric([], strangers)
        yield from (people, claimants, opened, unregistered)


# Conflicts are no label yet: where an actor is in two wars at once, the newest figures are those that stand.
def _newest_conflict(entries: Iterable[tuple[tuple[Any, ...], Any, Any]]) -> dict[tuple[Any, ...], Any]:
    newest: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for labels, at, what in entries:
        if labels not in newest or at > newest[labels][0]:
            newest[labels] = (at, what)
    return {labels: what for labels, (_, what) in newest.items()}


def _labels(people: People) -> tuple[str, str, str]:
    return people.casualty_type, people.victim_group, people.scope


def _bands(family: GaugeMetricFamily, account: Account) -> None:
    bands = _newest_conflict(
        ((*_labels(band.people), band.basis), band.newest_at, band) for band in account.tally.bands
    )
    for labels, band in bands.items():
        _bounds(family, (account.tally.actor, *labels), band.low, band.high)


def _claimants(family: GaugeMetricFamily, account: Account, id_of: Callable[[str], str | None]) -> None:
    figures = _newest_conflict(
        ((*_labels(each.line.people), each.line.basis, id), each.published_at, each)
        for each in account.tally.figures
        if (id := id_of(each.line.claimant))
    )
    for labels, figure in figures.items():
        _bounds(family, (account.tally.actor, *labels), figure.count.low, figure.count.high)


def _bounds(family: GaugeMetricFamily, labels: tuple[str, ...], low: int, high: int | None) -> None:
    family.add_metric([*labels, "low"], low)
    if high is not None:
        family.add_metric([*labels, "high"], high)
