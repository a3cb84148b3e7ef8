"""Sides that no registry knows, by the text's own name: "the Boers lost 68 men", "12 XRA fighters"."""

import re

from spacy.tokens import Token

from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words

_ACRONYM = re.compile(r"[A-Z]{3,6}s?")
_REACH = 6  # words of a name


def stranger(token: Token, line: Line, scene: Scene) -> str | None:
    """The name of a side that `token` is or ends; None where it is no name, or no name of a side."""
    if token.pos_ != "PROPN" or line.name_at(token) is not None or _is_shouted(line.text):
        return None
    start = token.i
    while (
        start > 0
        and token.i - start < _REACH
        and _joins(line.doc[start - 1])
        and line.name_at(line.doc[start - 1]) is None
    ):
        start -= 1
    span = line.doc[start : token.i + 1]
    while len(span) > 1 and not span[0].text[0].isupper():
        span = span[1:]
    if any(line.name_at(part) for part in span):
        return None
    if len(span) > 1:
        return span.text if singular(token.lower_) in words("sides", "bodies_of_men") else None
    if _ACRONYM.fullmatch(token.text):
        return token.text
    if token.tag_ == "NNPS" or token.text.endswith("s"):
        return token.text if token.text[0].isupper() and _fights(token.text, scene) else None
    plural = f"{token.text}s"
    return plural if _fights(plural, scene) else None


def _joins(token: Token) -> bool:
    return token.pos_ == "PROPN" or (
        token.lower_ in ("of", "for", "the") and token.i > 0 and token.nbor(-1).pos_ == "PROPN"
    )


def _fights(name: str, scene: Scene) -> bool:
    """Whether the article tells of them by that name as of people who act ("the Boers repulsed")."""
    return bool(
        re.search(rf"\b(?:[Tt]he|by|of) {re.escape(name)}\b|(?:^|\. ){re.escape(name)}\b", scene.context.text)
    )


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.6 * len(letters)
