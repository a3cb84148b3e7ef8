"""Windows: what a claimant says of the last day, week or month, in event time.

Either the difference of its running totals at the two ends, or the sum of its incidents in between; never
both (rule 2).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from tollwire.domain.count import Count
from tollwire.domain.line import SHOWN, Assertion, Entry, Line, newest, total
from tollwire.domain.memory import FOREVER, later


class Window(StrEnum):
    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    ALL = "all"


LENGTHS = {
    Window.DAY: timedelta(hours=24),
    Window.WEEK: timedelta(days=7),
    Window.MONTH: timedelta(days=30),
}


class Method(StrEnum):
    """How a claimant's figure for a window came about."""

    TOTAL = "total"  # its running total
    DIFFERENCE = "difference"  # of its running totals at the two ends
    SUM = "sum"  # of its incidents in the window


@dataclass(frozen=True, slots=True)
class Said:
    """What one claimant says of a window. `stands_on` counts the claims of a total or a difference, or the
    incidents of a sum; `newest` is the assertion of the newest claim in it.
    """

    method: Method
    count: Count
    newest: Assertion
    stands_on: int
    claim_ids: tuple[str, ...]

    @property
    def at(self) -> datetime:
        return self.newest.newest.at


def start_of(window: Window, as_of: datetime) -> datetime | None:
    """When a window begins that ends at `as_of`, a whole hour; None for all time."""
    length = LENGTHS.get(window)
    return None if length is None else (as_of - length).replace(minute=0, second=0, microsecond=0)


def said(totals: Line | None, incidents: Line | None, window: Window, as_of: datetime) -> Said | None:
    """What a claimant says of a window by its totals, else by its incidents; None if nothing, which is not
    zero (rule 7).
    """
    return lasting(totals, incidents, window, as_of)[0]


def lasting(
    totals: Line | None, incidents: Line | None, window: Window, as_of: datetime
) -> tuple[Said | None, datetime]:
    """The same, and the last time for which the same lines say the same, as `as_of` goes on."""
    start = start_of(window, as_of)
    if start is None:
        found = _total(totals) if totals else None
        return found or (_sum(incidents, None) if incidents else None), FOREVER
    # What is said changes no sooner than one of these comes to lie before the window.
    edges: list[datetime | None] = []
    found = None
    if totals is not None:
        slack = LENGTHS[window] / 2
        then = _before(totals, start, slack)
        edges += [_next(totals, start), later(then.at, slack) if then else None]
        found = _difference(totals, start, then)
    if found is None and incidents is not None:
        edges.append(_next(incidents, start))
        found = _sum(incidents, start)
    return found, min((_last(each, window) for each in edges if each), default=FOREVER)


def _last(edge: datetime, window: Window) -> datetime:
    """The last time for which a window begins no later than at `edge`."""
    hour = edge.replace(minute=0, second=0, microsecond=0)
    return later(hour, LENGTHS[window] + timedelta(hours=1, microseconds=-1))


def _next(line: Line, start: datetime) -> datetime | None:
    """The first moment on a line from `start` on."""
    days = list(takewhile(lambda day: day >= start.date(), line.days(date.max)))
    return next(filter(None, (line.sheet(day).next(start) for day in reversed(days))), None)


def _total(line: Line) -> Said | None:
    now = newest(line)
    return Said(Method.TOTAL, now.newest.count, now, now.reports, now.claim_ids) if now else None


def _before(line: Line, start: datetime, slack: timedelta) -> Entry | None:
    """The total at the start of a window, if it is not older than that by more than `slack`."""
    befores = (line.sheet(day).before(start) for day in line.days(start.date()))
    then = next(filter(None, befores), None)
    return None if then is None or then.at < start - slack else then


def _difference(line: Line, start: datetime, then: Entry | None) -> Said | None:
    now = newest(line)
    if now is None or now.newest.at < start or then is None:
        return None
    new, old = now.newest.count, then.count
    low = 0 if old.high is None else max(0, new.low - old.high)
    high = None if new.high is None else max(0, new.high - old.low)
    return Said(
        Method.DIFFERENCE,
        Count(low, high, new.approximate or old.approximate),
        now,
        now.reports + 1,
        (then.claim_id, *now.claim_ids),
    )


def _sum(line: Line, start: datetime | None) -> Said | None:
    """The days after the one in which the window begins lie in it whole."""
    if start is None:
        found = line.sum()
    else:
        found = total((line.sheet(start.date()).sum(start), line.sum(start.date())))
    if found is None:
        return None
    latest = line.sheet(found.day).at(found.place)
    assert latest is not None
    return Said(Method.SUM, found.count, latest, found.incidents, _shown(line, start))


def _shown(line: Line, start: datetime | None) -> tuple[str, ...]:
    """The newest claim of each incident, of the last days of the window, oldest first."""
    shown: list[Entry] = []
    for day in line.days(date.max):
        if (start is not None and day < start.date()) or len(shown) >= SHOWN:
            break
        sheet = line.sheet(day)
        here = [sheet.at(place) for place in sheet.places if sheet.lies_in(place, start)]
        shown += sorted((each.newest for each in here if each), key=lambda each: each.newness, reverse=True)
    return tuple(each.claim_id for each in reversed(shown[:SHOWN]))
