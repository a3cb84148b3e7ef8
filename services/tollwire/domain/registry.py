"""The registry that ships with the package, read from the YAML under `data/`, and files that users add to
it.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tollwire.domain.actor import Actor, Conflict, Kind, Registry
from tollwire.domain.errors import DomainError

_LISTS = ("aliases", "adjectives", "people", "seats", "places")
_SAFE: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the one in C is ten times as fast, where there is one


@cache
def builtin() -> Registry:
    """The actors and conflicts that ship with the package."""
    return load()


def load(*extra: Path) -> Registry:
    """The registry of the package with the entries of `extra` files added; an actor of the same name is
    replaced.

    Raises DomainError with file and line where a file is not as it should be.
    """
    data = files("tollwire.domain") / "data"
    shipped = sorted(
        (entry.name, entry.read_text("utf-8")) for entry in data.iterdir() if entry.name.endswith(".yaml")
    )
    actors: dict[str, Actor] = {}
    conflicts: dict[str, Conflict] = {}
    for where, text in shipped + [(str(path), _text(path)) for path in extra]:
        for entry in _entries(where, text):
            if isinstance(entry, Actor):
                actors[entry.name] = entry
            else:
                conflicts[entry.name] = entry
    return Registry.of(actors.values(), conflicts.values())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise DomainError(f"{path}: cannot be read: {broken}") from broken


def _entries(where: str, text: str) -> Iterator[Actor | Conflict]:
    try:
        reader = _SAFE(text)
        root = reader.get_single_node()
        document = None if root is None else reader.construct_document(root)
    except yaml.YAMLError as broken:
        raise DomainError(f"{where}: not YAML: {broken}") from broken
    if document is None:
        return
    if not isinstance(document, dict) or set(document) - {"actors", "conflicts"}:
        raise DomainError(f"{where}:1: the file holds `actors:` and `conflicts:`, each a list")
    seen: set[tuple[str, str]] = set()
    for section, node in root.value:
        if not isinstance(document[section.value], list | None):
            raise DomainError(f"{where}:{section.start_mark.line + 1}: `{section.value}:` is not a list")
        make = _actor if section.value == "actors" else _conflict
        for item, value in zip(node.value, document[section.value] or (), strict=True):
            line = item.start_mark.line + 1
            try:
                if not isinstance(value, dict):
                    raise DomainError("is no mapping of fields")
                entry = make(value)
                if (section.value, entry.name) in seen:
                    raise DomainError("stands in this file already")
            except (DomainError, KeyError, TypeError, ValueError) as wrong:
                what = f"no {wrong}" if isinstance(wrong, KeyError) else str(wrong)
                raise DomainError(f"{where}:{line}: {section.value[:-1]} {value!r:.80}: {what}") from wrong
            seen.add((section.value, entry.name))
            yield entry


def _actor(entry: dict[str, Any]) -> Actor:
    known = {"name", "kind", "part_of", *_LISTS}
    if set(entry) - known:
        raise DomainError(
            f"unknown field {sorted(set(entry) - known)[0]!r}; there are {', '.join(sorted(known))}"
        )
    lists = {key: _names(key, entry.get(key, [])) for key in _LISTS}
    return Actor(name=_name(entry), kind=Kind(entry["kind"]), part_of=entry.get("part_of"), **lists)


def _conflict(entry: dict[str, Any]) -> Conflict:
    for key in ("began", "ended"):
        if not isinstance(
            entry[key] if key == "began" else entry.get(key), date | None if key == "ended" else date
        ):
            raise DomainError(f"{key} {entry[key]!r} is not a date (year-month-day)")
    if not isinstance(entry["sides"], list):
        raise DomainError("sides is not a list of lists of names")
    sides = tuple(frozenset(_names("sides", side)) for side in entry["sides"])
    for name in sorted({name for side in sides for name in side}):
        if sum(name in side for side in sides) > 1:
            raise DomainError(f"{name!r} stands on two sides")
    return Conflict(name=_name(entry), began=entry["began"], ended=entry.get("ended"), sides=sides)


def _name(entry: dict[str, Any]) -> str:
    name = entry["name"]
    if not isinstance(name, str) or not name or name != name.strip():
        raise DomainError(
            f"name {name!r} is not a trimmed text (put names that YAML reads as something else in quotes)"
        )
    return name


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DomainError(
            f"{key} is not a list of names (put names that YAML reads as something else in quotes)"
        )
    return tuple(value)
