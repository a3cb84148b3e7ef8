"""An application of FastAPI as the services serve it: errors as problems, a page to try it, `/metrics` and
`/healthz`.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tollwire.platform.http.problems import MEDIA_TYPE, Fault, Problem, Refused, bad
from tollwire.platform.web import Health

# The page to try it brings its own scripts and styles, and asks nobody else for anything.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'"
)

# Called with the path, the status and the seconds of each request that was answered.
Count = Callable[[str, int, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What differs between the services: what is said of a path that is not there, and what is told to
    caches of an answer that says nothing of them itself.
    """

    nothing_here: str
    cache_control: str = "no-store"


def application(
    title: str,
    description: str,
    *,
    manners: Manners,
    registry: CollectorRegistry,
    health: Health,
    count: Count,
) -> FastAPI:
    """An application without routes of its own yet."""
    app = FastAPIOffline(
        redoc_url=None,
        title=title,
        version=version("tollwire"),
        description=description,
        redirect_slashes=False,
        # Or the page would have a picture fetched that says whether the description is sound.
        swagger_ui_parameters={"validatorUrl": None},
    )
    _add_errors(app, manners)
    app.add_middleware(_Edge, count=count, cache_control=manners.cache_control)

    @app.get("/metrics", include_in_schema=False)
    async def exposition(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": content_type})

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        healthy, told = health()
        return json_answer(200 if healthy else 503, json.dumps(told))

    return app


def json_answer(status: int, body: str | bytes, headers: Mapping[str, str] | None = None) -> Response:
    """An answer whose body is JSON already."""
    return Response(body, status, headers=dict(headers or {}), media_type="application/json")


def _problem(problem: Problem, headers: dict[str, str]) -> Response:
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


def _add_errors(app: FastAPI, manners: Manners) -> None:
    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return _problem(error.problem, error.headers)

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        known = {404: manners.nothing_here, 405: "this is not done here"}
        kind = status.phrase.lower().replace(" ", "-")
        told = Refused(status, kind, status.phrase, known.get(status, str(error.detail)))
        return _problem(told.problem, dict(error.headers or {}))

    async def parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = [_fault(each, app, request) for each in error.errors()]
        return _problem(bad(wrong[0].detail, wrong).problem, {})

    async def gone(_: Request, error: Exception) -> Response:  # noqa: ARG001
        return Response(status_code=400)  # nobody reads it

    async def unexpected(_: Request, error: Exception) -> Response:  # noqa: ARG001
        told = Refused(500, "internal", "Internal error", "an error of the service, which its log tells of")
        return _problem(told.problem, {})

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, parameters)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, unexpected)


def _fault(error: Mapping[str, Any], app: FastAPI, request: Request) -> Fault:
    where = error["loc"]  # where it was sent, the name, and of several values which
    name = str(where[1] if len(where) > 1 else where[-1])
    if error["type"] == "extra_forbidden":
        return Fault(parameter=name, detail=f"there is no such parameter; there are {_known(app, request)}")
    return Fault(parameter=name, detail=error["msg"].removeprefix("Value error, "))


def _known(app: FastAPI, request: Request) -> str:
    """The names of the parameters of the route that was asked."""
    path = app.openapi()["paths"][request.scope["route"].path]
    operation = path[request.method.lower()]
    return ", ".join(each["name"] for each in operation["parameters"] if each["in"] == "query")


class _Edge:
    """Counts requests of the interface, and adds the headers that all answers have."""

    def __init__(self, app: ASGIApp, count: Count, cache_control: str) -> None:
        self._app, self._count, self._cache_control = app, count, cache_control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        counted = scope["path"].startswith("/v1/")
        begun, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                headers["content-security-policy"] = _POLICY
                headers.setdefault("cache-control", self._cache_control)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if counted:
                self._count(scope["path"], status, time.perf_counter() - begun)
