"""The middle layers of the language model in a few calls of NumPy, with their weights laid out for it.

Sentences are short, so that the calls between the products of matrices, and turning each matrix of weights
anew, cost about as much as the products themselves.
"""

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
        count, width = words.shape
        window: Floats = numpy.zeros((count, 3 * width), dtype=words.dtype)
        window[1:, :width] = words[:-1]
        window[:, width : 2 * width] = words
        window[:-1, 2 * width :] = words[1:]
        summed = window @ self.weights
        summed += self.bias
        best: Floats = summed[:, :width]
        for piece in range(1, self.pieces):
            best = numpy.maximum(best, summed[:, piece * width : (piece + 1) * width])
        best = best - numpy.add.reduce(best, axis=1, keepdims=True) / width
        variance = numpy.einsum("ij,ij->i", best, best) / width + _TINY
        best *= (variance**-0.5)[:, None]
        best *= self.scale
        best += self.shift
        best += words
        return best


def fused(layer: "Model[Any, Any]") -> "Model[Any, Any]":
    """A layer that stands in for a chain of residual ones, each of a window of one word to either side.

    Its results differ from theirs by rounding. Raises ValueError where the chain is of another make.
    """
    blocks = [_block(each) for each in layer.layers]

    def forward(_: "Model[Any, Any]", words: Floats, is_train: bool) -> tuple[Floats, Any]:
        if is_train:
            raise ValueError("the layers are fused, so they cannot be trained")
        for block in blocks:
            words = block(words)
        return words, None

    return Model("fused", forward, dims={"nO": layer.get_dim("nO")}, ops=layer.ops)


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
