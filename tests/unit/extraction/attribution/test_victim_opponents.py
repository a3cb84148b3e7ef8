"""Whom a side fights: "the enemy" by the wars of the day and by what the article names."""

from datetime import UTC, datetime

import pytest

from tollwire.domain import registry
from tollwire.extraction import segment
from tollwire.extraction.attribution.opponents import opponent_of
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Context


def scene_of(text: str, day: str) -> Scene:
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Scene([], Context(text, segment.sentences(text), published, "example.org"), registry.builtin())


@pytest.mark.parametrize(
    ("side", "text", "day", "foe"),
    [
        ("Iraq", "Iraqi guns fired.", "1985-05-01", "Iran"),
        ("Armenia", "The enemy fled.", "2020-10-05", "Azerbaijan"),
        ("Argentina", "The enemy fled.", "1982-05-05", "United Kingdom"),
        ("Ukraine", "The enemy fled.", "2023-05-05", "Russia"),
        ("Ecuador", "Ecuador and Peru exchanged fire; Peru denied it.", "1995-02-01", "Peru"),
        ("Switzerland", "The enemy fled.", "2020-10-05", None),
    ],
)
def test_opponent(side: str, text: str, day: str, foe: str | None) -> None:
    assert opponent_of(side, scene_of(text, day)) == foe


def test_a_side_is_not_its_own_opponent() -> None:
    scene = scene_of("Baku spoke. Azerbaijan's army spoke.", "2020-10-05")
    assert opponent_of("Azerbaijan", scene) != "Azerbaijan"
