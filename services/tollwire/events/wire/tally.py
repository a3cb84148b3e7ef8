"""Tallies and disagreements on the wire."""

from typing import Self

from pydantic import (
    Field,
)

from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Scope,
    VictimGroup,
)
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.domain.tally import Band, Figure, LineKey, People, Tally
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire.base import Id, Message, Number, Time, Wire, domain_of


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
    count_min: Number
    count_max: Number | None
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

    low: Number
    high: Number | None = Field(description="null: open upwards.")
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
        with domain_of(TallyV1):
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
        with domain_of(DisagreementV1):
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
