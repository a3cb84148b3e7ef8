"""From publication to tally: a paced load, and who has seen which article when.

Open loop: each article has its time in a schedule made beforehand and is measured from that time, also where
it could not be sent then. So a pipeline that falls behind shows it, and does not slow the load down.
"""

import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import IO, Any, Self

from kafka import TopicPartition

from bench.load import Item, Key
from tollwire.events.topics import CLAIMS, TALLIES
from tollwire.platform import clients
from tollwire.platform.settings import Settings

_TRIES = 25


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as a subscriber gets it; `at` is Unix time."""

    topic: str
    value: bytes
    at: float


def end_offsets(consumer: Any, partitions: Sequence[Any]) -> dict[Any, int]:
    """As the consumer's own, which fails for a topic that it has only just heard of (kafka-python 3.0.12)."""
    for _ in range(_TRIES):
        try:
            return dict(consumer.end_offsets(partitions))
        except KeyError:
            time.sleep(0.2)
    return dict(consumer.end_offsets(partitions))


class Listener:
    """Reads claims and tallies from now on, in a thread of its own; use it in a `with`."""

    def __init__(self, settings: Settings) -> None:
        self.arrivals: list[Arrival] = []
        self._consumer = clients.reader(settings)
        self._partitions = [
            TopicPartition(topic.name, number)
            for topic in (CLAIMS, TALLIES)
            for number in range(topic.partitions)
        ]
        self._consumer.assign(self._partitions)
        for partition, end in end_offsets(self._consumer, self._partitions).items():
            self._consumer.seek(partition, end)
        self._until: dict[Any, int] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)

    def finish(self, ends: Mapping[Any, int], within: float = 30.0) -> None:
        """Returns when all that lies before `ends` has arrived, or after `within` seconds."""
        self._until = dict(ends)
        self._thread.join(within)

    @property
    def partitions(self) -> list[TopicPartition]:
        return self._partitions

    def _listen(self) -> None:
        while not self._stopped.is_set():
            batches = self._consumer.poll(timeout_ms=100)
            at = time.time()
            for batch in batches.values():
                self.arrivals += [Arrival(record.topic, record.value, at) for record in batch]
            until = self._until
            if until and all(self._consumer.position(each) >= end for each, end in until.items()):
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stopped.set()
        self._thread.join(5)
        self._consumer.close()


class Pacer(threading.Thread):
    """Writes articles to ingest by a schedule. `scheduled` has the Unix time of each, past or to come."""

    def __init__(self, items: Sequence[Item], stream: IO[bytes], per_second: float) -> None:
        super().__init__(name="pacer", daemon=True)
        self.sent = 0
        self.worst_late = 0.0
        self._items, self._stream = items, stream
        begin = time.time() + 0.5
        self.scheduled = {item.key: begin + place / per_second for place, item in enumerate(items)}

    def run(self) -> None:
        try:
            for item, due in zip(self._items, self.scheduled.values(), strict=True):
                time.sleep(max(0.0, due - time.time()))
                self._stream.write(item.line)
                self._stream.flush()
                self.worst_late = max(self.worst_late, time.time() - due)
                self.sent += 1
        except (BrokenPipeError, ValueError):
            return  # ingest has ended, or the bench has; who watches them says so


def delays(scheduled: Mapping[Key, float], arrivals: Iterable[Arrival]) -> list[float]:
    """Seconds, for each article, from its scheduled time to the first tallies that hold its claims: the last
    of them where it has several. Articles without a claim that a tally holds have none.
    """
    articles: dict[str, Key] = {}
    held: dict[str, float] = {}
    for arrival in sorted(arrivals, key=lambda each: each.at):
        told = json.loads(arrival.value)
        if arrival.topic == CLAIMS.name and told["status"] == "current":
            put_out = datetime.fromisoformat(told["article"]["revision"].split("/")[0])
            articles[told["id"]] = (told["article"]["url"], put_out.isoformat(timespec="microseconds"))
        elif arrival.topic == TALLIES.name:
            for figure in told["figures"]:
                for claim in figure["claim_ids"]:
                    held.setdefault(claim, arrival.at)
    last: dict[Key, float] = {}
    for claim, at in held.items():
        key = articles.get(claim)
        if key is not None and key in scheduled:
            last[key] = max(last.get(key, 0.0), at - scheduled[key])
    return sorted(last.values())


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that so large a share does not exceed; None of nothing."""
    if not ordered:
        return None
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]
