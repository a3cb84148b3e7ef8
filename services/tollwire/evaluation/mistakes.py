"""What an extractor gets wrong, the worst first. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tollwire.domain.article import Article
from tollwire.evaluation.scoring import WHOLE, Comparison, Marked


class Kind(StrEnum):
    """What is wrong, the worst first: a wrong count is worse than any wrong attribute."""

    MISREAD = "another count read at the same words"
    MISSED = "missed"
    FALSE = "false"
    ATTRIBUTES = "wrong attributes"
    PERPETRATOR = "wrong perpetrator alone, which does not make a claim wrong as a whole"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: its kind, what is wrong, the claim whose words show it, and its wrong attributes."""

    kind: Kind
    article: Article
    what: str
    claim: Marked
    wrong: tuple[str, ...] = ()


def of(judged: Iterable[tuple[Article, Comparison]]) -> list[Mistake]:
    """The errors in some articles: by kind, within it those with the most wrong attributes first."""
    kinds = list(Kind)
    found = [each for article, compared in judged for each in _in(article, compared)]
    return sorted(found, key=lambda mistake: (kinds.index(mistake.kind), -len(mistake.wrong)))


def counted(found: Iterable[Mistake]) -> Mapping[str, int]:
    """How often each thing is wrong: kinds of errors of the count, then the attributes; the most frequent
    first.
    """
    kinds, attributes = Counter[str](), Counter[str]()
    for mistake in found:
        if mistake.wrong:
            attributes.update(f"wrong {name}" for name in mistake.wrong)
        else:
            kinds[mistake.kind] += 1
    return dict(kinds.most_common() + attributes.most_common())


def told(claim: Marked) -> str:
    """The core in a few characters: "24+ killed"."""
    low, high, kind = claim.core
    number = f"{low:,}+" if high is None else f"{low:,}" if low == high else f"{low:,}-{high:,}"
    return f"{number} {kind}"


def _in(article: Article, compared: Comparison) -> Iterator[Mistake]:
    """A missed claim and a false one at the same words are one error."""
    false = list(compared.false)
    for missed in compared.missed:
        read = next((got for got in false if got.overlaps(missed)), None)
        if read is None:
            yield Mistake(Kind.MISSED, article, f"missed {told(missed)}", missed)
        else:
            false.remove(read)
            yield Mistake(Kind.MISREAD, article, f"{told(missed)} read as {told(read)}", missed)
    for got in false:
        yield Mistake(Kind.FALSE, article, f"false {told(got)}", got)
    for want, got in compared.pairs:
        wrong = got.differs(want)
        if wrong:
            said = ", ".join(f"{name}: {mine} for {gold}" for name, (mine, gold) in wrong.items())
            kind = Kind.PERPETRATOR if WHOLE.isdisjoint(wrong) else Kind.ATTRIBUTES
            yield Mistake(kind, article, f"wrong {said}", want, tuple(wrong))
