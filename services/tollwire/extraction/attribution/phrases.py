"""The words that name a speaker, taken apart, and the actor that they name themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import singular, words

WORDS = re.compile(r"[^\W_]+(?:[-.'\u2019][^\W_]+)*\.?")
BODIES = (Kind.BODY, Kind.MEDIA)
_ELSEWHERE = re.compile(
    r"\b(?:in|at|near|on|across|inside|to)\s+(?:(?:the|[^\W\d_]+(?:ern|[-\u2013][^\W\d_]+))\s+){0,2}$",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:against|about|over|behind|with|to)\s+(?:the\s+)?$", re.IGNORECASE)
_SERVES = re.compile(r"\b(?:serving|fighting|working|together)\s+(?:with|under|for|alongside)\s+(?:the\s+)?$")
_SELF_RULED = words("offices", "self_ruled")


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase as a sequence of words, with their singular small forms."""

    text: str
    lemmas: frozenset[str]
    names: Sequence[Name]

    def has(self, *lists: str) -> bool:
        return bool(self.lemmas & words("offices", *lists))


def read(text: str, scene: Scene) -> Words:
    """The phrase `text` taken apart."""
    parts = [match.group() for match in WORDS.finditer(text)]
    split = {piece for part in parts for piece in (part, *part.split("-"))}
    return Words(text, frozenset(map(singular, split)), scene.find(text))


def named(phrase: Words, noun: str) -> str | None:
    """The actor that the phrase itself names: a body before a side, an owner before a place."""
    names = [name for name in phrase.names if not name.hyphen]
    for name in names:
        if name.kind in BODIES and not (
            _ELSEWHERE.search(phrase.text[: name.start]) or _SERVES.search(phrase.text[: name.start])
        ):
            return name.actor
    plain = _beside(phrase) & words("offices", "activist", "witness")
    if any(name.kind is Kind.PEOPLE and name.actor != "medics" for name in names) or (
        plain and not phrase.has("office")
    ):
        return None
    names = [name for name in names if not _AGAINST.search(phrase.text[: name.start])]
    places = [name for name in names if name.is_side and _ELSEWHERE.search(phrase.text[: name.start])]
    owners = [name for name in names if name.is_side and name not in places]
    if noun in _SELF_RULED:
        for name in places:
            if name.kind is Kind.TERRITORY:
                return name.actor
    if owners and _is_union(phrase, owners[0]):
        return _own_words(phrase.text)
    if owners and not (noun in words("offices", "media") and _has_own_name(phrase, owners)):
        return owners[0].actor
    if places and not phrase.has("medic"):
        return places[0].actor
    return None


def _beside(phrase: Words) -> set[str]:
    """The words of a phrase that are part of no name, in their singular small forms."""
    rest = phrase.text
    for name in reversed(phrase.names):
        if name.kind is not Kind.PEOPLE:
            rest = rest[: name.start] + rest[name.end :]
    return {singular(piece) for word in WORDS.findall(rest) for piece in (word, *word.split("-"))}


def _is_union(phrase: Words, name: Name) -> bool:
    """Whether a country's name is only part of a body's own ("Iraqi Human Rights Network")."""
    if name.kind is not Kind.STATE or name.how is How.SEAT:
        return False
    rest = re.match(r"(?:\s[A-Z][\w-]+|\s(?:for|of|and|the)){1,8}", phrase.text[name.end :])
    own = rest is not None and any(
        singular(word) in words("offices", "unions") for word in rest.group().split()
    )
    lead = re.search(r"([A-Z][\w-]+)\s(?:for|of|on)\s(?:the\s)?$", phrase.text[: name.start])
    return own or (lead is not None and singular(lead.group(1)) in words("offices", "unions"))


def _own_words(text: str) -> str:
    runs = re.findall(
        r"[A-Z][\w'\u2019-]*(?:\s(?:(?:of|for|and|the|on)\s(?:the\s)?)?[A-Z][\w'\u2019-]*)*", text
    )
    return re.sub(r"^(?:The|A)\s", "", max(runs, key=len))


def _has_own_name(phrase: Words, owners: Sequence[Name]) -> bool:
    """Whether capitalised words besides names of sides make a name of its own ("Turkish daily Hurriyet")."""
    rest = phrase.text
    for name in reversed(owners):
        rest = rest[: name.start] + rest[name.end :]
    return any(
        word[0].isupper() for word in WORDS.findall(rest) if singular(word) not in words("offices", "media")
    )
