"""What the first layers of the language model make of each word, remembered.

They look at one word at a time, so the same word always gets the same vector, and the same words come again
and again. Hashing a word and mixing its features costs about as much as half of the layers that follow.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy
from spacy.tokens import Doc

from tollwire.extraction.convolution import Floats

if TYPE_CHECKING:
    from spacy.vocab import Vocab
    from thinc.api import Model

# From these all features of a word follow.
_ASKED: list[int | str] = ["ORTH", "NORM", "SPACY"]
_Key = tuple[int, int, int]
# Words that are asked together: always so many, since the last bits of a product hang on its size.
_BLOCK = 32
# About 80 MB of words; a worker that has met more begins anew.
MOST_WORDS = 20_000


class Embedding:
    """Gives the words of texts what `further` makes of the vectors that `layer` gives them."""

    def __init__(
        self,
        layer: "Model[Any, Any]",
        vocab: "Vocab",
        further: Callable[[Floats], Floats] = lambda vectors: vectors,
        most: int = MOST_WORDS,
    ) -> None:
        self._layer, self._vocab, self._further, self._most = layer, vocab, further, most
        self._rows: dict[_Key, int] = {}
        width = further(numpy.zeros((1, layer.get_dim("nO")), dtype="float32")).shape[1]
        self._vectors: Floats = numpy.empty((most + 1, width), dtype="float32")
        self._vectors[0] = 0  # of no word

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, docs: Sequence[Doc], gap: int = 0) -> Floats:
        """A row for each word, with `gap` rows of zeros before each text and behind the last."""
        keys: list[list[_Key]] = [list(map(tuple, doc.to_array(_ASKED).tolist())) for doc in docs]
        if not self._hold(keys):
            return self._unheld(docs, gap)
        gaps = [0] * gap
        rows = [*gaps]
        for words in keys:
            rows += map(self._rows.__getitem__, words)
            rows += gaps
        return self._vectors.take(rows, axis=0)

    def _hold(self, keys: Sequence[Sequence[_Key]]) -> bool:
        """Learns the words that are new; whether there is room for all."""
        missing = list(dict.fromkeys(key for words in keys for key in words if key not in self._rows))
        if not missing:
            return True
        if len(self._rows) + len(missing) > self._most:
            self._rows.clear()
            missing = list(dict.fromkeys(key for words in keys for key in words))
            if len(missing) > self._most:
                return False
        for block in _blocks(missing):
            for key, vector in zip(block, self._ask(self._doc(block)), strict=True):
                self._vectors[self._rows.setdefault(key, len(self._rows) + 1)] = vector
        return True

    def _unheld(self, docs: Sequence[Doc], gap: int) -> Floats:
        none = numpy.zeros((gap, self._vectors.shape[1]), dtype="float32")
        return numpy.concatenate([none, *(each for doc in docs for each in (self._ask(doc), none))])

    def _ask(self, doc: Doc) -> Floats:
        return self._further(self._layer.predict([doc])[0])

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
