"""What ingest does to one thing that it found: publish it, pass it over, or tell that it is bad."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from tollwire.events.messages import Outgoing
from tollwire.ingest.cleaning.clean import cleaned
from tollwire.ingest.found import BadArticle, Found, GoodArticle
from tollwire.ingest.known import Known, News

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
    archives that are no page of an article, by reason.
    """

    published: int = 0
    same: int = 0
    withdrawn: int = 0
    bad: Told = field(default_factory=Told)
    lost: Told = field(default_factory=Told)
    unknown: Told = field(default_factory=Told)
    passed: Counter[str] = field(default_factory=Counter)
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
        self._returned: dict[str, tuple[GoodArticle, Settle]] = {}

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
        found = replace(found, article=cleaned(found.article))
        article = found.article
        news = self._known.take(article)
        if returned := self._returned.pop(article.id, None):  # it was not the last word
            self._report.same += 1
            returned[1]()
        if news is News.NEW:
            self._publish(self._known.message(article), found.where, settled)
        elif news is News.AGAIN:
            # A text that went back to what it was, or a source with all its versions that is read once more:
            # what comes last in it tells.
            self._returned[article.id] = found, settled
        else:
            if news is News.WITHDRAWN:
                self._report.withdrawn += 1
            else:
                self._report.same += 1
            settled()

    def finish(self) -> None:
        """Publishes again what articles have gone back to."""
        for found, settled in self._returned.values():
            self._known.again(found.article)
            self._publish(self._known.message(found.article, again=True), found.where, settled)
        self._returned.clear()
