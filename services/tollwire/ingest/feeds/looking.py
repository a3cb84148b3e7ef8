"""One look at one source: its feed, the pages of what is new in it, and what became of each."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from tollwire.ingest.feeds import again
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.feeds.forms.items import Item, NotAFeed, Parsed
from tollwire.ingest.feeds.forms.read import read as read_feed
from tollwire.ingest.feeds.state import State
from tollwire.ingest.net.client import Answer
from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.clock import Clock
from tollwire.platform.logs import escaped
from tollwire.platform.metrics import Became, Fetched
from tollwire.platform.waits import next_wait

log = logging.getLogger(__name__)

# How many items are done with before it is written how far the source is.
_WRITE_EVERY = 25
_BACKLOG_SECONDS = 60.0
_ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"
_MOST_TOLD = 5
_BAD_DAY = (Fetched.TIMEOUT, Fetched.NETWORK, Fetched.FAILED)


class Fetch(Protocol):
    """As net.client.Client has it."""

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str | None = None,
    ) -> Answer: ...


Take = Callable[[Feed, Item, Answer | None], Awaitable[Became]]
"""Makes an article of an item and its page (None: of the feed's own text) and has it published; ends when the
brokers have it. Raises Unfit for what is no article."""

Write = Callable[[State], Awaitable[None]]
"""Writes how far a source is; ends when the brokers have it."""


class Unfit(ValueError):
    """An item that is no article, or one that cannot be; the text says why.

    `letter`: what was to become one is to be kept as a dead letter.
    """

    def __init__(self, why: str, *, letter: bool = True) -> None:
        super().__init__(why)
        self.letter = letter


@dataclass(slots=True)
class Look:
    """What one look came to. `error` is why the feed could not be had or read."""

    items: int = 0
    left: int = 0
    became: Counter[Became] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class Source:
    """A source that is followed. `look` is called by one task, one call at a time."""

    feed: Feed
    state: State
    http: Fetch
    take: Take
    write: Write
    clock: Clock
    random: Random = field(default_factory=Random)
    count: Callable[[Became], None] = lambda _: None

    async def look(self) -> Look:
        """Asks for the feed and takes in what is new; what fails is told in the answer and in the state,
        which is written before it returns. Raises only what `take` and `write` raise of the brokers.
        """
        state, now = self.state, self.clock.now()
        state.at(self.feed.url)
        state.checked = now
        look = Look()
        try:
            parsed, answer = await self._feed()
        except (FetchFailed, NotAFeed) as failed:
            self._note_failure(look, failed)
        else:
            if parsed is None:
                look.items = sum(not held.left for held in state.seen.values())
            else:
                await self._items(parsed, look)
            await self._again(look)
            self._note_success(answer, look)
        await self.write(state)
        return look

    async def _feed(self) -> tuple[Parsed | None, Answer]:
        """The items, None where they are as they were."""
        state = self.state
        answer = await self.http.fetch(
            state.moved_to or state.url,
            etag=state.etag,
            last_modified=state.last_modified,
            accept=_ACCEPT_FEED,
        )
        if answer.unchanged:
            return None, answer
        parsed = await self._parsed(answer, self.feed.kind)
        if parsed.children:
            parsed = await self._sitemaps(parsed)
        return parsed, answer

    async def _parsed(self, answer: Answer, kind: str) -> Parsed:
        return await asyncio.to_thread(
            read_feed,
            answer.body,
            kind=kind,
            url=answer.url,
            content_type=answer.content_type,
            cap=self.feed.limits.bytes,
        )

    async def _sitemaps(self, index: Parsed) -> Parsed:
        """The items of the sitemaps that an index names, those that changed last first."""
        oldest = self._oldest()
        changed = [
            child for child in index.children if not (child.changed and oldest and child.changed < oldest)
        ]
        changed.sort(key=lambda child: -child.changed.timestamp() if child.changed else 0.0)
        chosen = changed[: self.feed.limits.sitemaps]
        items: dict[str, Item] = {}
        failed: Exception | None = None
        for child in chosen:
            try:
                parsed = await self._parsed(await self.http.fetch(child.url, accept=_ACCEPT_FEED), "sitemap")
            except (FetchFailed, NotAFeed) as wrong:
                failed = wrong
                continue
            for item in parsed.items:
                items.setdefault(item.key, item)
        if failed and not items:
            raise failed
        return Parsed(tuple(items.values()))

    async def _items(self, parsed: Parsed, look: Look) -> None:
        state, oldest = self.state, self._oldest()
        look.items = len(parsed.items)
        wanted = []
        for item in parsed.items:
            if not state.wants(item):
                continue
            if oldest and item.when and item.when < oldest:
                state.done(item)
            else:
                wanted.append(item)
        # What is oldest is the first to leave the feed. Feeds have the newest first.
        wanted.sort(key=lambda item: (item.when is not None, item.when.timestamp() if item.when else 0.0))
        state.present((item.key for item in parsed.items), self.clock.now())
        now_ones = wanted[: self.feed.limits.items]
        look.left = len(wanted) - len(now_ones)
        await self._each(now_ones, look)

    async def _each(self, items: Sequence[Item], look: Look) -> None:
        """Some at a time; each is counted and noted when it is done with."""
        queue = iter(items)
        closed = False
        unwritten = 0

        async def work() -> None:
            nonlocal closed, unwritten
            for item in queue:
                if closed:
                    look.left += 1
                    continue
                try:
                    became = await self._item(item, look)
                except FetchFailed as limited:  # the host wants to be left alone: no fault of the item's
                    self._close(limited)
                    closed = True
                    look.left += 1
                    continue
                look.became[became] += 1
                self.count(became)
                unwritten += 1
                if unwritten >= _WRITE_EVERY:
                    unwritten = 0
                    self.state.forget_validators()  # there is more to do
                    await self.write(self.state)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.feed.limits.concurrency, len(items))):
                group.create_task(work())

    async def _item(self, item: Item, look: Look) -> Became:
        """What became of an item. Raises FetchFailed where its host asks to be left alone."""
        try:
            page = None
            if self._needs_page(item):
                page = await self.http.fetch(item.url or "", accept=_ACCEPT_PAGE)
            became = await self.take(self.feed, item, page)
        except FetchFailed as failed:
            if failed.kind is Fetched.LIMITED:
                raise
            if failed.lasting:
                self.state.done(item)
            else:
                look.left += self.state.failed(item)
            self._tell(look, item, failed)
            return Became.FAILED
        except Unfit as unfit:
            self.state.done(item)
            self._tell(look, item, unfit)
            return Became.BAD
        self.state.done(item)
        again.plan(self.state.again, item, page, self.clock.now(), self.feed.revisits)
        return became

    async def _again(self, look: Look) -> None:
        """Looks again at pages that may have been corrected since; leaves a host alone that has a bad day."""
        visits, times, now = self.state.again, self.feed.revisits, self.clock.now()
        if self.state.closed_until and self.state.closed_until > now:
            return
        for visit in again.due(visits, now):
            page = failed = None
            try:
                page = await self.http.fetch(
                    visit.item.url or "",
                    etag=visit.etag,
                    last_modified=visit.last_modified,
                    accept=_ACCEPT_PAGE,
                )
                became = Became.KNOWN if page.unchanged else await self.take(self.feed, visit.item, page)
            except FetchFailed as wrong:
                failed = wrong
                if failed.kind is Fetched.LIMITED:
                    self._close(failed)
                    return
            except Unfit as unfit:
                self._tell(look, visit.item, unfit)
            else:
                if became in (Became.PUBLISHED, Became.SET_ASIDE):
                    look.became[became] += 1
                    self.count(became)
            again.done(visits, visit, page, self.clock.now(), times)
            if failed and failed.kind in _BAD_DAY:
                return

    def _needs_page(self, item: Item) -> bool:
        from tollwire.ingest.feeds.sites import own

        if item.url is None:
            return False
        # What a feed says of a page that is somebody else's is not that page's text.
        return (
            self.feed.full_text == "page" or not (item.html or item.summary) or not own(self.feed, item.url)
        )

    def _close(self, limited: FetchFailed) -> None:
        if limited.retry_after:
            until = self.clock.now() + timedelta(seconds=limited.retry_after)
            self.state.closed_until = max(self.state.closed_until or until, until)

    def _tell(self, look: Look, item: Item, why: Exception) -> None:
        place = item.url or item.title or item.id
        said = f"{self.feed.name}: {escaped(place[:200])}: {escaped(str(why))}"
        if len(look.told) < _MOST_TOLD:
            look.told.append(said)
        log.debug("%s", said)

    def _oldest(self) -> datetime | None:
        return self.clock.now() - self.feed.oldest if self.feed.oldest else None

    def _note_failure(self, look: Look, failed: Exception) -> None:
        state, now = self.state, self.clock.now()
        state.failures += 1
        state.error = look.error = str(failed)
        if state.moved_to and isinstance(failed, FetchFailed) and failed.kind is not Fetched.LIMITED:
            state.moved_to = None  # it may be at its old place again
        if isinstance(failed, FetchFailed):
            self._close(failed)
        self._due(now, next_wait(self.feed.interval, state.failures, self.random))

    def _note_success(self, answer: Answer, look: Look) -> None:
        state, now = self.state, self.clock.now()
        state.failures, state.error, state.succeeded = 0, None, now
        if answer.moved_to:
            state.moved_to = answer.moved_to
        if look.left:
            state.forget_validators()  # else a feed that has not changed would hide what is still to be had
        elif not answer.unchanged:
            state.etag, state.last_modified = answer.etag, answer.last_modified
        interval = self.feed.interval
        backlog = look.left and not look.became[Became.FAILED]
        self._due(now, next_wait(min(interval, _BACKLOG_SECONDS) if backlog else interval, 0, self.random))

    def _due(self, now: datetime, wait: float) -> None:
        state = self.state
        if state.closed_until and state.closed_until <= now:
            state.closed_until = None
        due = now + timedelta(seconds=wait)
        state.next_at = max(due, state.closed_until) if state.closed_until else due
