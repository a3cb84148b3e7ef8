"""The routes: a question in, what is held of it out."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from tollwire.api import openapi
from tollwire.api.actors import Actors
from tollwire.api.answers import etag, next_of, of_window, page_of
from tollwire.api.held import Held, HeldClaim
from tollwire.api.listing import actors_page, held_since, page
from tollwire.api.parameters import EventId, cursor_of
from tollwire.api.position import encoded
from tollwire.api.problems import not_known
from tollwire.api.queries import (
    ActorAsked,
    ActorClaims,
    ActorsAsked,
    ClaimsAsked,
    DisagreementsAsked,
    StreamAsked,
)
from tollwire.api.response import EventStream
from tollwire.api.state import State
from tollwire.platform.http.application import json_answer
from tollwire.platform.http.tokens import Tokens

POSITION = "Tollwire-Position"
STREAM = "/v1/stream"

ActorName = Annotated[
    str, Path(min_length=1, max_length=512, description="The actor's id, or any name that is known.")
]
ClaimId = Annotated[str, Path(min_length=1, max_length=512)]


class Routes:
    """Answers out of the state, which belongs to the event loop that serves it."""

    def __init__(self, state: State, actors: Actors, tokens: Tokens) -> None:
        self._state, self._actors, self._tokens = state, actors, tokens
        self._model, self._recent = state.model, state.recent

    def router(self) -> APIRouter:
        router = APIRouter(dependencies=[Depends(self._admit)])
        for path, route, said in (
            ("/v1/actors", self.list_actors, openapi.ACTORS),
            ("/v1/actors/{id}", self.show_actor, openapi.ACTOR),
            ("/v1/actors/{id}/claims", self.list_claims_of_actor, openapi.ACTOR_CLAIMS),
            ("/v1/claims", self.list_claims, openapi.CLAIMS),
            ("/v1/claims/{id}", self.show_claim, openapi.CLAIM),
            ("/v1/disagreements", self.list_disagreements, openapi.DISAGREEMENTS),
            (STREAM, self.stream, openapi.STREAM),
        ):
            router.add_api_route(path, route, response_class=Response, **said)
        return router

    async def list_actors(self, request: Request, asked: Annotated[ActorsAsked, Query()]) -> Response:
        told, cursor = actors_page(self._model, self._actors, asked)
        rest = {"window": asked.window, **_next(request, cursor)}
        return self._page("actors", [each.model_dump_json().encode() for each in told], rest)

    async def show_actor(
        self, request: Request, id: ActorName, asked: Annotated[ActorAsked, Query()]
    ) -> Response:
        actor = self._actors.meant(id, "id")
        tally = self._model.tally(actor)
        if tally is None:
            raise not_known("tally", "id", f"there is no tally of {actor}: no claim about it has come yet")
        path = f"/v1/actors/{quote(actor, safe='')}"
        headers = {"Content-Location": path, "Link": f'<{path}/claims>; rel="related"'}
        body = of_window(tally.raw, asked.window) if asked.window else tally.raw
        return _one(request, body, headers)

    async def list_claims_of_actor(
        self, request: Request, id: ActorName, asked: Annotated[ActorClaims, Query()]
    ) -> Response:
        return await self._claims(request, asked, {self._actors.meant(id, "id")})

    async def list_claims(self, request: Request, asked: Annotated[ClaimsAsked, Query()]) -> Response:
        about = self._actors.all_meant(asked.actor)
        if asked.ids:
            return self._claims_by_id(request, asked, about)
        return await self._claims(request, asked, about)

    async def show_claim(self, request: Request, id: ClaimId) -> Response:
        claim = self._model.claims.get(id)
        if claim is None:
            since = held_since(self._model.claims)
            older = f"; claims published before {since} are not all held" if since else ""
            raise not_known("claim", "id", f"no claim with the id {id!r} is held{older}")
        return _one(request, claim.raw, {})

    async def list_disagreements(
        self, request: Request, asked: Annotated[DisagreementsAsked, Query()]
    ) -> Response:
        about, shelf = self._actors.all_meant(asked.actor), self._model.disagreements
        found, cursor = await page(shelf, about, asked.before, asked.has, asked.limit)
        rest = {"held_since": held_since(shelf), **_next(request, cursor)}
        return self._page("disagreements", [each.raw for each in found], rest)

    async def stream(
        self,
        asked: Annotated[StreamAsked, Query()],
        last_event_id: Annotated[EventId | None, Header()] = None,
    ) -> Response:
        # While the topics are read, nobody can tell yet which actors only they know.
        about = self._actors.all_meant(asked.actor, known=self._state.ready)

        def wanted(held: Held) -> bool:
            return (about is None or held.actor in about) and asked.has(held)

        with ExitStack() as seat:
            seat.enter_context(self._state.streams.seat())
            at = last_event_id or asked.last_event_id or {}
            return EventStream(self._state.streams.events(asked.topics, at, wanted), seat.pop_all())

    def _admit(self, request: Request) -> None:
        self._tokens.check(request.headers.get("authorization"))
        if request.url.path != STREAM:  # which waits
            self._state.check_ready()

    async def _claims(self, request: Request, asked: ActorClaims, about: Collection[str] | None) -> Response:
        found, cursor = await page(self._model.claims, about, asked.before, asked.has, asked.limit)
        return self._claims_page(request, found, (), cursor)

    def _claims_by_id(self, request: Request, asked: ClaimsAsked, about: Collection[str] | None) -> Response:
        held = [claim for id in asked.ids if (claim := self._model.claims.get(id))]
        found = [each for each in held if (about is None or each.actor in about) and asked.has(each)]
        missing = sorted(set(asked.ids) - {each.id for each in found})
        found.sort(key=lambda claim: claim.key, reverse=True)
        left = [each for each in found if asked.before is None or each.key < asked.before]
        shown = left[: asked.limit]
        cursor = cursor_of(shown[-1].key) if len(left) > len(shown) else None
        return self._claims_page(request, shown, missing, cursor)

    def _claims_page(
        self, request: Request, found: Sequence[HeldClaim], missing: Sequence[str], cursor: str | None
    ) -> Response:
        rest = {"missing": list(missing), "held_since": held_since(self._model.claims)}
        return self._page("claims", [each.raw for each in found], {**rest, **_next(request, cursor)})

    def _page(self, name: str, raw: Sequence[bytes], rest: dict[str, object]) -> Response:
        # A stream from there on has all that comes after what this page was made of.
        return json_answer(200, page_of(name, raw, rest), {POSITION: encoded(self._recent.ends)})


def _next(request: Request, cursor: str | None) -> dict[str, object]:
    return next_of(request.url.path, request.query_params.multi_items(), cursor)


def _one(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    """The body, unless the client has it."""
    tag = etag(body)
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    headers = {"ETag": tag, **headers}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return json_answer(200, body, headers)
