"""Silence: whether a side itself has said anything of people whom its enemy counts (rule 7)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tollwire.domain.claim import Basis
from tollwire.domain.line import People
from tollwire.domain.roll import Stand, Voices, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """`since` is when the side last spoke of the people or, where their number is `unacknowledged`, when the
    enemy first did. `enemy` is the enemy's newest word.
    """

    people: People
    unacknowledged: bool
    since: datetime
    enemy: Stand = field(compare=False, repr=False)


def silences(*matter: Voices) -> tuple[Silence, ...]:
    """One for all people of a matter of whom an enemy claim speaks."""
    return tuple(_silences(matter))


def _silences(matter: tuple[Voices, ...]) -> Iterator[Silence]:
    own = [
        (speaker.people, stand.at)
        for voices in matter
        for speaker in voices.speakers
        for stand in speaker.stands.values()
        if stand.basis is Basis.ADMISSION
    ]
    for people, speakers in ((each.people, each.speakers) for each in matter):
        enemies = [each for each in speakers if each.basis is Basis.ENEMY_CLAIM]
        if not enemies:
            continue
        spoke = [at for about, at in own if answers(about, people)]
        first = min(each.first_at for each in enemies if each.first_at)
        stands = [stand for each in enemies for stand in each.asserted]
        yield Silence(
            people=people,
            unacknowledged=not spoke,
            since=max(spoke) if spoke else first,
            enemy=max(stands, key=lambda each: each.newness),
        )
