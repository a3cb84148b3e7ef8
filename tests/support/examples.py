"""The published examples: the raw bytes of messages' values, by topic."""

import json
from collections.abc import Iterator
from pathlib import Path

from tollwire.events.topics import VALUES, Topic

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = SCHEMAS / "examples"
EXPECTED = "expected.json"  # beside invalid examples: file to what its error says


def valid() -> list[tuple[Topic, Path]]:
    return [(topic, file) for topic in VALUES for file in _files(topic, "valid")]


def invalid() -> list[tuple[Topic, Path]]:
    return [(topic, file) for topic in VALUES for file in _files(topic, "invalid") if file.name != EXPECTED]


def expected(topic: Topic) -> dict[str, str]:
    """What each invalid example's error must say."""
    said: dict[str, str] = json.loads((EXAMPLES / topic.name / "invalid" / EXPECTED).read_text("utf-8"))
    return said


def name(value: object) -> str:
    """For pytest's ids."""
    return value.name.removesuffix(".json") if isinstance(value, Topic | Path) else str(value)


def _files(topic: Topic, kind: str) -> Iterator[Path]:
    return iter(sorted((EXAMPLES / topic.name / kind).glob("*.json")))
