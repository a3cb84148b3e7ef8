"""Tallies on the wire."""

from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import Field

from tollwire.domain.claim import Basis, CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.line import LineKey, People, Track
from tollwire.domain.roll import Figure
from tollwire.domain.silence import Silence
from tollwire.domain.tally import Band, Both, Gap, Statement, Tally
from tollwire.domain.window import Method, Window
from tollwire.events.wire.base import Day, Id, Message, Number, Time, Wire

Ids = Annotated[tuple[str, ...], Field(strict=False)]
_SHOWN = "Ids of claims that it stands on, at most twenty, and those the newest."


class PeopleV1(Wire):
    """Which people of the actor."""

    conflict: str | None = Field(description="Id of the war; null where it is not known.")
    casualty_type: CasualtyType
    victim_group: VictimGroup

    @property
    def people(self) -> People:
        return People(self.conflict, self.casualty_type, self.victim_group)


class CountV1(PeopleV1):
    """A count of people, on the basis of who gives it."""

    basis: Basis
    claimant: str = Field(description="The claimant's actor, else its words, else the outlet.")
    count_min: Number
    count_max: Number | None = Field(description="null: open upwards.")
    approximate: bool


class FigureV1(CountV1):
    """What one claimant now says on one track: one count, with the words of its newest report."""

    track: Track = Field(
        description="totals: of the conflict so far. incidents: of one event or day. denials: that it denies."
    )
    victim: str | None
    day: Day | None = Field(description="Of an incident: when it happened, in UTC.")
    place: str | None = Field(description="Of an incident: where, as the text has it.")
    published_at: Time = Field(description="Of the newest report.")
    first_at: Time = Field(description="Of the first report.")
    quote: str
    publisher: str | None
    url: str | None
    claim_ids: Ids = Field(description=_SHOWN)
    reports: int = Field(ge=1, description="How many claims there are of it in all.")
    publishers: Ids = Field(description="Independent publishers of it; copies of one text are one.")

    @classmethod
    def of(cls, figure: Figure) -> Self:
        return cls(
            **figure.line.people._asdict(),
            basis=figure.basis,
            claimant=figure.line.claimant,
            **_count(figure.count),  # type: ignore[arg-type]
            track=figure.line.track,
            victim=figure.victim,
            day=figure.day,
            place=figure.place,
            published_at=figure.published_at,
            first_at=figure.first_at,
            quote=figure.quote,
            publisher=figure.publisher,
            url=figure.url,
            claim_ids=figure.claim_ids,
            reports=figure.reports,
            publishers=figure.publishers,
        )

    def domain(self) -> Figure:
        return Figure(
            line=LineKey(self.people, self.track, self.claimant),
            basis=self.basis,
            victim=self.victim,
            count=Count(self.count_min, self.count_max, self.approximate),
            published_at=self.published_at,
            first_at=self.first_at,
            quote=self.quote,
            publisher=self.publisher,
            url=self.url,
            claim_ids=self.claim_ids,
            reports=self.reports,
            publishers=self.publishers,
            day=self.day,
            place=self.place,
        )


class StatementV1(CountV1):
    """What one claimant says of a window."""

    window: Window = Field(description="Ends with the actor's newest claim.")
    method: Method = Field(description="The total, the difference of totals, or the sum of incidents.")
    at: Time = Field(description="Publication time of the newest claim in it.")
    stands_on: int = Field(ge=1, description="So many claims of a total, or so many incidents of a sum.")
    claim_ids: Ids = Field(description=_SHOWN)
    publishers: Ids = Field(description="Independent publishers of the newest figure in it.")

    @classmethod
    def of(cls, said: Statement) -> Self:
        return cls(
            **said.people._asdict(),
            basis=said.basis,
            claimant=said.claimant,
            **_count(said.count),  # type: ignore[arg-type]
            window=said.window,
            method=said.method,
            at=said.at,
            stands_on=said.stands_on,
            claim_ids=said.claim_ids,
            publishers=said.publishers,
        )


class BandV1(PeopleV1):
    """The low and the high now claimed on one basis, for a window."""

    basis: Basis
    window: Window
    low: Number
    high: Number | None = Field(description="null: open upwards.")
    newest_at: Time
    method: Method
    claimants: Ids = Field(description="Whose figures it spans.")
    publishers: int = Field(ge=1, description="Number of independent publishers behind the figures.")
    stands_on: int = Field(ge=1)
    claim_ids: Ids = Field(description=_SHOWN)

    @classmethod
    def of(cls, band: Band) -> Self:
        return cls(
            **band.people._asdict(),
            basis=band.basis,
            window=band.window,
            low=band.low,
            high=band.high,
            newest_at=band.newest_at,
            method=band.method,
            claimants=band.claimants,
            publishers=band.publishers,
            stands_on=band.stands_on,
            claim_ids=band.claim_ids,
        )


