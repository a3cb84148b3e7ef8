"""Counts whose noun and verb stand earlier: "the rebels say 16", "put it at 276", "and Eritrea 25".

Within a sentence they take what an earlier count suffered; `told_before` gives those that take it from a
sentence before.
"""

import re

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.numerals import WORDS
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("carried")
_SAYING = _TABLE["saying"]
_SPEAKING = _TABLE["speaking"]
_ADMITTING = _TABLE["admitting"]
_PUTTING = _TABLE["putting"]
_PUT = _TABLE["put"]
_FIGURES = _TABLE["figures"]
_COPULAS = _TABLE["copulas"]
_JOINTS = _TABLE["joints"]
_ENDS = _TABLE["ends"]
_OWNER_TAGS = ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "HYPH")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_LONGEST_OWNER = 5
_YEARS = range(1900, 2101)
# Less than any construction of the sentence's own.
RANK = 62
# What a sentence must hold to tell a count of what another says, in words of plain small letters.
_TELLS = re.compile(
    rf"\b(?:{'|'.join(sorted(_SAYING | _SPEAKING | _ADMITTING | _PUTTING | _FIGURES))})\b"
    rf"(?:\W+(?:{'|'.join(sorted(_TABLE['between']))})){{0,5}}"
    rf"\W+(?:\d|(?:{'|'.join(sorted(WORDS | _TABLE['vague']))})\b)"
)


def could_follow(text: str) -> bool:
    """Whether a sentence with no word of casualties may count what the one before tells; a cheap look."""
    return _TELLS.search(text.lower()) is not None


def carry(scene: Scene, links: dict[int, Link]) -> bool:
    """Adds to `links` the counts that share an earlier count's event; whether there were any."""
    added = False
    for index, phrase in enumerate(scene.counted):
        if index in links:
            continue
        model = _model(scene, links, index)
        rule = model is not None and _rule(scene, links, model, phrase)
        if rule and model is not None:
            shared = links[model]
            links[index] = Link(shared.event, shared.casualty_type, RANK, rule, before=True, shared=True)
            added = True
    return added


def told_before(scene: Scene, phrase: Counted) -> int | None:
    """Where the words begin that tell a bare count of people told of before: "put it at 276"."""
    if not _is_bare(scene.line, phrase):
        return None
    return _teller(scene.line, phrase.amount.start)


def _model(scene: Scene, links: dict[int, Link], index: int) -> int | None:
    """The nearest count before `index` that something happened to."""
    return next((at for at in range(index - 1, -1, -1) if at in links and not _is_part(scene, at)), None)


def _is_part(scene: Scene, index: int) -> bool:
    return scene.line.word(scene.counted[index].amount.start - 1) in ("including", "included", "among")


def _rule(scene: Scene, links: dict[int, Link], model: int, phrase: Counted) -> str | None:
    line, start = scene.line, phrase.amount.start
    if line.word(start - 1) == ":" and phrase.noun is Noun.PEOPLE and phrase.amount.kind == "number":
        return None if _has_verb(scene, phrase.end) else "breakdown"
    if not _is_bare(line, phrase):
        return None
    end = max(scene.counted[model].end, links[model].event.end)
    teller = _teller(line, start)
    if teller is not None and teller >= end:
        return "told"
    return "gap" if _is_gap(scene, end, start) else None


def _is_bare(line: Line, phrase: Counted) -> bool:
    """Whether a number stands alone, with nothing that it could count after it."""
    amount = phrase.amount
    if phrase.noun is not Noun.NONE or phrase.more or amount.kind not in ("number", "vague", "zero"):
        return False
    if amount.kind == "zero" and line.word(amount.end - 1) != "none":
        return False
    year = (
        amount.end - amount.start == 1
        and amount.count.low == amount.count.high
        and amount.count.low in _YEARS
    )
    if year and "," not in line.word(amount.start):
        return False
    figure = line.word(amount.start - 1) == "of" and line.word(amount.start - 2) in _FIGURES
    return figure or phrase.end >= len(line) or line.word(phrase.end) in _ENDS


def _teller(line: Line, start: int) -> int | None:
    """Where "says", "spoke of", "put it at", "admitted to" or "its figure is" begin before a number at `start`."""
    at = start - 1
    while line.word(at) in QUOTES or line.tag(at) == "RB":
        at -= 1
    word = line.word(at)
    if word in _SAYING:
        return at
    if word == "of" and line.word(at - 1) in _SPEAKING | _FIGURES:
        return at - 1
    if word == "to" and line.word(at - 1) in _ADMITTING:
        return at - 1
    if word == "at" and line.word(at - 1) in _PUT:
        return _last(line, at, _PUTTING)
    return _last(line, at, _FIGURES) if word in _COPULAS else None


def _last(line: Line, at: int, words: frozenset[str]) -> int | None:
    """Where one of `words` stands last before `at`, not far away."""
    return next(
        (step for step in range(at - 1, at - _LONGEST_OWNER - 1, -1) if line.word(step) in words), None
    )


def _is_gap(scene: Scene, end: int, start: int) -> bool:
    """As in "Ethiopia lost 40 men and Eritrea 25": a joint, and then only whose the number is."""
    line, at = scene.line, start - 1
    while at > end and line.tag(at) in _OWNER_TAGS and start - at <= _LONGEST_OWNER:
        at -= 1
    if at == start - 1 or line.word(at) not in _JOINTS or not end <= at <= end + _LONGEST_OWNER:
        return False
    named = line.word(at + 1) in ("the", "its", "their", "another", "a", "an") or line.tag(at + 1) in (
        "NNP",
        "NNPS",
    )
    clear = not any(line.tag(step) in (*_FINITE, "CD") for step in range(end, at))
    return named and clear and not scene.events_in(at, start)


def _has_verb(scene: Scene, at: int) -> bool:
    """Whether a verb follows before the sentence or the clause ends."""
    for step in range(at, len(scene.line)):
        if scene.line.word(step) in (";", "."):
            return False
        if scene.line.tag(step) in _FINITE:
            return True
    return False
