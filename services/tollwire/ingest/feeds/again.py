"""Pages that are looked at again, for corrections of which their feed does not tell: soon and then ever more
seldom, while the item is young.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tollwire.ingest.feeds.forms.items import Item
from tollwire.ingest.net.client import Answer

# After one hour, three more, nine more and so on.
FIRST, FACTOR = timedelta(hours=1), 3
# An item that says that it is older was found late, and is of no day's news.
_YOUNG = timedelta(days=2)
MOST = 200
"""So many of a source are kept, those that came last."""
MOST_A_LOOK = 20
_LONGEST = 512  # of a validator


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that is due again. `item` is as the feed told of it, but for its text and its id, which is the
    key; the validators are those of the page as it was last had.
    """

    item: Item
    due: datetime
    visits: int = 0
    etag: str | None = None
    last_modified: str | None = None


Visits = dict[str, Visit]
"""By the key of the item."""


def plan(visits: Visits, item: Item, page: Answer | None, now: datetime, times: int) -> None:
    """Says that an item was taken in, from this page; it is to be looked at again so many times."""
    visits.pop(item.key, None)
    if not times or page is None or item.url is None or (item.when and now - item.when > _YOUNG):
        return
    bare = Item(id=item.key, url=item.url, title=item.title, published=item.published, updated=item.updated)
    visits[item.key] = _had(Visit(item=bare, due=now + FIRST), page)
    while len(visits) > MOST:
        del visits[next(iter(visits))]


def due(visits: Visits, now: datetime) -> list[Visit]:
    """Those that are to be looked at now, longest due first."""
    return sorted((each for each in visits.values() if each.due <= now), key=lambda each: each.due)[
        :MOST_A_LOOK
    ]


def done(visits: Visits, visit: Visit, page: Answer | None, now: datetime, times: int) -> None:
    """Says that a page was looked at again, and what came; None: nothing did."""
    count = visit.visits + 1
    if count >= times:
        visits.pop(visit.item.id, None)
        return
    later = replace(visit, due=now + FIRST * FACTOR**count, visits=count)
    visits[visit.item.id] = _had(later, page) if page and not page.unchanged else later


def _had(visit: Visit, page: Answer) -> Visit:
    etag, last_modified = (
        text if text and len(text) <= _LONGEST else None for text in (page.etag, page.last_modified)
    )
    return replace(visit, etag=etag, last_modified=last_modified)
