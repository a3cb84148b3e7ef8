"""A worker writes only while it is sure to be in its group.

A worker that stood still for longer than its group waits (a frozen container, a machine out of memory) finds
its partitions with another. What it still had on its way would be written behind what the other has written
since, and in a changelog the last word stands. So each heartbeat is a lease for one session, counted from
before it was sent: without one nothing is handed to the brokers, and a worker that learns that it was put out
starts itself again, as if it had been killed.

aiokafka has no such thing (its producer does not know its consumer); these two classes take the place of its
own. A worker has one membership, so there is one lease in a process.
"""

import asyncio
import logging
import math
import os
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

from aiokafka.consumer import consumer as aiokafka_consumer
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import KafkaError, NoError, RebalanceInProgressError
from aiokafka.producer import producer as aiokafka_producer
from aiokafka.producer.sender import Sender
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.02


def now() -> float:
    """Seconds of a clock that goes on while the machine sleeps, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Lease:
    """Until when the worker is sure to be in its group; for ever before it has joined.

    The consumer's thread writes it, the producer reads it. `lost` is called by a worker that was put out.
    """

    def __init__(self) -> None:
        self.until = math.inf
        self.over = False
        self.lost: Callable[[], object] = lambda: None

    def end(self) -> None:
        """There will be no other: nothing is sent from now on."""
        self.until, self.over = -math.inf, True

    async def held(self) -> bool:
        """Returns when the worker is sure to be in its group: True; or when it never will be again: False."""
        while now() >= self.until and not self.over:
            await asyncio.sleep(_LOOK_SECONDS)
        return not self.over


lease = Lease()


class FencedCoordinator(GroupCoordinator):  # type: ignore[misc]  # aiokafka has no types
    """A member of a group that tells how long it is sure to be one."""

    _owns = False  # whether partitions are the worker's, or not yet given up
    _steady = -math.inf  # when it was last told that nobody comes or goes

    async def _send_req(self, request: Any) -> Any:
        sent = now()
        response = await super()._send_req(request)
        session = self._session_timeout_ms / 1000
        joins, beats = isinstance(request, SyncGroupRequest), isinstance(request, HeartbeatRequest)
        if (joins or beats) and response.error_code == NoError.errno:
            self._owns = self._owns or joins
            self._steady, lease.until = sent, sent + session
        elif beats and response.error_code == RebalanceInProgressError.errno:
            # The group waits only so long for those who have not given up theirs, however well they answer.
            lease.until = min(sent + session, self._steady + self._rebalance_timeout_ms / 1000)
        return response

    async def _on_join_prepare(self, previous_assignment: Any) -> None:
        await super()._on_join_prepare(previous_assignment)
        self._owns = False

    def reset_generation(self) -> None:
        """Called where the worker has left its group, and where it learns that it is not in it any more."""
        lapsed = now() >= lease.until
        super().reset_generation()
        if self._closing.done():
            lease.end()
        elif self._owns or lapsed:
            lease.end()
            lease.lost()


class FencedSender(Sender):  # type: ignore[misc]  # aiokafka has no types
    """Hands nothing to the brokers without a lease."""

    async def _send_produce_req(self, node_id: Any, batches: Any) -> None:
        await self.client.ready(node_id)  # to connect can take seconds
        if await lease.held():
            await super()._send_produce_req(node_id, batches)
            return
        for batch in batches.values():
            batch.failure(NotInGroup())
        self._in_flight.remove(node_id)
        self._muted_partitions.difference_update(batches)


class NotInGroup(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """What a worker has left to send when it is in its group no more; it will be delivered to another."""


aiokafka_consumer.GroupCoordinator = FencedCoordinator
aiokafka_producer.Sender = FencedSender


def start_again() -> NoReturn:
    """Puts the worker in its own place anew, as if it had been killed and started."""
    log.error(
        "put out of its group after standing still for too long; starts again, and what was not acknowledged "
        "is delivered again"
    )
    logging.shutdown()
    try:
        os.execv(sys.executable, sys.orig_argv)
    finally:
        os._exit(1)  # where the program is not there any more


def die() -> NoReturn:
    """Ends the worker at once, as if it had been killed."""
    log.error("put out of its group while it stops; what was not acknowledged is delivered to another")
    logging.shutdown()
    os._exit(1)
