"""The extractor must read the articles of this folder at least as well as `floors.toml` says.

`articles.jsonl` is written and annotated for this test: real wars and public figures, our own words, invented
outlets. Its annotation follows the guide and is never bent to what the extractor says.
"""

import tomllib
from pathlib import Path

import pytest

from tollwire.evaluation import gold, run
from tollwire.evaluation.scoring import Score

HERE = Path(__file__).parent
FLOORS: dict[str, float] = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def articles() -> list[gold.GoldArticle]:
    return gold.read(HERE / "articles.jsonl")


@pytest.fixture(scope="module")
def score(articles) -> Score:
    return Score.over(judged.comparison for judged in run.judge(articles))


def test_the_articles_are_many_and_some_make_no_claim(articles):
    assert len(articles) >= 80
    assert sum(not article.claims for article in articles) >= 12
    assert all(60 <= len(each.article.text.split()) <= 1200 for each in articles)


def test_every_measure_has_a_floor(score):
    assert set(FLOORS) == set(score.measures())


@pytest.mark.parametrize("measure", FLOORS)
def test_no_measure_is_below_its_floor(score, measure):
    reached = score.measures()[measure]
    assert reached is not None
    assert reached >= FLOORS[measure], f"`tollwire evaluate {HERE / 'articles.jsonl'}` shows the errors"
