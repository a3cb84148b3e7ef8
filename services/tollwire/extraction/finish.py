"""What the parser leaves open of each word: its part of speech, its features, its lemma.

spaCy's attribute ruler and lemmatizer look at one word at a time, but for a few rules over two ("gon na"), and
the same words come again and again. So each word is asked of them once, alone, and remembered.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.matcher import Matcher
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler, Lemmatizer

_Key = tuple[int, int, int]  # ORTH, TAG and DEP, as spaCy numbers them
_Word = tuple[int, int, int]  # POS, MORPH and LEMMA

_ASKED = (ORTH, TAG, DEP)
_TOLD = (POS, MORPH, LEMMA)
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
        return doc.from_array(_TOLD, numpy.array(found, dtype="uint64"))

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
        pos, morph, lemma = alone.to_array(_TOLD).tolist()[0]
        return pos, morph, lemma

    @cached_property
    def _longer(self) -> Matcher:
        """Where a rule over more than one word could begin."""
        matcher = Matcher(self._ruler.vocab)
        for number, rule in enumerate(self._ruler.patterns):
            begins = [pattern[:1] for pattern in rule["patterns"] if len(pattern) > 1]
            if begins:
                matcher.add(str(number), begins)
        return matcher

    @cached_property
    def _is_settled(self) -> bool:
        """Whether no rule looks at anything else about a word."""
        specs = (spec for rule in self._ruler.patterns for pattern in rule["patterns"] for spec in pattern)
        return all(_SETTLED >= spec.keys() for spec in specs)
