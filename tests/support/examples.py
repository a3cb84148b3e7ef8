"""The published examples: the raw bytes of messages' values, by topic.

What a topic holds beside its usual value is in a folder of the type's name: `valid/withdrawal/`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tollwire.events.cloudevents import type_of
from tollwire.events.topics import CONTRACT, Topic
from tollwire.events.wire import Message

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = SCHEMAS / "examples"
_KINDS = ("valid", "invalid")
EXPECTED = "expected.json"  # beside invalid examples: file to what its error says


def valid() -> list[tuple[Topic, Path]]:
    return [(topic, file) for topic in CONTRACT for file in _files(topic, "valid")]


def invalid() -> list[tuple[Topic, Path]]:
    return [(topic, file) for topic in CONTRACT for file in _files(topic, "invalid") if file.name != EXPECTED]


def model(topic: Topic, file: Path) -> type[Message]:
    """What the example is, or fails to be."""
    by_folder = {type_of(each).split(".")[1]: each for each in topic.also}
    found = by_folder.get(file.parent.name, topic.value)
    assert found is not None
    return found


def path(file: Path) -> str:
    """Of an example, below `valid` or `invalid`."""
    return "/".join(file.parts[max(file.parts.index(each) for each in _KINDS if each in file.parts) + 1 :])


def expected(topic: Topic) -> dict[str, str]:
    """What each invalid example's error must say, by its path."""
    said: dict[str, str] = json.loads((EXAMPLES / topic.name / "invalid" / EXPECTED).read_text("utf-8"))
    return said


def name(value: object) -> str:
    """For pytest's ids."""
    return Path(value.name).stem if isinstance(value, Path) else getattr(value, "name", str(value))


def _files(topic: Topic, kind: str) -> Iterator[Path]:
    return iter(sorted((EXAMPLES / topic.name / kind).rglob("*.json")))
