"""The interface: routes, how errors are told, `/metrics` and `/healthz`."""

import json
import logging
import time
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tollwire.ingest.push import openapi
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.model import Answer
from tollwire.ingest.push.problems import MEDIA_TYPE, Fault, Problem, Refused, bad, too_large
from tollwire.ingest.push.reading import faults, is_lines, most_bytes, take_json, take_lines
from tollwire.ingest.push.tokens import Tokens
from tollwire.platform.metrics import PushMetrics, SetAside
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)

# The page to try it brings its own scripts and styles, and asks nobody else for anything.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'"
)


def create(settings: Settings, desk: Desk, registry: CollectorRegistry) -> FastAPI:
    """The application; `desk` and all that it uses belong to the event loop that serves it."""
    tokens = Tokens(settings)
    metrics = PushMetrics(registry, lambda: desk.outbox.pending)
    aside = SetAside(registry)
    app = FastAPIOffline(
        redoc_url=None,
        title="Tollwire: articles by HTTP",
        version=version("tollwire"),
        description=openapi.DESCRIPTION,
        redirect_slashes=False,
        # Or the page would have a picture fetched that says whether the description is sound.
        swagger_ui_parameters={"validatorUrl": None},
    )
    app.openapi = lambda: openapi.document(app, tokens=bool(tokens))  # type: ignore[method-assign]
    _add_errors(app)
    app.add_middleware(_Edge, metrics=metrics)

    @app.post(
        "/v1/articles",
        operation_id="pushArticles",
        status_code=202,
        response_class=Response,
        responses=openapi.PUSH_RESPONSES,
        openapi_extra=openapi.PUSH_EXTRA,
        summary="Push articles",
        tags=["articles"],
    )
    async def push(request: Request) -> Response:
        tokens.check(request.headers.get("authorization"))
        lines = is_lines(request.headers.get("content-type"))
        _check_length(request, settings, lines=lines)
        take = take_lines if lines else take_json
        encoding = request.headers.get("content-encoding")
        with desk.visit() as visit:
            await take(visit, request.stream(), encoding, settings, desk.now)
            taken = await visit.finish()
        for each in taken:
            metrics.articles.labels(each.status).inc()
            if each.status == "set_aside":
                aside.count(each.language)
        wrong = list(faults(taken))
        if all(each.status == "bad" for each in taken):
            raise bad(wrong[0].detail if len(taken) == 1 else "none of them is an article", wrong)
        return _json(202, Answer.of(taken).model_dump_json(exclude_none=True))

    @app.delete(
        "/v1/articles/{id:anything}",
        operation_id="withdrawArticle",
        status_code=202,
        response_class=Response,
        responses=openapi.WITHDRAW_RESPONSES,
        openapi_extra=openapi.WITHDRAW_EXTRA,
        summary="Withdraw an article",
        tags=["articles"],
    )
    async def withdraw(request: Request, reason: str | None = None) -> Response:
        tokens.check(request.headers.get("authorization"))
        desk.admit()
        done = await desk.withdraw(_id(request), reason)
        metrics.articles.labels("retracted").inc()
        return _json(202, done.model_dump_json())

    @app.get("/metrics", include_in_schema=False)
    async def exposition(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": content_type})

    @app.get("/healthz", include_in_schema=False)
    async def health() -> Response:
        silent = desk.outbox.silent
        told = {"status": "no broker" if silent else "ok", "pending": desk.outbox.pending}
        return _json(503 if silent else 200, json.dumps(told))

    return app


def _check_length(request: Request, settings: Settings, *, lines: bool) -> None:
    """Refuses at once what says itself that it is too long; what does not is counted as it comes."""
    most = most_bytes(settings, lines=lines)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise too_large(f"the body has {int(length):,} bytes, the most is {most:,}; send it in parts")


def _id(request: Request) -> str:
    """The id as it was sent: what the server hands on has other bytes than UTF-8 replaced."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    name = unquote_to_bytes(raw.partition(b"/v1/articles/")[2])
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as wrong:
        why = "the id is not UTF-8"
        raise bad(why, [Fault(parameter="id", detail=why)]) from wrong


def _json(status: int, body: str) -> Response:
    return Response(body, status, media_type="application/json")


def _problem(problem: Problem, headers: dict[str, str]) -> Response:
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


def _add_errors(app: FastAPI) -> None:
    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return _problem(error.problem, error.headers)

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        known = {404: "there is nothing here; articles go to /v1/articles", 405: "this is not done here"}
        kind = status.phrase.lower().replace(" ", "-")
        told = Refused(status, kind, status.phrase, known.get(status, str(error.detail)))
        return _problem(told.problem, dict(error.headers or {}))

    async def parameters(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = [Fault(parameter=str(each["loc"][-1]), detail=each["msg"]) for each in error.errors()]
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


class _Anything(Convertor[str]):
    """All the rest of a path, also `/` and, unlike with Starlette's own, the ends of lines."""

    regex = r"[\s\S]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


class _Edge:
    """Counts requests of the interface, and adds the headers that all answers have."""

    def __init__(self, app: ASGIApp, metrics: PushMetrics) -> None:
        self._app, self._metrics = app, metrics

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
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if counted:
                self._metrics.request(status, time.perf_counter() - begun)


_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _POLICY.encode()),
    (b"cache-control", b"no-store"),
)
