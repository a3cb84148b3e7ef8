"""The tallies as gauges: what stands on the worker's own partitions, and nothing else."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tollwire.domain.claim import UNKNOWN_ACTOR
from tollwire.domain.disagreement import Kind
from tollwire.domain.line import People
from tollwire.domain.tally import Tally
from tollwire.domain.window import Window
from tollwire.platform import metrics

Labels = tuple[str, ...]
_Shown = tuple[Tally, Mapping[Kind, int]]
_What = TypeVar("_What")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Board(Collector):
    """Collects gauges from the tallies shown to it. `known` are the ids and names of registered actors,
    `most` is how many of them may have series, `conflicts` are the ids of known wars.

    An actor beyond that, or that the registry does not know, has no gauges: their number would have no bound,
    and under one label the figures of several would hide one another. It is counted, and its tally is on the
    topic.
    """

    def __init__(
        self,
        known: Mapping[str, str],
        most: int = 500,
        now: Callable[[], datetime] = _utc_now,
        conflicts: Collection[str] = (),
    ) -> None:
        self._known = {*known, UNKNOWN_ACTOR}
        self._claimants = {name: id for id, name in known.items()}
        self._most, self._now, self._conflicts = most, now, frozenset(conflicts)
        self._series: set[str] = set()
        self._partitions: dict[int, dict[str, _Shown]] = {}
        self._lock = threading.Lock()

    def label(self, actor: str) -> str:
        """The label of an actor in counters and gauges. Once it has a series of its own it keeps it."""
        with self._lock:
            if actor in self._known and len(self._series) < self._most:
                self._series.add(actor)
            return actor if actor in self._series else metrics.OTHER

    def show(self, partition: int, tally: Tally, disagreements: Mapping[Kind, int]) -> None:
        """Shows a tally, and how many disagreements of each kind are open."""
        self.label(tally.actor)
        with self._lock:
            self._partitions.setdefault(partition, {})[tally.actor] = (tally, disagreements)

    def keep(self, owned: Iterable[int]) -> None:
        """After a rebalance: nothing but what the worker now owns."""
        mine = set(owned)
        with self._lock:
            self._partitions = {at: actors for at, actors in self._partitions.items() if at in mine}

    def shown(self) -> list[_Shown]:
        with self._lock:
            return [each for actors in self._partitions.values() for each in actors.values()]

    def collect(self) -> Iterator[Metric]:
        people, ages, as_of = metrics.tally_people(), metrics.tally_age(), metrics.as_of()
        claimants, claimed, conflicts = (
            metrics.claimant_people(),
            metrics.claimant_age(),
            metrics.actor_conflict(),
        )
        gaps, silences, opened = metrics.admission_gap(), metrics.silence(), metrics.disagreements_open()
        now, others = self._now(), Counter[str]()
        for tally, disagreements in self.shown():
            if self.label(tally.actor) == metrics.OTHER:
                others["too many" if tally.actor in self._known else "unknown"] += 1
                continue
            _bands(people, ages, tally, now)
            _claimants(claimants, claimed, tally, self._claimants.get, now)
            _gaps(gaps, tally)
            _silences(silences, tally, now)
            for kind in Kind:
                opened.add_metric([tally.actor, kind], disagreements.get(kind, 0))
            for conflict in sorted({self._conflict(each.line.people.conflict) for each in tally.figures}):
                conflicts.add_metric([tally.actor, conflict], 1)
            if tally.as_of is not None:
                as_of.add_metric([tally.actor], tally.as_of.timestamp())
        other = metrics.actors_other()
        for reason in ("unknown", "too many"):
            other.add_metric([reason], others[reason])
        yield from (people, ages, as_of, claimants, claimed, conflicts, gaps, silences, opened, other)

    def _conflict(self, id: str | None) -> str:
        if id is None:
            return metrics.NO_CONFLICT
        return id if id in self._conflicts else metrics.OTHER


# Conflicts are no label: of an actor in two wars at once the newest figures are those that stand.
def _newest(entries: Iterable[tuple[Labels, datetime, _What]]) -> dict[Labels, _What]:
    newest: dict[Labels, tuple[datetime, _What]] = {}
    for labels, at, what in entries:
        if labels not in newest or at > newest[labels][0]:
            newest[labels] = (at, what)
    return {labels: what for labels, (_, what) in newest.items()}


def _labels(tally: Tally, people: People) -> Labels:
    return tally.actor, people.casualty_type, people.victim_group


def _bands(people: GaugeMetricFamily, ages: GaugeMetricFamily, tally: Tally, now: datetime) -> None:
    bands = _newest(
        ((*_labels(tally, band.people), band.basis, band.window), band.newest_at, band)
        for band in tally.bands
    )
    for labels, band in bands.items():
        _bounds(people, labels, band.low, band.high)
        if band.window is Window.ALL:
            ages.add_metric(labels[:-1], (now - band.newest_at).total_seconds())


def _claimants(
    people: GaugeMetricFamily,
    ages: GaugeMetricFamily,
    tally: Tally,
    id_of: Callable[[str], str | None],
    now: datetime,
) -> None:
    said = _newest(
        ((*_labels(tally, each.people), each.basis, id), each.at, each)
        for each in tally.statements
        if each.window is Window.ALL and (id := id_of(each.claimant))
    )
    for labels, statement in said.items():
        _bounds(people, labels, statement.count.low, statement.count.high)
        ages.add_metric(labels, (now - statement.at).total_seconds())


def _gaps(family: GaugeMetricFamily, tally: Tally) -> None:
    newest = _newest((_labels(tally, each.people), each.newest_at, each) for each in tally.gaps)
    for labels, gap in newest.items():
        family.add_metric(labels, gap.gap)


def _silences(family: GaugeMetricFamily, tally: Tally, now: datetime) -> None:
    newest = _newest((_labels(tally, each.people), each.enemy.at, each) for each in tally.silences)
    for labels, silence in newest.items():
        family.add_metric(labels, (now - silence.since).total_seconds())


def _bounds(family: GaugeMetricFamily, labels: Labels, low: int, high: int | None) -> None:
    family.add_metric([*labels, "low"], low)
    if high is not None:
        family.add_metric([*labels, "high"], high)
