"""A count of people as a text gives it: a range stays a range (rule 8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from tollwire.domain.errors import DomainError

# No war has counted more; a larger number is money, a telephone number or a misreading.
MOST_PEOPLE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """Between `low` and `high` people, both included; `high` None is open ("more than 200" is 200 and None).

    `approximate` says that the text hedges the number itself ("around 350"), not that it is a range.
    """

    low: int
    high: int | None
    approximate: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.low <= MOST_PEOPLE:
            raise DomainError(f"count_min {self.low} is not between 0 and {MOST_PEOPLE}")
        if self.high is not None and not self.low <= self.high <= MOST_PEOPLE:
            raise DomainError(f"count_max {self.high} is not between count_min {self.low} and {MOST_PEOPLE}")

    @classmethod
    def exactly(cls, number: int, *, approximate: bool = False) -> "Count":
        return cls(number, number, approximate)

    @classmethod
    def total(cls, counts: Iterable["Count"]) -> "Count":
        """All of them together: lows and highs add up, and the sum is as open and as hedged as any of them.

        A sum of more people than there can be is taken as that many or more.
        """
        low, high, is_open, approximate = 0, 0, False, False
        for each in counts:
            low += each.low
            if each.high is None:
                is_open = True
            else:
                high += each.high
            approximate = approximate or each.approximate
        return cls(min(low, MOST_PEOPLE), None if is_open or high > MOST_PEOPLE else high, approximate)

    def __add__(self, other: "Count") -> "Count":
        return Count.total((self, other))

    @property
    def size(self) -> tuple[int, float]:
        """Orders counts by their low, then by their high; open is highest."""
        return self.low, float("inf") if self.high is None else self.high

    def __str__(self) -> str:
        about = "~" if self.approximate else ""
        if self.high is None:
            return f"{about}{self.low:,}+"
        return f"{about}{self.low:,}" if self.low == self.high else f"{about}{self.low:,}-{self.high:,}"
