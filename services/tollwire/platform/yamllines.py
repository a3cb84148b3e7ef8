"""YAML checked against a model, with the line of every fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]
"""Keys and positions from the top of the document."""

_MOST_BYTES = 4 * 1024 * 1024
_MOST_NODES = 200_000


class ConfigError(ValueError):
    """A file that cannot be used; each of `faults` names file, line, place and what is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Lines:
    """Where things stand in a file."""

    name: str
    at: dict[Place, int] = field(default_factory=dict)

    def fault(self, place: Place, why: str) -> str:
        line = next((self.at[place[:end]] for end in range(len(place), -1, -1) if place[:end] in self.at), 1)
        shown = shown_place(place)
        return f"{self.name}:{line}: {shown}{': ' if shown else ''}{why}"


def shown_place(place: Place) -> str:
    """`feeds[3].url`."""
    shown = ""
    for step in place:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else str(step)
    return shown


def read(path: Path, needs: str) -> tuple[Any, Lines]:
    """What a file holds, and on which lines; `needs` is what an empty one lacks. Raises ConfigError."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except OSError as wrong:
        raise ConfigError([f"{path}: cannot be read: {wrong.strerror or wrong}"]) from wrong
    if len(raw) > _MOST_BYTES:
        raise ConfigError([f"{path}: it has more than {_MOST_BYTES:,} bytes"])
    lines = Lines(str(path))
    try:
        loader = yaml.SafeLoader(raw)
    except (yaml.YAMLError, UnicodeError) as wrong:
        raise ConfigError([f"{path}:1: not YAML: {wrong}".replace("\n", " ")]) from wrong
    try:
        node = loader.get_single_node()
        if node is None:
            raise ConfigError([f"{path}:1: it is empty; it needs `{needs}:`"])
        made = _Reader(loader, lines).made(node, ())
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError([f"{path}:{line}: not YAML: {wrong.problem or wrong.context}"]) from wrong
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        if isinstance(wrong, ConfigError):
            raise
        raise ConfigError([f"{path}:1: not YAML: {str(wrong) or 'too deep'}".replace("\n", " ")]) from wrong
    finally:
        loader.dispose()
    return made, lines


def checked(model: type[M], given: Any, lines: Lines, context: Any = None) -> M:
    """The model of what was read; `context` is for its validators. Raises ConfigError."""
    try:
        return model.model_validate(given, context=context)
    except ValidationError as wrong:
        # Never the input: it may be a token.
        faults = wrong.errors(include_url=False, include_input=False, include_context=False)
        if len(faults) > 1:  # a list that is too short only because what is in it is wrong
            faults = [each for each in faults if each["type"] != "too_short"] or faults
        raise ConfigError(
            [lines.fault(tuple(each["loc"]), _words(each["type"], each["msg"])) for each in faults]
        ) from None


def _words(kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such field"
    if kind == "missing":
        return "is missing"
    return said.removeprefix("Value error, ")


@dataclass(slots=True)
class _Reader:
    """Plain objects out of nodes, noting their lines; a key that is there twice is a fault."""

    loader: yaml.SafeLoader
    lines: Lines
    nodes: int = 0

    def made(self, node: yaml.Node, place: Place) -> Any:
        self.nodes += 1
        if self.nodes > _MOST_NODES:  # aliases of aliases
            raise ConfigError([f"{self.lines.name}: it unfolds to more than {_MOST_NODES:,} values"])
        self.lines.at.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            self.loader.flatten_mapping(node)
            found: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = self.loader.construct_object(key_node, deep=True)
                if not isinstance(key, str):
                    key = str(key)
                below = (*place, key)
                self.lines.at[below] = key_node.start_mark.line + 1
                if key in found:
                    raise ConfigError([self.lines.fault(below, "is there twice")])
                found[key] = self.made(value_node, below)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self.made(each, (*place, number)) for number, each in enumerate(node.value)]
        return self.loader.construct_object(node, deep=True)
