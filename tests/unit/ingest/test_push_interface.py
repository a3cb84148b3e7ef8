"""What is answered to those who push, without a broker."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from support.pushing import NOW, TOKEN, Topic, application
from tollwire.events.topics import ARTICLES, UNREAD
from tollwire.events.wire import ArticleV1, WithdrawalV1
from tollwire.ingest.push import body as bodies
from tollwire.ingest.push import desk as desks
from tollwire.ingest.push import openapi
from tollwire.ingest.push.body import Lines, unpacked, whole
from tollwire.ingest.push.model import article_of
from tollwire.platform import metrics
from tollwire.platform.http.problems import Refused
from tollwire.platform.settings import SettingsError, load

JSON = {"Content-Type": "application/json"}
NDJSON = {"Content-Type": "application/x-ndjson"}
ARTICLE = {"id": "a", "text": "Five soldiers were killed.", "published": "2020-10-01"}


class Client:
    """Speaks to an application of its own, in the loop of the test."""

    def __init__(self, topic: Topic | None = None, **settings: Any) -> None:
        self.registry = CollectorRegistry()
        app, self.topic = application(topic, registry=self.registry, **settings)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://ingest.example")

    async def push(self, content: Any, headers: dict[str, str] = JSON, **more: str) -> httpx.Response:
        if not isinstance(content, bytes | str) and not hasattr(content, "__aiter__"):
            content = json.dumps(content).encode()
        return await self.http.post("/v1/articles", content=content, headers={**headers, **more})

    def counted(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def article(number: int, **more: object) -> dict[str, object]:
    return {"id": f"n{number}", "text": f"{number} were killed.", **more}


def ndjson(*articles: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in articles)


async def test_one_article_is_published_with_all_its_fields() -> None:
    client = Client()
    given = {
        "id": "a-1",
        "url": "https://www.paper.example/a?b=1",
        "publisher": "The Paper",
        "title": "Losses",
        "text": "  Five\r\nsoldiers\twere killed. \n",
        "published": "2020-10-01T10:00:00+04:00",
        "updated": "2020-10-02",
        "unknown": [1],
    }
    answer = await client.push(given)
    assert answer.status_code == 202
    (message,) = client.topic.messages
    assert message.value is not None
    found = ArticleV1.decode(message.value).domain()
    told = {"status": "published", "id": "a-1", "version": found.version, "errors": []}
    assert (found.dated, found.dated_by) == ("article", "field")
    counts = {"published": 1, "same": 0, "withdrawn": 0, "set_aside": 0, "bad": 0}
    assert answer.json() == {**counts, "articles": [told]}
    assert (found.id, found.url, found.publisher, found.title) == ("a-1", given["url"], "The Paper", "Losses")
    assert found.text == given["text"]
    assert found.published_at == datetime(2020, 10, 1, 6, tzinfo=UTC)
    assert found.revised_at == datetime(2020, 10, 2, tzinfo=UTC)
    assert (found.dated, found.ingested_at) == ("article", NOW)


async def test_what_is_not_read_is_set_aside_and_the_answer_says_so() -> None:
    client = Client()
    french = "Onze soldats ont été tués mardi dans une embuscade tendue dans le nord du pays, selon l'armée."
    told = [
        {"id": "a", "text": french},
        {"id": "b", "text": "Five were killed.", "language": "fr-FR"},
        {"id": "c", "text": french, "language": "en"},
        {"id": "d", "text": "Five soldiers of the brigade were killed on the northern road."},
        {"id": "e", "text": "Five."},
    ]
    answer = (await client.push(told)).json()
    assert [(each["status"], each.get("language")) for each in answer["articles"]] == [
        ("set_aside", "fr"),
        ("set_aside", "fr"),
        ("published", "en"),
        ("published", "en"),
        ("published", None),
    ]
    assert (answer["set_aside"], answer["published"]) == (2, 3)
    topics = {(message.key or b"").decode(): message.topic for message in client.topic.messages}
    assert topics == {"a": UNREAD, "b": UNREAD, "c": ARTICLES, "d": ARTICLES, "e": ARTICLES}
    assert client.counted("tollwire_articles_set_aside_total", language="fr") == 2
    assert client.counted("tollwire_push_articles_total", outcome="set_aside") == 2
    assert (await client.push(told)).json()["same"] == 5
    odd = await client.push({"id": "g", "text": "Five.", "language": "xqx"})
    assert odd.json()["set_aside"] == 1
    assert client.counted("tollwire_articles_set_aside_total", language="xqx") is None
    assert client.counted("tollwire_articles_set_aside_total", language="other") == 1
    wrong = await client.push({"id": "f", "text": "Five.", "language": "Englisch!"})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["pointer"] == "#/language"


async def test_a_withdrawal_of_what_was_set_aside_goes_where_it_is() -> None:
    client = Client()
    await client.push({"id": "a", "text": "Five.", "language": "fr"})
    answer = await client.http.delete("/v1/articles/a")
    assert answer.json() == {"ids": ["a"], "known": True}
    assert [message.topic for message in client.topic.messages] == [UNREAD, ARTICLES, UNREAD]
    assert (await client.push({"id": "a", "text": "Five.", "language": "fr"})).json()["withdrawn"] == 1


async def test_what_is_not_given_is_made_up_openly() -> None:
    client = Client()
    await client.push({"text": "x", "url": "https://www.paper.example/a", "id": None})
    (message,) = client.topic.messages
    assert message.value is not None
    found = ArticleV1.decode(message.value).domain()
    assert (found.publisher, found.dated, found.published_at) == ("paper.example", "ingest", NOW)


async def test_the_same_article_again_is_the_same() -> None:
    client = Client()
    answers = [(await client.push(ARTICLE)).json() for _ in range(3)]
    assert [each["articles"][0]["status"] for each in answers] == ["published", "same", "same"]
    assert len({each["articles"][0]["version"] for each in answers}) == 1
    other = (await client.push({**ARTICLE, "text": "Six were."})).json()
    assert other["articles"][0]["status"] == "published"
    assert client.topic.keys == ["a", "a"]
    assert client.counted("tollwire_push_articles_total", outcome="same") == 2
    assert client.counted("tollwire_push_requests_total", status="202") == 4


@pytest.mark.parametrize("kind", ["array", "lines"])
async def test_of_several_each_is_told(kind: str) -> None:
    client = Client()
    several = [article(1), article(2, text=3), article(1), {}, article(5, url="ftp://x")]
    answer = await (client.push(several) if kind == "array" else client.push(ndjson(*several), NDJSON))
    assert answer.status_code == 202
    told = answer.json()
    assert [each["status"] for each in told["articles"]] == ["published", "bad", "same", "bad", "bad"]
    assert (told["published"], told["same"], told["bad"]) == (1, 1, 3)
    pointers = [error["pointer"] for each in told["articles"] for error in each["errors"]]
    assert pointers == ["#/1/text", "#/3/text", "#/4/url"]
    assert client.topic.keys == ["n1"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "#/text"),
        ({"text": None}, "#/text"),
        ({"text": ""}, "#/text"),
        ({"text": " \n"}, "#/text"),
        ({"text": "\x1c"}, "#/text"),
        ({"text": "a\0b"}, "#/text"),
        ({"text": "x" * 1_000_001}, "#/text"),
        ({**ARTICLE, "id": ""}, "#/id"),
        ({**ARTICLE, "id": 5}, "#/id"),
        ({**ARTICLE, "id": "a\nb"}, "#/id"),
        ({**ARTICLE, "url": "paper.example"}, "#/url"),
        ({**ARTICLE, "id": None, "url": "http://[::1"}, "#/url"),
        ({**ARTICLE, "title": "a\0"}, "#/title"),
        ({**ARTICLE, "published": "yesterday"}, "#/published"),
        ({**ARTICLE, "published": 1601510400}, "#/published"),
        ({**ARTICLE, "published": "2020-02-30"}, "#/published"),
        ({**ARTICLE, "published": "2020-11-05"}, "#/published"),
        ({**ARTICLE, "updated": "2120-01-01T00:00:00Z"}, "#/updated"),
        (None, "#"),
        ("text", "#"),
        (5, "#"),
        ([], "#"),
        ([5], "#/0"),
        ([[]], "#/0"),
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_the_field_at_fault_is_named(given: object, pointer: str) -> None:
    client = Client()
    answer = await client.push(given)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (400, "urn:tollwire:problem:bad-request")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert problem["detail"]
    assert client.topic.messages == []


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b'{"text": NaN}', b'{"text": "\\ud800"}', b"[" * 100_000, b'{"text": "a"} x']
)
async def test_what_is_not_json_is_told(raw: bytes) -> None:
    answer = await Client().push(raw)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("not JSON: ")
    (line,) = (
        await Client().push(ndjson(ARTICLE) + raw + b"\n" * bool(raw) + ndjson(ARTICLE), NDJSON)
    ).json()["articles"][1:-1] or [{"status": "bad"}]
    assert line["status"] == "bad"


async def test_who_has_no_token_is_not_heard() -> None:
    client = Client(push_tokens=f"{TOKEN},0123456789abcdef-two")
    for wrong in (
        {},
        {"Authorization": "Basic x"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer é"},
    ):
        headers = [(name.encode(), value.encode()) for name, value in {**JSON, **wrong}.items()]
        answer = await client.http.post("/v1/articles", content=b"{", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer realm="tollwire"')
        assert TOKEN not in answer.text
    assert (await client.http.delete("/v1/articles/a")).status_code == 401
    for token in (TOKEN, "0123456789abcdef-two"):
        assert (await client.push(ARTICLE, Authorization=f"bearer {token}")).status_code == 202
    for path in ("/healthz", "/metrics", "/docs", "/openapi.json"):
        assert (await client.http.get(path)).status_code == 200


@pytest.mark.parametrize(
    "tokens", ["short", "0123456789abcdef,x", "0123456789abcdef 0123456789abcdef", "ünïcödé-0123456789"]
)
def test_tokens_that_can_be_guessed_or_sent_in_no_header_are_no_setting(tokens: str) -> None:
    with pytest.raises(SettingsError, match="TOLLWIRE_PUSH_TOKENS: each token must have at least 16") as told:
        load(push_tokens=tokens)
    assert tokens not in str(told.value)


async def chunks(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_bodies_over_the_cap_are_refused_however_they_come() -> None:
    client = Client(push_max_bytes=2000)
    long = json.dumps({"text": "x" * 2000}).encode()
    packed = {**JSON, "Content-Encoding": "gzip"}
    for answer in (
        await client.push(long),
        await client.push(chunks(long[:1000], long[1000:])),
        await client.push(gzip.compress(b" " * 5_000_000), packed),
        await client.push(b"{", JSON | {"Content-Length": "3000"}),
        await client.push(ndjson(ARTICLE) + long, NDJSON),
        await client.push(gzip.compress(b"\n" * 5_000_000), {**NDJSON, "Content-Encoding": "gzip"}),
    ):
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:tollwire:problem:too-large"
    assert (await client.push(gzip.compress(json.dumps(ARTICLE).encode()), packed)).status_code == 202


async def test_too_many_articles_are_refused() -> None:
    client = Client(push_max_articles=2)
    several = [article(number) for number in range(3)]
    assert (await client.push(several)).status_code == 413
    assert client.topic.messages == []
    assert (await client.push(ndjson(*several), NDJSON)).status_code == 413
    assert client.topic.keys == ["n0", "n1"], "lines are taken as they come"


@pytest.mark.parametrize(
    ("headers", "hint"),
    [
        ({"Content-Type": "text/plain"}, "accept-post"),
        ({"Content-Type": "application/json; charset=utf-16"}, "accept-post"),
        ({"Content-Type": "\x7f/;;="}, "accept-post"),
        ({**JSON, "Content-Encoding": "br"}, "accept-encoding"),
        ({**JSON, "Content-Encoding": "gzip, gzip"}, "accept-encoding"),
    ],
)
async def test_other_kinds_are_refused(headers: dict[str, str], hint: str) -> None:
    answer = await Client().push(ARTICLE, headers)
    assert answer.status_code == 415
    assert answer.headers[hint]
    without = await Client().http.post("/v1/articles", content=b"{}")
    assert without.status_code == 415


@pytest.mark.parametrize("raw", [b"not gzip", gzip.compress(b'{"text": "x"}', mtime=0)[:-4]])
async def test_damaged_gzip_is_told(raw: bytes) -> None:
    answer = await Client().push(raw, {**JSON, "Content-Encoding": "gzip"})
    assert answer.status_code == 400
    assert "gzip" in answer.json()["detail"]


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    with pytest.raises(Refused) as refused:
        await whole(unpacked(never(), None, 100, slowest=0.01))
    assert refused.value.problem.status == 408


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0)


async def test_202_is_said_when_the_brokers_have_it_and_not_before() -> None:
    client = Client()
    client.topic.held = True
    answers = [asyncio.create_task(client.push(ARTICLE)) for _ in range(3)]
    await until(lambda: client.topic.pending)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not any(answer.done() for answer in answers), "the same article is not said to be there either"
    assert client.counted("tollwire_push_unacknowledged_messages") == 1
    client.topic.let_go()
    told = [(await answer).json()["articles"][0]["status"] for answer in answers]
    assert sorted(told) == ["published", "same", "same"]
    assert client.topic.keys == ["a"]


async def test_what_the_brokers_do_not_have_is_not_known_and_may_be_sent_again() -> None:
    client = Client()
    client.topic.held = True
    answers = [asyncio.create_task(client.push(ARTICLE)) for _ in range(2)]
    await until(lambda: client.topic.pending)
    for _ in range(20):
        await asyncio.sleep(0)
    client.topic.lose()
    for answer in answers:
        assert (await answer).status_code == 503
        assert int((await answer).headers["retry-after"]) > 0
    client.topic.held = False
    assert (await client.push(ARTICLE)).json()["published"] == 1


async def test_brokers_that_are_behind_and_brokers_that_are_gone() -> None:
    at = 0.0
    client = Client(Topic(most=2, patience=10.0, clock=lambda: at))
    client.topic.held = True
    waiting = asyncio.create_task(client.push([article(1), article(2)]))
    await until(lambda: client.topic.pending == 2)
    behind = await client.push(article(3))
    assert (behind.status_code, int(behind.headers["retry-after"]) > 0) == (429, True)
    assert (await client.http.get("/healthz")).json() == {"status": "ok", "pending": 2}
    at = 11.0
    gone = await client.push(article(3))
    assert (gone.status_code, int(gone.headers["retry-after"]) > 0) == (503, True)
    assert (await client.http.delete("/v1/articles/a")).status_code == 503
    health = await client.http.get("/healthz")
    assert (health.status_code, health.json()) == (503, {"status": "no broker", "pending": 2})
    client.topic.let_go()
    assert (await waiting).status_code == 202
    client.topic.held = False
    assert (await client.push(article(3))).status_code == 202
    assert client.counted("tollwire_push_requests_total", status="429") == 1


async def test_silence_while_waiting_is_told() -> None:
    at = 0.0
    client = Client(Topic(patience=10.0, clock=lambda: at))
    client.topic.held = True
    waiting = asyncio.create_task(client.push(ARTICLE))
    await until(lambda: client.topic.pending)
    at = 10.0
    client.topic._changed.set()
    answer = await waiting
    assert answer.status_code == 503
    assert "no broker has acknowledged anything for 10 s" in answer.json()["detail"]


async def test_an_array_longer_than_what_may_be_on_its_way_goes_through() -> None:
    client = Client(Topic(most=3))
    answer = await client.push([article(number) for number in range(20)])
    assert answer.json()["published"] == 20
    assert client.topic.pending == 0


async def test_only_so_many_requests_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "MOST_VISITS", 1)
    client = Client()
    client.topic.held = True
    waiting = asyncio.create_task(client.push(article(1)))
    await until(lambda: client.topic.pending)
    assert (await client.push(article(2))).status_code == 429
    client.topic.let_go()
    assert (await waiting).status_code == 202
    client.topic.held = False
    assert (await client.push(article(2))).status_code == 202


async def test_a_text_that_goes_back_to_what_it_was_is_published_again() -> None:
    hours = iter(range(100))
    client = Client()
    app, client.topic = application(now=lambda: NOW.replace(hour=next(hours) % 24))
    client.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ingest.example")
    first, other = {"id": "a", "text": "x"}, {"id": "a", "text": "y"}
    told = [
        (await client.push(each)).json()["articles"][0]["status"] for each in (first, other, first, first)
    ]
    assert told == ["published", "published", "published", "same"]
    both = (await client.push([other, first])).json()
    assert [each["status"] for each in both["articles"]] == ["same", "same"], (
        "what comes last in it holds already"
    )


async def test_an_article_is_withdrawn() -> None:
    client = Client()
    url = "https://paper.example/a/b?c=d"
    await client.push([{"text": "x", "url": url}, article(1)])
    answer = await client.http.delete(f"/v1/articles/{quote(url, safe='')}?reason=wrong")
    assert answer.status_code == 202
    message = client.topic.messages[-1]
    assert message.value is not None
    withdrawal = WithdrawalV1.decode(message.value)
    assert answer.json() == {"ids": [withdrawal.id], "known": True}
    assert withdrawal.reason == "wrong"
    again = (await client.push({"text": "x", "url": url})).json()
    assert again["articles"][0]["status"] == "withdrawn"
    unknown = await client.http.delete("/v1/articles/nobody/knows")
    assert unknown.json() == {"ids": ["nobody/knows"], "known": False}
    assert client.counted("tollwire_push_articles_total", outcome="retracted") == 2


@pytest.mark.parametrize("id", ["%FF", "a%00b", "%0A", "x" * 513])
async def test_what_no_article_can_be_called_is_told(id: str) -> None:
    client = Client()
    answer = await client.http.delete(f"/v1/articles/{id}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "id"
    assert client.topic.messages == []


async def test_other_addresses_and_methods() -> None:
    client = Client()
    nothing = await client.http.get("/v1/nothing")
    assert (nothing.status_code, nothing.headers["content-type"]) == (404, "application/problem+json")
    wrong = await client.http.put("/v1/articles")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert (await client.http.put("/v1/articles/a")).headers["allow"] == "DELETE"


async def test_an_error_of_the_service_is_told_without_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    monkeypatch.setattr(bodies, "whole", None)
    monkeypatch.setattr("tollwire.ingest.push.reading.whole", lambda _: 1 / 0)
    answer = await client.push(ARTICLE)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:tollwire:problem:internal")
    assert "ZeroDivision" not in answer.text


async def test_the_page_to_try_it_loads_nothing_from_elsewhere() -> None:
    client = Client()
    page = await client.http.get("/docs")
    assert page.status_code == 200
    own = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert own
    assert all(address.startswith("/") for address in own)
    assert '"validatorUrl": null' in page.text
    assert not re.search(r"https?://", page.text)
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for address in own:
        assert (await client.http.get(address)).status_code == 200


def test_the_description_names_nothing_that_is_not_in_it() -> None:
    """Or tools leave out, without a word, what they cannot find."""
    made = json.loads(openapi.text())
    assert made["openapi"].startswith("3.1")
    assert made["paths"]["/v1/articles"]["post"]["requestBody"]["content"].keys() >= {"application/json"}
    for reference in re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(made)):
        assert reference in made["components"]["schemas"]


def test_every_metric_is_in_the_catalogue() -> None:
    registry = Client().registry
    assert {family.name for family in registry.collect()} <= set(metrics.catalogue())
    assert registry.get_sample_value("tollwire_push_requests_total", {"status": "503"}) == 0


def test_the_committed_description_is_that_of_the_code() -> None:
    assert openapi.main(["--check"]) == 0, "schemas/openapi/ingest.json is out of date: run `make schemas`"


@given(data=st.data(), lines=st.lists(st.binary(max_size=12), max_size=8))
def test_lines_are_the_same_wherever_the_pieces_end(data: st.DataObject, lines: list[bytes]) -> None:
    raw = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pieces = [raw[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    cutter = Lines(200)
    found = [line for piece in pieces for line in cutter.feed(piece)] + list(cutter.end())
    wanted = raw.split(b"\n")
    assert found == (wanted if wanted[-1] else wanted[:-1])
    assert cutter.number == len(found)


@given(data=st.data(), raw=st.binary(max_size=300))
def test_bodies_are_the_same_wherever_the_pieces_end(data: st.DataObject, raw: bytes) -> None:
    packed = gzip.compress(raw[:100]) + gzip.compress(raw[100:])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(packed)), max_size=8)))
    pieces = [packed[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(packed)], strict=True)]
    assert asyncio.run(whole(unpacked(chunks(*pieces), "gzip", 10_000))) == raw


@given(raw=st.binary(max_size=200), encoding=st.sampled_from([None, "gzip"]))
def test_no_bytes_break_a_body(raw: bytes, encoding: str | None) -> None:
    with suppress(Refused):
        asyncio.run(whole(unpacked(chunks(raw), encoding, 1000)))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["id", "url", "publisher", "title", "text", "published", "updated"])


@given(st.dictionaries(FIELDS, VALUES) | VALUES)
def test_any_value_is_an_article_or_has_faults_that_point_at_it(value: object) -> None:
    found = article_of(value, lambda: NOW, (7,))
    if isinstance(found, list):
        assert found
        assert all((fault.pointer or "").startswith("#/7") for fault in found)
