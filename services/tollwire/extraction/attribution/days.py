"""The days that a text names, resolved by the day on which it was published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.words import table

_TABLE = table("occasion")
_WEEKDAYS: list[str] = _TABLE["weekdays"]
_MONTHS: list[str] = _TABLE["months"]
_BEFORE: dict[str, int] = _TABLE["before"]
_NUMBERS: dict[str, int] = _TABLE["numbers"]
# A day and month with no year are of the last months: what is further back is told with its year.
_OLDEST = 60
# From this hour (UTC) on it is already the next day somewhere.
_NOON = 12
_WEEK = 7
_BESIDE = re.compile(r"[\s,(]{1,3}(?:the\s)?")


@dataclass(frozen=True, slots=True)
class When:
    """Words of time at characters `start` to `end` of a text; `day` is None where they tell no one day."""

    start: int
    end: int
    day: date | None


def find(text: str, published: datetime | None) -> list[When]:
    """All words of time in `text` that tell a day, or that it was no single one, in its order.

    `published` is when the article was published, in UTC; None where nobody says. A day after the day after
    that is none, nor is "last Tuesday" where it may be of this week or the one before.
    """
    if not _any().search(text):
        return []
    found: list[When] = [When(m.start(), m.end(), None) for m in pattern("occasion", "vague").finditer(text)]
    for key, of in (("date", _of_date), ("weekday", _of_weekday), ("relative", _of_relative)):
        for match in pattern("occasion", key).finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                found.append(When(match.start(), match.end(), of(match, published)))
    found.sort(key=lambda each: each.start)
    return list(_joined(text, found))


@cache
def _any() -> re.Pattern[str]:
    """What stands in every text that tells a day: most tell none, and need no further look."""
    words = "|".join(
        (
            *_WEEKDAYS,
            *_MONTHS,
            "day",
            "night",
            "morning",
            "noon",
            "evening",
            "week",
            "month",
            "hours",
            "years",
            "daily",
        )
    )
    return re.compile(rf"(?:{words})|\d\d?\.\d|\d-\d", re.IGNORECASE)


def _joined(text: str, found: list[When]) -> Iterator[When]:
    """A weekday and its date as one, as in "Monday, October 3"; none where the two do not agree."""
    at = 0
    while at < len(found):
        one = found[at]
        after = found[at + 1] if at + 1 < len(found) else None
        if after and _BESIDE.fullmatch(text[one.end : after.start]):
            named = _weekday(text[one.start : one.end]), _weekday(text[after.start : after.end])
            if named[0] is not None and named[1] is None:
                agree = after.day is not None and after.day.weekday() == named[0]
                yield When(one.start, after.end, after.day if agree else None)
                at += 2
                continue
        yield one
        at += 1


def _weekday(text: str) -> int | None:
    return next((number for number, name in enumerate(_WEEKDAYS) if name in text.lower()), None)


def _of_weekday(match: re.Match[str], published: datetime | None) -> date | None:
    """The latest such day that is not after publication."""
    if published is None:
        return None
    back = (published.weekday() - _WEEKDAYS.index(match.group("weekday").lower())) % _WEEK
    if back == _WEEK - 1 and published.hour >= _NOON:
        return None  # six days ago, or tomorrow's, which it is already where it was written
    if match.group("last"):
        if back == 0:
            back = _WEEK
        elif back <= published.weekday():
            return None  # of this week or of the last
    return published.date() - timedelta(days=back)


def _of_relative(match: re.Match[str], published: datetime | None) -> date | None:
    if published is None:
        return None
    if ago := match.group("ago"):
        return published.date() - timedelta(days=_NUMBERS.get(ago.lower()) or int(ago))
    words = " ".join(match.group("relative").lower().split())
    return published.date() - timedelta(days=_BEFORE[words])


def _of_date(match: re.Match[str], published: datetime | None) -> date | None:
    group = match.groupdict()
    latest = published.date() + timedelta(days=1) if published else None
    try:
        if group["iso"]:
            day = date.fromisoformat(group["iso"])
        elif group["dotted"]:
            of_month, month, year = map(int, group["dotted"].split("."))
            day = date(year, month, of_month)
        else:
            of_month = int(re.sub(r"\D", "", group["no_first"] or group["no_second"]))
            month = _MONTHS.index((group["month_second"] or group["month_first"])[:3].lower()) + 1
            given = group["year_first"] or group["year_second"]
            if not given:
                return _latest(month, of_month, latest)
            day = date(int(given), month, of_month)
    except ValueError:  # "31 June"
        return None
    return None if latest and day > latest else day


def _latest(month: int, of_month: int, latest: date | None) -> date | None:
    """The last such day up to `latest`. Raises ValueError for a day that the month does not have."""
    if latest is None:
        return None
    day = date(latest.year, month, of_month)
    if day > latest:
        day = date(latest.year - 1, month, of_month)
    return day if (latest - day).days <= _OLDEST else None
