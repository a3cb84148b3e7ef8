"""The description of the interface, OpenAPI 3.1; committed as schemas/openapi/api.json.

`python -m tollwire.api.openapi [--check] [FILE]` writes it; `--check` writes nothing and exits with 1 where
the file is not what would be written.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from tollwire.api.answers import ActorsPage, ClaimsPage, DisagreementsPage
from tollwire.api.position import PATTERN
from tollwire.api.problems import NotKnown
from tollwire.events.wire import ClaimV1, TallyV1
from tollwire.platform.http import document as document_of
from tollwire.platform.http.problems import MEDIA_TYPE, Problem

FILE = Path("schemas/openapi/api.json")
DESCRIPTION = (
    "Who claims how many killed, wounded, captured or missing, of which side; what that comes to for every "
    "side, and where the figures disagree. Everything is as on the topics of Kafka, which are folded here. "
    "From every figure `claim_ids` lead to `/v1/claims?ids=…`, with the words and where they stand. Claims "
    "of different claimants are never to be added up: a tally holds what they come to."
)
_REF = "#/components/schemas/{model}"
_TOKEN = "token"

Said = dict[str, Any]
Responses = dict[int | str, Said]


def _of(model: str) -> Said:
    return {"$ref": _REF.format(model=model)}


def _header(description: str) -> Said:
    return {"description": description, "schema": {"type": "string"}}


def _problem(description: str, model: str = "Problem", headers: Said | None = None) -> Said:
    content = {MEDIA_TYPE: {"schema": _of(model)}}
    return {"description": description, "content": content, **({"headers": headers} if headers else {})}


_POSITION = {
    "Tollwire-Position": _header(
        "How far the topics were read for this answer: `last_event_id` of a stream that goes on from there."
    )
}
_ETAG = {
    "ETag": _header("Changes with the answer; send it as If-None-Match to be told 304 where it has not.")
}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}
_ALWAYS: Responses = {
    400: _problem("A parameter is wrong; `errors` say which, and what would be right."),
    401: _problem(
        "A token is needed, or the one that was sent is not known.",
        headers={"WWW-Authenticate": _header("Bearer")},
    ),
    503: _problem("The topics are still being read for the first time.", headers=_RETRY),
}
_UNKNOWN: Responses = {
    404: _problem("Nothing is known by that name; `suggestions` may be meant.", "NotKnown")
}
_NOT_MODIFIED: Responses = {304: {"description": "It is as it was.", "headers": _ETAG}}


def _answer(description: str, model: str, headers: Said) -> Responses:
    content = {"application/json": {"schema": _of(model)}}
    return {200: {"description": description, "content": content, "headers": headers}}


def _said(id: str, summary: str, description: str, tag: str, responses: Responses) -> Said:
    return {
        "operation_id": id,
        "summary": summary,
        "description": description,
        "tags": [tag],
        "responses": {**responses, **_ALWAYS},
    }


ACTORS = _said(
    "listActors",
    "List actors",
    "The actors that have a tally, in the order of their ids, with what is now claimed of their people on "
    "each basis. Bases stand side by side and are never averaged.",
    "actors",
    _answer("A page of actors.", "ActorsPage", _POSITION),
)
ACTOR = _said(
    "showActor",
    "Show an actor's tally",
    "The whole tally, as published: bands, gaps, silences, figures with their words, statements.",
    "actors",
    {**_answer("The tally.", "TallyV1", _ETAG), **_NOT_MODIFIED, **_UNKNOWN},
)
_NEWEST_FIRST = "Those published last first. Claims that were taken back are shown only where `status` asks."
ACTOR_CLAIMS = _said(
    "listClaimsOfActor",
    "List the claims about an actor's people",
    f"What a figure stands on, and what newer claims replaced. {_NEWEST_FIRST}",
    "claims",
    {**_answer("A page of claims.", "ClaimsPage", _POSITION), **_UNKNOWN},
)
CLAIMS = _said(
    "listClaims",
    "List claims",
    f"With quote, offsets, article and claimant. {_NEWEST_FIRST}",
    "claims",
    {**_answer("A page of claims.", "ClaimsPage", _POSITION), **_UNKNOWN},
)
CLAIM = _said(
    "showClaim",
    "Show a claim",
    "The claim, or that it was taken back, as published.",
    "claims",
    {**_answer("The claim.", "ClaimV1", _ETAG), **_NOT_MODIFIED, **_UNKNOWN},
)
DISAGREEMENTS = _said(
    "listDisagreements",
    "List disagreements",
    "The newest word of each: two claims that cannot both be true, a denial, or an enemy claim that the side "
    "has never answered. Those with the newest claims first.",
    "disagreements",
    {**_answer("A page of disagreements.", "DisagreementsPage", _POSITION), **_UNKNOWN},
)
# One event, as OpenAPI 3.2 (section 4.14.4) has it.
_EVENT: Said = {
    "type": "object",
    "properties": {
        "event": {"enum": ["claim", "tally", "disagreement", "deleted", "gap", "behind", "unavailable"]},
        "id": {"type": "string", "pattern": PATTERN},
        "data": {"type": "string", "contentMediaType": "application/json"},
        "retry": {"type": "integer", "minimum": 0},
    },
    "required": ["event", "id", "data"],
}
STREAM = _said(
    "stream",
    "Follow what comes",
    "Server-sent events: `claim`, `tally` and `disagreement` with a message as `data`, and `deleted` where a "
    "tally was deleted from its topic. The id of each says where on the topics it stands: sent back as "
    "`Last-Event-ID` it has the stream go on exactly behind it, also over a restart of the service. `gap` "
    "says that messages in between are no longer kept; `behind`, that this stream was too slow and ends; "
    "`unavailable`, that the brokers could not be asked for what was missed. After 15 s without an event a "
    "comment comes. While the topics are read for the first time nothing else does.",
    "stream",
    {
        200: {
            "description": "Events, without end.",
            "content": {"text/event-stream": {"schema": _EVENT}},
        },
        **_UNKNOWN,
    },
)
STREAM["responses"][503] = _problem(
    "As many streams are open as may be.",
    headers=_RETRY,
)


def document(app: FastAPI, *, tokens: bool) -> dict[str, Any]:
    """The description of an application, made once; `tokens`: it wants one of those that read."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version="1",
            summary="Claims, tallies and disagreements, as they now are and as they come.",
            description=app.description,
            routes=app.routes,
        )
        answers = (ActorsPage, ClaimsPage, DisagreementsPage, TallyV1, ClaimV1, NotKnown, Problem)
        _, models = models_json_schema(
            [(model, "serialization") for model in answers],
            ref_template=_REF,
        )
        schemas = made.get("components", {}).get("schemas", {}) | models["$defs"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        made["components"] = {"schemas": dict(sorted(schemas.items()))}
        if tokens:
            made["components"]["securitySchemes"] = {_TOKEN: {"type": "http", "scheme": "bearer"}}
            made["security"] = [{_TOKEN: []}]
        for path in made["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                operation["parameters"] = [_plain(each) for each in operation.get("parameters", [])]
        app.openapi_schema = made
    return app.openapi_schema


def _plain(parameter: Said) -> Said:
    """A parameter that is left out is not null: nothing in an address is."""
    schema = {
        name: said for name, said in parameter["schema"].items() if name not in ("description", "title")
    }
    kinds = schema.pop("anyOf", [])
    kinds = [kind for kind in kinds if kind.get("type") != "null"]
    return {
        **parameter,
        "schema": schema | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}),
    }


def text() -> str:
    """The description as it is committed."""
    from prometheus_client import CollectorRegistry

    from tollwire.api import app
    from tollwire.api.state import State
    from tollwire.domain.actor import Registry
    from tollwire.platform.settings import Settings

    # The defaults, whatever the environment says; and nothing is read.
    settings, metrics = Settings.model_construct(), CollectorRegistry()
    state = State(settings, None, metrics)  # type: ignore[arg-type]
    made = document(app.create(settings, state, Registry.of(()), metrics), tokens=True)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    return document_of.main("tollwire.api.openapi", FILE, text, arguments)


if __name__ == "__main__":
    sys.exit(main())
