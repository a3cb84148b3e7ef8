"""What all wire models share: strictness, times in UTC, and errors that name the field."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)
from pydantic.config import JsonDict

from tollwire.domain.count import MOST_PEOPLE
from tollwire.domain.errors import DomainError
from tollwire.events.errors import InvalidMessage, UnknownSchema

SCHEMA_VERSION = 1


def _utc(at: datetime) -> datetime:
    # One zone for all: rule 3 goes by the day, and of two equal claims the texts decide which holds.
    try:
        return at.astimezone(UTC)
    except OverflowError as wrong:
        raise ValueError("is out of range in UTC") from wrong


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


Time = Annotated[
    AwareDatetime,
    AfterValidator(_utc),
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[date, Field(strict=False), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Id = Annotated[str, Field(min_length=1, max_length=512)]


def later(description: str, **bounds: Any) -> Any:
    """A field that came after the first release of its version: a message may lack it, and it is never null.

    Its type is `... | None`, where None is its absence.
    """
    return Field(
        default=None,
        exclude_if=lambda given: given is None,
        json_schema_extra=_never_null,
        description=description,
        **bounds,
    )


def _never_null(written: JsonDict) -> None:
    written.pop("default", None)
    kinds = written.pop("anyOf", [])
    for kind in kinds if isinstance(kinds, list) else []:
        if isinstance(kind, dict) and kind.get("type") != "null":
            written.update(kind)


class Wire(BaseModel):
    """A message's value, or a part of one."""

    # Strict: a count in a string is a mistake of the sender's, not a number. Every field is written, also
    # those with a default, so the published schemas require them all, but for those that came after the first
    # release: they are left out where there is nothing to say.
    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, json_schema_serialization_defaults_required=True
    )

    def encode(self) -> bytes:
        """The value as UTF-8 JSON; the same object gives the same bytes."""
        return self.model_dump_json().encode("utf-8")


class Message(Wire):
    """The whole value of a message."""

    schema_version: Literal[1] = Field(
        default=1, description="Version of the schema; another one is not read."
    )

    @classmethod
    def decode(cls, value: bytes | None) -> Self:
        """The message in `value`. Raises InvalidMessage, of another version UnknownSchema, with the first
        fault.
        """
        if value is None:
            raise InvalidMessage("the value is null")
        try:
            return cls.model_validate_json(value)
        except ValidationError as wrong:
            raise _fault(cls, wrong) from wrong


def _fault(model: type[BaseModel], wrong: ValidationError) -> InvalidMessage:
    faults = wrong.errors(include_url=False)
    for fault in faults:
        if fault["loc"] == ("schema_version",):
            return UnknownSchema(
                f"schema_version {fault['input']!r:.80} is not read here; this release reads {SCHEMA_VERSION}"
            )
    first, *more = faults
    where = ".".join(str(step) for step in first["loc"]) or "value"
    rest = f" (and {len(more)} more)" if more else ""
    return InvalidMessage(f"{model.__name__}.{where}: {first['msg']}, got {first['input']!r:.80}{rest}")


@contextmanager
def domain_of(model: type[BaseModel]) -> Iterator[None]:
    """What breaks a rule of the domain is an invalid message."""
    try:
        yield
    except DomainError as wrong:
        raise InvalidMessage(f"{model.__name__}: {wrong}") from wrong
