"""Whose the counted people are, in our own words, of many wars: one construction a case."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tollwire.domain import registry
from tollwire.extraction import segment
from tollwire.extraction.attribution import attribute
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Context
from tollwire.extraction.pipeline import RuleExtractor


@pytest.fixture(scope="module")
def extractor() -> RuleExtractor:
    return RuleExtractor()


def victims_of(extractor: RuleExtractor, text: str, day: str) -> list[tuple[int, str | None]]:
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    context = Context(text, segment.sentences(text), published, "example.org")
    mentions = extractor.mentions(context)
    found = attribute(Scene(mentions, context, registry.builtin()))
    return [(mention.count.low, told.victim) for mention, told in zip(mentions, found, strict=True)]


CASES = yaml.safe_load(Path(__file__).with_name("victim_sides.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_victim_by_the_guide(extractor: RuleExtractor, case: dict[str, Any]) -> None:
    found = victims_of(extractor, case["text"], case["day"])
    assert {low: victim for low, victim in found if low in case["victims"]} == case["victims"]
