import pytest

from tollwire.domain.count import MOST_PEOPLE, Count
from tollwire.domain.errors import DomainError


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (-1, 5, "count_min -1 is not between 0 and 1000000000"),
        (MOST_PEOPLE + 1, None, "count_min 1000000001 is not"),
        (6, 5, "count_max 5 is not between count_min 6 and 1000000000"),
        (0, MOST_PEOPLE + 1, "count_max 1000000001 is not"),
        (0, -1, "count_max -1 is not"),
    ],
)
def test_impossible_counts_are_refused(low: int, high: int | None, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        Count(low, high)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count.exactly(0), "0"),
        (Count.exactly(2300), "2,300"),
        (Count.exactly(350, approximate=True), "~350"),
        (Count(200, None), "200+"),
        (Count(0, 50), "0-50"),
        (Count(1500, 2000, approximate=True), "~1,500-2,000"),
        (Count(MOST_PEOPLE, MOST_PEOPLE), "1,000,000,000"),
    ],
)
def test_a_range_stays_a_range_on_the_screen(count: Count, shown: str) -> None:
    assert str(count) == shown
