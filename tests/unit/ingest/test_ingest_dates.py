import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.ingest.dates import parse_time


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2020-10-01", utc(2020, 10, 1)),
        ("20201001", utc(2020, 10, 1)),
        ("2020-10-01T12:00:00Z", utc(2020, 10, 1, 12)),
        ("2020-10-01T12:00:00", utc(2020, 10, 1, 12)),
        ("2020-10-01T12:00:00+04:00", utc(2020, 10, 1, 8)),
        ("2020-10-01 12:00 UTC", utc(2020, 10, 1, 12)),
        ("2020/10/01", utc(2020, 10, 1)),
        ("Thu, 01 Oct 2020 12:00:00 +0400", utc(2020, 10, 1, 8)),
        ("Oct 1, 2020 5pm EST", utc(2020, 10, 1, 22)),
        ("1 October 2020", utc(2020, 10, 1)),
        ("13/04/2020", utc(2020, 4, 13)),
        ("2020/10/01 9:00 GMT+3", utc(2020, 10, 1, 6)),
    ],
)
def test_forms_of_a_date(text: str, at: datetime):
    assert parse_time(text) == at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2020", "leaves open which day"),
        ("Monday", "leaves open which day"),
        ("October 2020", "leaves open which day"),
        ("12:00", "leaves open which day"),
        ("2020-10-01 12:00 XYZ", "time zone 'XYZ' is not known"),
        ("yesterday", "no date that can be read"),
        ("2020-13-45", "no date that can be read"),
        ("1601510400", "a bare number"),
        ("1603011200000", "a bare number"),
        (" ", "no date that can be read"),
        ("1" * 101, "too long"),
    ],
)
def test_what_is_no_date(text: str, why: str):
    with pytest.raises(ValueError, match=why) as wrong:
        parse_time(text)
    assert "write 2020-10-01" in str(wrong.value)


ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES))
def test_a_time_written_as_iso_is_read_as_it_was(at: datetime):
    assert parse_time(at.isoformat()) == at


@given(st.text(max_size=120) | st.from_regex(r"[0-9A-Za-z:,./ +-]{1,40}", fullmatch=True))
def test_any_text_is_a_time_with_a_zone_or_a_value_error(text: str):
    with contextlib.suppress(ValueError):
        assert parse_time(text).tzinfo is not None
