"""What is on its way to the brokers: bounded, and known of each message whether it has arrived."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from kafka import KafkaProducer
from kafka.errors import KafkaError

from tollwire.events.messages import Outgoing
from tollwire.events.topics import LARGEST_MESSAGE
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024 * 1024
# kafka-python goes on trying for so long, also when nobody waits any more.
_DELIVERY_SECONDS = 120.0


class NotSent(Exception):
    """A message of which it is not known that the brokers have it; the text says why."""


class Outbox(Protocol):
    """Messages on their way. Its methods are called in the event loop, and none blocks it."""

    pending: int
    """How many messages are on their way."""

    @property
    def silent(self) -> bool:
        """Whether the brokers have acknowledged nothing for too long, though something is on its way."""

    @property
    def full(self) -> bool:
        """Whether nothing more should be sent for now."""

    def send(self, messages: Sequence[Outgoing]) -> "list[asyncio.Future[None]]":
        """Sends messages; each future is done when the brokers have it, or raises NotSent."""

    async def room(self) -> None:
        """Returns when it is no longer full. Raises NotSent where the brokers are silent."""

    async def arrived(self, futures: "Sequence[asyncio.Future[None]]") -> None:
        """Returns when all have arrived. Raises NotSent for the first that has not, or is not known to."""


class Bounded:
    """What every outbox keeps count of. `_acknowledged` and `_failed` are for the event loop's thread."""

    def __init__(self, most: int, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pending = 0
        self._bytes, self._most, self._patience, self._clock = 0, most, patience, clock
        self._heard = clock()
        self._changed = asyncio.Event()

    @property
    def silent(self) -> bool:
        return self.pending > 0 and self._clock() - self._heard > self._patience

    @property
    def full(self) -> bool:
        return self.pending >= self._most or self._bytes >= _MOST_BYTES

    async def room(self) -> None:
        while self.full:
            await self._change()

    async def arrived(self, futures: "Sequence[asyncio.Future[None]]") -> None:
        for future in futures:
            while not future.done():
                await self._change()
            future.result()

    async def _change(self) -> None:
        """Returns when something has arrived or failed. Raises NotSent where the brokers are silent."""
        left = self._heard + self._patience - self._clock()
        if left <= 0:
            raise NotSent(f"no broker has acknowledged anything for {self._patience:g} s")
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), left)
        except TimeoutError:
            return

    def _begin(self, message: Outgoing) -> "asyncio.Future[None]":
        if not self.pending:
            self._heard = self._clock()  # nothing was expected of the brokers until now
        self.pending += 1
        self._bytes += _size(message)
        return asyncio.get_running_loop().create_future()

    def _end(self, message: Outgoing, future: "asyncio.Future[None]", error: Exception | None) -> None:
        self.pending -= 1
        self._bytes -= _size(message)
        if error is None:
            self._heard = self._clock()
        if not future.done():
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
                future.exception()  # where nobody waits any more, that is no error
        self._changed.set()


class KafkaOutbox(Bounded):
    """By kafka-python, whose `send` may block, and so is called in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        """Connects; raises NoBroker and SettingsError. Needs a running event loop."""
        super().__init__(settings.push_in_flight, settings.push_timeout_seconds)
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        self._producer: Any = clients.connect(
            KafkaProducer,
            settings,
            acks="all",
            # Versions are ordered by their revisions, and what comes twice is the same: nothing is to be
            # gained by a session that a broker's restart can end for good.
            enable_idempotence=False,
            compression_type="gzip",
            linger_ms=5,
            max_request_size=LARGEST_MESSAGE,
            max_block_ms=int(settings.push_timeout_seconds * 1000),
            request_timeout_ms=int(settings.push_timeout_seconds * 1000),
            delivery_timeout_ms=int(max(_DELIVERY_SECONDS, 2 * settings.push_timeout_seconds) * 1000),
            allow_auto_create_topics=False,
        )

    def send(self, messages: Sequence[Outgoing]) -> "list[asyncio.Future[None]]":
        sent = [(message, self._begin(message)) for message in messages]
        self._thread.submit(self._send, sent)
        return [future for _, future in sent]

    async def close(self) -> None:
        """Waits for what is on its way, as long as for an answer, and disconnects."""
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        self._thread.shutdown()
        try:
            self._producer.close(timeout=self._patience)
        except KafkaError:  # it flushes first, and where that takes too long it leaves its thread running
            self._producer._sender.force_close()
            self._producer._closed = True

    def _send(self, sent: "list[tuple[Outgoing, asyncio.Future[None]]]") -> None:
        for message, future in sent:
            try:
                on_way = self._producer.send(
                    message.topic.name, key=message.key, value=message.value, headers=message.headers
                )
            except Exception as error:  # whatever it is, somebody waits for an answer
                self._tell(message, future, error)
                continue
            on_way.add_callback(lambda _, message=message, future=future: self._tell(message, future, None))
            on_way.add_errback(
                lambda error, message=message, future=future: self._tell(message, future, error)
            )

    def _tell(self, message: Outgoing, future: "asyncio.Future[None]", error: BaseException | None) -> None:
        failed = NotSent(f"the brokers do not have it: {clients.in_words(error)}") if error else None
        try:
            self._loop.call_soon_threadsafe(self._end, message, future, failed)
        except RuntimeError:  # the loop is closed: nobody waits any more
            log.debug("an answer of the brokers came after the end")


def _size(message: Outgoing) -> int:
    return len(message.value or b"") + len(message.key or b"")
