"""Long histories of claims, as wars bring them: the same for the same arguments, and one actor at a time.

Five who count (the side itself, its enemy, the United Nations, two monitors) and three papers in their own
voice tell of incidents and of running totals. What one of them says several papers report, some copy, and
some take back. How much is said in a day does not change with the years, so that an actor of whom more is
told has been at war for longer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    Claimant,
    ClaimEvent,
    Reading,
    Scope,
    Source,
    Stance,
    VictimGroup,
    claim_id,
)
from tollwire.domain.count import Count

_What = TypeVar("_What")

ENDS = datetime(2024, 6, 30, tzinfo=UTC)

_PAPERS = tuple(f"paper-{number}.example" for number in range(24))
_OWN_VOICE = _PAPERS[:3]
_PLACES = tuple(f"{kind} {number}" for kind in ("Town", "Village", "District") for number in range(1, 14))
_TYPES = {
    CasualtyType.KILLED: 60,
    CasualtyType.WOUNDED: 30,
    CasualtyType.CAPTURED: 6,
    CasualtyType.MISSING: 4,
}
_GROUPS = {VictimGroup.MILITARY: 50, VictimGroup.CIVILIAN: 30, VictimGroup.UNSPECIFIED: 20}

# The speaker's actor, and what it is to the victim; {} is the victim, None an outlet's own voice.
_SPEAKERS: tuple[tuple[str | None, Basis], ...] = (
    ("{}", Basis.ADMISSION),
    ("Enemy of {}", Basis.ENEMY_CLAIM),
    ("United Nations", Basis.THIRD_PARTY),
    ("First Monitor", Basis.THIRD_PARTY),
    ("Second Monitor", Basis.THIRD_PARTY),
    (None, Basis.UNATTRIBUTED),
)
_SPEAKER_WEIGHTS = (30, 30, 8, 6, 6, 20)


@dataclass(frozen=True, slots=True)
class _Said:
    """What somebody says, before papers report it."""

    speaker: str | None
    basis: Basis
    count: Count
    casualty_type: CasualtyType
    group: VictimGroup
    stance: Stance
    scope: Scope
    day: date | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Matters:
    """Whom and what the claims are about, with the weight of each."""

    types: Mapping[CasualtyType, int] = field(default_factory=lambda: _TYPES)
    groups: Mapping[VictimGroup, int] = field(default_factory=lambda: _GROUPS)


@dataclass
class _War:
    victim: str
    dice: Random
    matters: Matters
    totals: dict[tuple[str | None, str, str], int] = field(default_factory=dict)

    def said(self, at: datetime) -> _Said:
        dice = self.dice
        ((name, basis),) = dice.choices(_SPEAKERS, _SPEAKER_WEIGHTS)
        speaker = name.format(self.victim) if name else None
        kind, group = _one_of(dice, self.matters.types), _one_of(dice, self.matters.groups)
        low = min(int(dice.paretovariate(1.1)), 5_000)
        if dice.random() < 0.6:
            day, place = at.date() - timedelta(days=dice.choice((0, 0, 1))), dice.choice((None, *_PLACES))
            count = Count(low, None) if dice.random() < 0.1 else Count.exactly(low)
            stance = Stance.DENIED if dice.random() < 0.03 else Stance.ASSERTED
            return _Said(speaker, basis, count, kind, group, stance, Scope.INCIDENT, day, place)
        line = (speaker, kind, group)
        self.totals[line] = total = self.totals.get(line, 0) + low
        return _Said(
            speaker, basis, Count.exactly(total), kind, group, Stance.ASSERTED, Scope.CUMULATIVE, None, None
        )

    def claim(self, said: _Said, at: datetime, number: int, copied_from: str | None) -> Claim:
        paper = self.dice.choice(_PAPERS if said.speaker else _OWN_VOICE)
        people = f"{said.count} of the {said.group} people of {self.victim} were {said.casualty_type}"
        words = f"{said.speaker or 'The paper'} said in its report of {at:%A} evening that {people}"
        reading = Reading(
            quote=words,
            start=240,
            end=240 + len(words),
            count=said.count,
            casualty_type=said.casualty_type,
            victim_group=said.group,
            victim=self.victim,
            claimant=Claimant(f"the spokesman of {said.speaker}", said.speaker) if said.speaker else None,
            stance=said.stance,
            scope=said.scope,
            day=said.day,
            place=said.place,
        )
        article = f"{self.victim}-{number}"
        return Claim(
            **{name: getattr(reading, name) for name in Reading.__dataclass_fields__},
            id=claim_id(article, reading, 0),
            source=Source(
                article_id=article,
                article_version=f"{article}-1",
                revision=at.isoformat(timespec="microseconds"),
                published_at=at,
                ingested_at=at + timedelta(minutes=4),
                url=f"https://{paper}/{at:%Y/%m/%d}/{article}",
                publisher=paper,
                title=f"What is said of {self.victim} on {at:%d %B %Y}",
                copied_from=copied_from,
            ),
            basis=said.basis,
            conflict=f"war-of-{self.victim}",
        )


def _one_of(dice: Random, weights: Mapping[_What, int]) -> _What:
    return dice.choices(tuple(weights), tuple(weights.values()))[0]


def events(
    victim: str, number: int, *, per_day: float, matters: Matters = Matters(), seed: int = 1
) -> Iterator[ClaimEvent]:
    """So many events about one actor, in the order of publication, the last of them shortly before `ENDS`.

    Of a hundred some two take a claim back.
    """
    return islice(_events(victim, number, per_day, matters, seed), number)


def _events(victim: str, number: int, per_day: float, matters: Matters, seed: int) -> Iterator[ClaimEvent]:
    """A few more than asked for."""
    war = _War(victim, Random(f"{victim} {seed}"), matters)
    at, step, made = ENDS - timedelta(days=number / per_day), timedelta(days=1 / per_day), 0
    while made < number:
        said = war.said(at)
        source: str | None = None
        for _ in range(war.dice.choice((1, 1, 1, 2, 2, 3, 5))):
            at += step
            copied = source if source and war.dice.random() < 0.3 else None
            event = ClaimEvent.made(war.claim(said, at, made, copied))
            source = event.claim.source.publisher
            later = (at + timedelta(hours=1)).isoformat(timespec="microseconds")
            back = [ClaimEvent.taken_back(event.claim, later)] if war.dice.random() < 0.02 else []
            yield from (event, *back)
            made += 1 + len(back)
