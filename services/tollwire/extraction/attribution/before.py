"""The day and place of the event that the sentence before a count tells, where the count goes on with it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from tollwire.extraction.attribution import datelines, days, sites, ties
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import words
from tollwire.extraction.language import clean

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDINGS = ("", "s", "es", "d", "ed", "ing")


@dataclass(frozen=True, slots=True)
class Told:
    """When and where the event of a sentence happened; None each where it does not say it for certain."""

    day: date | None
    place: str | None


class Before:
    """Reads the sentences before counts of one article by their words alone: a parse would cost too much."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._told: dict[int, Told | None] = {}

    def of(self, line: Line) -> Told | None:
        """What the sentence before `line` tells of the same event; None where it may be of another."""
        index, sentences = line.index - 1, self._scene.context.sentences
        if index < 0 or _is_new(line.text):
            return None
        same_paragraph = sentences[index].paragraph == sentences[line.index].paragraph
        if not same_paragraph and index == 0:
            return None  # a title
        if not same_paragraph and not _goes_on(line.text):
            return None
        if index not in self._told:
            self._told[index] = self._read(index)
        return self._told[index]

    def _read(self, index: int) -> Told | None:
        given = self._scene.context.sentences[index].text
        if not (_tells_of_deed(given) or ties.note_label(given)) or _telling().search(given):
            return None
        text, _ = clean(given)
        names = self._scene.find(text)
        opening = datelines.opening(text)
        whens = [when for when in days.find(text, self._scene.context.published_at) if when.start >= opening]
        label = ties.note_label(text)
        found = [
            site
            for site in sites.find(text, names, lambda *_: False)
            if site.end <= label or (site.start >= opening and (site.located or _is_struck(text, site.start)))
        ]
        return Told(
            whens[0].day if len(whens) == 1 else None,
            found[0].name if len({site.name for site in found}) == 1 else None,
        )


def _tells_of_deed(text: str) -> bool:
    deeds = words("occasion", "deeds") | words("time", "attacked")
    told = (word.lower() for word in _WORD.findall(text))
    return any(
        word in deeds or any(end and word.endswith(end) and _stem(word, end) & deeds for end in _ENDINGS)
        for word in told
    )


def _stem(word: str, ending: str) -> frozenset[str]:
    stem = word[: -len(ending)]
    doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
    return frozenset((stem, stem + "e", doubled))


def _is_new(text: str) -> bool:
    """Whether a sentence has words of another event than the one before."""
    return not words("occasion", "another").isdisjoint(word.lower() for word in _WORD.findall(text))


def _goes_on(text: str) -> bool:
    """Whether a sentence speaks of "the attack", across a paragraph's end."""
    return bool(_the_deed().search(text))


@cache
def _the_deed() -> re.Pattern[str]:
    deeds = "|".join(sorted(words("time", "event", "blow")))
    return re.compile(rf"\b(?:the|that|this)\s(?:same\s)?(?:{deeds})\b", re.IGNORECASE)


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words('time', 'told')))})\b", re.IGNORECASE)


def _is_struck(text: str, start: int) -> bool:
    """Whether the word before is a verb of striking: "hit Ganja", "shelled Shusha"."""
    word = text[:start].rstrip().rpartition(" ")[2]
    return word.lower() in words("time", "attacked")
