"""The word tables of attribution, read once from the YAML under `lexicon/`."""

import re
from functools import cache, lru_cache
from typing import Any

from tollwire.extraction.lexicon import tables


@cache
def table(name: str) -> dict[str, Any]:
    """All of one table."""
    loaded: dict[str, Any] = tables.read(__package__, f"lexicon/{name}.yaml")
    return loaded


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """The words listed in a table under any of `keys`."""
    return frozenset(word for key in keys for word in table(name)[key])


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """A word in small letters, without a plural ending."""
    word = word.lower().strip(".'\u2019")
    word = re.sub(r"['\u2019]s$", "", word)
    if word.endswith("women") or (word.endswith("men") and word not in ("omen", "amen", "specimen")):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
