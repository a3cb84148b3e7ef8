"""How the following of feeds is wired: settings and a file of sources in, articles on the topic."""

import asyncio
import logging
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from kafka.errors import KafkaError
from prometheus_client import CollectorRegistry

from tollwire.events.topics import ARTICLES, FOLLOWED, UNREAD
from tollwire.ingest.feeds import config, hiring, memory
from tollwire.ingest.feeds.board import Board
from tollwire.ingest.feeds.config import Feed, Plan
from tollwire.ingest.feeds.crew import Crew, Hired
from tollwire.ingest.feeds.hiring import Office
from tollwire.ingest.feeds.outbox import KafkaOutbox
from tollwire.ingest.feeds.reading import article_of
from tollwire.ingest.feeds.state import State
from tollwire.ingest.feeds.taking import Taker
from tollwire.ingest.following import HEAR_SECONDS, Follower
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.publisher import Publisher
from tollwire.platform import topics, watching, web
from tollwire.platform.clients import NoBroker, in_words
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import FeedMetrics, SetAside
from tollwire.platform.settings import Settings
from tollwire.platform.sharing import Group

log = logging.getLogger(__name__)

PORT = 6064
GROUP = "tollwire-feeds"
TOPICS = (ARTICLES, ARTICLES.dlq, UNREAD, FOLLOWED)
_FAREWELL_SECONDS = 5.0
# Pages are read in threads: a page that takes long holds up one of them, and its own source.
_READING = 8
_RESOLVING = 32
_PARSING = 32


