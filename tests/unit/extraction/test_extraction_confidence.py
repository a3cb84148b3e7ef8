"""Each claim carries an estimate of the probability that it is right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import wire
from support.extraction import extractor
from support.make import article
from tollwire.extraction.confidence import Weights, weights

odds = st.floats(-1e6, 1e6)


def told(text: str) -> set[str]:
    [one] = extractor().explain(article(text)).claims
    return set(one.features)


@given(odds, st.dictionaries(st.sampled_from("abcd"), odds), st.sets(st.sampled_from("abcdef")))
def test_any_weights_give_a_probability_of_two_digits(base, of, features) -> None:
    confidence = Weights(base, of).confidence(features)
    assert 0 < confidence < 1
    assert round(confidence, 2) == confidence


def test_weights_are_log_odds_that_add_up() -> None:
    some = Weights(0.0, {"a": math.log(3), "b": -math.log(3)})
    assert some.confidence([]) == some.confidence(["a", "b"]) == some.confidence(["unheard of"]) == 0.5
    assert some.confidence(["a"]) == 0.75
    assert some.confidence(["b"]) == 0.25


def test_the_weights_that_ship_are_finite_and_many() -> None:
    shipped = weights()
    assert math.isfinite(shipped.base)
    assert len(shipped.of) >= 20
    assert all(math.isfinite(weight) for weight in shipped.of.values())


def test_claims_of_the_wire_differ_in_confidence() -> None:
    found = {claim.confidence for each in wire.articles() for claim in extractor().extract(each)}
    assert None not in found
    assert all(0 <= confidence <= 1 for confidence in found if confidence is not None)
    assert len(found) > 20


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Six guards were killed on Monday.", "count by passive"),
        ("Six guards were killed on Monday.", "victim by none"),
        ("Six guards were killed on Monday.", "sides in sentence 0"),
        ("About six Armenian soldiers were wounded.", "count hedged"),
        ("About six Armenian soldiers were wounded.", "victim by adjective"),
        ("At least six people died in the blast.", "count open"),
        ("Between six and nine people died in the blast.", "count a range"),
        ("A guard was killed.", "count is article"),
        ("SIX GUARDS WERE KILLED ON MONDAY.", "all capitals"),
        ('"Six guards were killed."', "claimant none, but quotation marks"),
        ("Six people were killed.", "group unspecified"),
        ("Six were killed.", "group unspecified, no noun"),
    ],
)
def test_what_is_known_of_a_claim(text: str, feature: str) -> None:
    assert feature in told(text)


def test_what_the_text_around_says() -> None:
    [*_, last] = (
        extractor().explain(article("It rained.\n\nIt rained.\n\nIt rained.\n\nSix guards died.")).claims
    )
    assert "behind the lead" in last.features
    assert "first sentence" in told("Six guards died. It rained.")
