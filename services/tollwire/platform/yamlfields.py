"""Fields that the files of users have in common: lengths of time, forms of text, variables."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from tollwire.platform.yamllines import Lines, Place

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


def seconds(given: object) -> object:
    """`15m` in seconds; numbers are seconds; anything else is left to the model to refuse."""
    if isinstance(given, str):
        found = _DURATION.fullmatch(given.strip())
        if not found:
            raise ValueError("is no duration; write 90s, 15m, 6h or 7d")
        return float(found[1]) * _UNITS[found[2]]
    return given


def like(pattern: str, wanted: str) -> AfterValidator:
    """Refuses text of another form, in words."""

    def check(given: str | None) -> str | None:
        if given is not None and not re.fullmatch(pattern, given):
            raise ValueError(f"is not {wanted}")
        return given

    return AfterValidator(check)


Seconds = Annotated[float, BeforeValidator(seconds)]


class Part(BaseModel):
    """A part of a file: nothing that it does not know, and fixed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def filled(given: Any, place: Place, lines: Lines, environment: Mapping[str, str], faults: list[str]) -> Any:
    """With variables of the environment in all texts, at any depth; those that are not set are `faults`."""
    if isinstance(given, dict):
        return {
            name: filled(each, (*place, name), lines, environment, faults) for name, each in given.items()
        }
    if isinstance(given, list):
        return [filled(each, (*place, at), lines, environment, faults) for at, each in enumerate(given)]
    if not isinstance(given, str):
        return given
    for missing in sorted({each for each in _VARIABLE.findall(given) if each not in environment}):
        faults.append(lines.fault(place, f"the variable {missing} is not set"))
    return _VARIABLE.sub(lambda found: environment.get(found[1], ""), given)