class Feeder:
    """Follows the feeds of a file; use it in an `async with`, which connects."""

    def __init__(
        self,
        settings: Settings,
        path: Path,
        registry: CollectorRegistry,
        board: Board,
        clock: Clock | None = None,
    ) -> None:
        """Raises ConfigError."""
        self.plan: Plan = config.load(path)
        self.board = board
        self._settings, self._path, self._registry = settings, path, registry
        self._clock = clock or Clock()
        self._metrics = FeedMetrics(registry)
        self._set_aside = SetAside(registry)
        self._states: dict[str, State] = {}
        self._mine: frozenset[int] = frozenset()
        self._shared = False
        self._changing, self._hearing = asyncio.Lock(), asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Feeder":
        """Raises NoBroker, SettingsError and TopicError."""
        # Feeds are parsed in them, each of which may take some seconds where it is made to.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_PARSING, "parsing"))
        await asyncio.to_thread(topics.ensure, self._settings, TOPICS)
        async with AsyncExitStack() as stack:
            reading = stack.enter_context(ThreadPoolExecutor(_READING, "reading"))
            self._resolving = stack.enter_context(ThreadPoolExecutor(_RESOLVING, "resolving"))
            languages = Languages(self._settings.languages_read)
            await asyncio.to_thread(languages.load)
            self._articles = await asyncio.to_thread(Follower, self._settings)
            stack.callback(self._articles.close)
            self._outbox = KafkaOutbox(lambda: Publisher(self._settings))
            await self._outbox.start()
            stack.push_async_callback(self._outbox.stop)
            known = Known(self._settings.copies_held, languages)
            self._taker = Taker(known, self._outbox, article_of, self._clock, reading, self._set_aside.count)
            stack.callback(self._taker.close)
            self._office = self._opened()
            self.crew = Crew(self._hire, self.board, self._metrics, self._clock)
            stack.push_async_callback(self._leave_all)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def once(self) -> None:
        """Looks at each source one time. Raises NoBroker."""
        await self._catch_up()
        states = await asyncio.to_thread(memory.states, self._settings, range(FOLLOWED.partitions))
        await self.crew.once(self.plan.enabled, states)

    async def follow(self, stopping: Awaitable[Any]) -> None:
        """Follows the sources that are this feeder's share, until `stopping` is done. Raises NoBroker."""
        group = Group(self._settings, GROUP, FOLLOWED, self._take_over, self._give_up)
        runner, port = await web.serve(
            self._settings.web_host,
            PORT if self._settings.web_port is None else self._settings.web_port,
            self._registry,
            self.health,
        )
        log.info("serving http://%s:%s/metrics and /healthz", self._settings.web_host, port)
        watching = asyncio.create_task(self._watch_file())
        listening = asyncio.create_task(self._listen())
        stop = asyncio.ensure_future(stopping)
        group.start()
        try:
            await asyncio.wait(
                [stop, watching, group.failed, self.crew.failed], return_when=asyncio.FIRST_COMPLETED
            )
            for each in (watching, group.failed, self.crew.failed):
                if each.done():
                    each.result()
        finally:
            with suppress(TimeoutError):  # the brokers may not answer
                async with asyncio.timeout(_FAREWELL_SECONDS), self._hearing:
                    listening.cancel()  # not in the middle of a question to them
            listening.cancel()
            watching.cancel()
            stop.cancel()
            await group.stop()
            await runner.cleanup()

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Unhealthy where a source has been due for too long and is not looked at."""
        overdue = self.board.overdue(self._clock.now())
        detail = {
            "sources": len(self.board.rows),
            "failing": sum(row.failing for _, row in self.board),
            "partitions": sorted(self._mine),
            "seconds_overdue": round(overdue, 1),
        }
        if not self._shared:
            return True, {"status": "starting", **detail}
        stalled = overdue > self._settings.stalled_seconds
        return not stalled, {"status": "stalled" if stalled else "ok", **detail}

    async def _take_over(self, partitions: frozenset[int]) -> None:
        async with self._changing:
            # What others published of these sources until now is known before they go on here.
            await self._catch_up()
            self._states |= await asyncio.to_thread(memory.states, self._settings, partitions)
            self._mine |= partitions
            await self._follow_mine()
            self._shared = True

    async def _give_up(self, partitions: frozenset[int]) -> None:
        async with self._changing:
            self._mine -= partitions
            await self._follow_mine()
            for name in [name for name in self._states if memory.partition_of(name) in partitions]:
                del self._states[name]

    async def _follow_mine(self) -> None:
        mine = [feed for feed in self.plan.enabled if memory.partition_of(feed.name) in self._mine]
        for feed in mine:
            self._states.setdefault(feed.name, State(name=feed.name, url=feed.url))
        await self.crew.follow(mine, self._states)

    async def _leave_all(self) -> None:
        await self.crew.leave(self.crew.names)

    async def _catch_up(self) -> None:
        async with self._hearing:
            while found := await asyncio.to_thread(self._articles.more):
                await self._taker.note(found)

    async def _listen(self) -> None:
        """Takes in what others publish meanwhile, such as what newsrooms push."""
        while True:
            await self._clock.sleep(HEAR_SECONDS)
            try:
                await self._catch_up()
            except (NoBroker, KafkaError) as away:
                log.warning("cannot hear what others publish: %s", in_words(away))

    async def _watch_file(self) -> None:
        """Takes the file up again when it changes; one that cannot be used is told, and the old one kept."""
        async for _ in watching.changes(self._path, self._clock):
            try:
                plan = await asyncio.to_thread(config.load, self._path)
            except config.ConfigError as wrong:
                for fault in wrong.faults:
                    log.error("%s", fault)
                log.error("%s is not taken up: what it held before goes on", self._path)
                continue
            await self._change(plan)

    async def _change(self, plan: Plan) -> None:
        async with self._changing:
            shared_before, self.plan = _shared(self.plan), plan
            if _shared(plan) != shared_before:
                await self._leave_all()
                self._office = self._opened()
            await self._follow_mine()
            log.info(
                "%s is taken up: %d feeds, %d of them here",
                self._path,
                len(plan.enabled),
                len(self.crew.names),
            )

    def _opened(self) -> Office:
        return Office(
            common=hiring.common(self.plan, self._clock, self._resolving),
            take=self._taker.take,
            outbox=self._outbox,
            metrics=self._metrics,
        )

    def _hire(self, feed: Feed, state: State) -> Hired:
        return self._office.hire(feed, state)


def _shared(plan: Plan) -> tuple[object, ...]:
    return plan.user_agent, plan.proxy, plan.host_concurrency
