"""The roll of those who speak of one actor: each claimant, and what it last said on each track."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import NamedTuple

from tollwire.domain.claim import Basis, CasualtyType, Claim, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.line import Assertion, Line, LineKey, Newness, People, Track
from tollwire.domain.memory import AFRESH, Afresh, Memory

# Finds a claim that stands by its id.
Words = Callable[[str], Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a claimant says on one track: one assertion, with the words of its newest report.

    `claim_ids` are its newest reports, oldest first, `reports` how many there are in all, and `publishers`
    those that are independent. `day` and `place` are an incident's.
    """

    line: LineKey
    basis: Basis
    victim: str | None
    count: Count
    published_at: datetime
    first_at: datetime
    quote: str
    publisher: str | None
    url: str | None
    claim_ids: tuple[str, ...]
    reports: int
    publishers: tuple[str, ...]
    day: date | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """What a claimant says of one matter: its total, its newest denial, or its count of one incident."""

    line: Line
    says: Assertion
    day: date | None = None  # of an incident

    @property
    def claimant(self) -> str:
        return self.line.key.claimant

    @property
    def at(self) -> datetime:
        return self.says.newest.at

    @property
    def count(self) -> Count:
        return self.says.newest.count

    @property
    def basis(self) -> Basis:
        return self.says.newest.basis

    @property
    def newness(self) -> tuple[Newness, str]:
        return self.says.newest.newness, self.claimant


@dataclass(frozen=True, slots=True, eq=False)
class Speaker:
    """One claimant's lines about the same people, and where each now stands.

    `basis` is that of its newest asserted claim, None if it only denies; `first_at` the time of its first.
    """

    people: People
    claimant: str
    stands: Mapping[Track, Stand]
    basis: Basis | None
    first_at: datetime | None
    newest: Stand | None

    @classmethod
    def of(cls, *lines: Line) -> "Speaker":
        stands, firsts = {}, []
        for line in lines:
            found = line.sum()
            says = line.sheet(found.day).at(found.place) if found else None
            if found is None or says is None:
                continue
            track = line.key.track
            stands[track] = Stand(line, says, found.day if track is Track.INCIDENTS else None)
            if track is not Track.DENIALS:
                firsts.append(found.first_at)
        asserted = newest_of(stand for track, stand in stands.items() if track is not Track.DENIALS)
        return cls(
            people=lines[0].key.people,
            claimant=lines[0].key.claimant,
            stands=stands,
            basis=asserted.basis if asserted else None,
            first_at=min(firsts, default=None),
            newest=newest_of(stands.values()),
        )

    def name(self, step: str) -> Hashable:
        """Of a step in a memory that is given this speaker."""
        return step, self.people, self.claimant

    @property
    def asserted(self) -> list[Stand]:
        return [stand for track, stand in self.stands.items() if track is not Track.DENIALS]

    def line(self, track: Track) -> Line | None:
        stand = self.stands.get(track)
        return stand.line if stand else None


class Voices(NamedTuple):
    """All who speak of the same people, and the newest that any of them says."""

    people: People
    speakers: tuple[Speaker, ...]
    newest: Stand | None

    @classmethod
    def of(cls, memory: Afresh, *lines: "_Lines") -> "Voices":
        found = [memory.step(_speaker_step(theirs[0].key), Speaker.of, *theirs) for theirs in lines]
        speakers = tuple(each for each in found if each.stands)
        newest = newest_of(each.newest for each in speakers if each.newest)
        return cls(lines[0][0].key.people, speakers, newest)


class Matter(NamedTuple):
    """All who speak of one casualty type in one conflict: what is said of one group can be about another."""

    conflict: str | None
    casualty_type: CasualtyType
    voices: tuple[Voices, ...]

    def name(self, step: str) -> Hashable:
        """Of a step in a memory that is given this matter's voices."""
        return step, self.conflict, self.casualty_type


class Roll:
    """All who speak of one actor. `as_of` is the time of the newest claim, None if there is none, and `name`
    the actor's as that claim has it.

    A memory is the actor's own. It has to know which lines have changed (`changed`), and that there is a line
    more by another object for `lines`.
    """

    def __init__(self, actor: str, lines: Iterable[Line], words: Words, memory: Afresh = AFRESH) -> None:
        self.actor, self._words, self.memory = actor, words, memory
        found = [
            memory.step(_voices_step(theirs[0][0].key), partial(Voices.of, memory), *theirs)
            for theirs in memory.step("lines by people", _by_people, lines)
        ]
        voices = [each for each in found if each.speakers]
        self.matters = [
            Matter(conflict, casualty_type, tuple(each))
            for (conflict, casualty_type), each in groupby(voices, lambda each: each.people[:2])
        ]
        newest = newest_of(each.newest for each in voices if each.newest)
        self.as_of = newest.at if newest else None
        self.name = words(newest.says.newest.claim_id).victim if newest else None

    @property
    def speakers(self) -> Iterator[Speaker]:
        return (speaker for matter in self.matters for each in matter.voices for speaker in each.speakers)

    def figure(self, stand: Stand) -> Figure:
        says = stand.says
        claim = self._words(says.newest.claim_id)
        return Figure(
            line=stand.line.key,
            basis=stand.basis,
            victim=claim.victim,
            count=stand.count,
            published_at=stand.at,
            first_at=says.first_at,
            quote=claim.quote,
            publisher=claim.source.publisher,
            url=claim.source.url,
            claim_ids=says.claim_ids,
            reports=says.reports,
            publishers=tuple(sorted(says.publishers)),
            day=stand.day,
            place=says.newest.place,
        )


def answers(own: People, theirs: People) -> bool:
    """Whether what is said of `own` can be about `theirs`: a figure without a group may be of any."""
    groups = {own.victim_group, theirs.victim_group}
    return own[:2] == theirs[:2] and (len(groups) == 1 or VictimGroup.UNSPECIFIED in groups)


def newest_of(stands: Iterable[Stand]) -> Stand | None:
    return max(stands, key=lambda each: each.newness, default=None)


def changed(memory: Memory, line: LineKey) -> None:
    """To be called where a line's claims, or the words of one, are not what they were."""
    memory.drop(_speaker_step(line))
    memory.drop(_voices_step(line))


def _speaker_step(line: LineKey) -> Hashable:
    return "speaker", line.people, line.claimant


def _voices_step(line: LineKey) -> Hashable:
    return "voices", line.people


# Of one speaker.
_Lines = list[Line]


def _by_people(lines: Iterable[Line]) -> list[list[_Lines]]:
    """The lines of each speaker, by the people spoken of."""
    found: dict[tuple[People, str], _Lines] = defaultdict(list)
    for line in lines:
        found[line.key.people, line.key.claimant].append(line)
    in_order = sorted(found, key=_order)
    return [[found[who] for who in each] for _, each in groupby(in_order, lambda who: who[0])]


def _order(who: tuple[People, str]) -> tuple[bool, str, str, str, str]:
    (conflict, casualty_type, group), claimant = who
    return conflict is not None, conflict or "", casualty_type, group, claimant
