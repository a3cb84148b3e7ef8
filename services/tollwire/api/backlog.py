"""What streams ask for and the service no longer holds, read from the brokers."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Any, TypeVar

from kafka import TopicPartition
from kafka.errors import KafkaError

from tollwire.api.model import read
from tollwire.api.position import BY_NAME, TOPICS, Positions
from tollwire.api.recent import Told
from tollwire.api.stream import NotRead
from tollwire.events.errors import InvalidMessage
from tollwire.platform import clients
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import Settings

R = TypeVar("R")

_AT_ONCE = 100


class Backlog:
    """The messages of some partitions, from positions on to the ends they have when it begins.

    Reads no faster than it is asked. All that blocks is done in a thread of its own, one thing after another.
    """

    def __init__(self, settings: Settings, since: Positions) -> None:
        self._settings = settings
        self._since = {
            TopicPartition(TOPICS[which].name, number): offset for (which, number), offset in since.items()
        }
        self._thread = ThreadPoolExecutor(1, "backlog")
        self._consumer: Any = None
        self._records: Iterator[Any] = iter(())

    async def begin(self) -> Positions:
        """Where each of the partitions begins now. Raises NotRead."""
        return await self._do(self._begin)

    async def some(self) -> list[Told]:
        """The next messages, nothing at the end; those that cannot be read are left out. Raises NotRead."""
        return await self._do(self._some)

    def close(self) -> None:
        """Ends it, after what is being read; waits for nothing."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _begin(self) -> Positions:
        self._consumer = clients.reader(self._settings)
        places = list(self._since)
        begins = clients.offsets(self._consumer.beginning_offsets, places, self._settings)
        since = {place: max(offset, begins[place]) for place, offset in self._since.items()}
        self._records = clients.records(self._consumer, places, self._settings, since=since)
        return {(BY_NAME[place.topic], place.partition): begin for place, begin in begins.items()}

    def _some(self) -> list[Told]:
        while records := list(islice(self._records, _AT_ONCE)):
            told = []
            for record in records:
                with suppress(InvalidMessage):  # it was told of when it was folded
                    told.append(read(record))
            if told:
                return told
        return []

    def _close(self) -> None:
        if self._consumer is not None:
            with suppress(KafkaError):
                self._consumer.close()

    async def _do(self, work: Callable[[], R]) -> R:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (KafkaError, KeyError, NoBroker) as wrong:
            raise NotRead(f"the brokers do not answer ({clients.in_words(wrong)})") from wrong
