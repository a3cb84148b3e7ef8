"""Claims on the wire, and as `tollwire extract` prints them."""

from typing import Literal, Self

from pydantic import Field

from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    Claimant,
    ClaimEvent,
    Scope,
    Source,
    Stance,
    VictimGroup,
)
from tollwire.domain.count import Count
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire.base import Day, Id, Message, Number, Time, Wire, domain_of, later


class ClaimantV1(Wire):
    """Who gives the number."""

    text: str = Field(description="The words of the article.")
    actor: str | None = Field(
        default=None, description="The side or body behind them, by its common English name."
    )


class SourceV1(Wire):
    """The article that a claim stands in."""

    id: Id
    version: Id
    revision: str = Field(description="Orders the versions of one article, as text.")
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published_at: Time = Field(description="When the article was published.")
    ingested_at: Time
    copied_from: str | None = later(
        "Of a near copy: the publisher of the text that it copies, else that article's id.", min_length=1
    )


class ReadingV1(Wire):
    """What the words say: the fields that `tollwire extract` prints and that claims carry."""

    quote: str = Field(min_length=1, description="Verbatim from the article.")
    start: int = Field(ge=0, description="Offset of the quote in the article's text, in characters.")
    end: int = Field(ge=1)
    count_min: Number
    count_max: Number | None = Field(description="null: open upwards.")
    approximate: bool = Field(description="The text hedges the number itself.")
    casualty_type: CasualtyType
    victim_group: VictimGroup
    victim: str | None = Field(default=None, description="The side that the people belong to.")
    perpetrator: str | None = Field(default=None, description="The side that the text says did it.")
    claimant: ClaimantV1 | None = Field(default=None, description="null: the outlet's own voice.")
    stance: Stance
    scope: Scope
    basis: Basis = Field(description="What the claimant is to the victim.")
    conflict: str | None = Field(default=None, description="Id of the war that the count belongs to.")
    confidence: float | None = later(
        "The extractor's own estimate that all of this is right; absent where it makes none.", ge=0, le=1
    )
    day: Day | None = later("When it happened, in UTC; absent where the text does not tell.")
    place: str | None = later("Where it happened; absent where the text does not tell.", min_length=1)


def _reading(claim: Claim) -> dict[str, object]:
    claimant = claim.claimant
    return {
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "count_min": claim.count.low,
        "count_max": claim.count.high,
        "approximate": claim.count.approximate,
        "casualty_type": claim.casualty_type,
        "victim_group": claim.victim_group,
        "victim": claim.victim,
        "perpetrator": claim.perpetrator,
        "claimant": ClaimantV1(text=claimant.text, actor=claimant.actor) if claimant else None,
        "stance": claim.stance,
        "scope": claim.scope,
        "basis": claim.basis,
        "conflict": claim.conflict,
        "confidence": claim.confidence,
        "day": claim.day,
        "place": claim.place,
    }


class ExtractedV1(ReadingV1):
    """A claim as `tollwire extract` prints it."""

    id: Id
    actor: Id = Field(description="Id of the victim's actor; `unknown` if none.")

    @classmethod
    def of(cls, claim: Claim) -> Self:
        return cls(id=claim.id, actor=claim.actor, **_reading(claim))  # type: ignore[arg-type]


class ClaimV1(Message, ReadingV1):
    """A claim, or its retraction: of two messages about one id the one of the later revision holds."""

    id: Id = Field(description="From the article, the place and the count.")
    status: Literal["current", "retracted"]
    revision: str = Field(
        description="The revision of the article that made the claim or took it back; orders as text."
    )
    actor: Id = Field(description="Id of the victim's actor, the message's key; `unknown` if none.")
    article: SourceV1

    @classmethod
    def of(cls, event: ClaimEvent) -> Self:
        claim, source = event.claim, event.claim.source
        return cls(
            id=claim.id,
            status="retracted" if event.retracted else "current",
            revision=event.revision,
            actor=claim.actor,
            article=SourceV1(
                id=source.article_id,
                version=source.article_version,
                revision=source.revision,
                url=source.url,
                publisher=source.publisher,
                title=source.title,
                published_at=source.published_at,
                ingested_at=source.ingested_at,
                copied_from=source.copied_from,
            ),
            **_reading(claim),  # type: ignore[arg-type]
        )

    def domain(self) -> ClaimEvent:
        """Raises InvalidMessage where the fields contradict one another."""
        with domain_of(ClaimV1):
            claim = Claim(
                id=self.id,
                quote=self.quote,
                start=self.start,
                end=self.end,
                count=Count(self.count_min, self.count_max, self.approximate),
                casualty_type=self.casualty_type,
                victim_group=self.victim_group,
                victim=self.victim,
                perpetrator=self.perpetrator,
                claimant=Claimant(self.claimant.text, self.claimant.actor) if self.claimant else None,
                stance=self.stance,
                scope=self.scope,
                basis=self.basis,
                conflict=self.conflict,
                confidence=self.confidence,
                day=self.day,
                place=self.place,
                source=Source(
                    article_id=self.article.id,
                    article_version=self.article.version,
                    revision=self.article.revision,
                    published_at=self.article.published_at,
                    ingested_at=self.article.ingested_at,
                    url=self.article.url,
                    publisher=self.article.publisher,
                    title=self.article.title,
                    copied_from=self.article.copied_from,
                ),
            )
        if claim.actor != self.actor:
            raise InvalidMessage(
                f"ClaimV1.actor {self.actor!r} is not that of the victim {self.victim!r}, {claim.actor!r}"
            )
        return ClaimEvent(claim=claim, revision=self.revision, retracted=self.status == "retracted")
