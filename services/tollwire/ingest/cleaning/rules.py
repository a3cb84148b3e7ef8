"""The rules by which lines are cut; they stand in `rules.yaml`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

import yaml


@dataclass(frozen=True, slots=True)
class Rule:
    """Cuts a line that one of `patterns` matches whole and that has at most `most` characters.

    `at_end`: only where nothing follows that stays. `takes`: so many lines behind it go with it, as far as
    they have no end of a sentence: the headlines that a label announces.
    """

    name: str
    patterns: tuple[re.Pattern[str], ...]
    most: int
    at_end: bool
    takes: int

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        return cls(
            said["name"],
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in said["lines"]),
            said["most"],
            said.get("at_end", False),
            said.get("takes", 0),
        )

    def cuts(self, line: str) -> bool:
        """Whether it is one of these lines. Spaces around it are left out already."""
        return len(line) <= self.most and any(pattern.fullmatch(line) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Rules:
    """`anywhere` and `at_end` in their order; `stays` finds what no rule cuts."""

    anywhere: tuple[Rule, ...]
    at_end: tuple[Rule, ...]
    number: re.Pattern[str]
    harm: re.Pattern[str]

    def keeps(self, line: str) -> bool:
        """Whether the line may tell how many came to harm: then it stays, whatever else it is."""
        return bool(self.harm.search(line) and self.number.search(line))


@cache
def rules() -> Rules:
    """Those of the file."""
    said = yaml.safe_load((files(__package__) / "rules.yaml").read_text("utf-8"))
    made = [Rule.of(each) for each in said["rules"]]
    return Rules(
        tuple(rule for rule in made if not rule.at_end),
        tuple(rule for rule in made if rule.at_end),
        _any_of(said["keeps"]["numbers"]),
        _any_of(said["keeps"]["harm"]),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)
