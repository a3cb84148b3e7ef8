"""A claim: one count of casualties, at one place in one article, and who says so."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from tollwire.domain.article import EARLIEST, LATEST, Article
from tollwire.domain.count import Count
from tollwire.domain.errors import DomainError
from tollwire.domain.identity import digest, slug

UNKNOWN_ACTOR = "unknown"


class CasualtyType(StrEnum):
    KILLED = "killed"
    WOUNDED = "wounded"
    CAPTURED = "captured"
    MISSING = "missing"
    DISPLACED = "displaced"
    CASUALTIES = "casualties"  # killed or wounded, with no telling which; never split (rule 6)


class VictimGroup(StrEnum):
    MILITARY = "military"
    CIVILIAN = "civilian"
    UNSPECIFIED = "unspecified"


class Stance(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"


class Scope(StrEnum):
    INCIDENT = "incident"  # one event, or one named period
    CUMULATIVE = "cumulative"  # a running total of this conflict
    HISTORICAL = "historical"  # another war or year, told as background; kept and never counted (rule 11)


class Basis(StrEnum):
    """What the claimant is to the victim."""

    ADMISSION = "admission"
    ENEMY_CLAIM = "enemy_claim"
    THIRD_PARTY = "third_party"
    UNATTRIBUTED = "unattributed"  # the outlet's own voice, or a source of which nothing can be told


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who gives a number: the text's words for it, and the actor behind them where one is known."""

    text: str
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a claim stands: what a reader needs to go back to the words (rule 1).

    `copied_from` is set where the article is a near copy: the publisher of the text that it copies or, where
    none is known, that article's id.
    """

    article_id: str
    article_version: str
    revision: str
    published_at: datetime
    ingested_at: datetime
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    copied_from: str | None = None

    def __post_init__(self) -> None:
        if not EARLIEST <= self.published_at < LATEST:
            raise DomainError(f"published_at {self.published_at.isoformat()} is out of all bounds")

    @property
    def independent(self) -> str:
        """Who stands behind the text: copies of one are one publisher (rule 3)."""
        return self.copied_from or self.publisher or self.article_id

    @classmethod
    def of(cls, article: Article) -> "Source":
        return cls(
            article_id=article.id,
            article_version=article.version,
            revision=article.revision,
            # Not when this version was put out: a claim that stays would then be as old as whichever version
            # happened to be read first, and a tally would hang on the order of arrival (rule 12).
            published_at=article.published_at,
            ingested_at=article.ingested_at,
            url=article.url,
            publisher=article.publisher,
            title=article.title,
            copied_from=article.copied_from,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says at one place, before anything is known about its article's place in a war.

    `start` and `end` are character offsets into the article's text, and `quote` is what stands there.
    Actors are canonical names ("Azerbaijan"); one that no registry knows keeps the text's own name. `day` and
    `place` are where and when it happened, as the text tells: the same words for the same place.
    `confidence` is the extractor's own estimate, from 0 to 1, that all of this is right; None where it makes
    none. It is no part of what is claimed: neither ids nor tallies know it.
    """

    quote: str
    start: int
    end: int
    count: Count
    casualty_type: CasualtyType
    victim_group: VictimGroup
    victim: str | None = None
    perpetrator: str | None = None
    claimant: Claimant | None = None
    stance: Stance = Stance.ASSERTED
    scope: Scope = Scope.INCIDENT
    day: date | None = None
    place: str | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise DomainError(f"confidence {self.confidence} is not between 0 and 1")
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise DomainError(
                f"offsets {self.start} to {self.end} do not hold a quote of {len(self.quote)} characters"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Reading):
    """A reading in its place: in an article, in a conflict, with the claimant's basis."""

    id: str
    source: Source
    basis: Basis
    conflict: str | None = None

    @property
    def actor(self) -> str:
        """The id of the victim's actor, by which claims are keyed; `unknown` where the text names none."""
        return slug(self.victim) if self.victim else UNKNOWN_ACTOR

    @property
    def speaker(self) -> str:
        """Who answers for the number: the claimant's actor, else its own words, else the outlet."""
        if self.claimant:
            return self.claimant.actor or self.claimant.text
        return self.source.publisher or UNKNOWN_ACTOR

    def stays(self, later: "Claim") -> bool:
        """Whether nothing that a tally shows would change if `later`, of the same id, took its place.

        It may stand elsewhere in the text, under another title, or be held with another confidence.
        """
        return self._shown() == later._shown()

    def _shown(self) -> "Claim":
        source = replace(
            self.source, article_version="", revision="", ingested_at=self.source.published_at, title=None
        )
        return replace(self, start=0, end=len(self.quote), confidence=None, source=source)

    @property
    def happened_on(self) -> date:
        """The day of the event, in UTC: never after publication, and its day where the text names none."""
        published = self.source.published_at.astimezone(UTC).date()
        return min(self.day, published) if self.day else published


def claim_id(article_id: str, reading: Reading, occurrence: int) -> str:
    """An id from the article, the place and the count.

    The place is the quote and which of its occurrences in the article it is (0 is the first), not the offset:
    words added above do not make another claim. The count is everything that was read there, so that words
    that come to mean something else (the next sentence now names another side) are another claim, and the old
    one is retracted.
    """
    claimant = reading.claimant
    return digest(
        article_id,
        reading.quote,
        occurrence,
        reading.count.low,
        reading.count.high,
        reading.count.approximate,
        reading.casualty_type,
        reading.victim_group,
        reading.victim,
        reading.perpetrator,
        claimant.text if claimant else None,
        claimant.actor if claimant else None,
        reading.stance,
        reading.scope,
        # Left out where the text tells neither, so that such a claim keeps the id it always had.
        *((reading.day, reading.place) if reading.day or reading.place else ()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent:
    """That a claim was made, or taken back, by the version of its article that `revision` orders."""

    claim: Claim
    revision: str
    retracted: bool = False

    @classmethod
    def made(cls, claim: Claim) -> "ClaimEvent":
        return cls(claim=claim, revision=claim.source.revision)

    @classmethod
    def taken_back(cls, claim: Claim, by: str) -> "ClaimEvent":
        """`claim` no longer stands in the version of its article whose revision is `by`."""
        return cls(claim=claim, revision=by, retracted=True)

    @property
    def rank(self) -> tuple[str, bool, str]:
        """Of two events about one claim the higher rank holds, whichever came first (rules 5, 12)."""
        return self.revision, self.retracted, repr(self.claim)
