"""What the read model holds of a message: its bytes as they are on the topic, and what it can be asked by."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from sys import intern

from tollwire.domain.article import EARLIEST
from tollwire.domain.claim import Basis, CasualtyType, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.disagreement import Kind, State
from tollwire.domain.identity import slug
from tollwire.domain.line import People
from tollwire.events.wire import ClaimV1, DisagreementV1, TallyV1
from tollwire.events.wire.tally import BandV1

Key = tuple[int, str]
"""A place in the order of publication: microseconds since 1900, and of equals the id."""

_TICK = timedelta(microseconds=1)
_slug = lru_cache(4096)(slug)


def ticks(at: datetime) -> int:
    """A moment as keys have it."""
    return (at - EARLIEST) // _TICK


def moment(tick: int) -> datetime:
    """The moment of a key, in UTC."""
    return EARLIEST + tick * _TICK


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """The message about a claim that holds: the claim, or that it was taken back."""

    key: Key
    actor: str
    raw: bytes
    revision: str
    retracted: bool
    claimants: tuple[str, ...]
    publisher: str | None
    article: str
    url: str | None
    basis: Basis
    casualty_type: CasualtyType
    victim_group: VictimGroup
    stance: Stance
    scope: Scope
    conflict: str | None
    low: int
    confidence: float | None

    @classmethod
    def of(cls, message: ClaimV1, raw: bytes) -> "HeldClaim":
        """Raises InvalidMessage where the fields contradict one another."""
        claim = message.domain().claim
        source = claim.source
        said = claim.claimant.text if claim.claimant else None
        return cls(
            key=(ticks(source.published_at), claim.id),
            actor=intern(claim.actor),
            raw=raw,
            revision=message.revision,
            retracted=message.status == "retracted",
            claimants=_names(claim.speaker, _slug(claim.speaker), said),
            publisher=intern(source.publisher) if source.publisher else None,
            article=source.article_id,
            url=source.url,
            basis=claim.basis,
            casualty_type=claim.casualty_type,
            victim_group=claim.victim_group,
            stance=claim.stance,
            scope=claim.scope,
            conflict=intern(claim.conflict) if claim.conflict else None,
            low=claim.count.low,
            confidence=claim.confidence,
        )

    @property
    def id(self) -> str:
        return self.key[1]

    def outranks(self, other: "HeldClaim") -> bool:
        """Whether this message takes the place of another about the same claim, whichever came first."""
        mine, theirs = (self.revision, self.retracted), (other.revision, other.retracted)
        if mine != theirs or self.raw == other.raw:
            return mine > theirs
        return (_event(self.raw).rank, self.raw) > (_event(other.raw).rank, other.raw)


@dataclass(frozen=True, slots=True)
class HeldTally:
    """The newest tally of an actor; `offset` is that of its message."""

    offset: int
    actor: str
    raw: bytes
    name: str | None
    as_of: datetime | None
    bands: tuple[BandV1, ...]
    people: frozenset[People]

    @classmethod
    def of(cls, message: TallyV1, raw: bytes, offset: int) -> "HeldTally":
        people = {each.people for each in (*message.figures, *message.bands)}
        return cls(offset, message.actor, raw, message.name, message.as_of, message.bands, frozenset(people))


@dataclass(frozen=True, slots=True)
class HeldDisagreement:
    """The newest word of a disagreement; `offset` is that of its message."""

    key: Key
    offset: int
    actor: str
    raw: bytes
    kind: Kind
    state: State
    severity: float | None
    people: People

    @classmethod
    def of(cls, message: DisagreementV1, raw: bytes, offset: int) -> "HeldDisagreement":
        """Raises InvalidMessage where the fields contradict one another."""
        message.domain()
        return cls(
            key=(max(0, ticks(message.changed)), message.id),
            offset=offset,
            actor=intern(message.actor),
            raw=raw,
            kind=message.kind,
            state=message.state,
            severity=message.severity,
            people=message.people,
        )

    @property
    def id(self) -> str:
        return self.key[1]

    @property
    def stands(self) -> bool:
        return self.state is not State.RESOLVED


@dataclass(frozen=True, slots=True)
class Gone:
    """That an actor's tally was deleted from the topic."""

    offset: int
    actor: str


Held = HeldClaim | HeldTally | HeldDisagreement | Gone


def _event(raw: bytes) -> ClaimEvent:
    return ClaimV1.decode(raw).domain()


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple({intern(name.casefold()) for name in names if name})


def utc(at: datetime) -> str:
    """A moment as the topics write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
