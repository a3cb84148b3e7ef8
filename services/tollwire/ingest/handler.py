"""What ingest does to one thing that it found: publish it, pass it over, or tell that it is bad."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.ingest.known import Known
from tollwire.ingest.sources import BadArticle, Found

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
    """What became of everything that was found. `stopped_at`: where a run ended before its sources."""

    published: int = 0
    same: int = 0
    bad: Told = field(default_factory=Told)
    lost: Told = field(default_factory=Told)
    stopped_at: str | None = None
    interrupted: bool = False
    why_stopped: str | None = None

    @property
    def exit_code(self) -> int:
        """0: everything is on the brokers; 1: something is not; 130: Ctrl-C."""
        if self.interrupted:
            return 130
        return 1 if self.bad.count or self.lost.count or self.why_stopped else 0


def handle(found: Found, known: Known, report: Report, publish: Callable[[Record, str], None]) -> None:
    """A version of an article that is not known is published; `known` and `report` are brought up to date.

    A version counts as known from then on, also where publishing it fails: that is told, and the next run,
    which asks the topic, tries it again.
    """
    if isinstance(found, BadArticle):
        report.bad.add(found.where, found.why)
    elif known.add(messages.article_event_id(found.article.id, found.article.version)):
        publish(messages.of_article(found.article), found.where)
    else:
        report.same += 1
