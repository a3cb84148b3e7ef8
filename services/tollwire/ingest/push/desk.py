"""What happens to the articles of one request: told from those known, published, and waited for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.errors import DomainError
from tollwire.events import messages
from tollwire.events.messages import article_event_id
from tollwire.ingest import retraction
from tollwire.ingest.cleaning.clean import cleaned
from tollwire.ingest.fields import Now
from tollwire.ingest.known import Known, News, Shelf
from tollwire.ingest.push.model import Status, Taken, Withdrawn
from tollwire.ingest.push.outbox import NotSent, Outbox
from tollwire.ingest.push.problems import behind, unavailable
from tollwire.platform.http.problems import Fault, bad

RETRY_SECONDS = 2
"""After how long a client may come again, when the brokers are behind or away."""
MOST_VISITS = 64
"""Requests that are worked on at once: each may have a whole body in memory."""

_Future = asyncio.Future[None]
_STATUS: dict[News, Status] = {News.SAME: "same", News.AGAIN: "same", News.WITHDRAWN: "withdrawn"}


class Desk:
    """What requests share: what is known, and what is on its way. For one event loop."""

    def __init__(self, known: Known, outbox: Outbox, now: Now) -> None:
        self.known, self.outbox, self.now = known, outbox, now
        self._on_way: dict[tuple[str, str], _Future] = {}
        self._visits = 0

    def admit(self) -> None:
        """Raises Refused: 503 where the brokers do not answer, 429 where they are behind."""
        if self.outbox.silent:
            raise unavailable("no broker has acknowledged anything for a while", RETRY_SECONDS)
        if self.outbox.full or self._visits >= MOST_VISITS:
            raise behind(RETRY_SECONDS)

    @contextmanager
    def visit(self) -> Iterator["Visit"]:
        """A visit of a request. Raises Refused as `admit` does."""
        self.admit()
        self._visits += 1
        try:
            yield Visit(self)
        finally:
            self._visits -= 1

    def publish(self, article: Article, shelf: Shelf, *, again: bool = False) -> _Future:
        """Sends a version; it counts as known unless that fails."""
        event = _event(article, shelf)
        (future,) = self.outbox.send([self.known.message(article, shelf=shelf, again=again)])
        self._on_way[event] = future

        def settled(done: _Future) -> None:
            if self._on_way.get(event) is done:
                del self._on_way[event]
            failed = done.cancelled() or done.exception() is not None
            if failed and not again:
                self.known.forget(article, shelf)
            elif again and not failed:
                shelf.again(article)

        future.add_done_callback(settled)
        return future

    def on_way(self, article: Article, shelf: Shelf) -> _Future | None:
        """The future of this version where another request has sent it and it has not arrived yet."""
        return self._on_way.get(_event(article, shelf))

    async def withdraw(self, name: str, reason: str | None) -> Withdrawn:
        """Withdraws the article of this id or address. Raises Refused."""
        try:
            ids = retraction.ids(name, self.known)
            found = [
                Withdrawal(id=id, at=retraction.withdrawn_at(id, self.known, self.now), reason=reason)
                for id in ids
            ]
        except DomainError as wrong:
            parameter = "reason" if str(wrong).startswith("reason") else "id"
            raise bad(str(wrong), [Fault(parameter=parameter, detail=str(wrong))]) from wrong
        known = any(self.known.newest(id) for id in ids)
        records = [
            messages.of_withdrawal(each, topic=shelf.topic)
            for each in found
            for shelf in self.known.withdrawing(each.id)
        ]
        try:
            await self.outbox.arrived(self.outbox.send(records))
        except NotSent as failed:
            raise unavailable(str(failed), RETRY_SECONDS) from failed
        for record in records:
            self.known.note(dict(record.headers), record.topic.name)
        return Withdrawn(ids=ids, known=known)


class Visit:
    """The articles of one request, in their order. `finish` has the answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._taken: list[Taken] = []
        self._waited: list[_Future] = []
        self._returned: dict[str, tuple[Article, list[Shelf], Taken]] = {}

    def __len__(self) -> int:
        return len(self._taken)

    async def take(self, article: Article | list[Fault]) -> None:
        """Publishes a version that is not known, once there is room. Raises Refused (503)."""
        if isinstance(article, list):
            self._taken.append(Taken(status="bad", errors=article))
            return
        if self._desk.outbox.full:
            await self._room()
        article = self._desk.known.told(cleaned(article))
        self._returned.pop(article.id, None)  # it was not the last word
        shelves = self._desk.known.shelves(article)
        told = Taken(status="same", id=article.id, version=article.version, language=article.language)
        self._taken.append(told)
        returned = []
        for shelf in shelves:
            news = shelf.take(article)
            if shelf is shelves[0]:
                told.status = _STATUS.get(news) or self._new(shelf)
            if news is News.NEW:
                self._waited.append(self._desk.publish(article, shelf))
                continue
            if news is News.AGAIN:  # as the handler of files: what comes last in a request tells
                returned.append(shelf)
            if other := self._desk.on_way(article, shelf):
                self._waited.append(other)
        if returned:
            self._returned[article.id] = article, returned, told

    async def finish(self) -> list[Taken]:
        """What became of each, when all that are published have arrived. Raises Refused (503)."""
        for article, shelves, told in self._returned.values():
            await self._room()
            told.status = self._new(shelves[0])
            for shelf in shelves:
                self._waited.append(self._desk.publish(article, shelf, again=True))
        self._returned.clear()
        try:
            await self._desk.outbox.arrived(self._waited)
        except NotSent as failed:
            raise unavailable(str(failed), RETRY_SECONDS) from failed
        return self._taken

    def _new(self, shelf: Shelf) -> Status:
        return "set_aside" if shelf is self._desk.known.unread else "published"

    async def _room(self) -> None:
        try:
            await self._desk.outbox.room()
        except NotSent as failed:
            raise unavailable(str(failed), RETRY_SECONDS) from failed


def _event(article: Article, shelf: Shelf) -> tuple[str, str]:
    return shelf.topic.name, article_event_id(article.id, article.version)
