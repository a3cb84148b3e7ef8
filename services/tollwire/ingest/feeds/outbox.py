"""The publisher, which blocks, for tasks, which must not: a thread of its own takes what they send."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from tollwire.events.messages import Outgoing
from tollwire.ingest.publisher import Publisher

_MOST_AT_ONCE = 500
_FAREWELL_SECONDS = 10.0


class NotPublished(Exception):
    """The brokers will not have a message; the text says why."""


class Outbox(Protocol):
    async def send(self, record: Outgoing, where: str) -> None:
        """Ends when the brokers have it. Raises NotPublished, and NoBroker where they are gone for long."""


@dataclass(frozen=True, slots=True)
class _Sent:
    record: Outgoing
    where: str
    done: asyncio.Future[None]


class KafkaOutbox:
    """`start` it, and `stop` it when nothing more is sent. One batch is on its way at a time."""

    def __init__(self, make: Callable[[], Publisher]) -> None:
        """`make` connects; it is called in the thread, and raises NoBroker."""
        self._make = make
        self._queue: queue.Queue[_Sent | None] = queue.Queue()
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    async def start(self) -> None:
        """Raises NoBroker and SettingsError."""
        self._thread.start()
        await self._ready

    async def stop(self) -> None:
        self._queue.put(None)
        # It ends with the process where the brokers do not answer.
        await asyncio.to_thread(self._thread.join, _FAREWELL_SECONDS)

    async def send(self, record: Outgoing, where: str) -> None:
        if self._failed:
            raise self._failed
        done = self._loop.create_future()
        self._queue.put(_Sent(record, where, done))
        if self._failed:  # meanwhile: nobody may be there to take it out
            raise self._failed
        await done

    def _run(self) -> None:
        try:
            with self._make() as publisher:
                self._tell(self._ready, None)
                while batch := self._batch():
                    self._publish(publisher, batch)
        except Exception as error:
            self._failed = error
            self._tell(self._ready, error)
            while batch := self._waiting():
                for sent in batch:
                    self._tell(sent.done, error)

    def _publish(self, publisher: Publisher, batch: list[_Sent]) -> None:
        before = len(publisher.lost)
        try:
            for sent in batch:
                publisher.publish(sent.record, sent.where)
            publisher.finish()
        except Exception as error:
            for sent in batch:
                self._tell(sent.done, error)
            raise
        lost = {each.where: each.why for each in publisher.lost[before:]}
        for sent in batch:
            why = lost.get(sent.where)
            self._tell(sent.done, NotPublished(why) if why is not None else None)

    def _batch(self) -> list[_Sent]:
        """What is to be sent, at least one; empty when there will be no more."""
        first = self._queue.get()
        if first is None:
            return []
        batch = [first]
        while len(batch) < _MOST_AT_ONCE:
            try:
                sent = self._queue.get_nowait()
            except queue.Empty:
                break
            if sent is None:
                self._queue.put(None)
                break
            batch.append(sent)
        return batch

    def _waiting(self) -> list[_Sent]:
        found = []
        while not self._queue.empty():
            sent = self._queue.get_nowait()
            if sent:
                found.append(sent)
        return found

    def _tell(self, future: "asyncio.Future[None]", error: Exception | None) -> None:
        def tell() -> None:
            if not future.done():
                if error:
                    future.set_exception(error)
                else:
                    future.set_result(None)

        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(tell)
