"""Which texts are taken for being in another language: none that is read, and those that are not."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tollwire.domain.article import Article
from tollwire.ingest.language import Languages, primary

ROOT = Path(__file__).parents[3]
NOW = datetime(2020, 11, 1, tzinfo=UTC)
OTHERS: dict[str, list[str]] = yaml.safe_load((ROOT / "tests/support/languages.yaml").read_text("utf-8"))
# Written alike, and told from each other only by words that a short text may not have.
ALIKE = {"hr": {"hr", "bs", "sr"}, "id": {"id", "ms"}}
ENGLISH = Languages({"en"})


def article(text: str, language: str | None = None) -> Article:
    return Article(text=text, published_at=NOW, ingested_at=NOW, language=language)


def told(text: str, languages: Languages = ENGLISH) -> str | None:
    return languages.told(article(text)).language


def english() -> list[str]:
    """The texts of the evaluation, and of the sample wire."""
    files = [*sorted((ROOT / "tests/eval").glob("*.jsonl")), ROOT / "services/tollwire/demo/wire.jsonl"]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [json.loads(line)["text"] for line in lines]


def test_whole_articles_in_english_are_told() -> None:
    assert {told(text) for text in english()} == {"en"}


def test_no_line_in_english_is_taken_for_another_language() -> None:
    """One-line notes, headlines, and wires in capitals."""
    lines = {line.strip() for text in english() for line in text.splitlines() if line.strip()}
    sentences = {each for line in lines for each in re.split(r"(?<=[.!?])\s+", line)}
    assert len(sentences) > 2_000
    aside = {each for each in lines | sentences if told(each) not in ("en", None)}
    assert aside == set()
    assert {each for each in lines if told(each.upper()) not in ("en", None)} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_told_and_set_aside(language: str) -> None:
    for text in OTHERS[language]:
        for written in (text, text.upper(), " ".join(text.split())):
            found = ENGLISH.told(article(written))
            assert found.language in ALIKE.get(language, {language}), written
            assert ENGLISH.sets_aside(found)
    long = OTHERS[language][0]
    assert told(long, Languages({"en", language})) == language
    assert not Languages({"en", language}).sets_aside(article(long, language))


def test_what_is_too_short_to_tell_is_read() -> None:
    for text in ["Yerevan.", "5 †", "12:40 UTC", "Kyiv, Kharkiv", "", "الله", "AFP 1/2"]:
        assert not ENGLISH.sets_aside(ENGLISH.told(article(text or "-")))


def test_a_text_in_two_languages_is_read() -> None:
    line = "The ministry said that eleven of its soldiers had been killed in the ambush on the northern road."
    for other in OTHERS.values():
        for text in (f"{other[0]}\n\n{line}", f"{line}\n\n{other[0]}\n{other[1]}"):
            assert not ENGLISH.sets_aside(ENGLISH.told(article(text)))
    one_line = " ".join([" ".join(OTHERS["fr"][0].split())] * 4 + [line] * 12)
    assert not ENGLISH.sets_aside(ENGLISH.told(article(one_line)))


def test_what_is_said_is_not_guessed() -> None:
    russian = OTHERS["ru"][0]
    assert ENGLISH.told(article(russian, "en")).language == "en"
    assert not ENGLISH.sets_aside(article(russian, "en"))
    assert ENGLISH.sets_aside(article("Five were killed.", "fr"))


@given(st.text(min_size=1, max_size=400).filter(str.strip))
def test_any_text_can_be_asked_about(text: str) -> None:
    if "\x00" in text:
        return
    found = ENGLISH.told(article(text))
    assert found.language is None or re.fullmatch("[a-z]{2}", found.language)
    assert (found.id, found.version, found.text) == (article(text).id, article(text).version, text)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("pt_BR", "pt"), (" fr ", "fr"), ("eng", "en"),
        ("fra", "fr"), ("ger", "de"), ("ckb", "ckb"), ("zh-Hant-TW", "zh"), ("English", None), ("", None),
        (None, None), ("e", None), ("und", None), ("zxx", None), ("12", None), ("рус", None), (7, None),
    ],
)  # fmt: skip
def test_tags_of_languages(tag: object, language: str | None) -> None:
    assert primary(tag) == language
