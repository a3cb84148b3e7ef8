import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.strategies import texts
from tollwire.domain.identity import digest, slug


def test_digest_is_pinned() -> None:
    """Ids are a contract: messages of earlier releases hold them."""
    assert digest("url", "https://wire.example/a") == "2bb0328b2f253c9c7be6e9d3"
    assert len(digest()) == 24


@given(texts)
def test_digest_of_bytes_is_that_of_the_text(text: str) -> None:
    assert digest("a", text.encode()) == digest("a", text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", None), ("a", "")),
        (("a",), ("a", None)),
        (("a", "b"), ("b", "a")),
        ((None, "1:a"), ("", "1:a")),
        (("1", "-:"), ("1-:",)),
    ],
)
def test_digest_tells_lists_of_parts_apart(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert digest(*one) != digest(*other)


parts = st.lists(st.none() | texts | st.text("-:0129a"), max_size=4)


@given(parts, parts)
def test_digest_differs_where_parts_differ(one: list[str | None], other: list[str | None]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Armenia", "armenia"),
        ("Donetsk PR", "donetsk-pr"),
        ("Nagorno-Karabakh", "nagorno-karabakh"),
        ("Côte d'Ivoire", "cote-divoire"),
        ("  São Tomé & Príncipe ", "sao-tome-principe"),
        ("UN (OHCHR)", "un-ohchr"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(texts)
def test_slug_is_an_id_of_its_own(name: str) -> None:
    made = slug(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(made) == made


def test_names_that_ascii_cannot_write_stay_apart() -> None:
    assert slug("Հայաստան") != slug("Азербайджан")
