from datetime import UTC, datetime, timedelta

import pytest

from tollwire.domain import moments
from tollwire.domain.errors import DomainError


def test_a_day_is_taken_whole():
    assert moments.first("2020-10-05") == datetime(2020, 10, 5, tzinfo=UTC)
    assert moments.last("2020-10-05") == datetime(2020, 10, 6, tzinfo=UTC) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    "given", ["2020-10-05T18:00Z", "2020-10-05T18:00", "2020-10-05 18:00", "2020-10-05T22:00+04:00"]
)
def test_a_time_is_in_utc_unless_it_says_otherwise(given: str):
    assert moments.first(given) == moments.last(given) == datetime(2020, 10, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize("given", ["", "yesterday", "2020-13-01", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_told(given: str):
    with pytest.raises(DomainError, match="write a day or a time"):
        moments.first(given)
