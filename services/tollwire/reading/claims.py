"""The claims topic folded afresh: what stood, and what it came to, as of any moment."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tollwire.domain.article import put_out
from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.fold import Account, Registers, accounts, registers
from tollwire.events.cloudevents import check_type
from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import CLAIMS
from tollwire.events.wire import ClaimV1
from tollwire.reading.topics import Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which claims are folded; both ends belong to it, and without any it is all of them.

    `since` and `until` are in event time: claims of articles published in between, as the versions that were
    put out up to `until` make them, so that a later correction is not yet known. `ingested_until` is by the
    times of the messages on the topic: what had been read by then, whatever it is about.
    """

    since: datetime | None = None
    until: datetime | None = None
    ingested_until: datetime | None = None

    @property
    def whole(self) -> bool:
        return self.since is None and self.until is None and self.ingested_until is None

    def knows(self, event: ClaimEvent, arrived: datetime) -> bool:
        """Whether an event that came on the topic at `arrived` had happened by then."""
        if self.ingested_until is not None and arrived > self.ingested_until:
            return False
        return self.until is None or _said_at(event) <= self.until

    def holds(self, claim: Claim) -> bool:
        """Whether a claim that stands lies in the span."""
        at = claim.source.published_at
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)


class Claims:
    """The claims on the topic; `read` counts the messages that were, `unreadable` those that could not be.

    `actors` are those of whom there are claims at all, in the span or not. What cannot be read is a dead
    letter to the aggregator too, and no part of any tally.
    """

    def __init__(self, topics: Topics, span: Span = Span()) -> None:
        self._topics, self._span = topics, span
        self.read = self.unreadable = 0
        self.actors: set[str] = set()

    def held(self, actors: Collection[str] | None = None) -> Iterator[Registers]:
        """What holds of each claim, partition by partition: of these actors, or of all.

        Raises ReadingError where the topic is missing.
        """
        for partition in self._topics.partitions(CLAIMS, actors):
            held = registers(self._events(self._topics.read(CLAIMS, [partition]), actors))
            if not self._span.whole:
                held = {
                    id: event
                    for id, event in held.items()
                    if not event.retracted and self._span.holds(event.claim)
                }
            yield held

    def fold(
        self, actors: Collection[str] | None = None, tolerance: Tolerance = Tolerance()
    ) -> Iterator[tuple[str, Account]]:
        """What the claims come to, actor by actor; one partition is in memory at a time."""
        for held in self.held(actors):
            yield from sorted(accounts(held, tolerance).items())

    def _events(self, records: Iterable[Any], actors: Collection[str] | None) -> Iterator[ClaimEvent]:
        keys = None if actors is None else {actor.encode() for actor in actors}
        for record in records:
            if keys is not None and record.key not in keys:
                continue
            self.read += 1
            try:
                check_type(record.headers, ClaimV1)
                event = ClaimV1.decode(record.value).domain()
            except InvalidMessage:
                self.unreadable += 1
                continue
            self.actors.add(event.claim.actor)
            if self._span.knows(event, datetime.fromtimestamp(record.timestamp / 1000, UTC)):
                yield event


def _said_at(event: ClaimEvent) -> datetime:
    """When the version was put out that makes the claim or takes it back."""
    published = event.claim.source.published_at
    try:
        at = put_out(event.revision)
    except ValueError:  # a revision that somebody else made
        return published
    return at if at.tzinfo else published
