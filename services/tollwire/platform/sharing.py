"""Work shared out among all processes of a kind: each does what belongs to its partitions of a topic.

It is the topic on which they keep their state. What is on it is not read here.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Collection
from contextlib import closing
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer

from tollwire.events.topics import Topic
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

_POLL_MS = 500

Change = Callable[[frozenset[int]], Awaitable[None]]


class Group:
    """Membership of the consumer group, in a thread of its own.

    `take` is begun with the partitions that are this process's from now on; `give` is waited for, a while,
    before those that it is called with go to another one. Both run in the loop that made this.
    """

    def __init__(self, settings: Settings, name: str, topic: Topic, take: Change, give: Change) -> None:
        self._settings, self._name, self._topic = settings, name, topic
        self._take, self._give = take, give
        self._loop = asyncio.get_running_loop()
        self._stopping = threading.Event()
        self.failed: asyncio.Future[None] = self._loop.create_future()
        self._thread = threading.Thread(target=self._run, name="group", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        """Leaves the group; what was this process's is given first."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)

    def taken(self, partitions: Collection[int]) -> None:
        """Called in the group's thread."""
        asyncio.run_coroutine_threadsafe(_awaited(self._take, partitions), self._loop)

    def given(self, partitions: Collection[int]) -> None:
        """Called in the group's thread."""
        if not partitions:  # as before the first round
            return
        given = asyncio.run_coroutine_threadsafe(_awaited(self._give, partitions), self._loop)
        try:
            given.result(self._settings.kafka_session_seconds / 2)
        except TimeoutError:
            log.warning("%s: work went to another process before all was written of it", self._name)

    def _run(self) -> None:
        session = self._settings.kafka_session_seconds
        try:
            with closing(
                clients.connect(
                    KafkaConsumer,
                    self._settings,
                    group_id=self._name,
                    enable_auto_commit=False,
                    allow_auto_create_topics=False,
                    session_timeout_ms=int(session * 1000),
                    heartbeat_interval_ms=int(session * 1000 / 5),
                    max_poll_interval_ms=int(max(session * 6, 60.0) * 1000),
                )
            ) as consumer:
                consumer.partitions_for_topic(self._topic.name)  # else the first round shares out nothing
                consumer.subscribe([self._topic.name], listener=_Listener(self, consumer))
                while not self._stopping.is_set():
                    consumer.poll(timeout_ms=_POLL_MS)
        except Exception as error:
            self._loop.call_soon_threadsafe(_fail, self.failed, error)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    def __init__(self, group: Group, consumer: Any) -> None:
        self._group, self._consumer = group, consumer

    def on_partitions_assigned(self, assigned: Any) -> None:
        self._consumer.pause(*assigned)  # what is on them is read elsewhere, once
        self._group.taken([each.partition for each in assigned])

    def on_partitions_revoked(self, revoked: Any) -> None:
        self._group.given([each.partition for each in revoked])

    def on_partitions_lost(self, lost: Any) -> None:
        self._group.given([each.partition for each in lost])


async def _awaited(change: Change, partitions: Collection[int]) -> None:
    try:
        await change(frozenset(partitions))
    except Exception:
        log.exception("work could not be shared out")
        raise


def _fail(future: "asyncio.Future[None]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def members(settings: Settings, group: str) -> int:
    """How many processes are in a group. Raises NoBroker."""
    with clients.admin(settings) as admin:
        found = admin.describe_groups([group])
    return len((found.get(group) or {}).get("members") or ())
