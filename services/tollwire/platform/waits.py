"""How long to wait: what a server asks for, and what is fair after failures."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

LONGEST_SECONDS = 24 * 3600.0
_SHARE = 0.1


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day; None where it says nothing that can be read.

    It is a number of seconds or a date (RFC 9110, section 10.2.3).
    """
    if not text:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_SECONDS)
    try:
        at = parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    try:
        return min(max((at - now).total_seconds(), 0.0), LONGEST_SECONDS)
    except OverflowError:
        return None


def next_wait(interval: float, failures: int, random: Random) -> float:
    """Seconds until a source is due again: its interval, doubled with each failure in a row, give or take a
    tenth, so that many sources do not come to step together; at most a day where the interval is shorter.
    """
    wait = min(interval * 2.0 ** min(failures, 30), max(interval, LONGEST_SECONDS))
    return wait * random.uniform(1 - _SHARE, 1 + _SHARE)


def backoff(failures: int, first: float, most: float, random: Random) -> float:
    """Seconds to wait after so many failures before this one: doubled with each up to the most, and by chance
    down to half of it, so that many who failed together do not come back together.
    """
    return float(min(first * 2.0 ** min(failures, 60), most) * random.uniform(0.5, 1.0))
