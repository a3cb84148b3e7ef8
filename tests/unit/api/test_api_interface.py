"""What is answered to those who read by HTTP, without a broker."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from prometheus_client import CollectorRegistry

from support.make import WAR, claim, hours, made, taken_back
from support.reading_api import TOKEN, Service
from tollwire.api import openapi
from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.domain.claim import CasualtyType, Claim, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS
from tollwire.events.wire import ClaimV1, TallyV1
from tollwire.platform import metrics
from tollwire.platform.settings import SettingsError, load

ADMITTED = claim(16)
ENEMY = claim(600, by="Azerbaijan", at=hours(3), in_article="c", publisher="desk.example")
THEIRS = claim(790, victim="Azerbaijan", by="Armenia", at=hours(20), in_article="d")
WOUNDED = claim(
    Count(100, None),
    by=None,
    at=hours(21),
    in_article="e",
    casualty_type=CasualtyType.WOUNDED,
    group=VictimGroup.CIVILIAN,
    scope=Scope.INCIDENT,
    conflict=None,
)
DENIED = claim(600, at=hours(22), in_article="f", stance=Stance.DENIED)
OF_NOBODY = claim(7, victim="Free Men of Nowhere", by=None, at=hours(23), in_article="g")
GONE = claim(5, at=hours(24), in_article="h")
STANDING = [ADMITTED, ENEMY, THEIRS, WOUNDED, DENIED, OF_NOBODY]
EVENTS = [*made(*STANDING, GONE), taken_back(GONE, hours(30))]
ACCOUNTS = fold(EVENTS)


def published() -> list[Record]:
    return [
        *map(messages.of_claim, EVENTS),
        *(messages.of_tally(each.tally) for each in ACCOUNTS.values()),
        *(
            messages.of_disagreement(State.OPEN, one)
            for each in ACCOUNTS.values()
            for one in each.disagreements
        ),
    ]


@pytest.fixture
def service() -> Service:
    return Service(published())


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["claims"]]


def wrong(answer: httpx.Response, status: int = 400) -> tuple[str, str]:
    """The parameter that is told to be wrong, and what is said of it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    (error,) = told["errors"]
    return error["parameter"], error["detail"]


# --- claims ----------------------------------------------------------------------------------------------


async def test_claims_that_stand_newest_first_as_on_the_topic(service: Service) -> None:
    answer = await service.get("/v1/claims")
    newest_first = sorted(STANDING, key=lambda each: each.source.published_at, reverse=True)
    assert ids(answer) == [each.id for each in newest_first]
    told = answer.json()
    assert told["claims"][0] == ClaimV1.of(made(OF_NOBODY)[0]).model_dump(mode="json")
    assert {name: told[name] for name in ("missing", "held_since", "next", "cursor")} == {
        "missing": [],
        "held_since": None,
        "next": None,
        "cursor": None,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=armenia", [DENIED, WOUNDED, ENEMY, ADMITTED]),
        ("actor=Baku", [THEIRS]),
        ("actor=Baku&actor=free-men-of-nowhere", [OF_NOBODY, THEIRS]),
        ("actor=Free+Men+of+Nowhere", [OF_NOBODY]),
        ("claimant=azerbaijan", [ENEMY]),
        ("claimant=THE+MINISTRY+OF+AZERBAIJAN", [ENEMY]),
        ("claimant=wire.example", [OF_NOBODY, WOUNDED]),
        ("basis=admission", [DENIED, ADMITTED]),
        ("basis=admission&basis=enemy_claim&actor=armenia", [DENIED, ENEMY, ADMITTED]),
        ("casualty_type=wounded", [WOUNDED]),
        ("victim_group=civilian", [WOUNDED]),
        ("stance=denied", [DENIED]),
        ("scope=incident", [WOUNDED]),
        ("scope=incident&scope=cumulative&stance=asserted&actor=armenia", [WOUNDED, ENEMY, ADMITTED]),
        (f"conflict={WAR}&actor=armenia", [DENIED, ENEMY, ADMITTED]),
        ("conflict=none", [WOUNDED]),
        ("publisher=desk.example", [ENEMY]),
        ("since=2020-09-28", [OF_NOBODY, DENIED, WOUNDED, THEIRS]),
        ("since=2020-09-28T06:00Z&until=2020-09-28T06:00:00", [DENIED]),
        ("since=2020-09-28T10:00+04:00&until=2020-09-28T10:00%2B04:00", [DENIED]),
        ("until=2020-09-27", [ENEMY, ADMITTED]),
        ("min_count=600", [DENIED, THEIRS, ENEMY]),
        ("status=retracted", [GONE]),
        ("article=a", [ADMITTED]),
        ("article=https://desk.example/c", [ENEMY]),
        ("article=none", []),
        ("actor=Turkey", []),
    ],
)
async def test_filters(service: Service, query: str, found: list[Claim]) -> None:
    assert ids(await service.get(f"/v1/claims?{query}")) == [each.id for each in found]


