"""The description of the interface, OpenAPI 3.1; committed as schemas/openapi/ingest.json.

`python -m tollwire.ingest.push.openapi [--check] [FILE]` writes it; `--check` writes nothing and exits with 1
where the file is not what would be written.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from tollwire.domain.article import LONGEST_ID
from tollwire.ingest.push.model import (
    ADDRESS,
    LONGEST_WORDS,
    NO_CONTROL,
    NO_NUL,
    Answer,
    PushedArticle,
    Withdrawn,
)
from tollwire.platform.http import document as document_of
from tollwire.platform.http.problems import MEDIA_TYPE, Problem

FILE = Path("schemas/openapi/ingest.json")
DESCRIPTION = (
    "Articles, as newsrooms put them out. What is answered with 202 is on the brokers; what is answered "
    "otherwise may be sent again: the same version is not published twice. A version is told by its content, "
    "an article by its id, else by its address."
)
_REF = "#/components/schemas/{model}"
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}
_TOKEN = "token"


def _of(model: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=model)}


def _problem(description: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": _of("Problem")}}
    return {"description": description, "content": content, **({"headers": headers} if headers else {})}


def _answer(description: str, model: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _of(model)}}}


_ALWAYS: dict[int | str, dict[str, Any]] = {
    400: _problem("Nothing in the request can be taken; `errors` say what is wrong, and where."),
    401: _problem(
        "A token is needed, or the one that was sent is not known.",
        {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    ),
    429: _problem("The brokers are behind.", _RETRY),
    503: _problem("The brokers do not answer; what was sent may have arrived or not.", _RETRY),
}
PUSH_RESPONSES: dict[int | str, dict[str, Any]] = {
    202: _answer("All articles but those told as bad are on the brokers.", "Answer"),
    **_ALWAYS,
    408: _problem("The body did not come to its end."),
    413: _problem("The body, or a line of it, is too long, or holds too many articles."),
    415: _problem("The body is of another kind than JSON and NDJSON, or packed otherwise than by gzip."),
}
WITHDRAW_RESPONSES: dict[int | str, dict[str, Any]] = {
    202: _answer(
        "The withdrawal is on the brokers: no version that was put out until now stands.", "Withdrawn"
    ),
    **_ALWAYS,
}
# As it is: one article among them is enough, and what is none is told of in the answer.
_SEVERAL = {
    "type": "array",
    "minItems": 1,
    "items": {"anyOf": [_of("PushedArticle"), {}]},
    "contains": _of("PushedArticle"),
}
PUSH_EXTRA: dict[str, Any] = {
    "description": "One article, an array, or NDJSON (one article a line), which is taken as it comes. Of "
    "several, those that are no articles are told of in the answer and the others are published.",
    "requestBody": {
        "required": True,
        "description": "May be packed by gzip (`Content-Encoding: gzip`).",
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        _of("PushedArticle"),
                        _SEVERAL,
                    ]
                }
            },
            "application/x-ndjson": {"schema": {**_SEVERAL, "description": "One a line."}},
        },
    },
}
WITHDRAW_EXTRA: dict[str, Any] = {
    "description": "All its claims are taken back, and every figure that stood on one moves. A version that "
    "is put out later stands again. To withdraw an article twice does no harm.",
}
_WITHDRAW_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The id of the article, as claims name it, or its address; percent-encoded.",
        "schema": {
            "type": "string",
            "anyOf": [
                {
                    "minLength": 1,
                    "maxLength": LONGEST_ID,
                    "pattern": f"^(?![Hh][Tt][Tt][Pp][Ss]?://){NO_CONTROL[1:]}",
                },
                {"maxLength": LONGEST_WORDS, "pattern": ADDRESS},
            ],
        },
    },
    {
        "name": "reason",
        "in": "query",
        "description": "Why, for those who read the topic.",
        "schema": {"type": "string", "maxLength": LONGEST_WORDS, "pattern": NO_NUL},
    },
]


def document(app: FastAPI, *, tokens: bool) -> dict[str, Any]:
    """The description of an application, made once; `tokens`: it wants one of those that push."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version="1",
            summary="Push articles, and withdraw them.",
            description=app.description,
            routes=app.routes,
        )
        _, models = models_json_schema(
            [
                (PushedArticle, "validation"),
                (Answer, "serialization"),
                (Withdrawn, "serialization"),
                (Problem, "serialization"),
            ],
            ref_template=_REF,
        )
        made["components"] = {"schemas": dict(sorted(models["$defs"].items()))}
        if tokens:
            made["components"]["securitySchemes"] = {_TOKEN: {"type": "http", "scheme": "bearer"}}
            made["security"] = [{_TOKEN: []}]
        for path in made["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        made["paths"]["/v1/articles/{id}"]["delete"]["parameters"] = _WITHDRAW_PARAMETERS
        app.openapi_schema = made
    return app.openapi_schema


def text() -> str:
    """The description as it is committed."""
    from prometheus_client import CollectorRegistry

    from tollwire.ingest.push import api
    from tollwire.platform.settings import Settings

    # The defaults, whatever the environment says; and nobody is served.
    app = api.create(Settings.model_construct(), None, CollectorRegistry())  # type: ignore[arg-type]
    return json.dumps(document(app, tokens=True), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    return document_of.main("tollwire.ingest.push.openapi", FILE, text, arguments)


if __name__ == "__main__":
    sys.exit(main())
