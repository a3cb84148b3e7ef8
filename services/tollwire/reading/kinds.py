"""What can be followed; apart, so that a `--help` waits for no client of Kafka."""

from enum import StrEnum


class Tail(StrEnum):
    """A topic that `tollwire tail` follows."""

    CLAIMS = "claims"
    TALLIES = "tallies"
    DISAGREEMENTS = "disagreements"
