"""What is known of one source: what it had, when it is due, how it fares. Written to a compacted topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from tollwire.events.cloudevents import headers
from tollwire.events.messages import Record
from tollwire.events.topics import FOLLOWED
from tollwire.events.wire import AgainV1, FollowedV1, SeenV1
from tollwire.ingest.feeds.again import Visit, Visits
from tollwire.ingest.feeds.forms.items import Item

# An item that left its feed so long ago is forgotten; should it come back, its article is still known by the
# topic, which keeps articles longer.
FORGOTTEN_AFTER = timedelta(days=14)
MOST_SEEN = 20_000
# After so many attempts a page counts as not to be had.
MOST_TRIES = 5
_LONGEST_ERROR = 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """An item that was there. `tries`: how often its page could not be had, 0 once it is done with."""

    content: str
    tries: int = 0
    left: datetime | None = None


@dataclass(slots=True, kw_only=True)
class State:
    """Of one source. Times are aware, in UTC; `seen` is by the key of an item."""

    name: str
    url: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    checked: datetime | None = None
    succeeded: datetime | None = None
    next_at: datetime | None = None
    closed_until: datetime | None = None
    failures: int = 0
    error: str | None = None
    seen: dict[str, Seen] = field(default_factory=dict)
    again: Visits = field(default_factory=dict)

    def at(self, url: str) -> None:
        """Says where the feed is by `sources.yaml`: nothing but its items is remembered of another place."""
        if url != self.url:
            self.url, self.moved_to, self.closed_until = url, None, None
            self.forget_validators()
            self.next_at = None

    def forget_validators(self) -> None:
        self.etag = self.last_modified = None

    def wants(self, item: Item) -> bool:
        """Whether an item is new, changed, or still to be had."""
        held = self.seen.get(item.key)
        return held is None or held.content != item.content or held.tries > 0

    def done(self, item: Item) -> None:
        """All that there is to do about an item is done."""
        self.seen[item.key] = Seen(item.content)

    def failed(self, item: Item) -> bool:
        """Notes an attempt that failed; whether there will be another."""
        held = self.seen.get(item.key)
        tries = held.tries + 1 if held and held.content == item.content else 1
        again = tries < MOST_TRIES
        self.seen[item.key] = Seen(item.content, tries if again else 0)
        return again

    def present(self, keys: Iterable[str], now: datetime) -> None:
        """Says what the feed holds now; what left it long ago is forgotten."""
        there = set(keys)
        for key, held in list(self.seen.items()):
            if key in there:
                if held.left:
                    self.seen[key] = replace(held, left=None)
            elif held.left is None:
                self.seen[key] = replace(held, left=now)
            elif now - held.left > FORGOTTEN_AFTER:
                del self.seen[key]
        if len(self.seen) > MOST_SEEN:
            gone = sorted((key for key in self.seen if key not in there), key=self._left)
            for key in gone[: len(self.seen) - MOST_SEEN]:
                del self.seen[key]

    def _left(self, key: str) -> datetime:
        left = self.seen[key].left
        assert left
        return left

    def record(self, at: datetime) -> Record:
        """As a message; `at` is the time of writing."""
        value = FollowedV1(
            name=self.name,
            url=self.url,
            moved_to=self.moved_to,
            etag=self.etag,
            last_modified=self.last_modified,
            checked_at=self.checked,
            succeeded_at=self.succeeded,
            next_at=self.next_at,
            closed_until=self.closed_until,
            failures=self.failures,
            error=self.error[:_LONGEST_ERROR] if self.error else None,
            seen=tuple(
                SeenV1(item=key, content=held.content, tries=held.tries, left_at=held.left)
                for key, held in self.seen.items()
            ),
            again=tuple(map(_told, self.again.values())) or None,
        )
        return Record(
            FOLLOWED,
            self.name.encode(),
            value.encode(),
            headers(
                FollowedV1, id=f"{self.name}@{at.isoformat()}", service="ingest", subject=self.name, at=at
            ),
        )

    @classmethod
    def of(cls, told: FollowedV1) -> Self:
        return cls(
            name=told.name,
            url=told.url,
            moved_to=told.moved_to,
            etag=told.etag,
            last_modified=told.last_modified,
            checked=told.checked_at,
            succeeded=told.succeeded_at,
            next_at=told.next_at,
            closed_until=told.closed_until,
            failures=told.failures,
            error=told.error,
            seen={each.item: Seen(each.content, each.tries, each.left_at) for each in told.seen},
            again={each.item: _visit(each) for each in told.again or ()},
        )


def _told(visit: Visit) -> AgainV1:
    item = visit.item
    return AgainV1(
        item=item.id,
        url=item.url or "",
        title=item.title,
        published_at=item.published,
        updated_at=item.updated,
        etag=visit.etag,
        last_modified=visit.last_modified,
        due_at=visit.due,
        visits=visit.visits,
    )


def _visit(told: AgainV1) -> Visit:
    item = Item(
        id=told.item, url=told.url, title=told.title, published=told.published_at, updated=told.updated_at
    )
    return Visit(
        item=item,
        due=told.due_at,
        visits=told.visits,
        etag=told.etag,
        last_modified=told.last_modified,
    )
