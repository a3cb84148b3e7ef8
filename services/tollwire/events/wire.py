"""The wire models: what stands in a message's value, as JSON.

Within v1 fields are only added, and optional; readers ignore what they do not know. A break is a new topic.
Each model turns a thing of the domain into a message (`of`) and back (`domain`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)

from tollwire.domain.article import LONGEST_TEXT, Article, Dated
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
from tollwire.domain.count import MOST_PEOPLE, Count
from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.domain.errors import DomainError
from tollwire.domain.tally import Band, Figure, LineKey, People, Tally
from tollwire.events.errors import InvalidMessage, UnknownSchema

SCHEMA_VERSION = 1


def _utc(at: datetime) -> datetime:
    # One zone for all: rule 3 goes by the day, and of two equal claims the texts decide which holds.
    try:
        return at.astimezone(UTC)
    except OverflowError as wrong:
        raise ValueError("is out of range in UTC") from wrong


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


Time = Annotated[
    AwareDatetime,
    AfterValidator(_utc),
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
People_ = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Id = Annotated[str, Field(min_length=1, max_length=512)]


class Wire(BaseModel):
    """A message's value, or a part of one."""

    # Strict: a count in a string is a mistake of the sender's, not a number. Every field is written, also
    # those with a default, so the published schemas require them all.
    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, json_schema_serialization_defaults_required=True
    )

    def encode(self) -> bytes:
        """The value as UTF-8 JSON; the same object gives the same bytes."""
        return self.model_dump_json().encode("utf-8")


class Message(Wire):
    """The whole value of a message."""

    schema_version: Literal[1] = Field(
        default=1, description="Version of the schema; another one is not read."
    )

    @classmethod
    def decode(cls, value: bytes | None) -> Self:
        """The message in `value`. Raises InvalidMessage, of another version UnknownSchema, with the first
        fault.
        """
        if value is None:
            raise InvalidMessage("the value is null")
        try:
            return cls.model_validate_json(value)
        except ValidationError as wrong:
            raise _fault(cls, wrong) from wrong


def _fault(model: type[BaseModel], wrong: ValidationError) -> InvalidMessage:
    faults = wrong.errors(include_url=False)
    for fault in faults:
        if fault["loc"] == ("schema_version",):
            return UnknownSchema(
                f"schema_version {fault['input']!r:.80} is not read here; this release reads {SCHEMA_VERSION}"
            )
    first, *more = faults
    where = ".".join(str(step) for step in first["loc"]) or "value"
    rest = f" (and {len(more)} more)" if more else ""
    return InvalidMessage(f"{model.__name__}.{where}: {first['msg']}, got {first['input']!r:.80}{rest}")


@contextmanager
def _domain_of(model: type[BaseModel]) -> Iterator[None]:
    """What breaks a rule of the domain is an invalid message."""
    try:
        yield
    except DomainError as wrong:
        raise InvalidMessage(f"{model.__name__}: {wrong}") from wrong


class ArticleV1(Message):
    """One text as one publisher put it out, at one version."""

    id: Id = Field(description="From the canonical URL, else from publisher and content; the message's key.")
    version: Id = Field(description="From the content: another text is another version.")
    given_id: str | None = Field(default=None, description="The publisher's own id, where it gave one.")
    url: str | None = Field(default=None, max_length=4096)
    publisher: str | None = Field(default=None, description="Host or name of the outlet.")
    title: str | None = None
    text: str = Field(
        min_length=1, max_length=LONGEST_TEXT, description="What claims' offsets count in, in characters."
    )
    published_at: Time = Field(
        description="Publication time; that of ingestion where the publisher gives none."
    )
    dated: Dated = Field(description="Where published_at comes from.")
    revised_at: Time | None = Field(default=None, description="When this version was put out, where known.")
    ingested_at: Time = Field(description="When Tollwire took the version in.")

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(
            id=article.id,
            version=article.version,
            given_id=article.given_id,
            url=article.url,
            publisher=article.publisher,
            title=article.title,
            text=article.text,
            published_at=article.published_at,
            dated=article.dated,
            revised_at=article.revised_at,
            ingested_at=article.ingested_at,
        )

    def domain(self) -> Article:
        """Raises InvalidMessage where id and version are not those of the content."""
        with _domain_of(ArticleV1):
            article = Article(
                given_id=self.given_id,
                url=self.url,
                publisher=self.publisher,
                title=self.title,
                text=self.text,
                published_at=self.published_at,
                dated=self.dated,
                revised_at=self.revised_at,
                ingested_at=self.ingested_at,
            )
        if (article.id, article.version) != (self.id, self.version):
            raise InvalidMessage(
                f"ArticleV1.id {self.id!r} and version {self.version!r} are not those of the content, "
                f"{article.id!r} and {article.version!r}"
            )
        return article


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


class ReadingV1(Wire):
    """What the words say: the fields that `tollwire extract` prints and that claims carry."""

    quote: str = Field(min_length=1, description="Verbatim from the article.")
    start: int = Field(ge=0, description="Offset of the quote in the article's text, in characters.")
    end: int = Field(ge=1)
    count_min: People_
    count_max: People_ | None = Field(description="null: open upwards.")
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
            ),
            **_reading(claim),  # type: ignore[arg-type]
        )

    def domain(self) -> ClaimEvent:
        """Raises InvalidMessage where the fields contradict one another."""
        with _domain_of(ClaimV1):
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
                source=Source(
                    article_id=self.article.id,
                    article_version=self.article.version,
                    revision=self.article.revision,
                    published_at=self.article.published_at,
                    ingested_at=self.article.ingested_at,
                    url=self.article.url,
                    publisher=self.article.publisher,
                    title=self.article.title,
                ),
            )
        if claim.actor != self.actor:
            raise InvalidMessage(
                f"ClaimV1.actor {self.actor!r} is not that of the victim {self.victim!r}, {claim.actor!r}"
            )
        return ClaimEvent(claim=claim, revision=self.revision, retracted=self.status == "retracted")


