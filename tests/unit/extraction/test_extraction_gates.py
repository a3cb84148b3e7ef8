"""What is passed over for speed's sake tells nothing: the looks beforehand never lose a count or a name."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollwire.domain import registry
from tollwire.evaluation import gold
from tollwire.extraction import RuleExtractor, casualties, language, segment
from tollwire.extraction.attribution import names
from tollwire.extraction.lexicon import lexicon
from tollwire.extraction.model import Context, Mention

SETS = sorted((Path(__file__).parents[2] / "eval").glob("*.jsonl"))
ACTORS = registry.builtin()
EXTRACTOR = RuleExtractor()

COUNTS = ["12", "1,200", "two", "dozens of", "a", "no", "at least three", "the", "half of", "one of the"]
PEOPLE = ["soldiers", "people", "pilot", "shepherds", "sheep", "homes", "million", "farmer", "others"]
TOLD = [
    "were killed",
    "lost",
    "fell",
    "died",
    "was shot",
    "were captured",
    "fell silent",
    "is missing",
    "hurt",
]
OTHER = [
    "in May",
    "percent",
    "and",
    "after 20 minutes",
    ", the army said,",
    "the game",
    "in the north",
    "by 3-1",
]
SENTENCES = st.lists(st.sampled_from([*COUNTS, *PEOPLE, *TOLD, *OTHER]), min_size=2, max_size=9).map(
    lambda words: " ".join(words).capitalize() + "."
)


def core_of(mention: Mention) -> tuple[object, ...]:
    return mention.start, mention.end, mention.count, mention.casualty_type, mention.group


def every_sentence_parsed(text: str) -> list[tuple[object, ...]]:
    parses = language.parse(segment.sentences(text), language.names_of(ACTORS))
    return list(map(core_of, casualties.find(parses, lexicon().knowing(ACTORS))))


def with_the_looks(text: str) -> list[tuple[object, ...]]:
    context = Context(text=text, sentences=segment.sentences(text), published_at=None, publisher=None)
    return list(map(core_of, EXTRACTOR.mentions(context)))


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_no_count_of_an_annotated_article_is_passed_over(file: Path) -> None:
    for each in gold.read(file):
        text = each.article.text
        assert with_the_looks(text) == every_sentence_parsed(text), each.article.url


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join))
def test_no_count_of_any_text_is_passed_over(text: str) -> None:
    assert set(every_sentence_parsed(text)) <= set(with_the_looks(text))


WRITTEN = [
    "Syria",
    "syria",
    "US",
    "us",
    "U.S.",
    "the",
    "Free",
    "Syrian",
    "Army",
    "NATO",
    "nato's",
    "Turkey",
    "SAID",
]


@given(st.text() | st.lists(st.sampled_from([*WRITTEN, "and", "IN", "a", "'", "&", "-"])).map(" ".join))
def test_a_sentence_passed_over_names_nobody(text: str) -> None:
    assert list(names._written(text)) == names._WORD.findall(text)
    finder = names.finder(ACTORS)
    found = finder.find(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finder, "_may_name", lambda _: True)
        assert found == finder.find(text)
