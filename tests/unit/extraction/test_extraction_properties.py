"""What holds of every text: nothing fails, offsets give back the quote, looks do not change the counts."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.extraction import core_of, extractor, mentions_of
from tollwire.domain.article import Article
from tollwire.extraction import extract, language, segment

WORDS = [
    "12",
    "104",
    "1,200",
    "3.5",
    "2020",
    "20-30",
    "about",
    "at",
    "least",
    "up",
    "to",
    "more",
    "than",
    "between",
    "and",
    "or",
    "two",
    "dozen",
    "hundreds",
    "thousand",
    "half",
    "a",
    "an",
    "no",
    "none",
    "nobody",
    "both",
    "several",
    "soldiers",
    "civilians",
    "people",
    "children",
    "of",
    "the",
    "killed",
    "wounded",
    "dead",
    "missing",
    "captured",
    "toll",
    "deaths",
    "casualties",
    "were",
    "was",
    "have",
    "been",
    "died",
    "leaving",
    "left",
    "including",
    "others",
    ",",
    ".",
    ":",
    ";",
    "-",
    "--",
    "(",
    ")",
    '"',
    "'",
    "$",
    "%",
    "%",
    "million",
    "who",
    "if",
    "could",
    "not",
    "lost",
    "lives",
    "hostages",
    "injured",
    "shot",
    "in",
    "hospital",
    "among",
    "to",
    "from",
    "by",
    "rose",
]
STRANGE = "\x01\x85\xa0\xad\u200b\u200d\u2028\u202e\ufeff\U0001f4a3\u0661\uff11\u00bd\u2167İß"

texts = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from((*WORDS, *STRANGE, "\n", "\n\n", "\t")), max_size=60).map("".join),
    st.lists(st.sampled_from((*WORDS, *STRANGE)), max_size=40).map(" ".join).map(str.upper),
)

PLAIN = [
    "At least 12 people were killed and 30 others wounded, the ministry said.",
    "A car bomb killed a soldier and 'two officers' near the base.",
    'He said the attack left "nearly 50" rebels dead.',
    "The death toll rose from 1,200 to 1,350.",
    "Between 10 and 15 fighters died; no civilians were hurt.",
    "Hundreds of villagers fled, and 24 are missing.",
    "On the first day 104 soldiers and eight civilians lost their lives.",
]


@given(texts)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_fails_and_offsets_give_back_the_words(text: str) -> None:
    for mention in mentions_of(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.count.low >= 0


@given(texts)
def test_sentences_are_pieces_of_the_text_in_order(text: str) -> None:
    end = 0
    for place, sentence in enumerate(segment.sentences(text)):
        assert sentence.index == place
        assert end <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end] == sentence.text
        assert len(sentence.text) <= segment.LONGEST_SENTENCE
        end = sentence.end


@given(texts)
def test_clean_text_maps_back(text: str) -> None:
    clean, offsets = language.clean(text, 7)
    assert len(offsets) == len(clean) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == 7 + len(text)


@pytest.mark.parametrize("text", PLAIN)
def test_looks_do_not_change_the_counts(text: str) -> None:
    plain = core_of(text)
    curly = text.replace(" '", " ‘").replace("' ", "’ ").replace(' "', " “").replace('" ', "” ")
    assert core_of(curly) == plain
    assert core_of(text.replace(" ", "  ")) == plain
    assert core_of(text.replace(" ", "\xa0")) == plain
    assert core_of(text.replace("ll", "l\xadl").replace("ed", "e\u200bd")) == plain
    assert core_of(text.upper()) == plain


@pytest.mark.parametrize(
    "text",
    [
        "killed " * 100_000,
        "12 soldiers were killed and " * 3_000,
        "a" * 500_000,
        "1" * 200_000,
        "(" * 200_000,
        '"' * 200_000 + " 12 dead",
        "at least " * 50_000,
        "a " * 100_000 + "soldier was killed",
        "one " * 50_000 + "killed",
        "\n" * 300_000 + "12 dead",
        " \n" * 100_000 + "12 dead",
        "..." * 100_000,
        "Mr. " * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_hangs(text: str) -> None:
    began = time.monotonic()
    mentions_of(text)
    assert time.monotonic() - began < 60


def test_claims_quote_the_article_and_never_share_an_id() -> None:
    line = "Two soldiers were killed. "
    article = Article(
        text=line * 3,
        published_at=datetime(2020, 10, 1, tzinfo=UTC),
        ingested_at=datetime(2020, 10, 2, tzinfo=UTC),
    )
    claims = extract(article)
    assert len(claims) == 3
    assert len({claim.id for claim in claims}) == 3
    for claim in claims:
        assert article.text[claim.start : claim.end] == claim.quote
        assert claim.source.article_id == article.id
    assert claims == extractor().extract(article)
