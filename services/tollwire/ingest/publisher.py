"""Puts messages on the brokers and knows of each whether it is there."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    InvalidTopicError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
)

from tollwire.events.messages import Outgoing, Record
from tollwire.events.topics import LARGEST_MESSAGE, UNREAD
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

# kafka-python 3 buffers without bound; here it is bounded, so that reading waits for the brokers.
_MOST_MESSAGES = 5_000
_MOST_BYTES = 32 * 1024 * 1024
_REQUEST_SECONDS = 15.0
_AGAIN_SECONDS = 0.5
# No limit of kafka-python's own: its clock stands still while it has no producer id, and what it gives up is
# lost. When to give up is decided here, by how long no broker has been heard of.
_DELIVERY_SECONDS = 24 * 3600.0
# Sending these again would end in the same way.
_FOR_GOOD = (MessageSizeTooLargeError, AuthorizationError, InvalidTopicError, TypeError)


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that is not on the brokers, as far as is known, where it came from, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class _Sent:
    number: int
    record: Outgoing
    where: str
    settled: Callable[[], None]

    @property
    def size(self) -> int:
        return len(self.record.value or b"") + len(self.record.key or b"")


class Publisher:
    """Sends and counts; use it in a `with`, from one thread, and `finish` before it ends.

    A message counts as `published` when all in-sync replicas have it; dead letters, and what is set aside,
    are not counted. One that
    fails is sent again, by kafka-python within its idempotent session and, where that gives up, from here; so
    it may be there twice, and is the same for all who read it. It is `lost` when sending it again cannot
    help, or when no broker was heard of for `kafka_timeout_seconds` and what one request takes; then so are
    all that are on their way.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """Connects; raises NoBroker and SettingsError. `clock` gives seconds."""
        self.published = 0
        self.lost: list[Lost] = []
        self._settings, self._clock = settings, clock
        self._patience = settings.kafka_timeout_seconds + _REQUEST_SECONDS
        # Guards all that follows: kafka-python answers in a thread of its own.
        self._changed = threading.Condition()
        self._on_way: dict[int, _Sent] = {}
        self._bytes = 0
        self._failed: list[tuple[_Sent, BaseException]] = []
        self._heard = clock()
        self._number = 0
        self._producer: Any = clients.connect(
            KafkaProducer,
            settings,
            enable_idempotence=True,  # said aloud, so that what contradicts it is an error
            acks="all",
            compression_type="gzip",
            linger_ms=20,
            batch_size=256 * 1024,
            max_request_size=LARGEST_MESSAGE,
            max_block_ms=int(settings.kafka_timeout_seconds * 1000),
            request_timeout_ms=int(_REQUEST_SECONDS * 1000),
            delivery_timeout_ms=int(_DELIVERY_SECONDS * 1000),
            allow_auto_create_topics=False,
        )

    def publish(self, record: Outgoing, where: str, settled: Callable[[], None] = lambda: None) -> None:
        """Hands a message on; blocks while too much is on its way. Raises NoBroker as `finish` does.

        `settled` is called, from another thread, when it is published, or when it is lost and sending it
        again cannot help: reading its source once more would change nothing. It must not block.
        """
        self._number += 1
        sent = _Sent(self._number, record, where, settled)
        self._wait(lambda: self._room_for(sent.size))
        with self._changed:
            if len(self._on_way) == len(self._failed):
                self._heard = self._clock()  # nothing was expected of the brokers until now
            self._on_way[sent.number] = sent
            self._bytes += sent.size
        self._send(sent)

    @property
    def pending(self) -> int:
        """Messages that are neither published nor lost yet."""
        return len(self._on_way)

    def finish(self) -> None:
        """Blocks until every message is published or lost.

        Raises NoBroker where no broker was heard of for too long; what was on its way is then in `lost`.
        """
        self._wait(lambda: not self._on_way)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            clean = not self._on_way
            self._give_up("the run was ended before it was acknowledged")
        try:
            self._producer.close(timeout=_REQUEST_SECONDS if clean else 0.1)
        except KafkaTimeoutError:
            # It flushes first, and where that takes too long it leaves its thread running.
            self._producer._sender.force_close()
            self._producer._closed = True

    def _room_for(self, size: int) -> bool:
        # One alone always goes, however large.
        room = len(self._on_way) < _MOST_MESSAGES and self._bytes + size <= _MOST_BYTES
        return room or not self._on_way

    def _wait(self, until: Callable[[], bool]) -> None:
        while True:
            with self._changed:
                if self._on_way and self._clock() - self._heard > self._patience:
                    self._give_up("no broker acknowledged it")
                    raise clients.NoBroker(self._settings, self._patience)
                again, self._failed = self._failed, []
                if not again:
                    if until():
                        return
                    self._changed.wait(_AGAIN_SECONDS)
                    continue
            time.sleep(_AGAIN_SECONDS)  # what failed at once would fail at once again
            # Once a round, and not under the lock: thousands fail together, and standard error may be slow.
            log.warning("sending %d messages again: %s", len(again), clients.in_words(again[-1][1]))
            for sent, _ in again:
                self._send(sent)

    def _send(self, sent: _Sent) -> None:
        record = sent.record
        try:
            future = self._producer.send(
                record.topic.name, key=record.key, value=record.value, headers=record.headers
            )
        except (KafkaError, TypeError) as error:
            self._refused(sent, error)
            return
        except BaseException:  # Ctrl-C: nobody knows whether it went, and nobody will tell
            with self._changed:
                if self._take(sent):
                    self.lost.append(Lost(sent.where, "the run was ended while it was being sent"))
            raise
        future.add_callback(self._acknowledged, sent)
        future.add_errback(self._refused, sent)

    def _acknowledged(self, sent: _Sent, _: object) -> None:
        with self._changed:
            if self._take(sent):
                self.published += isinstance(sent.record, Record) and sent.record.topic != UNREAD
                sent.settled()
                self._heard = self._clock()
                self._changed.notify_all()

    def _refused(self, sent: _Sent, error: BaseException) -> None:
        with self._changed:
            if isinstance(error, _FOR_GOOD):
                if self._take(sent):
                    self.lost.append(Lost(sent.where, str(error) or type(error).__name__))
                    sent.settled()
            elif sent.number in self._on_way:
                self._failed.append((sent, error))
            self._changed.notify_all()

    def _take(self, sent: _Sent) -> bool:
        """Whether the message was still on its way; it no longer is."""
        if self._on_way.pop(sent.number, None) is None:
            return False
        self._bytes -= sent.size
        return True

    def _give_up(self, why: str) -> None:
        self.lost += [Lost(sent.where, why) for sent in self._on_way.values()]
        self._on_way.clear()
        self._failed.clear()
        self._bytes = 0