async def test_retracted_claims_only_where_asked_for(service: Service) -> None:
    assert GONE.id not in ids(await service.get("/v1/claims"))
    assert ids(await service.get("/v1/claims?status=any"))[0] == GONE.id
    told = (await service.get(f"/v1/claims/{GONE.id}")).json()
    assert (told["id"], told["status"]) == (GONE.id, "retracted")


async def test_claims_without_an_estimate_do_not_reach_a_confidence() -> None:
    sure = [
        ClaimV1.of(made(claim(5, in_article=f"c{each}"))[0]).model_copy(update={"confidence": each})
        for each in (0.3, 0.9, None)
    ]
    service = Service(Record(CLAIMS, b"armenia", each.encode(), []) for each in sure)
    assert ids(await service.get("/v1/claims?min_confidence=0.9")) == [sure[1].id]
    assert len(ids(await service.get("/v1/claims?min_confidence=0"))) == 2


async def test_claims_by_their_ids(service: Service) -> None:
    answer = await service.get(f"/v1/claims?ids={ADMITTED.id},{GONE.id}&ids=none")
    assert ids(answer) == [GONE.id, ADMITTED.id]
    assert answer.json()["missing"] == ["none"]
    answer = await service.get(f"/v1/claims?ids={ADMITTED.id},{ENEMY.id}&limit=1")
    assert ids(answer) == [ENEMY.id]
    assert ids(await service.get(answer.json()["next"])) == [ADMITTED.id]
    answer = await service.get(f"/v1/claims?ids={ADMITTED.id},{THEIRS.id}&actor=armenia")
    assert (ids(answer), answer.json()["missing"]) == ([ADMITTED.id], [THEIRS.id])


async def test_pages_follow_one_another_with_their_filters(service: Service) -> None:
    seen, address = [], "/v1/claims?actor=armenia&actor=Baku&limit=2&until=2020-10-01"
    while address:
        answer = await service.get(address)
        seen += ids(answer)
        later = claim(99, at=hours(40 + len(seen)), in_article=f"later{len(seen)}")
        service.publish(map(messages.of_claim, made(later)))
        address = answer.json()["next"]
        assert bool(address) == bool(answer.json()["cursor"])
    assert seen == [each.id for each in (DENIED, WOUNDED, THEIRS, ENEMY, ADMITTED)]


async def test_what_is_no_longer_held_is_said() -> None:
    service = Service(published(), api_claims=4)
    told = (await service.get("/v1/claims?status=any")).json()
    assert [each["id"] for each in told["claims"]] == [each.id for each in (GONE, OF_NOBODY, DENIED, WOUNDED)]
    assert told["held_since"] == "2020-09-28T04:00:00Z"
    parameter, detail = wrong(await service.get(f"/v1/claims/{ADMITTED.id}"), 404)
    assert parameter == "id"
    assert "published before 2020-09-28T04:00:00Z are not all held" in detail
    assert service.counted("tollwire_api_claims") == 4