class GapV1(PeopleV1):
    """The admission gap: the enemy claim's high less the low that the side admits."""

    gap: int = Field(description="In people; below 0 where the side admits more.")
    ratio: float = Field(ge=0, allow_inf_nan=False)
    at_least: bool = Field(description="The enemy claim is open upwards.")
    newest_at: Time
    claim_ids: Ids

    @classmethod
    def of(cls, gap: Gap) -> Self:
        return cls(
            **gap.people._asdict(),
            gap=gap.gap,
            ratio=gap.ratio,
            at_least=gap.at_least,
            newest_at=gap.newest_at,
            claim_ids=gap.claim_ids,
        )


class SilenceV1(PeopleV1):
    """Whether the side itself speaks of people whom its enemy counts."""

    unacknowledged: bool = Field(description="It never has.")
    since: Time = Field(description="When it last spoke; if it never has, when the enemy first did.")

    @classmethod
    def of(cls, silence: Silence) -> Self:
        return cls(**silence.people._asdict(), unacknowledged=silence.unacknowledged, since=silence.since)


class BothV1(Wire):
    """Military plus civilian, where one claimant gives both."""

    conflict: str | None
    casualty_type: CasualtyType
    basis: Basis
    claimant: str
    method: Method
    count_min: Number
    count_max: Number | None
    approximate: bool
    at: Time
    claim_ids: Ids

    @classmethod
    def of(cls, both: Both) -> Self:
        return cls(
            conflict=both.conflict,
            casualty_type=both.casualty_type,
            basis=both.basis,
            claimant=both.claimant,
            method=both.method,
            **_count(both.count),  # type: ignore[arg-type]
            at=both.at,
            claim_ids=both.claim_ids,
        )


class TallyV1(Message):
    """The whole tally of one actor; the newest message of a key holds."""

    actor: Id = Field(description="The message's key.")
    name: str | None
    as_of: Time | None = Field(description="Publication time of the newest claim in it; null if none stands.")
    bands: tuple[BandV1, ...] = Field(strict=False)
    gaps: tuple[GapV1, ...] = Field(strict=False)
    silences: tuple[SilenceV1, ...] = Field(strict=False)
    both: tuple[BothV1, ...] = Field(strict=False)
    figures: tuple[FigureV1, ...] = Field(
        strict=False, description="Of the last thirty days, and all that a band spans."
    )
    statements: tuple[StatementV1, ...] = Field(strict=False, description="The same, by window.")

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls(
            actor=tally.actor,
            name=tally.name,
            as_of=tally.as_of,
            bands=tuple(map(BandV1.of, tally.bands)),
            gaps=tuple(map(GapV1.of, tally.gaps)),
            silences=tuple(map(SilenceV1.of, tally.silences)),
            both=tuple(map(BothV1.of, tally.both)),
            figures=tuple(map(FigureV1.of, tally.figures)),
            statements=tuple(map(StatementV1.of, tally.statements)),
        )


_PARTS: dict[str, Callable[[Any], Wire]] = {
    "bands": BandV1.of,
    "gaps": GapV1.of,
    "silences": SilenceV1.of,
    "both": BothV1.of,
    "figures": FigureV1.of,
    "statements": StatementV1.of,
}


class TallyWriter:
    """Writes tallies of one actor as TallyV1 does, and of each only what did not stand in the one before it.

    What stands in both is one object.
    """

    def __init__(self) -> None:
        # With the texts of its things by their ids: while the tally is held no others can come to have them.
        self._last: tuple[Tally | None, dict[int, bytes]] = (None, {})

    def __len__(self) -> int:
        """How many things it has the texts of."""
        return len(self._last[1])

    def encode(self, tally: Tally) -> bytes:
        before, now = self._last[1], dict[int, bytes]()
        bare = Tally(actor=tally.actor, name=tally.name, as_of=tally.as_of)
        written = [TallyV1.of(bare).model_dump_json(exclude=set(_PARTS)).removesuffix("}").encode()]
        for name, of in _PARTS.items():
            things = getattr(tally, name)
            texts = [before.get(id(each)) or of(each).encode() for each in things]
            now.update(zip(map(id, things), texts, strict=True))
            written += (b',"', name.encode(), b'":[', b",".join(texts), b"]")
        self._last = (tally, now)
        return b"".join((*written, b"}"))


def _count(count: Count) -> dict[str, int | bool | None]:
    return {"count_min": count.low, "count_max": count.high, "approximate": count.approximate}
