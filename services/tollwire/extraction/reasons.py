"""Why a text was read as it was: which rule made each part of a claim, and which dropped a number.

Each has a name, and `lexicon/reasons.yaml` says in a sentence what it means. Giving reasons changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tollwire.extraction.lexicon.tables import table


class Step(StrEnum):
    """What is decided about a claim, by one rule each."""

    COUNT = "count"  # that the number counts casualties, and of what type
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    CLAIMANT = "claimant"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Reason:
    """The name of a rule or of what stands for it, and the words of the text where there are some."""

    rule: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A number that makes no claim. `start` and `end` are offsets into the article's text."""

    start: int
    end: int
    rule: str


@cache
def _told() -> Mapping[str, Mapping[str, str]]:
    told: Mapping[str, Mapping[str, str]] = table("reasons")
    return told


def said(step: Step, rule: str) -> str:
    """What a rule of `step` goes by, in a sentence for people; a rule without one tells its name."""
    return _told()[step].get(rule, rule)


def said_of_dropped(rule: str) -> str:
    """Why `rule` drops a number, in a sentence for people; a rule without one tells its name."""
    return _told()["dropped"].get(rule, rule)
