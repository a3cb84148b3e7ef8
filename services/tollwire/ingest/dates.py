"""The forms in which publishers write when something was published."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dateutil import parser

# The zones that have a name in mail and feeds, in hours (RFC 5322, section 4.3).
_NAMED = {"UTC": 0, "GMT": 0, "UT": 0, "Z": 0}
_NAMED |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
# Whatever a date leaves open is taken from one and from the other; what then differs was not said.
_OPEN = (datetime(2000, 1, 1), datetime(2001, 2, 2))
# dateutil takes "GMT+3" for three hours west of Greenwich, as POSIX does; people mean east.
_GREENWICH = re.compile(r"(?i)\b(?:GMT|UTC)\s*(?=[+-]\d)")
_LONGEST = 100
_WANTED = "write 2020-10-01 or 2020-10-01T12:00:00Z"


def parse_time(text: str) -> datetime:
    """The moment that `text` names, aware, in its own zone; with no zone it is UTC, with no hour midnight.

    ISO 8601 first, then what dateutil reads of other forms. Raises ValueError, saying why, for what is no
    date, leaves out day, month or year, or could be two ("03/04/2020").
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(f"it is too long for a date; {_WANTED}")
    if text.isdigit() and len(text) != len("20201001"):  # seconds or milliseconds of some epoch
        raise ValueError(f"it is a bare number; {_WANTED}")
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        pass
    text = _GREENWICH.sub("", text)
    readings = set()
    for month_first, default in zip((True, False), _OPEN, strict=True):
        # dateutil would take 2020-10-01 for the tenth of January when it is told that days come first.
        day_first = not month_first and not text[:4].isdigit()
        try:
            readings.add(_aware(parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone)))
        except (ValueError, OverflowError, TypeError, AttributeError, AssertionError) as wrong:
            # dateutil lets out more than the errors that it documents.
            why = str(wrong) if isinstance(wrong, _UnknownZone) else "it is no date that can be read"
            raise ValueError(f"{why}; {_WANTED}") from wrong
    if len(readings) > 1:
        raise ValueError(f"it leaves open which day it is; {_WANTED}")
    return readings.pop()


class _UnknownZone(ValueError):
    pass


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:
        return None
    if name.upper() not in _NAMED:
        raise _UnknownZone(f"the time zone {name!r} is not known")
    return timezone(timedelta(hours=_NAMED[name.upper()]))


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
