"""How ingest is wired: settings and sources in, a report out."""

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from tollwire.events.topics import ARTICLES
from tollwire.ingest import known as known_articles
from tollwire.ingest import retraction
from tollwire.ingest.handler import Intake, Report
from tollwire.ingest.publisher import Publisher
from tollwire.ingest.sources import Sources
from tollwire.platform import topics
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

Watch = Callable[[Sources, Report], None]
"""Called after each thing that was found; must not block."""


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def ingest(
    settings: Settings,
    paths: Sequence[str],
    *,
    watch: Watch = lambda *_: None,
    now: Callable[[], datetime] = _wall_clock,
    stdin: BinaryIO | None = None,
) -> Report:
    """Publishes what the paths hold and is not on the topic yet; returns when each is there or told as lost.

    Ctrl-C stops the reading, and what was read is still published; a second one ends that too. Raises
    NoBroker where there is none at the start, and TopicError.
    """
    topics.ensure(settings, (ARTICLES,))
    known = known_articles.on_topic(settings)
    sources = Sources(paths, now=now, stdin=stdin or sys.stdin.buffer)
    report = Report()

    def feed(publisher: Publisher) -> None:
        intake = Intake(known, report, publisher.publish)
        for found in sources:
            intake.take(found)
            report.published = publisher.published
            watch(sources, report)
        intake.finish()

    _publish(settings, report, feed, lambda: sources.where)
    watch(sources, report)
    return report


def retract(
    settings: Settings,
    names: Sequence[str],
    *,
    reason: str | None = None,
    now: Callable[[], datetime] = _wall_clock,
    stdin: BinaryIO | None = None,
) -> Report:
    """Withdraws the articles of these ids and addresses; `-`: of those on the lines of standard input.

    Ends, and raises, as `ingest` does.
    """
    topics.ensure(settings, (ARTICLES,))
    known = known_articles.on_topic(settings)
    report, where = Report(), "the beginning"

    def feed(publisher: Publisher) -> None:
        nonlocal where
        for name in retraction.names(names, stdin or sys.stdin.buffer):
            retraction.withdraw(name, known, report, publisher.publish, now=now, reason=reason)
            where = name.where

    _publish(settings, report, feed, lambda: where)
    return report


def _publish(
    settings: Settings, report: Report, feed: Callable[[Publisher], None], where: Callable[[], str]
) -> None:
    """Has `feed` publish, and brings the report up to date; `where` says how far it has come."""
    publisher = Publisher(settings)
    try:
        with publisher:
            try:
                feed(publisher)
            except KeyboardInterrupt:
                report.interrupted, report.stopped_at = True, where()
                if publisher.pending:
                    log.warning("waiting for what is on its way; Ctrl-C again drops it")
            publisher.finish()
    except KeyboardInterrupt:
        report.interrupted, report.stopped_at = True, where()
    except NoBroker as nobody:
        report.why_stopped = str(nobody)
        report.stopped_at = report.stopped_at or where()
    report.published = publisher.published
    for lost in publisher.lost:
        report.lost.add(lost.where, lost.why)
