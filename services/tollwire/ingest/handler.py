"""What ingest does to one thing that it found: publish it, pass it over, or tell that it is bad."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol

from tollwire.domain.article import Article
from tollwire.events.messages import Outgoing
from tollwire.ingest.cleaning.clean import cleaned
from tollwire.ingest.found import BadArticle, Found, GoodArticle
from tollwire.ingest.known import Known, News, Shelf
from tollwire.platform.metrics import OTHER

# Enough to see what is wrong with a source; a million lines of it would hide the rest of the report.
MOST_TOLD = 20


@dataclass(slots=True)
class Told:
    """Things that went wrong: the first ones, and how many there were."""

    first: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, why: str) -> None:
        self.count += 1
        if len(self.first) < MOST_TOLD:
            self.first.append((where, why))


@dataclass(slots=True)
class Report:
    """What became of everything that was found. `stopped_at`: where a run ended before its sources.

    `withdrawn` are known versions of articles that were withdrawn before; of a run that withdraws articles,
    those that it did withdraw, and `unknown` those of them that are not on the topic. `passed` are records of
    archives that are no page of an article, by reason; `set_aside` new versions in languages that are not
    read, by language.
    """

    published: int = 0
    same: int = 0
    withdrawn: int = 0
    bad: Told = field(default_factory=Told)
    lost: Told = field(default_factory=Told)
    unknown: Told = field(default_factory=Told)
    passed: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    stopped_at: str | None = None
    interrupted: bool = False
    why_stopped: str | None = None

    @property
    def exit_code(self) -> int:
        """0: everything is on the brokers; 1: something is not; 130: Ctrl-C."""
        if self.interrupted:
            return 130
        return 1 if self.bad.count or self.lost.count or self.why_stopped else 0


Settle = Callable[[], None]


class Publish(Protocol):
    """Hands a message on, with where it came from; calls `settled` when the brokers have it."""

    def __call__(self, record: Outgoing, where: str, settled: Settle = ..., /) -> None: ...


class Intake:
    """Takes in what a run finds, and keeps `known` and `report` up to date. `finish` when the sources end.

    A version counts as known from then on, also where publishing it fails: that is told, and the next run,
    which asks the topic, tries it again. `bury` makes a dead letter of what is bad, None where there is none.
    """

    def __init__(
        self,
        known: Known,
        report: Report,
        publish: Publish,
        bury: Callable[[BadArticle], Outgoing | None] = lambda _: None,
    ) -> None:
        self._known, self._report, self._publish, self._bury = known, report, publish, bury
        self._returned: dict[str, tuple[GoodArticle, list[Shelf], Settle]] = {}

    def take(self, found: Found, settled: Settle = lambda: None) -> None:
        """Publishes a version that is not known. `settled` is called when nothing is left to do."""
        if isinstance(found, BadArticle):
            self._report.bad.add(found.where, found.why)
            letter = self._bury(found)
            if letter is None:
                settled()
            else:
                self._publish(letter, found.where, settled)
            return
        article = self._known.told(cleaned(found.article))
        found = replace(found, article=article)
        shelves = self._known.shelves(article)
        one = _last_of(len(shelves), settled)
        news = [shelf.take(article) for shelf in shelves]
        self._drop(article.id)
        self._count(article, shelves[0], news[0])
        for shelf, each in zip(shelves, news, strict=True):
            if each is News.NEW:
                self._publish(self._known.message(article, shelf=shelf), found.where, one)
            elif each is not News.AGAIN:
                one()
        # A text that went back to what it was, or a source with all its versions that is read once more: what
        # comes last in it tells.
        if again := [shelf for shelf, each in zip(shelves, news, strict=True) if each is News.AGAIN]:
            self._returned[article.id] = found, again, one

    def finish(self) -> None:
        """Publishes again what articles have gone back to."""
        for found, shelves, one in self._returned.values():
            for shelf in shelves:
                shelf.again(found.article)
                self._publish(self._known.message(found.article, shelf=shelf, again=True), found.where, one)
        self._returned.clear()

    def _drop(self, article_id: str) -> None:
        """What an article went back to was not the last word."""
        if returned := self._returned.pop(article_id, None):
            _, shelves, one = returned
            self._report.same += 1
            for _ in shelves:
                one()

    def _count(self, article: Article, shelf: Shelf, news: News) -> None:
        report = self._report
        if news is News.NEW:  # what is published is counted when it is there
            if shelf is self._known.unread:
                report.set_aside[article.language or OTHER] += 1
        elif news is News.WITHDRAWN:
            report.withdrawn += 1
        elif news is News.SAME:
            report.same += 1


def _last_of(count: int, settled: Settle) -> Settle:
    """What calls `settled` when it is called for so many times. May be called from any thread."""
    if count == 1:
        return settled
    lock, left = Lock(), count

    def one() -> None:
        nonlocal left
        with lock:
            left -= 1
            last = left == 0
        if last:
            settled()

    return one
