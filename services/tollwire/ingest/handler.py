"""What ingest does to one thing that it found: publish it, pass it over, or tell that it is bad."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.ingest.known import Known, News
from tollwire.ingest.sources import BadArticle, Found, GoodArticle

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
    those that it did withdraw, and `unknown` those of them that are not on the topic.
    """

    published: int = 0
    same: int = 0
    withdrawn: int = 0
    bad: Told = field(default_factory=Told)
    lost: Told = field(default_factory=Told)
    unknown: Told = field(default_factory=Told)
    stopped_at: str | None = None
    interrupted: bool = False
    why_stopped: str | None = None

    @property
    def exit_code(self) -> int:
        """0: everything is on the brokers; 1: something is not; 130: Ctrl-C."""
        if self.interrupted:
            return 130
        return 1 if self.bad.count or self.lost.count or self.why_stopped else 0


class Intake:
    """Takes in what a run finds, and keeps `known` and `report` up to date. `finish` when the sources end.

    A version counts as known from then on, also where publishing it fails: that is told, and the next run,
    which asks the topic, tries it again.
    """

    def __init__(self, known: Known, report: Report, publish: Callable[[Record, str], None]) -> None:
        self._known, self._report, self._publish = known, report, publish
        self._returned: dict[str, GoodArticle] = {}

    def take(self, found: Found) -> None:
        """Publishes a version of an article that is not known."""
        if isinstance(found, BadArticle):
            self._report.bad.add(found.where, found.why)
            return
        article = found.article
        news = self._known.take(article)
        if self._returned.pop(article.id, None):  # it was not the last word
            self._report.same += 1
        if news is News.NEW:
            self._publish(messages.of_article(article), found.where)
        elif news is News.AGAIN:
            # A text that went back to what it was, or a source with all its versions that is read once more:
            # what comes last in it tells.
            self._returned[article.id] = found
        elif news is News.WITHDRAWN:
            self._report.withdrawn += 1
        else:
            self._report.same += 1

    def finish(self) -> None:
        """Publishes again what articles have gone back to."""
        for found in self._returned.values():
            self._known.again(found.article)
            self._publish(messages.of_article(found.article, again=True), found.where)
        self._returned.clear()
