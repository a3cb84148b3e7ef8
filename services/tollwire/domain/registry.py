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
    for where, text in shipped + [(str(path), path.read_text("utf-8")) for path in extra]:
        for entry in _entries(where, text):
            if isinstance(entry, Actor):
                actors[entry.name] = entry
            else:
                conflicts[entry.name] = entry
    return Registry.of(actors.values(), conflicts.values())


def _entries(where: str, text: str) -> Iterator[Actor | Conflict]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        raise DomainError(f"{where}: not YAML: {broken}") from broken
    if document is None:
        return
    if not isinstance(document, dict) or set(document) - {"actors", "conflicts"}:
        raise DomainError(f"{where}:1: the file holds `actors:` and `conflicts:`, each a list")
    for section, node in root.value:
        make = _actor if section.value == "actors" else _conflict
        for item, value in zip(node.value, document[section.value] or (), strict=True):
            line = item.start_mark.line + 1
            try:
                yield make(value)
            except (DomainError, KeyError, TypeError, ValueError) as wrong:
                what = f"no {wrong}" if isinstance(wrong, KeyError) else str(wrong)
                raise DomainError(f"{where}:{line}: {section.value[:-1]} {value!r:.80}: {what}") from wrong


def _actor(entry: dict[str, Any]) -> Actor:
    known = {"name", "kind", "part_of", *_LISTS}
    if set(entry) - known:
        raise DomainError(
            f"unknown field {sorted(set(entry) - known)[0]!r}; there are {', '.join(sorted(known))}"
        )
    lists = {key: _names(key, entry.get(key, [])) for key in _LISTS}
    return Actor(name=entry["name"], kind=Kind(entry["kind"]), part_of=entry.get("part_of"), **lists)


def _conflict(entry: dict[str, Any]) -> Conflict:
    for key in ("began", "ended"):
        if not isinstance(entry.get(key), date | None):
            raise DomainError(f"{key} {entry[key]!r} is not a date (year-month-day)")
    sides = tuple(frozenset(_names("sides", side)) for side in entry["sides"])
    return Conflict(name=entry["name"], began=entry["began"], ended=entry.get("ended"), sides=sides)


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DomainError(
            f"{key} is not a list of names (put names that YAML reads as something else in quotes)"
        )
    return tuple(value)
