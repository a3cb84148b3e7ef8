"""Lands that a text calls by their kind: "the territory's army", "in the republic"."""

from collections.abc import Iterable

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.described import LANDS
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import words

_TERRITORIES = words("sides", "territories")
_DEFINITE = frozenset({"the", "this", "that"})


def stands_for_land(token: Token, line: Line) -> bool:
    """Whether "the territory" or "the republic" is the land itself, and not one that its own words name."""
    if token.lemma_.lower() not in _TERRITORIES | {"republic"}:
        return False
    if not any(child.lower_ in _DEFINITE and child.i < token.i for child in token.children):
        return False
    return not any(line.name_at(inner) for inner in token.subtree) and line.name_at(token) is None


def land_of(phrase: Iterable[Token], line: Line, scene: Scene) -> str | None:
    """The land that words mean which call it by its kind: "the territory's army", "in the republic"."""
    for token in phrase:
        if stands_for_land(token, line):
            return last_land(token.lemma_.lower(), scene, line.index, line, token)
    return None


def last_land(
    noun: str, scene: Scene, index: int, line: Line | None = None, before: Token | None = None
) -> str | None:
    """The land spoken of last before, else first after, that `noun` fits: only a territory is "enclave"."""
    kinds = (Kind.TERRITORY,) if noun in _TERRITORIES else LANDS
    if line is not None and before is not None:
        here = [name for name in line.names if name.start < before.idx and _names_land(name, kinds)]
        if here:
            return here[-1].actor
    for how in (False, True):  # a place in it speaks of it only where nothing names the land itself
        for at in range(index - 1, -1, -1):
            for name in reversed(scene.names[at]):
                if _names_land(name, kinds, how):
                    return name.actor
    for at in range(index, len(scene.names)):
        for name in scene.names[at]:
            if _names_land(name, kinds, True):
                return name.actor
    return None


def _names_land(name: Name, kinds: tuple[Kind, ...], places: bool = False) -> bool:
    return name.kind in kinds and not name.hyphen and (places or name.how is not How.PLACE)
