"""Actors and conflicts: who is on which side of which war, and what a claimant is to a victim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from tollwire.domain.claim import Basis, Claimant
from tollwire.domain.errors import DomainError
from tollwire.domain.identity import slug


class Kind(StrEnum):
    STATE = "state"
    TERRITORY = "territory"  # an unrecognised republic, or a land that counts its own dead
    GROUP = "group"  # an armed group
    COALITION = "coalition"
    BODY = "body"  # counts, and does not fight: the UN, a monitor, an aid organisation, a ministry of its own
    MEDIA = "media"
    PEOPLE = "people"  # witnesses, medics, activists: sources known only by what they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One side or body.

    `name` is the common English name; `aliases` are other full names and acronyms; `adjectives` ("Armenian")
    and `people` ("Armenians") belong to it; `seats` are places and offices that speak for it ("Baku", "the
    Kremlin"); `places` lie in it or are run by it; `part_of` names the actor whose figures may include this
    one's, so that the two are never added.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def id(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A war: its sides (each the names of allied actors), and when it began and ended (None: not yet)."""

    name: str
    began: date
    ended: date | None = None
    sides: tuple[frozenset[str], ...] = ()

    @property
    def id(self) -> str:
        return slug(self.name)

    def on(self, day: date) -> bool:
        return self.began <= day and (self.ended is None or day <= self.ended)

    def side_of(self, actor: str | None) -> int | None:
        """The index of the side that `actor` fights on; None if it is no party."""
        for index, side in enumerate(self.sides):  # asked so often that a generator would tell
            if actor in side:
                return index
        return None

    def sides_of(self, actors: Iterable[str | None]) -> set[int]:
        """The sides that some of `actors` fight on."""
        return {side for name in actors if (side := self.side_of(name)) is not None}

    def parties_among(self, actors: Iterable[str | None]) -> int:
        """How many of `actors` are parties; one that is named twice counts twice."""
        return sum(self.side_of(name) is not None for name in actors)

    def named(self, times: Mapping[str, int]) -> int:
        """How much a text tells of this war, by how often it names whom: the second most named side counts.

        A war takes two: a text that names one side alone may be about another of its wars.
        """
        names = times.keys()
        sides = sorted((sum(times[name] for name in side & names) for side in self.sides), reverse=True)
        return sides[1] if len(sides) > 1 else 0


@dataclass(frozen=True)
class Registry:
    """All known actors and conflicts. Raises DomainError where two actors share an id or a conflict names
    none.
    """

    actors: Mapping[str, Actor]
    conflicts: tuple[Conflict, ...] = field(default=())

    @classmethod
    def of(cls, actors: Iterable[Actor], conflicts: Iterable[Conflict] = ()) -> "Registry":
        by_name: dict[str, Actor] = {}
        ids: dict[str, str] = {}
        for actor in actors:
            if actor.id in ids and ids[actor.id] != actor.name:
                raise DomainError(f"actors {ids[actor.id]!r} and {actor.name!r} share the id {actor.id!r}")
            ids[actor.id] = actor.name
            by_name[actor.name] = actor
        wars = tuple(conflicts)
        for war in wars:
            unknown = sorted({name for side in war.sides for name in side} - by_name.keys())
            if unknown:
                raise DomainError(f"conflict {war.name!r} names {unknown[0]!r}, which is no actor")
        return cls(by_name, wars)

    @cached_property
    def names_by_id(self) -> Mapping[str, str]:
        return {actor.id: name for name, actor in self.actors.items()}

    def conflict_of(
        self,
        actors: Iterable[str | None],
        at: datetime,
        article: Mapping[str, int] = MappingProxyType({}),
    ) -> Conflict | None:
        """The war, going on at `at`, that most of `actors` are parties to, the first among them being the
        victim; `article` says how often the text around names whom.

        Of equals the one that the article names most, then the one that began last. None if the first is
        party to no war of that day; where it is None itself, the others decide. `actors` who all fight on
        one side may be bystanders (a Russian journalist hurt in Karabakh is no victim of the war in Donbas):
        where the article tells of a war, theirs must be one that it tells of.
        """
        named = [*actors]
        victim = named[0] if named else None
        going_on = self._on(at.date())
        possible = [
            war
            for war in going_on
            if any(war.side_of(name) is not None for name in ([victim] if victim is not None else named))
        ]
        if not possible:
            return None
        if not any(len(war.sides_of(named)) > 1 for war in possible):
            told = {war.name: war.named(article) for war in going_on}
            most = max(told.values(), default=0)
            possible = [war for war in possible if not most or 2 * told[war.name] > most]
        return max(
            possible,
            key=lambda war: (war.parties_among(named), war.named(article), war.began),
            default=None,
        )

    def _on(self, day: date) -> Sequence[Conflict]:
        """The wars that go on; asked for every claim, and of few days."""
        if day not in self._by_day:
            self._by_day[day] = tuple(war for war in self.conflicts if war.on(day))
        return self._by_day[day]

    @cached_property
    def _by_day(self) -> dict[date, tuple[Conflict, ...]]:
        return {}

    def basis(
        self,
        victim: str | None,
        claimant: Claimant | None,
        perpetrator: str | None,
        conflict: Conflict | None,
    ) -> Basis:
        """What the claimant is to the victim.

        Who says that it killed them itself is the enemy, whatever the registry knows. Where the victim is not
        named, a party to the war could be either, so nothing is said of it.
        """
        speaker = claimant.actor if claimant else None
        if speaker is None:
            return Basis.UNATTRIBUTED
        if victim is not None:
            if speaker == victim or self._same_house(speaker, victim):
                return Basis.ADMISSION
            if speaker == perpetrator:
                return Basis.ENEMY_CLAIM
        if conflict is not None:
            own, theirs = conflict.side_of(speaker), conflict.side_of(victim)
            if own is not None and victim is None:
                return Basis.UNATTRIBUTED
            if own is not None and theirs is not None:
                return Basis.ADMISSION if own == theirs else Basis.ENEMY_CLAIM
        return Basis.THIRD_PARTY

    def _same_house(self, one: str, other: str) -> bool:
        """Whether one is part of the other, and no war stands between them (a rebel province is not its
        state's).
        """
        first, second = self.actors.get(one), self.actors.get(other)
        related = (first is not None and first.part_of == other) or (
            second is not None and second.part_of == one
        )
        return related and not any(
            war.side_of(one) is not None
            and war.side_of(other) is not None
            and war.side_of(one) != war.side_of(other)
            for war in self.conflicts
        )
