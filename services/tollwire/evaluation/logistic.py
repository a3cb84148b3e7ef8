"""Logistic regression over named features that are there or not, in a few lines: it takes a second. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ROUNDS = 400
_SETTLED = 1e-5  # the largest change of a weight in a round that ends the fit
_FLATTEST = 1e-6


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known about a claim, whether it is right, and the article that it stands in."""

    features: tuple[str, ...]
    right: bool
    article: str = ""


def fitted(
    samples: Sequence[tuple[Sample, float]], *, penalty: float, rare: int
) -> tuple[float, Mapping[str, float]]:
    """The log odds of a sample with no feature, and what each feature adds.

    Each sample comes with its weight. `penalty` is that of ridge regression (the base has none); features of
    fewer samples than `rare` are left out. Newton's method, one weight at a time.
    """
    seen = Counter(name for sample, _ in samples for name in set(sample.features))
    holders: dict[str, list[int]] = defaultdict(list)
    for at, (sample, _) in enumerate(samples):
        for name in set(sample.features):
            if seen[name] >= rare:
                holders[name].append(at)
    everywhere = list(range(len(samples)))
    odds = [0.0] * len(samples)
    base, weights = 0.0, dict.fromkeys(sorted(holders), 0.0)

    def step(held: Sequence[int], weight: float, pull: float) -> float:
        slope, bend = -pull * weight, pull
        for at in held:
            sample, counts = samples[at]
            chance = 1 / (1 + math.exp(-odds[at]))
            slope += counts * (sample.right - chance)
            bend += counts * chance * (1 - chance)
        change = slope / max(bend, _FLATTEST)
        change = max(-1.0, min(1.0, change))  # far from the end, Newton's steps can be too long
        for at in held:
            odds[at] += change
        return change

    for _ in range(_ROUNDS if samples else 0):
        moved = step(everywhere, base, penalty / 100)
        base += moved
        largest = abs(moved)
        for name, held in holders.items():
            moved = step(held, weights[name], penalty)
            weights[name] += moved
            largest = max(largest, abs(moved))
        if largest < _SETTLED:
            break
    return base, weights
