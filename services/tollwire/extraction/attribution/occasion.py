"""On which day and at which place a counted incident happened, where the text tells it for certain.

A wrong day or place makes two incidents of one, and doubles a sum; so whatever is in doubt is not told. Days
and places of somebody's speaking are not of the event, nor are those of another event in the sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from spacy.tokens import Span, Token

from tollwire.domain.claim import Scope, Stance
from tollwire.extraction.attribution import datelines, days, sites, ties
from tollwire.extraction.attribution.before import Before
from tollwire.extraction.attribution.days import When
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.sites import Site
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

Told = TypeVar("Told", date, str)
_LEAD = 2  # sentences behind the title that tell its news
_SMALL = 2  # counts that recur by chance


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where. `dated` and `placed`: words of its sentence tell of either, if of none for certain."""

    day: date | None = None
    place: str | None = None
    dated: bool = False
    placed: bool = False


NOWHEN = Occasion()


class Occasions:
    """Tells the day and the place of each mention of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._whens: dict[int, list[tuple[When, Token]]] = {}
        self._sites: dict[int, list[tuple[Site, Token]]] = {}
        self._before = Before(scene)

    def of(self, mention: Mention, line: Line, scope: Scope, stance: Stance) -> Occasion:
        """By the words of its sentence, else of the one before where that tells the same event."""
        if scope is not Scope.INCIDENT or stance is not Stance.ASSERTED:
            return NOWHEN
        own = self._own(mention, line)
        if own.dated and own.placed:
            return own
        told = self._before.of(line)
        day, place = own.day, own.place
        if told and not own.dated and not (own.place and told.place and own.place != told.place):
            day = told.day
        if told and not own.placed:
            place = told.place
        if place is None and not own.placed:
            place = self._of_dateline(line)
        return Occasion(day, place, own.dated, own.placed)

    def _own(self, mention: Mention, line: Line) -> Occasion:
        text = line.text
        if line.index not in self._whens:
            opening, tokens = datelines.opening(text), _Tokens(line)
            whens = days.find(text, self._scene.context.published_at)
            found = sites.find(text, line.names, tokens.are_names)
            self._whens[line.index] = [
                (when, tokens.at(when.start, when.end)) for when in whens if when.start >= opening
            ]
            self._sites[line.index] = [(site, tokens.at(site.start, site.end)) for site in found]
        day = _one(
            (ties.of_day(mention, text, when, token), when.day) for when, token in self._whens[line.index]
        )
        place = _one(
            (ties.of_site(mention, text, site, token), site.name) for site, token in self._sites[line.index]
        )
        return Occasion(
            day[1] if day else None,
            place[1] if place else None,
            dated=day is not None,
            placed=place is not None,
        )

    def _of_dateline(self, line: Line) -> str | None:
        """The town of the dateline over the news itself, where the article speaks of it elsewhere too."""
        if not 0 < line.index <= _LEAD:
            return None
        for index in range(1, line.index + 1):
            text = self._scene.context.sentences[index].text
            end = datelines.opening(text)
            names = [n for n in self._scene.names[index] if n.end <= end and n.how is How.PLACE]
            if end and len(names) == 1:
                town = sites.canonical(text[names[0].start : names[0].end])
                title = self._scene.context.sentences[0].text.lower()
                wide = town in words("occasion", "bureaus") or sites.is_nowhere(town)
                return town if not wide and town.lower() in title else None
        return None


def each(
    mentions: Sequence[Mention], scene: Scene, told: Sequence[tuple[Scope, Stance, str | None]]
) -> list[Occasion]:
    """Of each of the mentions of one article, of which scope, stance and victim are told."""
    occasions = Occasions(scene)
    found = [
        occasions.of(mention, scene.line(mention), scope, stance)
        for mention, (scope, stance, _) in zip(mentions, told, strict=True)
    ]
    counts = [_Counted(*each) for each in zip(mentions, told, strict=True)]
    return [
        _filled(own, one, [other for other, theirs in zip(found, counts, strict=True) if own.is_as(theirs)])
        if own.is_incident
        else one
        for one, own in zip(found, counts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Counted:
    mention: Mention
    told: tuple[Scope, Stance, str | None]

    @property
    def is_incident(self) -> bool:
        return self.told[:2] == (Scope.INCIDENT, Stance.ASSERTED)

    @property
    def is_title(self) -> bool:
        sentence = self.mention.parse.sentence
        return sentence.index == 0 and sentence.text[-1:] != "."

    def is_as(self, other: "_Counted") -> bool:
        """Whether another is the same count; small numbers recur by chance but under a title."""
        one, two = self.mention, other.mention
        at = sorted((one.parse.sentence.index, two.parse.sentence.index))
        return (
            one is not two
            and self.told == other.told
            and one.casualty_type == two.casualty_type
            and (one.count.low, one.count.high) == (two.count.low, two.count.high)
            and (one.count.low > _SMALL or at[1] <= _LEAD)
        )


def _filled(count: _Counted, one: Occasion, alike: Sequence[Occasion]) -> Occasion:
    """What one mention of a count leaves open, by the others of that count.

    A title says "12 killed near Mosul", and the text below it on which day, and in which village.
    """
    if count.is_title:
        day, place = _shared(other.day for other in alike), _shared(other.place for other in alike)
        return Occasion(day or one.day, place or one.place, one.dated, one.placed)
    apart = any(one.place and other.place and other.place != one.place for other in alike)
    day = None if one.dated or apart else _shared(other.day for other in alike)
    place = None if one.placed else _shared(other.place for other in alike)
    return Occasion(one.day or day, one.place or place, one.dated, one.placed)


def _shared(values: Iterable[Told | None]) -> Told | None:
    """The one value that there is."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None


def _one(tied: Iterable[tuple[int, Told | None]]) -> tuple[int, Told | None] | None:
    """The one value of those tied the most closely: its second is None where they tell several or none."""
    ranked = [(tie, value) for tie, value in tied if tie > 0]
    if not ranked:
        return None
    best = max(tie for tie, _ in ranked)
    values = {value for tie, value in ranked if tie == best}
    return best, (values.pop() if len(values) == 1 else None)


class _Tokens:
    """The tokens of a sentence by its characters."""

    def __init__(self, line: Line) -> None:
        self._doc = line.doc
        self._starts = [token.idx for token in line.doc]

    def at(self, start: int, end: int) -> Token:
        """The head of what stands from one character to another."""
        return self._within(start, end).root

    def are_names(self, start: int, end: int) -> bool:
        return all(
            token.pos_ == "PROPN" or not token.text[0].isalpha() or token.text[0].islower()
            for token in self._within(start, end)
        )

    def _within(self, start: int, end: int) -> Span:
        first = max(0, bisect_right(self._starts, start) - 1)
        return self._doc[first : max(first + 1, bisect_left(self._starts, end))]
