"""From what an extractor read in a text to claims: an id, a conflict and a basis for each reading.

Every extractor ends here, so that a claim means the same whichever of them made it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tollwire.domain.actor import Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, Reading, Scope, Source, claim_id


def claims(article: Article, readings: Iterable[Reading], registry: Registry) -> Iterator[Claim]:
    """The claims of `article` that `readings` are, in the same order, which is to be that of the text."""
    source = Source.of(article)
    quoted: Counter[str] = Counter()
    for reading in readings:
        speaker = reading.claimant.actor if reading.claimant else None
        parties = (reading.victim, reading.perpetrator, speaker)
        historical = reading.scope is Scope.HISTORICAL
        conflict = None if historical else registry.conflict_of(parties, source.published_at)
        yield Claim(
            **{name: getattr(reading, name) for name in Reading.__dataclass_fields__},
            id=claim_id(article.id, reading, quoted[reading.quote]),
            source=source,
            basis=registry.basis(reading.victim, reading.claimant, reading.perpetrator, conflict),
            conflict=conflict.id if conflict else None,
        )
        quoted[reading.quote] += 1