# --- actors ----------------------------------------------------------------------------------------------


async def test_actors_with_their_headlines(service: Service) -> None:
    told = (await service.get("/v1/actors")).json()
    assert [each["id"] for each in told["actors"]] == ["armenia", "azerbaijan", "free-men-of-nowhere"]
    armenia = told["actors"][0]
    assert (armenia["name"], armenia["kind"]) == ("Armenia", "state")
    assert armenia["as_of"] == TallyV1.of(ACCOUNTS["armenia"].tally).model_dump(mode="json")["as_of"]
    counted = dict.fromkeys(("count", "denial", "unacknowledged"), 0)
    for one in ACCOUNTS["armenia"].disagreements:
        counted[one.kind] += 1
    assert armenia["open_disagreements"] == counted
    assert sum(counted.values())
    headline = {each["basis"]: each for each in armenia["headline"]}
    assert set(headline) == {"admission", "enemy_claim"}
    enemy = headline["enemy_claim"]
    assert (enemy["low"], enemy["high"], enemy["claim_ids"]) == (600, 600, [ENEMY.id])
    assert ids(await service.get(enemy["claims"])) == [ENEMY.id]
    assert ids(await service.get(f"/v1/claims?ids={','.join(enemy['claim_ids'])}")) == [ENEMY.id]
    assert told["actors"][2]["kind"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=baku", ["azerbaijan"]),
        ("q=NOWHERE", ["free-men-of-nowhere"]),
        ("q=zzzz", []),
        (f"conflict={WAR}", ["armenia", "azerbaijan", "free-men-of-nowhere"]),
        ("conflict=none", ["armenia"]),
        ("conflict=other-war", []),
        ("limit=1&cursor=armenia", ["azerbaijan"]),
        ("cursor=zzzz", []),
    ],
)
async def test_actors_asked_for(service: Service, query: str, found: list[str]) -> None:
    told = (await service.get(f"/v1/actors?{query}")).json()
    assert [each["id"] for each in told["actors"]] == found


async def test_pages_of_actors(service: Service) -> None:
    seen, address = [], "/v1/actors?limit=1&casualty_type=wounded&window=30d"
    while address:
        told = (await service.get(address)).json()
        seen += [each["id"] for each in told["actors"]]
        assert told["window"] == "30d"
        address = told["next"]
    assert seen == sorted(ACCOUNTS)


async def test_a_tally_is_as_on_the_topic_by_any_name(service: Service) -> None:
    raw = messages.of_tally(ACCOUNTS["azerbaijan"].tally).value
    for name in ("azerbaijan", "Azerbaijani", "baku", "the Azerbaijanis"):
        answer = await service.get(f"/v1/actors/{quote(name)}")
        assert answer.content == raw
        assert answer.headers["content-location"] == "/v1/actors/azerbaijan"
        assert answer.headers["link"] == '</v1/actors/azerbaijan/claims>; rel="related"'
        assert answer.headers["cache-control"] == "no-cache"
    assert ids(await service.get("/v1/actors/Baku/claims")) == [THEIRS.id]
    assert ids(await service.get("/v1/actors/Armenians/claims?basis=enemy_claim&status=any")) == [ENEMY.id]


async def test_a_tally_of_one_window(service: Service) -> None:
    whole = (await service.get("/v1/actors/armenia")).json()
    day = (await service.get("/v1/actors/armenia?window=24h")).json()
    assert {each["window"] for each in day["bands"]} == {"24h"} < {each["window"] for each in whole["bands"]}
    assert {each["window"] for each in day["statements"]} == {"24h"}
    assert {name: day[name] for name in ("figures", "gaps", "as_of")} == {
        name: whole[name] for name in ("figures", "gaps", "as_of")
    }


