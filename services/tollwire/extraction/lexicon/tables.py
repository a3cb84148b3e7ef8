"""Reads the YAML tables beside this module, and those of other packages."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class _Words(yaml.SafeLoader):
    """Takes "on", "off", "yes" and "no" for the words that they are."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own name and shape
        first: [(tag, pattern) for tag, pattern in those if tag != "tag:yaml.org,2002:bool"]
        for first, those in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(package: str, path: str) -> Any:
    """The table of words in a YAML file of a package."""
    return yaml.load(files(package).joinpath(path).read_text("utf-8"), Loader=_Words)


@cache
def table(name: str) -> Any:
    """The YAML table of that name."""
    return read(__package__, f"{name}.yaml")


def words_of(module: str) -> Mapping[str, frozenset[str]]:
    """The words of grammar that the rules of `module` look for, by the name of their list."""
    return {name: frozenset(words) for name, words in table("grammar")[module].items()}
