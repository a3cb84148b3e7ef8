"""The first layer of the language model, with what it makes of each word remembered.

It looks at one word at a time, so the same word always gets the same vector, and the same words come again
and again. Hashing a word and mixing its features costs about as much as half of the layers that follow.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy
from spacy.tokens import Doc
from thinc.api import Model

if TYPE_CHECKING:
    from spacy.vocab import Vocab

# From these all features of a word follow.
_ASKED: list[int | str] = ["ORTH", "NORM", "SPACY"]
_Key = tuple[int, int, int]
# Words that are asked together: always so many, since the last bits of a product hang on its size.
_BLOCK = 32
# About 25 MB of words; a worker that has met more begins anew.
MOST_WORDS = 40_000


class Embedding:
    """Gives the words of a text the vectors that `layer` would give them."""

    def __init__(self, layer: "Model[Any, Any]", vocab: "Vocab", most: int = MOST_WORDS) -> None:
        self._layer = layer
        self._vocab = vocab
        self._most = most
        self._rows: dict[_Key, int] = {}
        self._vectors = numpy.empty((most, layer.get_dim("nO")), dtype="float32")

    def __len__(self) -> int:
        return len(self._rows)

    def model(self) -> "Model[Any, Any]":
        """A layer to stand in for the other."""
        return Model("remembered", self._forward, dims={"nO": self._layer.get_dim("nO")}, ops=self._layer.ops)

    def _forward(self, _: "Model[Any, Any]", docs: Sequence[Doc], is_train: bool) -> tuple[Any, Any]:
        if is_train:
            raise ValueError("the layer remembers what it made of a word, so it cannot be trained")
        return [self.of(doc) for doc in docs], None

    def of(self, doc: Doc) -> Any:
        """An array of floats: a row for each word."""
        keys: list[_Key] = list(map(tuple, doc.to_array(_ASKED).tolist()))
        missing = list(dict.fromkeys(key for key in keys if key not in self._rows))
        if missing:
            if len(keys) > self._most:
                return self._layer.predict([doc])[0]
            if len(self._rows) + len(missing) > self._most:
                self._rows.clear()
                missing = list(dict.fromkeys(keys))
            self._learn(missing)
        return self._vectors[[self._rows[key] for key in keys]]

    def _learn(self, keys: Sequence[_Key]) -> None:
        for block in _blocks(keys):
            vectors = self._layer.predict([self._doc(block)])[0]
            for key, vector in zip(block, vectors, strict=True):
                row = self._rows.setdefault(key, len(self._rows))
                self._vectors[row] = vector

    def _doc(self, keys: Sequence[_Key]) -> Doc:
        strings = self._vocab.strings
        doc = Doc(
            self._vocab,
            words=[strings[orth] for orth, _, _ in keys],
            spaces=[bool(space) for _, _, space in keys],
        )
        for token, (_, norm, _) in zip(doc, keys, strict=True):
            token.norm_ = strings[norm]
        return doc


def _blocks(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """All of `keys`, the last block filled up with its first."""
    for at in range(0, len(keys), _BLOCK):
        block = keys[at : at + _BLOCK]
        yield [*block, *[block[0]] * (_BLOCK - len(block))]
