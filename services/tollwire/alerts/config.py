"""`alerts.yaml`: of what who is told, and how. The models are the documentation of its shape."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.templates import faults_of
from tollwire.domain import naming
from tollwire.domain.actor import Registry
from tollwire.domain.claim import Basis, CasualtyType, Scope, Stance, VictimGroup
from tollwire.domain.disagreement import Kind, State
from tollwire.domain.errors import DomainError
from tollwire.platform.yamlfields import Part, Seconds, filled, like, seconds
from tollwire.platform.yamllines import ConfigError, Lines, checked, read

__all__ = ["Claims", "ConfigError", "Disagreements", "Plan", "Rate", "Rule", "load"]

_RATE = re.compile(r"(\d{1,6})\s*/\s*(.+)")
_NAME = like(r"[a-z0-9][a-z0-9._-]{0,63}", "a name: small letters, digits, dots, - and _, at most 64")
_SHARED = ("severity", "sinks", "rate", "each_report")

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the validators need to know."""

    registry: Registry
    sinks: Sequence[str]


def _context(info: ValidationInfo) -> _Context:
    assert isinstance(info.context, _Context)
    return info.context


def _actor(given: object, info: ValidationInfo) -> object:
    """The id of an actor by any of its names."""
    if not isinstance(given, str):
        return given
    registry = _context(info).registry
    try:
        meant = naming.meant(given, registry)
    except DomainError as wrong:
        raise ValueError(str(wrong)) from None
    if not meant.known:
        found = naming.near(given, registry)
        hint = f"; did you mean {' or '.join(found)}?" if found else " (TOLLWIRE_ACTORS adds actors)"
        raise ValueError(f"{given[:80]!r} is no actor of the registry{hint}")
    return meant.id


def _conflict(given: object, info: ValidationInfo) -> object:
    if not isinstance(given, str):
        return given
    wars = _context(info).registry.conflicts
    ids = {war.id: war.id for war in wars} | {war.name.casefold(): war.id for war in wars}
    if given.casefold() not in ids:
        raise ValueError(
            f"{given[:80]!r} is no war of the registry; there are {', '.join(sorted(set(ids.values())))}"
        )
    return ids[given.casefold()]


Actor = Annotated[str, BeforeValidator(_actor)]
War = Annotated[str, BeforeValidator(_conflict)]


