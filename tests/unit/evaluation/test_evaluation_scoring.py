from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.evaluation.scoring import ATTRIBUTES, Comparison, Marked, Score, compare


def marked(
    start: int = 0,
    end: int = 10,
    low: int = 5,
    high: int | None = 5,
    kind: str = "killed",
    optional: bool = False,
    confidence: float | None = None,
    **attributes: str | None,
) -> Marked:
    told = {"group": "military", "victim": "Armenia", "stance": "asserted", "scope": "incident"} | attributes
    return Marked(
        quote="x" * (end - start),
        spans=((start, end),),
        core=(low, high, kind),
        attributes=tuple(told.get(name) for name in ATTRIBUTES),
        optional=optional,
        confidence=confidence,
    )


def measured(wanted: list[Marked], found: list[Marked]) -> dict[str, float | None]:
    return Score.over([compare(wanted, found)]).measures()


@st.composite
def claims(draw: st.DrawFn) -> Marked:
    start = draw(st.integers(0, 60))
    low = draw(st.integers(0, 3))
    return marked(
        start,
        start + draw(st.integers(1, 30)),
        low,
        draw(st.sampled_from([None, low, low + 1])),
        draw(st.sampled_from(["killed", "wounded"])),
        draw(st.booleans()),
        group=draw(st.sampled_from(["military", "civilian"])),
        victim=draw(st.sampled_from([None, "Armenia", "Azerbaijan"])),
        claimant=draw(st.sampled_from([None, "UN"])),
    )


def test_claims_pair_where_they_overlap_and_the_core_is_equal():
    assert compare([marked(0, 10)], [marked(9, 20)]).pairs
    assert not compare([marked(0, 10)], [marked(10, 20)]).pairs


@pytest.mark.parametrize("other", [{"low": 4}, {"high": None}, {"kind": "wounded"}])
def test_another_core_is_a_miss_and_a_false_claim(other):
    compared = compare([marked()], [marked(**other)])
    assert (len(compared.pairs), len(compared.missed), len(compared.false)) == (0, 1, 1)


def test_one_found_claim_pairs_with_one_wanted():
    compared = compare([marked(0, 10), marked(5, 15)], [marked(0, 15)])
    assert (len(compared.pairs), len(compared.missed), len(compared.false)) == (1, 1, 0)


def test_one_wanted_claim_pairs_with_one_found():
    compared = compare([marked(0, 15)], [marked(0, 10), marked(5, 15)])
    assert (len(compared.pairs), len(compared.missed), len(compared.false)) == (1, 0, 1)


def test_the_likest_pair_first():
    gold = [marked(victim="Armenia"), marked(victim="Azerbaijan")]
    found = [marked(victim="Azerbaijan"), marked(victim="Armenia")]
    assert measured(gold, found)["victim_accuracy"] == 1.0


def test_a_quote_that_stands_twice_may_be_found_at_either_place():
    twice = replace(marked(), spans=((0, 10), (50, 60)))
    assert compare([twice], [marked(52, 58)]).pairs


def test_an_optional_claim_counts_neither_when_found_nor_when_missed():
    plain, optional = marked(0, 10), marked(20, 30, optional=True)
    for found in ([plain], [plain, marked(20, 30)]):
        compared = compare([plain, optional], found)
        assert (len(compared.pairs), compared.missed, compared.false) == (1, (), ())


def test_what_an_optional_claim_covers_is_free_with_any_core():
    assert compare([marked(optional=True)], [marked(low=1, high=1)]).false == ()


def test_a_plain_claim_pairs_before_an_optional_one():
    compared = compare([marked(optional=True), marked(2, 12)], [marked(0, 12)])
    assert (len(compared.pairs), compared.missed) == (1, ())


def test_the_whole_claim_needs_all_but_the_perpetrator():
    gold = [marked(0, 10), marked(20, 30), marked(40, 50, optional=True)]
    found = [marked(0, 10, perpetrator="Azerbaijan"), marked(20, 30, scope="historical"), marked(60, 70)]
    score = measured(gold, found)
    assert (score["precision"], score["recall"]) == (2 / 3, 1.0)
    assert score["core_f1"] == pytest.approx(2 * 2 / (3 + 2))
    assert score["full_f1"] == pytest.approx(2 * 1 / (3 + 2))
    assert (score["perpetrator_accuracy"], score["scope_accuracy"]) == (0.5, 0.5)


def test_nothing_to_divide_by_is_no_measure():
    assert set(Score.over([Comparison((), (), ())]).measures().values()) == {None}


def test_confidence_is_split_into_the_sure_and_the_others():
    gold = [marked(0, 10), marked(20, 30)]
    found = [
        marked(0, 10, confidence=0.9),
        marked(20, 30, confidence=0.8),
        marked(40, 50, confidence=0.5),
    ]
    assert Score.over([compare(gold, found)]).confidence() == (1.0, 0.5)
    assert Score.over([compare(gold, gold)]).confidence() is None


@given(st.lists(st.lists(claims(), max_size=8), min_size=1, max_size=4))
def test_an_extractor_that_finds_what_is_wanted_is_perfect(articles):
    score = Score.over(compare(wanted, wanted) for wanted in articles)
    if score.wanted:
        assert set(score.measures().values()) == {1.0}
    else:
        assert score.found == 0


@given(st.lists(claims(), max_size=8), st.lists(claims(), max_size=8))
def test_every_claim_is_in_one_place_at_most(wanted, found):
    compared = compare(wanted, found)
    plain = sum(not want.optional for want in wanted)
    assert len(compared.pairs) + len(compared.missed) == plain
    assert len(compared.pairs) + len(compared.false) <= len(found)
    assert all(want.core == got.core and want.overlaps(got) for want, got in compared.pairs)
