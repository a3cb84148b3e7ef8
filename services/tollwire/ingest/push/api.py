"""The interface: its routes."""

from urllib.parse import unquote_to_bytes

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry
from starlette.convertors import Convertor, register_url_convertor

from tollwire.ingest.push import openapi
from tollwire.ingest.push.desk import Desk
from tollwire.ingest.push.model import Answer
from tollwire.ingest.push.problems import too_large
from tollwire.ingest.push.reading import faults, is_lines, most_bytes, take_json, take_lines
from tollwire.platform.http.application import Manners, application, json_answer
from tollwire.platform.http.problems import Fault, bad
from tollwire.platform.http.tokens import Tokens
from tollwire.platform.metrics import PushMetrics, SetAside
from tollwire.platform.settings import Settings

_MANNERS = Manners(nothing_here="there is nothing here; articles go to /v1/articles")


def create(settings: Settings, desk: Desk, registry: CollectorRegistry) -> FastAPI:
    """The application; `desk` and all that it uses belong to the event loop that serves it."""
    tokens = Tokens(settings.push_token_list)
    metrics = PushMetrics(registry, lambda: desk.outbox.pending)
    aside = SetAside(registry)

    def health() -> tuple[bool, dict[str, object]]:
        silent = desk.outbox.silent
        return not silent, {"status": "no broker" if silent else "ok", "pending": desk.outbox.pending}

    app = application(
        "Tollwire: articles by HTTP",
        openapi.DESCRIPTION,
        manners=_MANNERS,
        registry=registry,
        health=health,
        count=lambda _, status, seconds: metrics.request(status, seconds),
    )
    app.openapi = lambda: openapi.document(app, tokens=bool(tokens))  # type: ignore[method-assign]

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
        return json_answer(202, Answer.of(taken).model_dump_json(exclude_none=True))

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
        return json_answer(202, done.model_dump_json())

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


class _Anything(Convertor[str]):
    """All the rest of a path, also `/` and, unlike with Starlette's own, the ends of lines."""

    regex = r"[\s\S]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())
