"""How ingest is wired: settings and sources in, a report out."""

import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Thread
from typing import BinaryIO

from tollwire.events.messages import Outgoing
from tollwire.events.topics import ARTICLES, UNREAD
from tollwire.ingest import following, retraction
from tollwire.ingest.archives import letters
from tollwire.ingest.archives.settled import Settled
from tollwire.ingest.found import BadArticle, Read, Step
from tollwire.ingest.handler import Intake, Report
from tollwire.ingest.language import Languages
from tollwire.ingest.publisher import Publisher
from tollwire.ingest.sources import Reading, Sources
from tollwire.platform import topics
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

Watch = Callable[[Sources, Report], None]
"""Called after each thing that was found; must not block."""


# How often it is kept how far the files are read. A run that ends well before leaves nothing behind.
_WRITE_SECONDS = 2.0
_PLAINLY = Reading()


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def ingest(
    settings: Settings,
    paths: Sequence[str],
    *,
    reading: Reading = _PLAINLY,
    watch: Watch = lambda *_: None,
    now: Callable[[], datetime] = _wall_clock,
    clock: Callable[[], float] = time.monotonic,
    stdin: BinaryIO | None = None,
) -> Report:
    """Publishes what the paths hold and is not on the topic yet; returns when each is there or told as lost.

    What is bad goes to the dead letters. How far each file is read and acknowledged is kept in the journals
    of `reading`. Ctrl-C stops the reading, and what was read is still published; a second one ends that too.
    Raises NoBroker where there is none at the start, and TopicError.
    """
    topics.ensure(settings, (ARTICLES, ARTICLES.dlq, UNREAD))
    loading = Thread(target=Languages.load, daemon=True)
    loading.start()  # it takes a second, in which the brokers can be asked
    known = following.known(settings)
    loading.join()
    sources = Sources(paths, now=now, stdin=stdin or sys.stdin.buffer, reading=reading)
    report = Report(passed=sources.passed)
    settled: Settled[Step] = Settled()
    begun = written = clock()

    def bury(bad: BadArticle) -> Outgoing | None:
        return None if bad.raw is None else letters.of_bad(bad.where, bad.why, bad.raw, now())

    def feed(publisher: Publisher) -> None:
        nonlocal written
        intake = Intake(known, report, publisher.publish, bury)
        for found in sources.events():
            if isinstance(found, Read):
                settled.found(found.step)()
            elif found.step:
                intake.take(found, settled.found(found.step))
            else:
                intake.take(found)
            if clock() - written > _WRITE_SECONDS:
                written = clock()
                _note(settled, sources)
            report.published = publisher.published
            watch(sources, report)
        intake.finish()

    try:
        _publish(settings, report, feed, lambda: sources.where)
    finally:
        ended = report.stopped_at is not None
        if ended or reading.resume or clock() - begun > _WRITE_SECONDS:
            _note(settled, sources)
    watch(sources, report)
    return report


def _note(settled: Settled[Step], sources: Sources) -> None:
    for step in settled.passed():
        step.note()
    sources.write()


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
    topics.ensure(settings, following.TOPICS)
    known = following.known(settings)
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
