"""The fold of a span, from records as the consumer gives them."""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from support.make import BEGAN, claim, hours, made, taken_back
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.topics import Topic
from tollwire.reading.claims import Claims, Span


class Topics:
    """Two partitions of claims in memory, by whether the actor's id is longer than seven letters."""

    def __init__(self, events: Iterable[ClaimEvent], arrived: datetime = BEGAN) -> None:
        self.records: list[list[Any]] = [[], []]
        for event in events:
            self.add(messages.of_claim(event).value, event.claim.actor, arrived)

    def add(self, value: bytes, actor: str, arrived: datetime = BEGAN) -> None:
        record = SimpleNamespace(
            key=actor.encode(), value=value, headers=[], timestamp=arrived.timestamp() * 1000
        )
        self.records[len(actor) > 7].append(record)

    def partitions(self, _: Topic, keys: Iterable[str] | None = None) -> list[int]:
        return [0, 1] if keys is None else sorted({int(len(key) > 7) for key in keys})

    def read(self, _: Topic, partitions: Iterable[int]) -> Iterable[Any]:
        return [record for number in partitions for record in self.records[number]]


WHOLE = Span()


def folded(topics: Topics, span: Span = WHOLE, actors: Iterable[str] | None = None) -> dict[str, Any]:
    return dict(Claims(topics, span).fold(list(actors) if actors else None))  # type: ignore[arg-type]


def total(accounts: dict[str, Any], actor: str = "armenia") -> list[int]:
    return [figure.count.low for figure in accounts[actor].tally.figures]


FIRST = claim(16)
SECOND = claim(84, at=hours(24), in_article="b")
OTHER = claim(550, victim="Azerbaijan", at=hours(30), in_article="c")


def test_without_ends_it_is_the_fold_of_all():
    events = [*made(FIRST, SECOND, OTHER), taken_back(SECOND, hours(40))]
    assert folded(Topics(events)) == fold(events)


def test_actors_that_are_asked_for_and_no_others():
    assert set(folded(Topics(made(FIRST, OTHER)), actors=["azerbaijan"])) == {"azerbaijan"}


def test_until_leaves_out_what_was_published_later():
    topics = Topics(made(FIRST, SECOND, OTHER))
    accounts = folded(topics, Span(until=hours(23)))
    assert (set(accounts), total(accounts)) == ({"armenia"}, [16])
    assert total(folded(topics, Span(until=hours(24)))) == [84], "the moment itself belongs to it"


def test_a_correction_is_not_known_before_it_was_put_out():
    events = [*made(FIRST, SECOND), taken_back(SECOND, hours(40))]
    assert total(folded(Topics(events), Span(until=hours(39)))) == [84]
    assert total(folded(Topics(events), Span(until=hours(40)))) == [16]


def test_since_leaves_out_what_was_published_before_and_keeps_corrections():
    events = [*made(FIRST, SECOND), taken_back(SECOND, hours(40))]
    assert total(folded(Topics(made(FIRST, SECOND)), Span(since=hours(1)))) == [84]
    assert folded(Topics(events), Span(since=hours(1))) == {}


def test_what_was_known_goes_by_the_times_of_the_messages():
    topics = Topics(made(FIRST), arrived=hours(100))
    topics.add(messages.of_claim(made(SECOND)[0]).value, "armenia", hours(200))
    assert total(folded(topics, Span(ingested_until=hours(100)))) == [16]
    assert folded(topics, Span(ingested_until=hours(99))) == {}


def test_a_revision_that_somebody_else_made_goes_by_publication():
    event = ClaimEvent(claim=FIRST, revision="second edition")
    assert total(folded(Topics([event]), Span(until=BEGAN))) == [16]
    assert folded(Topics([event]), Span(until=hours(-1))) == {}


def test_what_cannot_be_read_is_counted_and_no_part_of_it():
    topics = Topics(made(FIRST))
    topics.add(b"{}", "armenia")
    claims = Claims(topics)  # type: ignore[arg-type]
    assert dict(claims.fold()) == fold(made(FIRST))
    assert (claims.read, claims.unreadable, claims.actors) == (2, 1, {"armenia"})
