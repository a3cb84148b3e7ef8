"""Fitting the weights of confidence, and how far a confidence can be believed."""

import json
import random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tollwire.evaluation import calibration, fit
from tollwire.evaluation.logistic import Sample, fitted

ARTICLES = [
    {
        "id": f"f-{number}",
        "publisher": "wire.example",
        "published": "2020-10-04",
        "text": f"On Sunday {number + 3} Armenian soldiers were killed. Nobody was hurt in the town of Hill.",
        "claims": [
            {
                "quote": f"{number + 3} Armenian soldiers were killed",
                "count_min": number + 3,
                "count_max": number + 3,
                "type": "killed",
                "group": "military",
                "victim": "Armenia" if number % 4 else None,
                "perpetrator": None,
                "claimant_actor": None,
                "stance": "asserted",
                "scope": "incident",
                "optional": False,
            }
        ],
    }
    for number in range(24)
]


def drawn(number: int, seed: int) -> list[Sample]:
    """Right in nine of ten with feature a, in two of ten without; b says nothing."""
    dice = random.Random(seed)
    found = []
    for _ in range(number):
        features = tuple(name for name in "ab" if dice.random() < 0.5)
        found.append(Sample(features, dice.random() < (0.9 if "a" in features else 0.2)))
    return found


def test_a_feature_that_tells_gets_a_weight_and_one_that_does_not_gets_none():
    base, of = fitted([(one, 1.0) for one in drawn(2000, 1)], penalty=1.0, rare=10)
    assert base == pytest.approx(-1.386, abs=0.25)
    assert of["a"] == pytest.approx(2.197 + 1.386, abs=0.35)
    assert abs(of["b"]) < 0.3


def test_the_rare_are_left_out_and_a_penalty_keeps_weights_small():
    samples = [(one, 1.0) for one in drawn(200, 2)]
    _, strict = fitted(samples, penalty=100.0, rare=10)
    _, loose = fitted(samples, penalty=0.1, rare=10)
    assert 0 < strict["a"] < loose["a"]
    assert fitted([*samples, (Sample(("seldom",), True), 1.0)], penalty=1.0, rare=10)[1].keys() == {"a", "b"}


@given(
    st.lists(
        st.builds(Sample, st.lists(st.sampled_from("abc"), max_size=4).map(tuple), st.booleans()), max_size=20
    )
)
def test_any_samples_can_be_fitted(samples):
    base, of = fitted([(one, 2.0) for one in samples], penalty=1.0, rare=1)
    assert all(abs(weight) < 1000 for weight in (base, *of.values()))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30))
def test_each_claim_is_in_one_band(told):
    within = [each for _, _, some in calibration.bands(told) for each in some]
    assert sorted(within) == sorted(told)
    assert bool(list(calibration.rows(told))) is bool(told)


def test_a_row_tells_how_many_and_how_often_they_are_right():
    told = [(0.9, True), (0.84, False), (0.8, True)]
    assert list(calibration.rows(told)) == [
        ("0.8 to 1.0", "2", "0.87", "0.50"),
        ("0.6 to 0.8", "1", "0.80", "1.00"),
        ("all", "3", "0.85", "0.67"),
    ]


def test_the_command_writes_the_same_weights_each_time_and_keeps_articles_back(tmp_path, capsys):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, ARTICLES)))
    written = []
    for name in ("one.yaml", "two.yaml"):
        assert fit.main([f"{path}:3", "--out", str(tmp_path / name)]) == 0
        written.append((tmp_path / name).read_text())
    assert written[0] == written[1]
    held = yaml.safe_load(written[0])
    assert held["fitted_on"]["gold.jsonl"]["articles"] < len(ARTICLES)
    assert held["weights"]
    assert "kept back" in capsys.readouterr().out


def test_check_writes_nothing(tmp_path, capsys):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, ARTICLES[:2])))
    before = fit.WEIGHTS.read_bytes()
    assert fit.main([str(path), "--check"]) == 0
    assert fit.WEIGHTS.read_bytes() == before
    assert "confidence" in capsys.readouterr().out


def test_a_bad_file_is_told(tmp_path, capsys):
    assert fit.main([str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
