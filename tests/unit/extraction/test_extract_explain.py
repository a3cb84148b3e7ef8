"""Every rule says why it made a claim or dropped a number, and asking changes nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import wire
from support.extraction import extractor
from support.make import article
from tollwire.extraction.explain import Explanation
from tollwire.extraction.lexicon.tables import table
from tollwire.extraction.reasons import Step, said, said_of_dropped

_PIECES = """
Baku Hamas the a its both he they said says according to denied soldiers civilians people rebels one two 12
1,200 dozens no none at least killed dead died wounded captured losses toll deaths since so far in of on were
could have been if not F-16 $ 12-year-old 2016 , . : " ( )
"""
texts = st.lists(st.sampled_from([*_PIECES.split(), "\n\n"]), min_size=1, max_size=60).map(
    " ".join
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200)


def explained(text: str) -> Explanation:
    return extractor().explain(article(text))


def dropped(text: str) -> dict[str, str]:
    return {each["quote"]: each["rule"] for each in explained(text).unclaimed()}


@given(texts.filter(str.strip))
def test_no_text_fails_and_the_claims_are_those_of_extract(text: str) -> None:
    told = explained(text)
    assert [each.claim for each in told.claims] == extractor().extract(article(text))
    for each in told.dropped:
        assert 0 <= each.start < each.end <= len(text)
    assert told.read <= told.sentences
    json.dumps(told.as_dict(), ensure_ascii=False)


def test_every_article_of_the_wire_is_explained_by_rules_that_have_a_sentence() -> None:
    for each in wire.articles():
        told = extractor().explain(each)
        assert [one.claim for one in told.claims] == extractor().extract(each)
        for one in told.claims:
            assert Step.COUNT in one.reasons
            for step, reason in one.reasons.items():
                assert said(step, reason.rule) != reason.rule, f"reasons.yaml lacks {step} {reason.rule!r}"
        for number in told.dropped:
            assert said_of_dropped(number.rule) != number.rule, f"reasons.yaml lacks dropped {number.rule!r}"


def test_every_step_has_its_sentences() -> None:
    listed = table("reasons")
    assert set(listed) == {*Step, "dropped"}
    assert all(sentence.strip() for rules in listed.values() for sentence in rules.values())


def test_a_rule_without_a_sentence_tells_its_name() -> None:
    assert said(Step.SCOPE, "no such rule") == said_of_dropped("no such rule") == "no such rule"


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("A 12-year-old bridge fell and three sailors died.", "12", "part of a word"),
        ("A boat worth $2,000,000 sank and three sailors died.", "2,000,000", "money"),
        ("The shells flew 40 km and killed three sailors.", "40", "measure"),
        ("In 2011 four guards were killed.", "2011", "date"),
        ("Lena Brandt, 41, was wounded.", "41", "age"),
        ("Seven trucks burned and two guards were killed.", "Seven trucks", "things"),
        ("The bomb would have killed 90 people.", "90 people", "not real"),
        ("Thirty delegates met after a guard was killed.", "Thirty delegates", "no event"),
    ],
)
def test_a_dropped_number_has_its_rule(text: str, number: str, rule: str) -> None:
    assert dropped(text).get(number) == rule


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Six guards were killed on Monday.", "passive", "killed"),
        ("The raid killed six guards.", "object", "killed"),
        ("Six guards died on Monday.", "subject", "died"),
        ("The blast left a toll of 31 deaths.", "nominal", "deaths"),
        ("Six were killed in the north and nine in the south.", "coordination", "killed"),
    ],
)
def test_a_claim_has_the_rule_and_the_word_that_made_it(text: str, rule: str, words: str) -> None:
    last = explained(text).claims[-1]
    assert last.why()["count"] == {"rule": rule, "words": words, "says": said(Step.COUNT, rule)}
