"""Takes items in: an article out of each, published unless it is known."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from tollwire.domain.article import Article
from tollwire.ingest.archives import letters
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.feeds.forms.items import Item
from tollwire.ingest.feeds.looking import Unfit
from tollwire.ingest.feeds.outbox import NotPublished, Outbox
from tollwire.ingest.following import Heard
from tollwire.ingest.known import Known, News, Shelf
from tollwire.ingest.net.client import Answer
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Became

Read = Callable[[Feed, Item, Answer | None, datetime], Article]
"""Pure, as reading.article_of. Raises Unfit."""
T = TypeVar("T")


class Taker:
    """Shared by all sources; reading is done in the threads of `executor`. `close` it."""

    def __init__(
        self,
        known: Known,
        outbox: Outbox,
        read: Read,
        clock: Clock,
        executor: Executor,
        aside: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        """`aside` is called with the language of each version that was set aside."""
        self._aside = aside
        self._known, self._outbox, self._read = known, outbox, read
        self._clock, self._executor = clock, executor
        self._one = ThreadPoolExecutor(1, "known")
        self._reading: dict[str, asyncio.Lock] = {}
        self._on_way: dict[tuple[str, str], asyncio.Future[None]] = {}

    def close(self) -> None:
        self._one.shutdown()

    async def take(self, feed: Feed, item: Item, page: Answer | None) -> Became:
        """Ends when the brokers have the article, in this version. Raises Unfit, and NoBroker."""
        loop, now = asyncio.get_running_loop(), self._clock.now()
        async with self._reading.setdefault(feed.name, asyncio.Lock()):  # no source takes all threads
            try:
                article = await loop.run_in_executor(self._executor, self._made, feed, item, page, now)
            except Unfit as unfit:
                await self._bury(feed, item, page, unfit)
                raise
        key = article.id, article.version
        while key in self._on_way:  # another feed has the same; it must not count as there before it is
            await asyncio.wait([self._on_way[key]])
        self._on_way[key] = loop.create_future()
        try:
            return await self._publish(article, f"{feed.name}: {article.url or item.id}")
        finally:
            self._on_way.pop(key).set_result(None)

    def _made(self, feed: Feed, item: Item, page: Answer | None, now: datetime) -> Article:
        return self._known.told(self._read(feed, item, page, now))

    async def _publish(self, article: Article, where: str) -> Became:
        """Publishes an article unless it is known in this version."""
        became = Became.KNOWN
        for shelf in reversed(await self._knowing(self._known.shelves, article)):
            if await self._put(article, shelf, where):
                became = Became.PUBLISHED if shelf is self._known.read else Became.SET_ASIDE
        if became is Became.SET_ASIDE:
            self._aside(article.language)
        return became

    async def _put(self, article: Article, shelf: Shelf, where: str) -> bool:
        """Whether it was not on the shelf in this version, and is now."""
        news = await self._knowing(shelf.take, article)
        if news not in (News.NEW, News.AGAIN):
            return False
        again = news is News.AGAIN
        record = await self._knowing(lambda: self._known.message(article, shelf=shelf, again=again))
        try:
            await self._outbox.send(record, where)
        except NotPublished as failed:
            await self._knowing(self._known.forget, article, shelf)
            raise Unfit(f"the brokers refuse it: {failed}") from failed
        if again:
            await self._knowing(shelf.again, article)
        return True

    async def note(self, found: list[Heard]) -> None:
        """Takes in what messages on the topics of articles say of themselves, by their headers."""

        def note() -> None:
            for each in found:
                self._known.note(each.headers, each.topic)

        await self._knowing(note)

    async def _knowing(self, call: Callable[..., T], *given: object) -> T:
        """What is known is asked and changed in one thread, as it takes a while to find copies."""
        return await asyncio.get_running_loop().run_in_executor(self._one, call, *given)

    async def _bury(self, feed: Feed, item: Item, page: Answer | None, unfit: Unfit) -> None:
        """Keeps what was to become an article, as far as it goes, where somebody can look into it."""
        if not unfit.letter:
            return
        where = f"{feed.name}: {item.url or item.id}"
        raw = page.body if page else (item.html or item.summary or item.title or "").encode()
        with suppress(NotPublished):
            await self._outbox.send(letters.of_bad(where, str(unfit), raw, self._clock.now()), where)
