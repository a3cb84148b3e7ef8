"""From what an extractor read in a text to claims: an id, a conflict and a basis for each reading.

Every extractor ends here, so that a claim means the same whichever of them made it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tollwire.domain.actor import Conflict, Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, Reading, Scope, Source, claim_id
from tollwire.extraction.attribution.names import finder

_Parties = tuple[str | None, str | None, str | None]  # victim, perpetrator, who says so


def claims(
    article: Article,
    readings: Iterable[Reading],
    registry: Registry,
    named: Mapping[str, int] | None = None,
) -> Iterator[Claim]:
    """The claims of `article` that `readings` are, in the same order, which is to be that of the text.

    `named` is how often the article names whom, where that is known already.
    """
    source = Source.of(article)
    quoted: Counter[str] = Counter()
    read = [*readings]
    if not read:
        return
    if named is None:
        named = Counter(name.actor for name in finder(registry).find(article.text))
    told = _told(named, read)
    wars: dict[_Parties, Conflict | None] = {}
    for reading in read:
        historical = reading.scope is Scope.HISTORICAL
        parties = _parties(reading)
        if parties not in wars:
            wars[parties] = registry.conflict_of(parties, source.published_at, told)
        conflict = None if historical else wars[parties]
        yield Claim(
            **{name: getattr(reading, name) for name in Reading.__dataclass_fields__},
            id=claim_id(article.id, reading, quoted[reading.quote]),
            source=source,
            basis=registry.basis(reading.victim, reading.claimant, reading.perpetrator, conflict),
            conflict=conflict.id if conflict else None,
        )
        quoted[reading.quote] += 1


def _told(named: Mapping[str, int], read: Iterable[Reading]) -> Mapping[str, int]:
    """How often the article names whom, and how often its claims are about, of or against them.

    Earlier wars that are told as background say nothing of which war the article is about.
    """
    told = Counter(named)
    for reading in read:
        if reading.scope is not Scope.HISTORICAL:
            told.update(name for name in _parties(reading) if name)
    return told


def _parties(reading: Reading) -> _Parties:
    speaker = reading.claimant.actor if reading.claimant else None
    return reading.victim, reading.perpetrator, speaker
