"""Where the text shows what was found of a mention, and how surely: for `--explain`, and for confidence.

Of the finished attribution this asks one thing, whichever rules found it: what in the text stands for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from tollwire.domain.claim import Claimant, Scope
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import table
from tollwire.extraction.model import Mention
from tollwire.extraction.reasons import Reason, Step

_HOW = {
    How.NAME: "name",
    How.ADJECTIVE: "adjective",
    How.PEOPLE: "people's name",
    How.SEAT: "capital",
}
_OWNING = ("of", "from")
_NEAR = 12  # words between the people and what describes them behind "of", "from" or "in"
_CITING = re.compile(r"\b(?:according to|citing|quoting|quoted|cited|per)\W+(?:\w+\W+){0,2}$", re.IGNORECASE)
_TIME = {
    Scope.CUMULATIVE: r"\bsince\b[^,;.]{0,30}|\bin \w+ (?:days|weeks|months|years) of \w+",
    Scope.HISTORICAL: r"\b(?:1[5-9]|20)\d\ds?\b|\b\w+ ago\b",
    Scope.INCIDENT: r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b|\btoday\b",
}
_LISTED = {Scope.CUMULATIVE: "cumulative", Scope.HISTORICAL: "historical", Scope.INCIDENT: "period"}


@dataclass(frozen=True, slots=True)
class Told:
    """What was found of a mention, and the victim and scope of the mention before it in the same sentence."""

    victim: str | None
    perpetrator: str | None
    claimant: Claimant | None
    scope: Scope
    victim_before: str | None = None
    scope_before: Scope | None = None


def of(mention: Mention, line: Line, scene: Scene, told: Told) -> Mapping[Step, Reason]:
    """What in the text stands for each part of `told`."""
    found = {
        Step.VICTIM: _victim(mention, line, scene, told),
        Step.CLAIMANT: _claimant(mention, scene, told.claimant),
        Step.SCOPE: _scope(mention, told),
    }
    if told.perpetrator:
        found[Step.PERPETRATOR] = _perpetrator(line, told.perpetrator)
    return found


def _victim(mention: Mention, line: Line, scene: Scene, told: Told) -> Reason:
    victim = told.victim
    if victim is None:
        return Reason("none")
    for name, tie in _beside(mention, line):
        if name.actor == victim:
            where = name.how is How.PLACE or (tie not in _OWNING and line.is_located(name))
            return Reason("where they were" if where else _HOW[name.how], _words(line, name))
    if victim == told.victim_before:
        return Reason("as before")
    named = [name for name in line.names if name.actor == victim and not name.hyphen]
    for name in named:
        if line.is_located(name):
            return Reason("place in the sentence", _words(line, name))
    if told.claimant is not None and told.claimant.actor == victim:
        return Reason("speaker's own", told.claimant.text)
    if named:
        return Reason("elsewhere in the sentence", _words(line, named[0]))
    if line.index and any(name.actor == victim for name in scene.names[line.index - 1]):
        return Reason("sentence before")
    return Reason("scene" if victim == scene.home else "article")


def _beside(mention: Mention, line: Line) -> Iterator[tuple[Name, str]]:
    """The names in the noun phrases of the people and of the number, and what ties them to it ("of")."""
    for head in (mention.noun, mention.number):
        if head is None or head.pos_ in ("VERB", "AUX"):
            continue
        yield from _names(head, [head], line, "")
        for child in head.children:
            tie = child.lower_ if child.dep_ == "prep" else ""
            if not tie or child.i > head.i:  # "In Syria six civilians" is another matter
                yield from _names(head, child.subtree, line, tie)


def _names(head: Token, tokens: Iterable[Token], line: Line, tie: str) -> Iterator[tuple[Name, str]]:
    for token in tokens:
        name = line.name_at(token) if abs(token.i - head.i) <= _NEAR else None
        if name is not None and not name.hyphen:
            yield name, tie


def _perpetrator(line: Line, side: str) -> Reason:
    for name in line.names:
        if name.actor == side:
            return Reason("sentence", _words(line, name))
    return Reason("article")


def _claimant(mention: Mention, scene: Scene, claimant: Claimant | None) -> Reason:
    if claimant is None:
        return Reason("none")
    sentence = mention.parse.sentence
    at = sentence.text.find(claimant.text)
    if at >= 0:
        citing = _CITING.search(sentence.text[:at])
        return Reason("according to" if citing else "saying", claimant.text)
    for other in reversed(scene.context.sentences[: sentence.index]):
        if claimant.text in other.text:
            near = sentence.index - other.index <= 1
            return Reason("sentence before" if near else "carried over", claimant.text)
    return Reason("sentence behind", claimant.text)


def _scope(mention: Mention, told: Told) -> Reason:
    if match := _time(told.scope).search(mention.parse.text):
        return Reason("words", match.group())
    if told.scope is told.scope_before:
        return Reason("as before")
    return Reason("default" if told.scope is Scope.INCIDENT else "verb or context")


@cache
def _time(scope: Scope) -> re.Pattern[str]:
    listed = sorted(table("time").get(_LISTED[scope], ()), key=len, reverse=True)
    return re.compile(
        "|".join([_TIME[scope], *(rf"\b{re.escape(words)}\b" for words in listed)]), re.IGNORECASE
    )


def _words(line: Line, name: Name) -> str:
    return line.text[name.start : name.end]
