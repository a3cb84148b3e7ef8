"""The part of speech of each word: what spaCy's two first steps do, without the layers between theirs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy

from tollwire.extraction.convolution import Convolution, Floats
from tollwire.extraction.embedding import Embedding

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class Tagger:
    """Gives texts the vectors and tags that the steps "tok2vec" and "tagger" of `nlp` would give them.

    The vectors differ from theirs by rounding. Raises ValueError where the model is of another make.
    """

    def __init__(self, nlp: "Language") -> None:
        tok2vec, self._step = (cast("Any", nlp.get_pipe(name)) for name in ("tok2vec", "tagger"))
        first, middle = tok2vec.model.layers
        self._layers = Convolution.of(middle.layers[0])
        self._embedding = Embedding(first, nlp.vocab, self._layers.opened)
        output = self._step.model.get_ref("output_layer")
        self._weights: Floats = numpy.ascontiguousarray(output.get_param("W").T)  # [width, tags]
        self._bias: Floats = output.get_param("b")

    def tag(self, docs: "Sequence[Doc]") -> None:
        """Each of `docs`, in place."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        gap = self._layers.depth
        words = self._layers(self._embedding.of(docs, gap))
        scores: Floats = words @ self._weights
        scores += self._bias
        best = scores.argmax(axis=1)
        at, tags = 0, []
        for doc in docs:
            end = at + len(doc)
            doc.tensor = cast("Any", words[at:end])
            tags.append(best[at:end])
            at = end + gap
        self._step.set_annotations(docs, tags)