async def test_who_has_the_newest_tally_is_told_that_it_is_as_it_was(service: Service) -> None:
    first = await service.get("/v1/actors/armenia")
    tag = first.headers["etag"]
    same = await service.get("/v1/actors/Armenians", If_None_Match=f'"x", {tag}')
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    (account,) = fold(made(ADMITTED)).values()
    service.publish([messages.of_tally(account.tally)])
    changed = await service.get("/v1/actors/armenia", If_None_Match=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/v1/actors/Azerbaidjan",
        "/v1/actors/Azerbaidjan/claims",
        "/v1/claims?actor=Azerbaidjan",
        "/v1/disagreements?actor=Azerbaidjan",
        "/v1/stream?actor=Azerbaidjan",
    ],
)
async def test_an_actor_that_nobody_knows_is_told_with_those_that_may_be_meant(
    service: Service, path: str
) -> None:
    answer = await service.get(path)
    parameter, detail = wrong(answer, 404)
    assert parameter == ("actor" if "=" in path else "id")
    assert "did you mean azerbaijan" in detail
    assert answer.json()["suggestions"][0] == "azerbaijan"
    assert answer.json()["type"] == "urn:tollwire:problem:no-such-actor"


async def test_a_name_of_several_and_a_known_side_without_a_tally_are_told() -> None:
    actors = [Actor(name=name, kind=Kind.GROUP, aliases=("the Front",)) for name in ("East", "West")]
    service = Service(registry=Registry.of(actors))
    answer = await service.get("/v1/actors/Front")
    assert "may be east or west" in wrong(answer, 404)[1]
    assert answer.json()["suggestions"] == ["east", "west"]
    assert "no claim about it has come yet" in wrong(await service.get("/v1/actors/East"), 404)[1]
    assert (await service.get("/v1/claims?actor=East")).json()["claims"] == []


# --- disagreements ---------------------------------------------------------------------------------------


async def test_the_newest_word_of_each_disagreement(service: Service) -> None:
    told = (await service.get("/v1/disagreements")).json()["disagreements"]
    assert {each["id"] for each in told} == {
        one.id for each in ACCOUNTS.values() for one in each.disagreements
    }
    changed = [each["changed"] for each in told]
    assert changed == sorted(changed, reverse=True)
    count = next(each for each in told if each["kind"] == "count" and each["actor"] == "armenia")
    (one,) = [each for each in ACCOUNTS["armenia"].disagreements if each.id == count["id"]]
    service.publish([messages.of_disagreement(State.RESOLVED, one)])

    async def found(query: str) -> list[str]:
        answer = (await service.get(f"/v1/disagreements?{query}")).json()
        return [each["id"] for each in answer["disagreements"]]

    assert one.id not in await found("")
    assert await found("state=resolved") == [one.id]
    assert one.id in await found("state=resolved&state=open&actor=Armenians&kind=count&min_severity=2")
    assert await found("state=resolved&min_severity=1000") == []
    assert await found("state=resolved&kind=denial") == []
    assert await found("state=resolved&casualty_type=wounded") == []
    assert await found("state=resolved&since=2020-10-05") == []
    assert await found("state=resolved&since=2020-09-27&conflict=" + WAR) == [one.id]
    assert await found("actor=Turkey") == []
    armenia = (await service.get("/v1/actors?q=armenia")).json()["actors"][0]
    assert (
        armenia["open_disagreements"]["count"]
        == sum(each.kind == "count" for each in ACCOUNTS["armenia"].disagreements) - 1
    )
    seen, address = [], "/v1/disagreements?limit=1"
    while address:
        told = (await service.get(address)).json()
        seen += [each["id"] for each in told["disagreements"]]
        address = told["next"]
    assert seen == await found("")


