"""The sample wire, and what it comes to without Kafka."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from tollwire.domain.article import Article
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.extraction import extract
from tollwire.extractor.handler import Held, read

TAKEN_IN = datetime(2020, 11, 11, tzinfo=UTC)


@cache
def articles() -> tuple[Article, ...]:
    """The articles of the sample wire, corrected versions among them, in its order."""
    lines = (files("tollwire.demo") / "wire.jsonl").read_text("utf-8").splitlines()
    return tuple(_article(json.loads(line)) for line in lines)


def events(wire: Iterable[Article]) -> Iterator[ClaimEvent]:
    """What the articles claim and take back."""
    held: dict[str, Held] = {}
    for article in wire:
        reading = read(article, held.get(article.id), extract)
        held[article.id] = reading.held
        yield from reading.events


def tallies(wire: Iterable[Article]) -> dict[str, bytes]:
    """The tally of each actor that has one, as bytes on the topic, from a plain fold in this process."""
    folded = fold(events(wire))
    return {
        actor: messages.of_tally(account.tally).value
        for actor, account in folded.items()
        if account.tally.figures
    }


def _article(fields: dict[str, str]) -> Article:
    return Article(
        text=fields["text"],
        title=fields["title"],
        url=fields["url"],
        publisher=fields["publisher"],
        published_at=datetime.fromisoformat(fields["published"]),
        revised_at=datetime.fromisoformat(fields["updated"]) if "updated" in fields else None,
        ingested_at=TAKEN_IN,
    )
