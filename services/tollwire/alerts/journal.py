"""The topic of alerts: written in order, each message acknowledged before what follows from it is done."""

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaTimeoutError

from tollwire.alerts.state import Place, State
from tollwire.events.cloudevents import headers, named
from tollwire.events.errors import InvalidMessage
from tollwire.events.messages import Outgoing, Record
from tollwire.events.topics import ALERTS, LARGEST_MESSAGE
from tollwire.events.wire import AlertV1, PlaceV1, PositionV1
from tollwire.platform import clients
from tollwire.platform.clients import NoBroker, Watch
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_REQUEST_SECONDS = 15.0


class Journal:
    """Writes; blocks until the brokers have it."""

    def __init__(self, settings: Settings) -> None:
        """Connects; raises NoBroker and SettingsError."""
        self._settings = settings
        self._patience = settings.kafka_timeout_seconds + _REQUEST_SECONDS
        self._producer: Any = clients.connect(
            KafkaProducer,
            settings,
            enable_idempotence=True,  # what is written stays in its order, and is there once
            acks="all",
            compression_type="gzip",
            max_request_size=LARGEST_MESSAGE,
            max_block_ms=int(settings.kafka_timeout_seconds * 1000),
            request_timeout_ms=int(_REQUEST_SECONDS * 1000),
            delivery_timeout_ms=int(self._patience * 1000),
            allow_auto_create_topics=False,
        )

    def write(self, records: Iterable[Outgoing]) -> None:
        """Raises NoBroker where they are gone for long, or KafkaError where they will not have it."""
        until = time.monotonic() + self._patience
        try:
            sent = [
                self._producer.send(each.topic.name, key=each.key, value=each.value, headers=each.headers)
                for each in records
            ]
            for each in sent:
                each.get(timeout=max(0.1, until - time.monotonic()))
        except KafkaTimeoutError as gone:
            raise NoBroker(self._settings, self._patience) from gone

    def close(self) -> None:
        try:
            self._producer.close(timeout=1.0)
        except KafkaTimeoutError:
            log.debug("the journal's producer was left")


def of_alert(alert: AlertV1, at: datetime) -> Record:
    said = headers(AlertV1, id=f"{alert.id}@{at.isoformat()}", service="alerts", subject=alert.subject, at=at)
    return Record(ALERTS, alert.id.encode(), alert.encode(), said)


def of_position(positions: Mapping[Place, int], at: datetime) -> Record:
    value = PositionV1(
        places=tuple(
            PlaceV1(topic=topic, partition=partition, offset=offset)
            for (topic, partition), offset in sorted(positions.items())
        )
    )
    said = headers(PositionV1, id=f"position@{at.isoformat()}", service="alerts", subject=value.id, at=at)
    return Record(ALERTS, value.id.encode(), value.encode(), said)


def forgotten(id: str) -> Outgoing:
    """That nothing is known of an alert any more."""
    return Outgoing(ALERTS, id.encode(), None, [])


def load(settings: Settings, watch: Watch | None = None) -> State:
    """What the topic comes to. Raises NoBroker.

    What cannot be read is told and passed over: an alert of it may be told of again.
    """
    state = State()
    partitions = [TopicPartition(ALERTS.name, number) for number in range(ALERTS.partitions)]
    with closing(clients.reader(settings)) as consumer:
        for record in clients.records(consumer, partitions, settings, watch):
            read_into(state, record.key, record.value, record.headers)
    return state


def read_into(state: State, key: bytes | None, value: bytes | None, received: Any) -> None:
    """Takes one message of the topic into a state."""
    if value is None:
        state.forget((key or b"").decode("utf-8", "replace"))
        return
    try:
        if named(received, AlertV1, PositionV1) is PositionV1:
            places = PositionV1.decode(value).places
            state.positions = {(each.topic, each.partition): each.offset for each in places}
        else:
            state.put(AlertV1.decode(value))
    except InvalidMessage as wrong:
        log.warning("%s: a message is not read: %s", ALERTS.name, wrong)