# --- what is wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parameter", "detail"),
    [
        (
            "/v1/claims?casualtytype=killed",
            "casualtytype",
            "no such parameter; there are limit, cursor, casualty_",
        ),
        ("/v1/claims?casualty_type=dead", "casualty_type", "'killed', 'wounded'"),
        ("/v1/claims?basis=admission&basis=x", "basis", "'admission'"),
        ("/v1/claims?status=gone", "status", "'current'"),
        ("/v1/claims?limit=0", "limit", "greater than or equal to 1"),
        ("/v1/claims?limit=1001", "limit", "less than or equal to 1000"),
        ("/v1/claims?limit=many", "limit", "valid integer"),
        ("/v1/claims?since=yesterday", "since", "write a day or a time, as in 2020-10-05"),
        ("/v1/claims?since=2020-10-05&until=2020-10-04", "until", "lies before since"),
        ("/v1/claims?min_confidence=2", "min_confidence", "less than or equal to 1"),
        ("/v1/claims?min_count=-1", "min_count", "greater than or equal to 0"),
        ("/v1/claims?cursor=x", "cursor", "match pattern"),
        ("/v1/claims?actor=", "actor", "at least 1 character"),
        (f"/v1/claims?ids={','.join(map(str, range(101)))}", "ids", "at most 100"),
        ("/v1/actors?window=1h", "window", "'24h'"),
        ("/v1/actors/armenia?window=1h", "window", "'24h'"),
        ("/v1/actors/armenia/claims?actor=armenia", "actor", "there is no such parameter"),
        ("/v1/disagreements?min_severity=0.5", "min_severity", "greater than or equal to 1"),
        ("/v1/disagreements?min_severity=inf", "min_severity", "finite"),
        ("/v1/disagreements?state=closed", "state", "'open'"),
        ("/v1/stream?topics=claims,articles", "topics", "'claims'"),
        ("/v1/stream?since=2020-10-05", "since", "there is no such parameter; there are "),
    ],
)
async def test_what_is_wrong_is_told_with_what_would_be_right(
    service: Service, path: str, parameter: str, detail: str
) -> None:
    told = wrong(await service.get(path))
    assert told[0] == parameter
    assert detail in told[1]


async def test_all_that_is_wrong_is_told_at_once(service: Service) -> None:
    told = (await service.get("/v1/claims?limit=0&basis=x&what=")).json()
    assert {each["parameter"] for each in told["errors"]} == {"limit", "basis", "what"}


async def test_what_is_not_there(service: Service) -> None:
    for path in ("/v1/claim", "/", "/v1/claims/"):
        answer = await service.get(path)
        assert answer.status_code == 404
        assert "/docs says what can be asked" in answer.json()["detail"]
    assert (await service.http.post("/v1/claims")).status_code == 405
    assert service.counted("tollwire_api_requests_total", status="404") == 2


# --- who may, and when ------------------------------------------------------------------------------------


async def test_nothing_is_answered_until_all_is_read() -> None:
    service = Service(published(), ready=False)
    for path in ("/v1/actors", "/v1/claims", "/v1/claims/x", "/v1/disagreements"):
        answer = await service.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert f"0 of {len(published())} messages are read" in answer.json()["detail"]
    health = await service.get("/healthz")
    assert health.status_code == 503
    assert health.json() == {"status": "starting", "read": 0, "messages": len(published())}


async def test_health_says_when_the_brokers_are_away(service: Service) -> None:
    assert (await service.get("/healthz")).json() == {"status": "ok", "claims": 7, "streams": 0}
    service.now = 61
    health = await service.get("/healthz")
    assert (health.status_code, health.json()) == (503, {"status": "no broker", "seconds": 61})
    assert (await service.get("/v1/claims")).status_code == 200, "what is held is still told"
    service.publish([])
    assert (await service.get("/healthz")).status_code == 200


async def test_tokens_where_they_are_asked_for() -> None:
    service = Service(published(), api_tokens=f"{TOKEN},0123456789abcdef-two")
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        answer = await service.get("/v1/claims", **header)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    for token in (TOKEN, "0123456789abcdef-two"):
        assert (await service.get("/v1/claims", Authorization=f"Bearer {token}")).status_code == 200
    assert (await service.get("/healthz")).status_code == 200
    assert (await service.get("/openapi.json")).json()["security"] == [{"token": []}]
    assert service.counted("tollwire_api_requests_total", status="401") == 3


