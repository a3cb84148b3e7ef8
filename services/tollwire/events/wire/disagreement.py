"""Disagreements on the wire."""

from typing import Self

from pydantic import Field

from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire.base import Id, Message, Time, domain_of
from tollwire.events.wire.tally import FigureV1, PeopleV1


class DisagreementV1(Message, PeopleV1):
    """That two claims about one actor's people came to disagree, do so more or less, or no longer do."""

    id: Id = Field(description="The same for the same people and the same claimants.")
    actor: Id = Field(description="The message's key.")
    kind: Kind
    state: State
    lower: FigureV1 | None = Field(
        description="Who says less. Of a denial who denies; null where the side is silent."
    )
    higher: FigureV1 | None = Field(
        description="Who says more. Of a denial what is denied; null where nobody is known to assert it."
    )
    severity: float | None = Field(
        ge=1, allow_inf_nan=False, description="Ratio of the nearest bounds; null but for counts."
    )
    opened: Time = Field(description="Since when the two disagree, in publication time.")
    changed: Time = Field(description="Publication time of the later of the two claims.")

    @classmethod
    def of(cls, state: State, disagreement: Disagreement) -> Self:
        lower, higher = disagreement.lower, disagreement.higher
        return cls(
            **disagreement.people._asdict(),
            id=disagreement.id,
            actor=disagreement.actor,
            kind=disagreement.kind,
            state=state,
            lower=FigureV1.of(lower) if lower else None,
            higher=FigureV1.of(higher) if higher else None,
            severity=disagreement.severity,
            opened=disagreement.opened,
            changed=disagreement.changed,
        )

    def domain(self) -> Disagreement:
        """Raises InvalidMessage where the fields contradict one another."""
        if self.lower is None and self.higher is None:
            raise InvalidMessage("DisagreementV1: lower and higher are both null; one must be a claim")
        with domain_of(DisagreementV1):
            return Disagreement(
                id=self.id,
                actor=self.actor,
                kind=self.kind,
                people=self.people,
                lower=self.lower.domain() if self.lower else None,
                higher=self.higher.domain() if self.higher else None,
                severity=self.severity,
                opened=self.opened,
            )
