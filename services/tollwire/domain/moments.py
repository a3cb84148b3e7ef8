"""Moments as a user gives them: a day, or a time."""

from datetime import UTC, date, datetime, time

from tollwire.domain.errors import DomainError


def first(given: str) -> datetime:
    """The moment, of a day its beginning; aware, in UTC. Raises DomainError."""
    return _read(given, time.min)


def last(given: str) -> datetime:
    """The moment, of a day its end; aware, in UTC. Raises DomainError."""
    return _read(given, time.max)


def _read(given: str, of_day: time) -> datetime:
    text = given.strip()
    try:
        if "T" not in text and " " not in text:
            return datetime.combine(date.fromisoformat(text), of_day, UTC)
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise DomainError(
            f"{given!r} is no moment; write a day or a time, as in 2020-10-05 or 2020-10-05T18:00Z"
        ) from wrong
