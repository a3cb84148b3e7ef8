"""How often claims are right that an extractor gives some confidence. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tollwire.evaluation.scoring import CONFIDENT

EDGES = (0.0, 0.2, 0.4, 0.6, CONFIDENT, 1.0)
HEADINGS = ("confidence", "claims", "mean", "right")
Told = Sequence[tuple[float, bool]]  # the confidence of each claim, and whether it is right


def bands(told: Told) -> Iterator[tuple[float, float, Told]]:
    """The claims by confidence: above the lower edge (the lowest with it), up to the upper one."""
    for low, high in pairwise(EDGES):
        yield low, high, [each for each in told if low < each[0] <= high or each[0] == low == 0]


def rows(told: Told) -> Iterator[tuple[str, str, str, str]]:
    """One row of HEADINGS for each band, the surest first, then all."""
    for low, high, within in reversed(list(bands(told))):
        if within:
            yield (f"{low:.1f} to {high:.1f}", *_row(within))
    if told:
        yield ("all", *_row(told))


def _row(told: Told) -> tuple[str, str, str]:
    mean = sum(confidence for confidence, _ in told) / len(told)
    right = sum(right for _, right in told) / len(told)
    return f"{len(told):,}", f"{mean:.2f}", f"{right:.2f}"
