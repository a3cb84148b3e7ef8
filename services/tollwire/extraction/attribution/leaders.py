"""Well-known persons who speak for a side, where the text does not say so."""

import re
from collections.abc import Iterable
from functools import cache

from spacy.tokens import Token

from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import table, words

_RUN = re.compile(r"[A-Z][\w'\u2019-]*(?:\s[A-Za-z]{2}(?=\s[A-Z]))?(?:\s(?:[A-Z]|al-)[\w'\u2019-]*)*")


def side_of(text: str, scene: Scene) -> str | None:
    """For whom the person named in `text` is known to speak: by the full name, or by title and surname."""
    titled = any(word.lower() in words("offices", "titles") for word in re.findall(r"[^\W\d_]+", text))
    for run in _RUN.findall(text):
        name = re.sub(r"['\u2019]s?$", "", run).split()
        for full, actor in _by_surname().get(name[-1], ()):
            if full in run:
                return actor
            given = [word for word in name[:-1] if word.lower() not in words("offices", "titles")]
            sure = titled or (bool(scene.counts.get(actor)) and name[-1] not in words("leaders", "common"))
            if sure and not given:
                return actor
    return None


def first_led(nouns: Iterable[Token], scene: Scene) -> str | None:
    """The side whose leader owns one of the nouns: "Gaddafi's soldiers", "troops of General Haftar"."""
    for noun in nouns:
        for child in noun.children:
            if child.dep_ == "poss" and child.pos_ == "PROPN":
                owner = child.doc[child.left_edge.i : child.i + 1].text
                if side := side_of(owner, scene):
                    return side
    return None


@cache
def _by_surname() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for actor, people in table("leaders")["leaders"].items():
        for full in people:
            found.setdefault(full.split()[-1], []).append((full, actor))
    return found