class PeopleV1(Wire):
    """Which people of the actor, and how they are counted."""

    conflict: str | None
    casualty_type: CasualtyType
    victim_group: VictimGroup
    scope: Scope
    basis: Basis

    @property
    def people(self) -> People:
        return People(self.conflict, self.casualty_type, self.victim_group, self.scope)


class FigureV1(PeopleV1):
    """What one claimant now says."""

    claimant: str = Field(description="The claimant's actor, else its words, else the outlet.")
    victim: str | None
    count_min: People_
    count_max: People_ | None
    approximate: bool
    published_at: Time
    quote: str
    publisher: str | None
    url: str | None
    claim_ids: tuple[str, ...] = Field(
        strict=False, description="The claims that the figure stands on, oldest first."
    )
    publishers: tuple[str, ...] = Field(strict=False)

    @classmethod
    def of(cls, figure: Figure) -> Self:
        people = figure.line.people
        return cls(
            **people._asdict(),
            basis=figure.line.basis,
            claimant=figure.line.claimant,
            victim=figure.victim,
            count_min=figure.count.low,
            count_max=figure.count.high,
            approximate=figure.count.approximate,
            published_at=figure.published_at,
            quote=figure.quote,
            publisher=figure.publisher,
            url=figure.url,
            claim_ids=figure.claim_ids,
            publishers=figure.publishers,
        )

    def domain(self) -> Figure:
        return Figure(
            line=LineKey(self.people, self.basis, self.claimant),
            victim=self.victim,
            count=Count(self.count_min, self.count_max, self.approximate),
            published_at=self.published_at,
            quote=self.quote,
            publisher=self.publisher,
            url=self.url,
            claim_ids=self.claim_ids,
            publishers=self.publishers,
        )


class BandV1(PeopleV1):
    """The low and the high now claimed on one basis."""

    low: People_
    high: People_ | None = Field(description="null: open upwards.")
    newest_at: Time
    claimants: int = Field(ge=1)

    @classmethod
    def of(cls, band: Band) -> Self:
        return cls(
            **band.people._asdict(),
            basis=band.basis,
            low=band.low,
            high=band.high,
            newest_at=band.newest_at,
            claimants=band.claimants,
        )

    def domain(self) -> Band:
        if self.high is not None and self.high < self.low:
            raise InvalidMessage(f"BandV1.high {self.high} is below low {self.low}")
        return Band(
            people=self.people,
            basis=self.basis,
            low=self.low,
            high=self.high,
            newest_at=self.newest_at,
            claimants=self.claimants,
        )


class TallyV1(Message):
    """The whole tally of one actor; the newest message of a key holds."""

    actor: Id = Field(description="The message's key.")
    name: str | None
    as_of: Time | None = Field(description="Publication time of the newest claim in it.")
    figures: tuple[FigureV1, ...] = Field(strict=False)
    bands: tuple[BandV1, ...] = Field(strict=False)

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls(
            actor=tally.actor,
            name=tally.name,
            as_of=tally.as_of,
            figures=tuple(FigureV1.of(figure) for figure in tally.figures),
            bands=tuple(BandV1.of(band) for band in tally.bands),
        )

    def domain(self) -> Tally:
        """Raises InvalidMessage where the fields contradict one another."""
        with _domain_of(TallyV1):
            return Tally(
                actor=self.actor,
                name=self.name,
                as_of=self.as_of,
                figures=tuple(figure.domain() for figure in self.figures),
                bands=tuple(band.domain() for band in self.bands),
            )


class DisagreementV1(Message):
    """That two figures about one actor's people came to disagree, do so otherwise, or no longer do."""

    id: Id = Field(description="The same for the same people and the same two claimants.")
    actor: Id = Field(description="The message's key.")
    kind: Kind
    state: State
    lower: FigureV1
    higher: FigureV1
    severity: float = Field(ge=1, allow_inf_nan=False, description="Ratio of the nearest bounds.")
    since: Time = Field(description="Publication time of the later of the two figures.")

    @classmethod
    def of(cls, state: State, disagreement: Disagreement) -> Self:
        return cls(
            id=disagreement.id,
            actor=disagreement.actor,
            kind=disagreement.kind,
            state=state,
            lower=FigureV1.of(disagreement.lower),
            higher=FigureV1.of(disagreement.higher),
            severity=disagreement.severity,
            since=disagreement.since,
        )

    def domain(self) -> Disagreement:
        """Raises InvalidMessage where the fields contradict one another."""
        if self.lower.people != self.higher.people:
            raise InvalidMessage("DisagreementV1: lower and higher are not about the same people")
        with _domain_of(DisagreementV1):
            return Disagreement(
                id=self.id,
                actor=self.actor,
                kind=self.kind,
                people=self.lower.people,
                lower=self.lower.domain(),
                higher=self.higher.domain(),
                severity=self.severity,
                since=self.since,
            )
