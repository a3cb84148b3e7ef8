"""The cheap look before the parse: what it turns away must hold no claim, and it must turn away most."""

from pathlib import Path

import pytest

from tollwire.evaluation import gold
from tollwire.extraction import casualties, language, segment
from tollwire.extraction.pipeline import RuleExtractor

_EVAL = Path(__file__).parents[2] / "eval"
_EXTRACTOR = RuleExtractor()


@pytest.mark.parametrize(
    "sentence",
    [
        "IS lost 20 in the raid.",
        "The M23 lost 40 at the bridge.",
        "Ten Danes fell.",
        "The insurgents lost 14, and the loyalists nine.",
        "Thirty soldiers fell into enemy hands.",
        "A third was wounded.",
        "The village holds 23 policemen whom the rebels took.",
        "Two ships were hit and nine sailors killed.",
        "Nine villages and women were carried off.",
        "A jeweller was killed for a ring.",
        "The Ru\u00adssians lost 12.",
        "Rebels hold two Azerbaijanis.",
    ],
)
def test_what_may_hold_a_claim_is_read(sentence: str) -> None:
    assert _EXTRACTOR._candidates.could_hold(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Some 320 bales of straw were lost, and the damage is put at 7,000.",
        "The roof fell in before the farmer could get his calves out.",
        "The index fell by two percent, and members of the exchange are worried.",
        "It is too hot for water, but its air holds traces of sodium, two telescopes show.",
        "The bill was shot down for the second time.",
        "The ground holds 7,503, but a stand is closed.",
        "Fire destroyed twelve homes, killing the mood.",
        "A plant disease kills up to 59 percent of a harvest in wet years.",
        "Of the young trees one in three has died of drought.",
        "The merger was killed, for it would leave too few suppliers.",
        "Wolves killed sixty sheep.",
    ],
)
def test_what_holds_none_is_not(sentence: str) -> None:
    assert not _EXTRACTOR._candidates.could_hold(sentence)


@pytest.mark.parametrize("path", sorted(_EVAL.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_sentence_with_a_count_is_turned_away(path: Path) -> None:
    lost = []
    for each in gold.read(path):
        sentences = segment.sentences(each.article.text)
        chosen = {sentence.index for sentence in _EXTRACTOR._candidates.select(sentences)}
        others = [sentence for sentence in sentences if sentence.index not in chosen]
        mentions = casualties.find(language.parse(others, _EXTRACTOR._names), _EXTRACTOR._words)
        lost += [mention.parse.text for mention in mentions]
    assert lost == []
