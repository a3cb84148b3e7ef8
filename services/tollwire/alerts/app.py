"""How alerts are wired: settings and a file of rules in, alerts at the sinks.

One process works and others stand by: it is the one that has the only partition of the topic of alerts.
"""

import asyncio
import logging
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from tollwire.alerts import config, journal
from tollwire.alerts.config import Plan
from tollwire.alerts.following import Follower
from tollwire.alerts.journal import Journal
from tollwire.alerts.shift import Shift
from tollwire.alerts.sinks.choice import sender
from tollwire.domain.actor import Registry
from tollwire.events.topics import ALERTS, CLAIMS, DISAGREEMENTS, TALLIES
from tollwire.platform import topics, watching, web
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import AlertsMetrics, WorkerMetrics
from tollwire.platform.settings import Settings
from tollwire.platform.sharing import Group

log = logging.getLogger(__name__)

SERVICE = "alerts"
PORT = 6066
GROUP = "tollwire-alerts"
TOPICS = (CLAIMS, DISAGREEMENTS, TALLIES, ALERTS)
# Names of sinks are looked up in threads too, which may take long; what reads and writes must find one free.
_THREADS = 64


class Alerter:
    """Alerts by a file, until it is stopped."""

    def __init__(
        self,
        settings: Settings,
        path: Path,
        actors: Registry,
        registry: CollectorRegistry,
        clock: Clock | None = None,
    ) -> None:
        """Raises ConfigError."""
        self.plan: Plan = config.load(path, actors)
        self._settings, self._path, self._actors, self._registry = settings, path, actors, registry
        self._clock = clock or Clock()
        self._metrics = AlertsMetrics(registry)
        self._worker = WorkerMetrics(registry, SERVICE)
        self._shift: Shift | None = None
        self._working: asyncio.Task[None] | None = None
        self._joined = False
        self._changing = asyncio.Lock()

    async def follow(self, stopping: Awaitable[Any]) -> None:
        """Until `stopping` is done. Raises NoBroker, SettingsError and TopicError."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, SERVICE))
        await asyncio.to_thread(topics.ensure, self._settings, TOPICS)
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        group = Group(self._settings, GROUP, ALERTS, self._take, self._give)
        port = PORT if self._settings.web_port is None else self._settings.web_port
        runner, port = await web.serve(self._settings.web_host, port, self._registry, self.health)
        log.info("serving http://%s:%s/metrics and /healthz", self._settings.web_host, port)
        watching_file = asyncio.create_task(self._watch_file())
        stop = asyncio.ensure_future(stopping)
        group.start()
        ends = [stop, watching_file, group.failed, self._failed]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for each in ends[1:]:
                if each.done():
                    each.result()
        finally:
            watching_file.cancel()
            stop.cancel()
            await group.stop()
            await self._give(frozenset())
            await runner.cleanup()

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Unhealthy where nothing is read though it should be; a sink that is away is its own matter."""
        shift = self._shift
        if shift is None:
            return True, {"status": "standing by" if self._joined else "starting"}
        quiet = self._clock.monotonic() - shift.seen_at
        patience = max(self._settings.stalled_seconds, 2 * shift.plan.wait_for_tally)
        detail = {"pending": shift.pending, "seconds_since_reading": round(quiet, 1)}
        if quiet > patience:
            return False, {"status": "stalled", **detail}
        return True, {"status": "ok" if shift.ready else "starting", **detail}

    async def _take(self, partitions: frozenset[int]) -> None:
        async with self._changing:  # what was here before has written all that it had
            self._joined = True
            if not partitions or self._working:
                return
            self._working = asyncio.create_task(self._work(), name="shift")
            self._working.add_done_callback(self._ended)

    async def _give(self, _: frozenset[int]) -> None:
        async with self._changing:
            working, self._working = self._working, None
            if working:
                working.remove_done_callback(self._ended)
                working.cancel()
                await asyncio.wait([working])

    async def _work(self) -> None:
        async with AsyncExitStack() as stack:
            state = await asyncio.to_thread(journal.load, self._settings)
            writes = await asyncio.to_thread(Journal, self._settings)
            stack.push_async_callback(asyncio.to_thread, writes.close)
            news = await asyncio.to_thread(
                Follower, self._settings, (CLAIMS, DISAGREEMENTS), "end", state.positions
            )
            stack.push_async_callback(asyncio.to_thread, news.close)
            tallies = await asyncio.to_thread(Follower, self._settings, (TALLIES,), "beginning")
            stack.push_async_callback(asyncio.to_thread, tallies.close)
            shift = Shift(
                self.plan, state, news, tallies, writes, sender, self._metrics, self._worker, self._clock
            )
            self._shift = shift
            log.info("at work: %d alerts are known, %d wait", len(state.alerts), len(list(state.pending())))
            try:
                await shift.run()
            finally:
                self._shift = None
                await shift.close()
                self._metrics.end()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not self._failed.done():
            error = None if task.cancelled() else task.exception()
            self._failed.set_exception(error or RuntimeError("the alerts ended of themselves"))

    async def _watch_file(self) -> None:
        """Takes the file up again when it changes; one that cannot be used is told, and the old one kept."""
        async for _ in watching.changes(self._path, self._clock):
            try:
                self.plan = await asyncio.to_thread(config.load, self._path, self._actors)
            except config.ConfigError as wrong:
                for fault in wrong.faults:
                    log.error("%s", fault)
                log.error("%s is not taken up: what it held before goes on", self._path)
                continue
            if self._shift:
                self._shift.change(self.plan)
            log.info(
                "%s is taken up: %d rules, %d sinks", self._path, len(self.plan.rules), len(self.plan.sinks)
            )