@pytest.mark.parametrize("tokens", ["short", "0123456789abcdef one", "0123456789abcdefé"])
def test_a_token_that_is_none(tokens: str) -> None:
    with pytest.raises(SettingsError, match="TOLLWIRE_API_TOKENS: each token must have at least 16"):
        load(api_tokens=tokens)


async def test_pages_of_other_origins_may_read_only_where_that_is_set() -> None:
    origin = {"Origin": "https://desk.example"}
    closed = await Service().get("/v1/claims", **origin)
    assert "access-control-allow-origin" not in closed.headers
    service = Service(api_cors_origins="https://desk.example, http://127.0.0.1:8000")
    told = await service.get("/v1/claims", **origin)
    assert told.headers["access-control-allow-origin"] == "https://desk.example"
    assert "Tollwire-Position" in told.headers["access-control-expose-headers"]
    other = await service.get("/v1/claims", Origin="https://other.example")
    assert "access-control-allow-origin" not in other.headers
    asked = await service.http.options(
        "/v1/stream",
        headers={
            **origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "last-event-id, authorization",
        },
    )
    assert asked.status_code == 200
    assert (await Service(api_cors_origins="*").get("/v1/claims", **origin)).headers[
        "access-control-allow-origin"
    ] == "*"


@pytest.mark.parametrize("origins", ["desk.example", "https://desk.example/", "https://*.example", "null"])
def test_an_origin_that_is_none(origins: str) -> None:
    with pytest.raises(
        SettingsError, match=r"TOLLWIRE_API_CORS_ORIGINS: .* is no origin; give scheme and host"
    ):
        load(api_cors_origins=origins)


# --- how it is served --------------------------------------------------------------------------------------


async def test_long_answers_are_packed_for_those_who_take_it(service: Service) -> None:
    async with service.http.stream("GET", "/v1/claims", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([each async for each in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(raw))["claims"]) == len(STANDING)
    plain = await service.get("/v1/claims", Accept_Encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.headers["x-content-type-options"] == "nosniff"


async def test_the_page_to_try_it_asks_nobody_else(service: Service) -> None:
    page = await service.get("/docs")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://fastapi", "")
    assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_what_is_counted_is_in_the_catalogue(service: Service) -> None:
    await service.get("/v1/claims")
    told = await service.get("/metrics")
    assert 'tollwire_api_requests_total{status="200"} 1.0' in told.text
    assert 'tollwire_api_messages_total{outcome="folded",topic="tallies"} 3.0' in told.text
    assert "tollwire_api_unread_messages 0.0" in told.text
    assert service.counted("tollwire_api_request_seconds_count") == 1
    registry = CollectorRegistry()
    metrics.ApiMetrics(registry, lambda: 0, lambda: 0)
    assert {family.name for family in registry.collect()} <= set(metrics.catalogue())


def test_the_description_that_is_committed_is_that_of_the_interface() -> None:
    assert openapi.main(["--check"]) == 0, "run `make schemas`"


async def test_the_description_is_served_as_it_is_committed(service: Service) -> None:
    served: dict[str, Any] = (await service.get("/openapi.json")).json()
    committed = json.loads(openapi.text())
    for each in (served, committed):
        each.pop("security", None)
        each["components"].pop("securitySchemes", None)
    assert served == committed
    assert committed["openapi"].startswith("3.1")


def test_times_are_written_as_on_the_topics() -> None:
    from tollwire.api.held import moment, ticks, utc

    at = datetime(2020, 9, 27, 8, 0, 0, 5, tzinfo=UTC)
    assert moment(ticks(at)) == at
    assert utc(at) == "2020-09-27T08:00:00.000005Z"
