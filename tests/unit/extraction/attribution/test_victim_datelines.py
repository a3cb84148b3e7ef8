"""Datelines, labels of digests and towns that a text explains."""

import pytest

from tollwire.domain import registry
from tollwire.extraction import segment
from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.names import finder
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Context


def scene_of(text: str) -> Scene:
    context = Context(text, segment.sentences(text), None, "example.org")
    return Scene([], context, registry.builtin())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("NAIROBI - Gunmen shot six.", "NAIROBI -"),
        ("ADEN, May 3 (Wire) -- Six died.", "ADEN, May 3 (Wire) --"),
        ("MINSK, March 2. /PRESS/. Six died.", "MINSK, March 2. /PRESS/."),
        ("TUNIS. Six died.", "TUNIS."),
        ("Six died in a well-known hotel.", ""),
        ("NATO said six died - all of them guards.", ""),
        ("Six people died - so the police say.", ""),
    ],
)
def test_a_dateline_ends_at_its_mark(text: str, written: str) -> None:
    assert text[: datelines.opening(text)] == written


def test_a_digest_has_a_land_for_each_paragraph() -> None:
    scene = scene_of("In brief\n\nLIMA - A bomb went off. Two died.\n\nACCRA - A ferry sank.\n\nMore.")
    assert [scene.place_near(index) for index in range(1, 4)] == ["Peru", "Peru", "Ghana"]


def test_one_dateline_makes_no_digest() -> None:
    text = "CAIRO - A blast shook Khartoum, in Sudan. In the Sudanese city people fled."
    sentences = segment.sentences(text)
    found = finder(registry.builtin())
    names = [found.find(sentence.text) for sentence in sentences]
    assert datelines.posts(sentences, names) == [None] * len(sentences)


@pytest.mark.parametrize(
    ("text", "town", "land"),
    [
        ("Men burned Qorrim, a village in western Chad.", "Qorrim", "Chad"),
        ("They met in the Kenyan town of Balamba.", "Balamba", "Kenya"),
        ("Mali's Tessoka region is quiet.", "Tessoka", "Mali"),
        ("He fell near Ulmosk, Russia, at dawn.", "Ulmosk", "Russia"),
    ],
)
def test_towns_are_learned_from_the_text(text: str, town: str, land: str) -> None:
    assert scene_of(text).towns_in(f"A shell hit {town} at night.") == {land}


@pytest.mark.parametrize(
    "text", ["On Monday, Iran called it a lie.", "President Bassour, Russia's guest, left."]
)
def test_what_stands_before_a_comma_is_no_town(text: str) -> None:
    assert scene_of(text).towns_in("A shell hit Monday and Bassour.") == set()


@pytest.mark.parametrize(
    ("text", "land"),
    [
        ("A shell fell near the border with Chad.", None),
        ("A spokesman in Rome said six had died.", None),
        ("Six died on Georgian soil.", "Georgia"),
        ("Six died in Chad.", "Chad"),
    ],
)
def test_neither_a_border_nor_a_desk_is_the_place(text: str, land: str | None) -> None:
    assert scene_of(text).place_of(0) == land
