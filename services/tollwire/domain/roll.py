"""The roll of those who speak of one actor: each claimant, and what it last said on each track."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tollwire.domain.claim import Basis, Claim, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.line import Assertion, Line, LineKey, Newness, People, Track

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


@dataclass(frozen=True, slots=True)
class Speaker:
    """One claimant's lines about the same people, and where each now stands.

    `basis` is that of its newest asserted claim, None if it only denies; `first_at` the time of its first.
    """

    people: People
    claimant: str
    stands: Mapping[Track, Stand]
    basis: Basis | None
    first_at: datetime | None

    @classmethod
    def of(cls, people: People, claimant: str, lines: Iterable[Line]) -> "Speaker":
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
        speaker = cls(people, claimant, stands, None, min(firsts, default=None))
        newest = max(speaker.asserted, key=lambda each: each.newness, default=None)
        return cls(people, claimant, stands, newest.basis if newest else None, speaker.first_at)

    @property
    def asserted(self) -> list[Stand]:
        return [stand for track, stand in self.stands.items() if track is not Track.DENIALS]

    def line(self, track: Track) -> Line | None:
        stand = self.stands.get(track)
        return stand.line if stand else None


class Roll:
    """All who speak of one actor. `as_of` is the time of the newest claim, None if there is none, and `name`
    the actor's as that claim has it.
    """

    def __init__(self, actor: str, lines: Iterable[Line], words: Words) -> None:
        self.actor, self._words = actor, words
        by_speaker: dict[tuple[People, str], list[Line]] = defaultdict(list)
        for line in lines:
            by_speaker[line.key.people, line.key.claimant].append(line)
        found = (Speaker.of(*who, each) for who, each in by_speaker.items())
        self.speakers = sorted((each for each in found if each.stands), key=_order)
        stands = (stand for speaker in self.speakers for stand in speaker.stands.values())
        newest = max(stands, key=lambda each: each.newness, default=None)
        self.as_of = newest.at if newest else None
        self.name = words(newest.says.newest.claim_id).victim if newest else None

    def about(self) -> Iterator[tuple[People, list[Speaker]]]:
        """Who speaks of the same people."""
        by_people: dict[People, list[Speaker]] = defaultdict(list)
        for speaker in self.speakers:
            by_people[speaker.people].append(speaker)
        yield from by_people.items()

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


def _order(speaker: Speaker) -> tuple[str, ...]:
    conflict, *rest = speaker.people
    return conflict or "", *rest, speaker.claimant
