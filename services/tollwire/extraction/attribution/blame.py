"""Who takes an attack upon himself, and who is blamed for it."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import Name
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.scene import Line, Scene, located

_RESPONSIBLE, _BLAME = pattern("deeds", "responsible"), pattern("deeds", "blame")
_REMARK = re.compile(r",\s+(?:an?|which|the|who)\b[^,]*,\s*(?:\w+\s)?$")
_NOBODY = re.compile(r"\bno(?:body|\s+one|\s+\w*\s?(?:group|organi[sz]ation))\b", re.I)
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed))\b", re.I)
_NEXT = 40  # characters between the blame and the blamed


class Blame:
    """Reads the claims of responsibility and the accusations of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    @cached_property
    def claimed(self) -> frozenset[tuple[str, int, int]]:
        """All groups that claim an attack in the article, each with the paragraph and the sentence."""
        found = set()
        for sentence, names in zip(self._scene.context.sentences, self._scene.names, strict=True):
            match = _RESPONSIBLE.search(sentence.text)
            if match is None or _NOBODY.search(sentence.text[: match.start()]):
                continue
            passive = "by" in match.group().lower().split()
            remark = _REMARK.search(sentence.text, 0, match.start())
            end = remark.start() if remark and not passive else match.start()
            near = [
                name
                for name in names
                if name.is_side
                and not name.hyphen
                and (name.start > match.start() if passive else name.start < end)
                and not located(sentence.text, name)
            ]
            if near:
                actor = near[0 if passive else -1].actor
                found.add((actor, sentence.paragraph, sentence.index))
        return frozenset(found)

    @cached_property
    def accused(self) -> frozenset[tuple[str, int, int]]:
        """All groups that the article says are blamed, each with the paragraph and the sentence."""
        return frozenset(
            (name.actor, sentence.paragraph, sentence.index)
            for sentence, names in zip(self._scene.context.sentences, self._scene.names, strict=True)
            for name in (*_behind_blame(sentence.text, names), *_suspects(sentence.text, names))
            if name.kind is Kind.GROUP and not _DENIED.search(sentence.text)
        )


def blamed(line: Line) -> Iterator[Name]:
    """Whom the sentence blames ("blaming the Tamil Tigers", "blamed on separatists")."""
    yield from _behind_blame(line.text, line.names)


def _behind_blame(text: str, names: Sequence[Name]) -> Iterator[Name]:
    for match in _BLAME.finditer(text):
        behind = [name for name in names if 0 <= name.start - match.end() <= _NEXT and not name.hyphen]
        yield from (name for name in behind[:1] if name.is_side and not located(text, name))


def _suspects(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """As in "the army named the group as the suspected perpetrators"."""
    if re.search(r"\bsuspect(?:ed|s)?\b", text, re.I):
        yield from (name for name in names if not name.hyphen)
