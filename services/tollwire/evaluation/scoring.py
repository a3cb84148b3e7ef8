"""The measures: pairs the claims of a person with those of an extractor, and counts. Pure.

A wanted claim and a found one can pair where their stretches of text overlap and the core (count_min,
count_max and casualty type) is equal; pairs are one to one. Optional claims count neither way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

ATTRIBUTES = ("group", "victim", "perpetrator", "claimant", "stance", "scope")
WHOLE = frozenset(ATTRIBUTES) - {"perpetrator"}  # what must be right for a whole claim, besides the core
CONFIDENT = 0.8  # above it, a claim's confidence says that it is sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A claim as it is compared. `spans`: where its words stand; `attributes`: in the order of ATTRIBUTES,
    sides by their canonical names.
    """

    quote: str
    spans: tuple[tuple[int, int], ...]
    core: tuple[int, int | None, str]
    attributes: tuple[str | None, ...]
    optional: bool = False
    confidence: float | None = None

    def overlaps(self, other: "Marked") -> bool:
        return any(a < d and c < b for a, b in self.spans for c, d in other.spans)

    def differs(self, other: "Marked") -> dict[str, tuple[str | None, str | None]]:
        """The attributes that differ: this one's value and the other's."""
        both = zip(ATTRIBUTES, self.attributes, other.attributes, strict=True)
        return {name: (mine, theirs) for name, mine, theirs in both if mine != theirs}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One article: the pairs (wanted, found), what was missed, and what was found wrongly."""

    pairs: tuple[tuple[Marked, Marked], ...]
    missed: tuple[Marked, ...]
    false: tuple[Marked, ...]


def compare(wanted: Sequence[Marked], found: Sequence[Marked]) -> Comparison:
    """Pairs the likest first, optional claims last. What an optional claim takes, or covers, is free."""
    options = sorted(
        (want.optional, len(want.differs(got)), w, f)
        for w, want in enumerate(wanted)
        for f, got in enumerate(found)
        if want.core == got.core and want.overlaps(got)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, w, f in options:
        if w not in partner and f not in taken:
            partner[w] = f
            taken.add(f)
    optional = [want for want in wanted if want.optional]
    return Comparison(
        pairs=tuple((wanted[w], found[f]) for w, f in partner.items() if not wanted[w].optional),
        missed=tuple(want for w, want in enumerate(wanted) if w not in partner and not want.optional),
        false=tuple(
            got
            for f, got in enumerate(found)
            if f not in taken and not any(want.overlaps(got) for want in optional)
        ),
    )


@dataclass(frozen=True)
class Score:
    """The measures over articles; one that divides by nothing is None."""

    comparisons: tuple[Comparison, ...]

    @classmethod
    def over(cls, comparisons: Iterable[Comparison]) -> "Score":
        return cls(tuple(comparisons))

    @cached_property
    def pairs(self) -> list[tuple[Marked, Marked]]:
        return [pair for each in self.comparisons for pair in each.pairs]

    @cached_property
    def wanted(self) -> int:
        return len(self.pairs) + sum(len(each.missed) for each in self.comparisons)

    @cached_property
    def found(self) -> int:
        return len(self.pairs) + sum(len(each.false) for each in self.comparisons)

    @cached_property
    def whole(self) -> int:
        """How many pairs are right in all of WHOLE."""
        return sum(WHOLE.isdisjoint(want.differs(got)) for want, got in self.pairs)

    def accuracy(self, attribute: str) -> float | None:
        """The share of the pairs in which `attribute` is right."""
        return _ratio(sum(attribute not in want.differs(got) for want, got in self.pairs), len(self.pairs))

    def measures(self) -> dict[str, float | None]:
        """All measures by name, from 0 to 1."""
        core, both = len(self.pairs), self.found + self.wanted
        return {
            "precision": _ratio(core, self.found),
            "recall": _ratio(core, self.wanted),
            "core_f1": _ratio(2 * core, both),
            "full_f1": _ratio(2 * self.whole, both),
            **{f"{name}_accuracy": self.accuracy(name) for name in ATTRIBUTES},
        }

    @cached_property
    def trusted(self) -> list[tuple[float, bool]] | None:
        """The confidence of each found claim, and whether it is right in all of WHOLE; None where the
        extractor gives no confidence.
        """
        told = [(got.confidence, WHOLE.isdisjoint(want.differs(got))) for want, got in self.pairs]
        told += [(got.confidence, False) for each in self.comparisons for got in each.false]
        known = [(confidence, right) for confidence, right in told if confidence is not None]
        return known if known and len(known) == len(told) else None

    def confidence(self) -> tuple[float | None, float | None] | None:
        """The share of whole claims that are right among those whose confidence is above CONFIDENT, and among
        the others; None where the extractor gives no confidence.
        """
        if self.trusted is None:
            return None
        sure = [right for confidence, right in self.trusted if confidence > CONFIDENT]
        unsure = [right for confidence, right in self.trusted if confidence <= CONFIDENT]
        return _ratio(sum(sure), len(sure)), _ratio(sum(unsure), len(unsure))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
