"""What the parser leaves open of each word: its part of speech, its features, its lemma.

spaCy's attribute ruler and lemmatizer look at one word at a time, but for a few rules over two ("gon na"),
and the same words come again and again. So each word is asked of them once, alone, and remembered.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy
from spacy.matcher import Matcher
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler, Lemmatizer

_Key = tuple[int, ...]  # what `_ASKED` names, as spaCy numbers it
_Word = tuple[int, ...]  # ... and what `_TOLD` names

_ASKED: list[int | str] = ["ORTH", "TAG", "DEP"]
_TOLD: list[int | str] = ["POS", "MORPH", "LEMMA"]
# What a rule may look at if the three of `_ASKED` are to settle it.
_SETTLED = frozenset({"ORTH", "LOWER", "TAG", "DEP", "IS_SPACE"})
# About 20 MB of words; a worker that has met more begins anew.
MOST_WORDS = 40_000


class Finisher:
    """Gives a parsed text what `ruler` and then `lemmatizer` would give it, and the same to the last bit."""

    def __init__(self, ruler: "AttributeRuler", lemmatizer: "Lemmatizer", most: int = MOST_WORDS) -> None:
        self._ruler = ruler
        self._lemmatizer = lemmatizer
        self._most = most
        self._known: dict[_Key, _Word | None] = {}

    def finish(self, doc: Doc) -> Doc:
        """`doc` itself, in place."""
        if not len(doc):
            return doc
        found = [self._of(doc, key) for key in map(tuple, doc.to_array(_ASKED).tolist())]
        if any(word is None for word in found):
            return self._lemmatizer(self._ruler(doc))
        told: Any = numpy.array(found, dtype="uint64")
        return doc.from_array(_TOLD, told)

    def __len__(self) -> int:
        return len(self._known)

    def _of(self, doc: Doc, key: _Key) -> _Word | None:
        if key in self._known:
            return self._known[key]
        if len(self._known) >= self._most:
            self._known.clear()
        word = self._known[key] = self._ask(doc, key)
        return word

    def _ask(self, doc: Doc, key: _Key) -> _Word | None:
        """What a word alone gets; None where rules over more than one word may have a say."""
        orth, tag, dep = key
        alone = Doc(doc.vocab, words=[doc.vocab.strings[orth]])
        alone[0].tag, alone[0].dep = tag, dep
        if not self._is_settled or self._longer(alone, allow_missing=True):
            return None
        token = self._lemmatizer(self._ruler(alone))[0]
        if (token.tag, token.dep) != (tag, dep):
            return None
        return tuple(alone.to_array(_TOLD).tolist()[0])

    @cached_property
    def _longer(self) -> Matcher:
        """Where a rule over more than one word could begin."""
        matcher = Matcher(self._ruler.vocab)
        for number, words in enumerate(self._patterns()):
            if len(words) > 1:
                matcher.add(str(number), [words[:1]])
        return matcher

    @cached_property
    def _is_settled(self) -> bool:
        """Whether no rule looks at anything else about a word."""
        return all(word.keys() <= _SETTLED for words in self._patterns() for word in words)

    def _patterns(self) -> Iterator[list[dict[str, Any]]]:
        rules: list[Mapping[str, Any]] = self._ruler.patterns  # type: ignore[assignment]
        for rule in rules:
            yield from rule["patterns"]
