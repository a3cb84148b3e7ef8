"""Windows: what a claimant says of the last day, week or month, in event time.

Either the difference of its running totals at the two ends, or the sum of its incidents in between; never
both (rule 2).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tollwire.domain.count import Count
from tollwire.domain.line import SHOWN, Assertion, Entry, Line, newest, total


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
    start = start_of(window, as_of)
    by_totals = None
    if totals is not None:
        by_totals = _total(totals) if start is None else _difference(totals, start, LENGTHS[window] / 2)
    return by_totals or (_sum(incidents, start) if incidents is not None else None)


def _total(line: Line) -> Said | None:
    now = newest(line)
    return Said(Method.TOTAL, now.newest.count, now, now.reports, now.claim_ids) if now else None


def _difference(line: Line, start: datetime, slack: timedelta) -> Said | None:
    now = newest(line)
    if now is None or now.newest.at < start:
        return None
    befores = (line.sheet(day).before(start) for day in line.days(start.date()))
    then = next(filter(None, befores), None)
    if then is None or then.at < start - slack:
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
