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
from aiokafka.errors import NoError, RebalanceInProgressError
from aiokafka.producer import producer as aiokafka_producer
from aiokafka.producer.sender import Sender
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.02
_RENEWS = {NoError.errno, RebalanceInProgressError.errno}


def now() -> float:
    """Seconds of a clock that goes on while the machine sleeps, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Lease:
    """Until when the worker is sure to be in its group; for ever before it has joined and after it has left.

    The consumer's thread writes it, the producer reads it.
    """

    def __init__(self) -> None:
        self.until = math.inf
        self.lost: Callable[[], object] = lambda: None

    async def held(self) -> None:
        """Returns when the worker is sure to be in its group."""
        while now() >= self.until:
            await asyncio.sleep(_LOOK_SECONDS)


lease = Lease()


class FencedCoordinator(GroupCoordinator):  # type: ignore[misc]  # aiokafka has no types
    """A member of a group that tells how long it is sure to be one."""

    _owns = False  # whether partitions are the worker's, or not yet given up

    async def _send_req(self, request: Any) -> Any:
        sent = now()
        response = await super()._send_req(request)
        if isinstance(request, HeartbeatRequest | SyncGroupRequest) and response.error_code in _RENEWS:
            self._owns = self._owns or isinstance(request, SyncGroupRequest)
            lease.until = sent + self._session_timeout_ms / 1000
        return response

    async def _on_join_prepare(self, previous_assignment: Any) -> None:
        await super()._on_join_prepare(previous_assignment)
        self._owns = False

    def reset_generation(self) -> None:
        super().reset_generation()
        if self._closing.done():
            lease.until = math.inf
        elif self._owns:
            lease.lost()


class FencedSender(Sender):  # type: ignore[misc]  # aiokafka has no types
    """Hands nothing to the brokers without a lease."""

    async def _send_produce_req(self, node_id: Any, batches: Any) -> None:
        await lease.held()
        await super()._send_produce_req(node_id, batches)


aiokafka_consumer.GroupCoordinator = FencedCoordinator
aiokafka_producer.Sender = FencedSender


def start_again() -> NoReturn:
    """Puts the worker in its own place anew; nothing that it had on its way is sent."""
    log.error(
        "put out of its group after standing still for too long; starts again, and what was not acknowledged "
        "is delivered again"
    )
    logging.shutdown()
    os.execv(sys.executable, sys.orig_argv)
