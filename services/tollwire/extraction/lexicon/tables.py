"""Reads the YAML tables beside this module."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table(name: str) -> Any:
    """The YAML table of that name."""
    return yaml.safe_load((files(__package__) / f"{name}.yaml").read_text("utf-8"))


def words_of(module: str) -> Mapping[str, frozenset[str]]:
    """The words of grammar that the rules of `module` look for, by the name of their list."""
    return {name: frozenset(words) for name, words in table("grammar")[module].items()}
