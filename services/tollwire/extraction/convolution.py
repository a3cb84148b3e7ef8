"""The middle layers of the language model in a few calls of NumPy, with their weights laid out for it.

Sentences are short, so that the calls between the products of matrices, and turning each matrix of weights
anew, cost about as much as the products themselves. The first layer needs no product at all: what a word
adds to it before, at and after another is the word's own, and is remembered with the word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy
from numpy.typing import NDArray
from thinc.api import Model

Floats = NDArray[numpy.float32]

# What thinc adds to a variance before it divides by it.
_TINY = 1e-8


@dataclass(frozen=True, slots=True)
class _Block:
    """One layer: a window of three words, the largest of a few pieces, normalised, added to what came in.

    `weights` is [3 x width, pieces x width] and `bias` [pieces x width], piece by piece.
    """

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats
    pieces: int

    def __call__(self, words: Floats) -> Floats:
        """[words, width] to [words - 2, width]: the first and the last word have no window."""
        window = numpy.concatenate((words[:-2], words[1:-1], words[2:]), axis=1)
        return self.finish(window @ self.weights, words[1:-1])

    def finish(self, summed: Floats, words: Floats) -> Floats:
        """What comes of the weighted sums over each window; they are used up."""
        width = words.shape[1]
        summed += self.bias
        best = summed[:, :width]
        for piece in range(1, self.pieces):
            numpy.maximum(best, summed[:, piece * width : (piece + 1) * width], out=best)
        best = best - numpy.add.reduce(best, axis=1, keepdims=True) / width
        variance = numpy.einsum("ij,ij->i", best, best) / width + _TINY
        best *= (variance**-0.5)[:, None]
        best *= self.scale
        best += self.shift
        best += words
        return cast(Floats, best)


class Convolution:
    """Stands in for a chain of residual layers, each of a window of one word to either side.

    Its results differ from theirs by rounding.
    """

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self._first, *self._others = blocks
        self.depth = len(blocks)

    @classmethod
    def of(cls, layer: "Model[Any, Any]") -> "Convolution":
        """Raises ValueError where the chain is of another make."""
        return cls([_block(each) for each in layer.layers])

    def opened(self, vectors: Floats) -> Floats:
        """The vectors of words and, behind each, what it adds to the sums of the first layer.

        [words, width] to [words, width + 3 x pieces x width]: for the word after it, itself, the one before.
        """
        width = vectors.shape[1]
        parts = (self._first.weights[at * width : (at + 1) * width] for at in range(3))
        return numpy.concatenate((vectors, *(vectors @ part for part in parts)), axis=1)

    def __call__(self, opened: Floats) -> Floats:
        """What the layers make of texts of opened words with `depth` rows of zeros before, between, behind.

        The rows before the first text and behind the last are not in the result.
        """
        wide = self._first.bias.size
        width = opened.shape[1] - 3 * wide
        before, at, after = (opened[:, width + step * wide : width + (step + 1) * wide] for step in range(3))
        summed = before[:-2] + at[1:-1]
        summed += after[2:]
        words = self._first.finish(summed, opened[1:-1, :width])
        for block in self._others:
            words = block(words)
        return words


def _block(residual: "Model[Any, Any]") -> _Block:
    parts = {each.name: each for each in residual.walk()}
    try:
        window, maxout, norm = (parts[name] for name in ("expand_window", "maxout", "layernorm"))
    except KeyError as missing:
        raise ValueError(f"the language model has a layer without {missing}") from None
    weights = cast(Floats, maxout.get_param("W"))  # [width, pieces, 3 x width]
    width, pieces, wide = weights.shape
    if window.attrs["window_size"] != 1 or wide != 3 * width:
        raise ValueError("the language model has a layer whose window is not of three words")
    bias = cast(Floats, maxout.get_param("b"))
    return _Block(
        numpy.ascontiguousarray(weights.transpose(2, 1, 0).reshape(wide, pieces * width)),
        numpy.ascontiguousarray(bias.T).ravel(),
        cast(Floats, norm.get_param("G")),
        cast(Floats, norm.get_param("b")),
        pieces,
    )
