"""The word tables of attribution, read once from the YAML under `lexicon/`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table(name: str) -> dict[str, Any]:
    """All of one table."""
    text = (files(__package__) / "lexicon" / f"{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """The words listed in a table under any of `keys`."""
    return frozenset(word for key in keys for word in table(name)[key])