class Rate(Part):
    """At most so many alerts in so many seconds."""

    most: int = Field(ge=1)
    seconds: float = Field(gt=0, le=86400)  # no longer than what was told is remembered

    @property
    def per(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def __str__(self) -> str:
        span = next((f"{self.seconds / size:g}{unit}" for unit, size in _SPANS if self.seconds >= size), "")
        return f"{self.most}/{span or f'{self.seconds:g}s'}"


_SPANS = (("d", 86400.0), ("h", 3600.0), ("m", 60.0))


def _rate(given: object) -> object:
    if not isinstance(given, str):
        return given
    found = _RATE.fullmatch(given.strip())
    if not found:
        raise ValueError("is no rate; write how many in how long: 10/1h")
    return {"most": int(found[1]), "seconds": seconds(found[2])}


class _People(Part):
    """What claims and disagreements are told apart by. What is not given leaves all."""

    actors: tuple[Actor, ...] = Field((), description="Whose people: an id, or any name of the registry.")
    conflicts: tuple[War, ...] = Field((), description="Ids or names of wars.")
    casualty_types: tuple[CasualtyType, ...] = ()
    groups: tuple[VictimGroup, ...] = ()
    max_age: Seconds = Field(
        2 * 86400.0, gt=0, description="Older news wakes nobody, such as an archive that is being read."
    )


class Claims(_People):
    """Which claims."""

    claimants: tuple[Actor, ...] = Field((), description="Who says so.")
    bases: tuple[Basis, ...] = ()
    stances: tuple[Stance, ...] = ()
    scopes: tuple[Scope, ...] = Field(
        (Scope.INCIDENT, Scope.CUMULATIVE), description="Other wars and years only where they are named."
    )
    publishers: tuple[str, ...] = ()
    min_count: int = Field(0, ge=0, description="At the most that the claim says: 50 of `up to 50`.")
    min_confidence: float = Field(0.0, ge=0, le=1, description="Claims that have none are told.")


class Disagreements(_People):
    """Which disagreements."""

    kinds: tuple[Kind, ...] = ()
    states: tuple[State, ...] = Field(
        (State.OPEN, State.WIDENED, State.RESOLVED),
        description="The end is told only where the beginning was.",
    )
    min_severity: float = Field(
        1.0, ge=1, description="Ratio of the nearest bounds of two counts; denials and silence have none."
    )


class Rule(Part):
    """Of what is told whom."""

    name: Annotated[
        str, _NAME, Field(description="In alerts, metrics and the state; with another name it tells anew.")
    ]
    claims: Claims | None = None
    disagreements: Disagreements | None = None
    severity: Severity = "info"
    sinks: tuple[str, ...] = Field(min_length=1)
    rate: Annotated[Rate, BeforeValidator(_rate)] = Field(
        default_factory=lambda: Rate(most=10, seconds=3600.0),
        description="What is over it is counted by one summary.",
    )
    each_report: bool = Field(
        False, description="Whether one figure that many outlets tell of is an alert for each of them."
    )
    title: str | None = Field(None, min_length=1, max_length=1_000, description="A template.")
    template: str | None = Field(None, min_length=1, max_length=20_000, description="Of the text.")

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.claims is None) is (self.disagreements is None):
            raise ValueError("has either `claims:` or `disagreements:`; `claims: {}` is all of them")
        return self

    @field_validator("sinks")
    @classmethod
    def _are_there(cls, given: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        there = _context(info).sinks
        for name in given:
            if name not in there:
                raise ValueError(
                    f"{name[:64]!r} is no sink of this file; there are {', '.join(there) or 'none'}"
                )
        return tuple(dict.fromkeys(given))

    @field_validator("title", "template")
    @classmethod
    def _can_be_filled_in(cls, given: str | None, info: ValidationInfo) -> str | None:
        # One that is itself at fault is not among the data.
        kind = "claims" if "claims" not in info.data or info.data["claims"] else "disagreements"
        if given is not None and (wrong := faults_of(given, kind)):
            raise ValueError(wrong)
        return given

    @property
    def about(self) -> Claims | Disagreements:
        found = self.claims or self.disagreements
        assert found
        return found


class Plan(Part):
    """The whole file."""

    sinks: tuple[Sink, ...] = Field(min_length=1, max_length=100)
    rules: tuple[Rule, ...] = Field(min_length=1, max_length=500)
    wait_for_tally: Seconds = Field(
        10.0, ge=0, le=300, description="How long an alert waits for the tally that holds its claim."
    )
    remember: Seconds = Field(
        30 * 86400.0,
        ge=86400,
        le=3660 * 86400,
        description="For how long it is known what was told; then a repeat is news, and no correction comes.",
    )

    @property
    def by_name(self) -> Mapping[str, Rule]:
        return {rule.name: rule for rule in self.rules}

    def masked(self, text: str) -> str:
        """Without the secrets of the sinks."""
        for secret in sorted({each for sink in self.sinks for each in sink.secrets}, key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


def load(path: Path, registry: Registry, environment: Mapping[str, str] | None = None) -> Plan:
    """The plan in a file. Raises ConfigError, with a line for each fault: `x.yaml:12: rules[3].rate: …`."""
    given, lines = read(path, "sinks")
    sinks: list[str] = []
    faults: list[str] = []
    if isinstance(given, dict):
        if "sinks" in given:
            known = os.environ if environment is None else environment
            given = given | {"sinks": filled(given["sinks"], ("sinks",), lines, known, faults)}
        sinks = [each["name"] for each in _dicts(given.get("sinks")) if isinstance(each.get("name"), str)]
        given = _with_defaults(given, lines, faults)
    try:
        plan = checked(Plan, given, lines, _Context(registry, sinks))
    except ConfigError as wrong:
        raise ConfigError([*faults, *wrong.faults]) from None
    faults += [*_twice("sinks", plan.sinks, lines), *_twice("rules", plan.rules, lines)]
    if faults:
        raise ConfigError(faults)
    return plan


def _dicts(given: object) -> Iterator[dict[str, Any]]:
    yield from (each for each in given if isinstance(each, dict)) if isinstance(given, list) else ()


def _with_defaults(given: dict[str, Any], lines: Lines, faults: list[str]) -> dict[str, Any]:
    """Without `defaults`, which are put into the rules."""
    defaults, rules = given.get("defaults"), given.get("rules")
    given = {name: value for name, value in given.items() if name != "defaults"}
    if defaults is None:
        return given
    if not isinstance(defaults, dict):
        faults.append(lines.fault(("defaults",), "is no mapping of fields"))
        return given
    for name in defaults:
        if name not in _SHARED:
            faults.append(
                lines.fault(("defaults", name), f"there is no such field; there are {', '.join(_SHARED)}")
            )
    if not isinstance(rules, list):
        return given
    shared = {name: value for name, value in defaults.items() if name in _SHARED}
    return given | {"rules": [shared | rule if isinstance(rule, dict) else rule for rule in rules]}


def _twice(section: str, parts: Sequence[Sink | Rule], lines: Lines) -> list[str]:
    counted = Counter(part.name for part in parts)
    return [
        lines.fault((section, at, "name"), f"{part.name} is there twice")
        for at, part in enumerate(parts)
        if counted[part.name] > 1
    ]
