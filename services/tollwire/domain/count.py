"""A count of people as a text gives it: a range stays a range (rule 8)."""

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

    def __add__(self, other: "Count") -> "Count":
        """Both together: lows and highs add up, and the sum is as open and as hedged as either.

        A sum of more people than there can be is taken as that many or more.
        """
        low = min(self.low + other.low, MOST_PEOPLE)
        high = None if self.high is None or other.high is None else self.high + other.high
        if high is not None and high > MOST_PEOPLE:
            high = None
        return Count(low, high, self.approximate or other.approximate)

    @property
    def size(self) -> tuple[int, float]:
        """Orders counts by their low, then by their high; open is highest."""
        return self.low, float("inf") if self.high is None else self.high

    def __str__(self) -> str:
        about = "~" if self.approximate else ""
        if self.high is None:
            return f"{about}{self.low:,}+"
        return f"{about}{self.low:,}" if self.low == self.high else f"{about}{self.low:,}-{self.high:,}"
