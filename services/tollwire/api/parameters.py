"""Of what kinds parameters are, and what all questions share."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tollwire.api.held import Key
from tollwire.api.position import PATTERN, Positions, decoded
from tollwire.domain import moments


def _asked(read: Any) -> BeforeValidator:
    # In an address a bare + is a space, and the zone of a time is where people leave one.
    return BeforeValidator(lambda given: read(_plus(given)) if isinstance(given, str) else given)


def _plus(given: str) -> str:
    head, space, zone = given.rpartition(" ")
    return f"{head}+{zone}" if space and "T" in head and zone[:2].isdigit() else given


_A_DAY_OR_TIME = WithJsonSchema(
    {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
)
First = Annotated[datetime, _asked(moments.first), _A_DAY_OR_TIME]
Last = Annotated[datetime, _asked(moments.last), _A_DAY_OR_TIME]
Word = Annotated[str, Field(min_length=1, max_length=512)]
Words = Annotated[list[Word], Field(max_length=100)]


def _key(given: str) -> Key:
    at, _, id = given.partition("-")
    return int(at), id


Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,18}-[\s\S]{1,512}$")]
CURSOR_SAID = "Where the page before ended, as its `cursor` says; what came since repeats and hides nothing."


EventId = Annotated[
    Positions,
    BeforeValidator(decoded),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "maxLength": 4096}),
]
"""The positions that the id of an event stands for."""


def cursor_of(key: Key) -> str:
    return f"{key[0]}-{key[1]}"


class Asked(BaseModel):
    """A parameter that is not there is a mistake: to leave it out would answer another question."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paged(Asked):
    limit: int = Field(100, ge=1, le=1000, description="The most that one page holds.")
    cursor: Cursor | None = Field(None, description=CURSOR_SAID)

    @property
    def before(self) -> Key | None:
        return _key(self.cursor) if self.cursor else None
