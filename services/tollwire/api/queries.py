"""What can be asked: the parameters of each path, and which of what is held they let through."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
)

from tollwire.api.held import Gone, Held, HeldClaim, HeldDisagreement, HeldTally, ticks
from tollwire.api.parameters import CURSOR_SAID, Asked, EventId, First, Last, Paged, Word, Words
from tollwire.api.position import Which
from tollwire.domain.claim import Basis, CasualtyType, Scope, Stance, VictimGroup
from tollwire.domain.count import MOST_PEOPLE
from tollwire.domain.disagreement import Kind, State
from tollwire.domain.line import People
from tollwire.domain.window import Window

MOST_IDS = 100
NO_CONFLICT = "none"
_ACTOR = (
    "Whose people: an id or any name that is known (`azerbaijan`, `Azerbaijani`, `Baku`); may be repeated."
)
_A_MOMENT = "A day or a time, in UTC unless it says otherwise."
_OPEN = (State.OPEN, State.WIDENED, State.NARROWED)


class AboutPeople(Asked):
    """Filters on which people a message is about."""

    casualty_type: list[CasualtyType] = Field([], description="What befell them; may be repeated.")
    victim_group: list[VictimGroup] = Field([], description="Which people; may be repeated.")
    conflict: Word | None = Field(
        None, description=f"Id of the war, as the topics have it; `{NO_CONFLICT}`: of no known one."
    )

    def covers(self, conflict: str | None, casualty_type: CasualtyType, group: VictimGroup) -> bool:
        return (
            (not self.casualty_type or casualty_type in self.casualty_type)
            and (not self.victim_group or group in self.victim_group)
            and (self.conflict is None or self.conflict == (conflict or NO_CONFLICT))
        )

    def covers_people(self, people: People) -> bool:
        return self.covers(*people)


class AboutClaims(AboutPeople):
    """Filters on what a claim says, and who says it."""

    basis: list[Basis] = Field([], description="What the claimant is to the victim; may be repeated.")
    stance: list[Stance] = Field([], description="May be repeated.")
    scope: list[Scope] = Field([], description="May be repeated.")
    claimant: Word | None = Field(
        None, description="Who gives the number: its actor by name or id, its words, or the outlet itself."
    )
    publisher: Word | None = Field(None, description="The publisher of the article.")
    min_count: int | None = Field(
        None, ge=0, le=MOST_PEOPLE, description="The least `count_min` of a claim: how many it says for sure."
    )
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="Claims of which the extractor makes no estimate are then left out."
    )

    def lets_through(self, claim: HeldClaim) -> bool:
        """Whether a claim is asked for, whoever it is about."""
        return (
            self.covers(claim.conflict, claim.casualty_type, claim.victim_group)
            and (not self.basis or claim.basis in self.basis)
            and (not self.stance or claim.stance in self.stance)
            and (not self.scope or claim.scope in self.scope)
            and (self.claimant is None or self.claimant.casefold() in claim.claimants)
            and (self.publisher is None or self.publisher == claim.publisher)
            and (self.min_count is None or claim.low >= self.min_count)
            and (
                self.min_confidence is None
                or (claim.confidence is not None and claim.confidence >= self.min_confidence)
            )
        )


Status = Literal["current", "retracted", "any"]


def _has_status(status: Status, claim: HeldClaim) -> bool:
    return status == "any" or claim.retracted == (status == "retracted")


class ActorClaims(AboutClaims, Paged):
    """Of `/v1/actors/{id}/claims`."""

    since: First | None = Field(None, description=f"Published then or later. {_A_MOMENT}")
    until: Last | None = Field(None, description=f"Published until then; a day is taken whole. {_A_MOMENT}")
    status: Status | None = Field(
        None,
        description="`current`: claims that stand; `retracted`: those that were taken back. Without: those "
        "that stand, but of claims asked for by `ids` all.",
    )
    article: Annotated[str, Field(min_length=1, max_length=4096)] | None = Field(
        None, description="The article's id or address, as claims have it."
    )

    @field_validator("until")
    @classmethod
    def _in_order(cls, until: datetime | None, given: ValidationInfo) -> datetime | None:
        since = given.data.get("since")
        if since and until and since > until:
            raise ValueError("lies before since")
        return until

    @property
    def shown(self) -> Status:
        return self.status or "current"

    def has(self, claim: HeldClaim) -> bool:
        """Whether a claim is asked for, whoever it is about."""
        return (
            _has_status(self.shown, claim)
            and self.lets_through(claim)
            and (self.article is None or self.article in (claim.article, claim.url))
            and (self.since is None or claim.key[0] >= ticks(self.since))
            and (self.until is None or claim.key[0] <= ticks(self.until))
        )


def _ids(given: list[str]) -> list[str]:
    ids = [id for each in given for id in each.split(",") if id]
    if len(ids) > MOST_IDS:
        raise ValueError(f"names {len(ids)} claims; at most {MOST_IDS} can be asked for at once")
    return list(dict.fromkeys(ids))


class ClaimsAsked(ActorClaims):
    """Of `/v1/claims`."""

    actor: Words = Field([], description=_ACTOR)
    ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4096)]],
        Field(max_length=MOST_IDS),
        AfterValidator(_ids),
    ] = Field(
        [],
        description=f"Only these claims, at most {MOST_IDS}, separated by commas: `claim_ids` of a figure.",
    )

    @property
    def shown(self) -> Status:
        return self.status or ("any" if self.ids else "current")


class ActorsAsked(Asked):
    """Of `/v1/actors`."""

    conflict: Word | None = Field(None, description="Only actors with a figure of this war, by its id.")
    q: Word | None = Field(
        None, description="Only actors one of whose names has this in it; capitals do not matter."
    )
    window: Window = Field(
        Window.ALL, description="The time up to the actor's newest claim that `headline` is about."
    )
    casualty_type: CasualtyType = Field(CasualtyType.KILLED, description="What `headline` tells of.")
    limit: int = Field(100, ge=1, le=1000, description="The most that one page holds.")
    cursor: Word | None = Field(None, description=CURSOR_SAID)

    def is_of(self, conflict: str | None) -> bool:
        return self.conflict in (None, conflict or NO_CONFLICT)


class ActorAsked(Asked):
    """Of `/v1/actors/{id}`."""

    window: Window | None = Field(
        None,
        description="Only bands and statements of this window. Without: all, byte for byte as published.",
    )


class DisagreementsAsked(AboutPeople, Paged):
    """Of `/v1/disagreements`."""

    actor: Words = Field([], description=_ACTOR)
    kind: list[Kind] = Field([], description="May be repeated.")
    state: list[State] = Field(
        [], description="What became of it last; may be repeated. Without: all that stand, so not `resolved`."
    )
    min_severity: float | None = Field(
        None,
        ge=1,
        allow_inf_nan=False,
        description="The least ratio of the nearest bounds; only disagreements over counts have one.",
    )
    since: First | None = Field(None, description=f"With a claim published then or later. {_A_MOMENT}")

    def has(self, told: HeldDisagreement) -> bool:
        """Whether a disagreement is asked for, whoever it is about."""
        return (
            told.state in (self.state or _OPEN)
            and _is_such(told, self.kind, self.min_severity)
            and self.covers_people(told.people)
            and (self.since is None or told.key[0] >= ticks(self.since))
        )


def _is_such(told: HeldDisagreement, kinds: list[Kind], severity: float | None) -> bool:
    return (not kinds or told.kind in kinds) and (
        severity is None or (told.severity is not None and told.severity >= severity)
    )


def _topics(given: list[str]) -> list[str]:
    return [topic for each in given for topic in each.split(",")]


class StreamAsked(AboutClaims):
    """Of `/v1/stream`. A filter that a topic's messages cannot be held against lets them all through."""

    topics: Annotated[list[Which], BeforeValidator(_topics)] = Field(
        list(Which), description="What to follow; separated by commas or repeated.", min_length=1
    )
    actor: Words = Field([], description=_ACTOR)
    status: Status = Field("any", description="Of claims.")
    kind: list[Kind] = Field([], description="Of disagreements; may be repeated.")
    state: list[State] = Field([], description="Of disagreements; may be repeated.")
    min_severity: float | None = Field(
        None, ge=1, allow_inf_nan=False, description="Of disagreements, as at /v1/disagreements."
    )
    last_event_id: EventId | None = Field(
        None,
        description="Begin after the event with this id, or at the `Tollwire-Position` of another answer: "
        "for a first connection, as a browser sets the header `Last-Event-ID`, which goes first, only later.",
    )

    def has(self, held: Held) -> bool:
        """Whether a message is to be told, whoever it is about."""
        match held:
            case HeldClaim():
                return _has_status(self.status, held) and self.lets_through(held)
            case HeldDisagreement():
                return (
                    (not self.state or held.state in self.state)
                    and _is_such(held, self.kind, self.min_severity)
                    and self.covers_people(held.people)
                )
            case HeldTally():
                no_filter = not (self.casualty_type or self.victim_group or self.conflict)
                return no_filter or any(map(self.covers_people, held.people))
            case Gone():
                return True
