"""Many claims about many actors, as a long war brings them: repeated, denied, corrected and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from support.make import source
from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    Claimant,
    ClaimEvent,
    Reading,
    Scope,
    Stance,
    VictimGroup,
    claim_id,
)
from tollwire.domain.count import Count

BEGAN = datetime(2020, 9, 27, tzinfo=UTC)
_PLACES = (None, None, "Terter", "Ganja", "Barda", "Hadrut")
_OUTLETS = tuple(f"paper-{number}.example" for number in range(30))


def events(
    number: int, actors: tuple[str, ...], *, seed: int = 1, days: int = 60, claimants: int = 8
) -> Iterator[ClaimEvent]:
    """So many events about these actors, mostly in the order of time; the same for the same arguments.

    Of a hundred some four are retractions and some five come twice.
    """
    dice, made = Random(seed), 0
    while made < number:
        at = BEGAN + timedelta(days=days) * (made / number)
        at += timedelta(minutes=dice.randint(-2000, 0) if dice.random() < 0.1 else 0)
        event = ClaimEvent.made(_claim(dice, actors, at, made, claimants))
        for each in _with_what_follows(dice, event):
            yield each
            made += 1


def _with_what_follows(dice: Random, event: ClaimEvent) -> Iterator[ClaimEvent]:
    yield event
    if dice.random() < 0.05:
        yield event
    if dice.random() < 0.04:
        later = event.claim.source.published_at + timedelta(hours=1)
        yield ClaimEvent.taken_back(event.claim, later.isoformat(timespec="microseconds"))


def _claim(dice: Random, actors: tuple[str, ...], at: datetime, number: int, claimants: int) -> Claim:
    victim = dice.choice(actors)
    speaker = dice.choice((victim, *(f"claimant {each}" for each in range(claimants)), None))
    low = int(dice.paretovariate(0.6))
    incident = dice.random() < 0.6
    outlet = dice.choice(_OUTLETS)
    words = f"{low} killed"
    reading = Reading(
        quote=words,
        start=0,
        end=len(words),
        count=Count(min(low, 10**6), None) if dice.random() < 0.1 else Count.exactly(min(low, 10**6)),
        casualty_type=dice.choice((CasualtyType.KILLED, CasualtyType.KILLED, CasualtyType.WOUNDED)),
        victim_group=dice.choice(tuple(VictimGroup)),
        victim=victim,
        claimant=Claimant(speaker, speaker) if speaker else None,
        stance=Stance.DENIED if dice.random() < 0.03 else Stance.ASSERTED,
        scope=Scope.INCIDENT if incident else Scope.CUMULATIVE,
        day=at.date() - timedelta(days=dice.choice((0, 0, 1))) if incident else None,
        place=dice.choice(_PLACES) if incident else None,
    )
    article = source(f"article-{number}", at, outlet)
    return Claim(
        **{name: getattr(reading, name) for name in Reading.__dataclass_fields__},
        id=claim_id(article.article_id, reading, 0),
        source=replace(article, copied_from=dice.choice(_OUTLETS) if dice.random() < 0.2 else None),
        basis=_basis(victim, speaker),
        conflict="a-war",
    )


def _basis(victim: str, speaker: str | None) -> Basis:
    if speaker is None:
        return Basis.UNATTRIBUTED
    if speaker == victim:
        return Basis.ADMISSION
    return Basis.ENEMY_CLAIM if speaker.endswith(("0", "1")) else Basis.THIRD_PARTY
