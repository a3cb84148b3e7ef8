"""Reads the topics from their beginnings, without a group, for as long as the service runs."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from tollwire.api.model import read
from tollwire.api.position import BY_NAME, TOPICS, Positions, Which
from tollwire.api.recent import Told
from tollwire.events.errors import InvalidMessage
from tollwire.platform import clients
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import Settings
from tollwire.platform.topics import TopicError

log = logging.getLogger(__name__)

_POLL_MS = 500
# How often it is asked how far the topics go, by which it also shows whether the brokers answer.
_ASK_SECONDS = 2.0
# Of each topic; beyond, they are only counted.
_MOST_COMPLAINTS = 100


class TopicRemade(TopicError):
    """A topic was deleted and made anew, so what was read of it holds no more."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What has come, how far the topics are read with it, and how far they went when last asked.

    `bad` counts messages that cannot be read; `heard` is when the brokers last answered, by the clock.
    """

    told: list[Told]
    bad: Counter[Which]
    at: Positions
    ends: Positions
    heard: float


class Follower:
    """Follows all partitions of the topics with one consumer."""

    def __init__(
        self, consumer: Any, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._consumer, self._settings, self._clock = consumer, settings, clock
        self._complaints: Counter[Which] = Counter()

    def batches(self) -> Iterator[Batch]:
        """What comes, without end; waits for brokers that are away. The first has nothing but where the
        topics begin, and where they end.

        Raises NoBroker at the start, and TopicRemade.
        """
        places = self._places()
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)
        begins, ends = (
            self._offsets(self._consumer.beginning_offsets),
            self._offsets(self._consumer.end_offsets),
        )
        at, asked = dict(begins), self._clock()
        yield Batch([], Counter(), begins, ends, asked)
        heard = asked
        while True:
            told, bad = self._read(self._consumer.poll(timeout_ms=_POLL_MS), at)
            for place in places:  # compaction and marks of transactions leave gaps at the end
                there = _place(place)
                if at[there] < ends[there]:
                    at[there] = max(at[there], clients.position(self._consumer, place))
            if told or bad:
                heard = self._clock()
            if self._clock() - asked >= _ASK_SECONDS:
                now = self._ends()
                asked = self._clock()
                if now is not None:
                    _check(at, now)
                    ends, heard = now, asked
            yield Batch(told, bad, dict(at), ends, heard)

    def _places(self) -> list[TopicPartition]:
        places = [
            TopicPartition(topic.name, number)
            for topic in TOPICS.values()
            for number in sorted(self._consumer.partitions_for_topic(topic.name) or ())
        ]
        if {place.topic for place in places} != set(BY_NAME):
            raise NoBroker(self._settings, self._settings.kafka_timeout_seconds)
        return places

    def _offsets(self, ask: Callable[..., Any]) -> Positions:
        found = clients.offsets(ask, list(self._consumer.assignment()), self._settings)
        return {_place(each): offset for each, offset in found.items()}

    def _ends(self) -> Positions | None:
        """None where nobody answers."""
        places = list(self._consumer.assignment())
        try:
            found = self._consumer.end_offsets(places, timeout_ms=int(_ASK_SECONDS * 1000))
        except (KafkaError, KeyError) as away:
            log.debug("the brokers do not tell how far the topics go: %s", clients.in_words(away))
            return None
        return {_place(each): offset for each, offset in found.items()}

    def _read(
        self, polled: dict[TopicPartition, list[Any]], at: Positions
    ) -> tuple[list[Told], Counter[Which]]:
        told: list[Told] = []
        bad: Counter[Which] = Counter()
        for where, records in polled.items():
            place = _place(where)
            for record in records:
                if record.offset < at[place]:
                    raise _remade(where.topic)
                at[place] = record.offset + 1
                try:
                    told.append(read(record))
                except InvalidMessage as wrong:
                    bad[place[0]] += 1
                    self._complain(where, record.offset, wrong)
        return told, bad

    def _complain(self, where: TopicPartition, offset: int, wrong: InvalidMessage) -> None:
        which = BY_NAME[where.topic]
        self._complaints[which] += 1
        if self._complaints[which] <= _MOST_COMPLAINTS:
            log.warning(
                "%s, partition %d, offset %d cannot be read and is passed over: %s",
                where.topic,
                where.partition,
                offset,
                wrong,
            )
        if self._complaints[which] == _MOST_COMPLAINTS:
            log.warning("further messages on %s that cannot be read are only counted", where.topic)


def _place(partition: TopicPartition) -> tuple[Which, int]:
    return BY_NAME[partition.topic], partition.partition


def _check(at: Positions, ends: Positions) -> None:
    for place, end in ends.items():
        if end < at[place]:
            raise _remade(TOPICS[place[0]].name)


def _remade(topic: str) -> TopicRemade:
    return TopicRemade(f"{topic} was deleted and made anew; start the service again to read it")
