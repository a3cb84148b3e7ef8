"""Schemathesis asks the interface what nobody thought of: questions that are right, and that are wrong."""

from datetime import UTC, datetime
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from support.make import claim, hours, made
from support.reading_api import TOKEN, Service
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages

FIRST, LAST = datetime(1900, 1, 2), datetime(2020, 11, 1)
schemathesis.openapi.format(
    "date-time", st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC).isoformat())
)
schemathesis.openapi.format("date", st.dates(FIRST.date(), LAST.date()).map(str))

EVENTS = made(
    *(claim(number, at=hours(number), in_article=f"a{number}") for number in range(1, 20)),
    *(claim(600, by="Azerbaijan", at=hours(each), in_article=f"b{each}") for each in range(3)),
)
TOLD = [
    *map(messages.of_claim, EVENTS),
    *(messages.of_tally(each.tally) for each in fold(EVENTS).values()),
    *(
        messages.of_disagreement(State.OPEN, one)
        for each in fold(EVENTS).values()
        for one in each.disagreements
    ),
]


def application(**given: Any) -> Any:
    service = Service(TOLD, **given)
    service.state.streams.close()  # so that streams end when they have told what there is
    return service.app


OPEN = schemathesis.openapi.from_asgi("/openapi.json", application())
GUARDED = schemathesis.openapi.from_asgi("/openapi.json", application(api_tokens=TOKEN))


@schemathesis.hook
def map_query(context: object, query: dict[str, Any] | None) -> dict[str, Any] | None:  # noqa: ARG001
    """No schema can say that `since` must not lie behind `until`."""
    if query and isinstance(query.get("since"), str) and isinstance(query.get("until"), str):
        query["since"], query["until"] = sorted((query["since"], query["until"]))
    return query


bounded = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
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
@settings(bounded, max_examples=5)
def test_nothing_is_found_where_tokens_are_asked_for(case: "schemathesis.Case[Any]") -> None:
    case.call_and_validate()
