"""Schemathesis asks the interface what nobody thought of: data that is right, and data that is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from support.pushing import TOKEN, application

FIRST, LAST = datetime(1900, 1, 2), datetime(2020, 11, 1)
# A moment that is to come is refused, which no schema can say.
schemathesis.openapi.format(
    "date-time", st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC).isoformat())
)
schemathesis.openapi.format("date", st.dates(FIRST.date(), LAST.date()).map(str))


@schemathesis.serializer("application/x-ndjson")
def ndjson(_: object, value: object) -> bytes:
    each = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(one).encode() + b"\n" for one in each)


OPEN = schemathesis.openapi.from_asgi("/openapi.json", application()[0])
GUARDED = schemathesis.openapi.from_asgi("/openapi.json", application(push_tokens=TOKEN)[0])

bounded = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@OPEN.parametrize()
@bounded
def test_nothing_is_found(case: "schemathesis.Case[Any]") -> None:
    case.call_and_validate()


@GUARDED.auth()
class Bearer:
    def get(self, case: object, context: object) -> str:  # noqa: ARG002
        return TOKEN

    def set(self, case: "schemathesis.Case[Any]", data: str, context: object) -> None:  # noqa: ARG002
        case.headers["Authorization"] = f"Bearer {data}"


@GUARDED.parametrize()
@settings(bounded, max_examples=10)
def test_nothing_is_found_where_tokens_are_asked_for(case: "schemathesis.Case[Any]") -> None:
    case.call_and_validate()
