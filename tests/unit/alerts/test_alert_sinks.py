"""Alertmanager, webhooks and apprise, against a web server that answers as it likes."""

import asyncio
import base64
import json
import re
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from support.alerting import SECRET, plan
from support.hooks import Posted, hooks
from support.make import BEGAN, claim, hours, made, taken_back
from tollwire.alerts.desk import Desk
from tollwire.alerts.shelf import Shelf
from tollwire.alerts.sinks.choice import sender
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.state import State
from tollwire.events.wire import AlertV1
from tollwire.platform.metrics import Delivered

NOW = BEGAN + timedelta(minutes=5)
IN_90_SECONDS = format_datetime(NOW + timedelta(seconds=90), usegmt=True)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[AlertV1, AlertV1]:
    """An alert and its correction."""
    desk = Desk(plan(tmp_path), State(), Shelf())
    told = claim(16, quote="“sixteen” died – 16 ☠")
    desk.take(made(told)[0], NOW)
    desk.take(taken_back(told, hours(1)), NOW)
    alert, correction = desk.close(0.0)
    return alert, correction


def sink(kind: str, **given: object) -> Sink:
    return Sink.model_validate({"name": "it", "timeout": 2, kind: given})


def verified(posted: Posted, secret: str, at: datetime = NOW) -> bool:
    """By the code that docs/alerts.md gives to those who receive webhooks."""
    page = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shown: dict[str, Any] = {}
    exec(code, shown)
    shown["time"] = SimpleNamespace(time=at.timestamp)
    return bool(shown["verified"](secret, posted.headers, posted.body))


async def test_a_webhook_is_signed_and_the_same_id_whenever_it_is_sent(pair: tuple[AlertV1, AlertV1]) -> None:
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    async with hooks() as there:
        sending = sender(
            sink("webhook", url=f"{there.url}/in?a=1", secret=[SECRET, other], headers={"X-Key": "k"})
        )
        for at in (NOW, NOW + timedelta(hours=1)):
            assert (await sending.send(pair[0], at)).delivered is Delivered.SENT
        await sending.close()
    first, second = there.posted
    assert (first.path, first.headers["x-key"]) == ("/in?a=1", "k")
    assert first.headers["content-type"] == "application/json"
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == pair[0].id
    assert first.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert first.body == second.body
    assert all(verified(first, secret) for secret in (SECRET, other))
    assert verified(second, SECRET, NOW + timedelta(hours=1))
    assert not verified(first, SECRET, NOW + timedelta(hours=1)), "an old one may be a replay"
    assert not verified(Posted("", first.headers, first.body + b" "), SECRET)
    assert not verified(first, "whsec_" + base64.b64encode(b"y" * 32).decode())
    body = json.loads(first.body)
    assert body["type"] == "tollwire.alert.claim"
    assert body["timestamp"] == "2020-09-27T08:05:00Z"
    assert body["data"]["claim"]["quote"] == body["data"]["quote"] == "“sixteen” died – 16 ☠"
    assert body["data"]["publisher"] == "wire.example"
    assert body["data"]["tally"]["missing"]


async def test_a_correction_names_what_it_corrects(pair: tuple[AlertV1, AlertV1]) -> None:
    assert pair[1].notice
    body = json.loads(pair[1].notice.body)
    assert body["type"] == "tollwire.alert.correction"
    assert body["data"]["corrects"] == pair[0].id
    assert body["data"]["claim"]["status"] == "retracted"


async def test_alertmanager_is_sent_one_alert_that_ends(pair: tuple[AlertV1, AlertV1]) -> None:
    async with hooks() as there:
        sending = sender(sink("alertmanager", url=f"{there.url}/am/", bearer="token", ends_after="6h"))
        for alert in pair:
            assert (await sending.send(alert, NOW)).delivered is Delivered.SENT
        await sending.close()
    assert [each.path for each in there.posted] == ["/am/api/v2/alerts"] * 2
    assert there.posted[0].headers["authorization"] == "Bearer token"
    (alert,), (correction,) = (json.loads(each.body) for each in there.posted)
    assert alert["labels"] == correction["labels"]
    assert alert["labels"]["about"] == "claim"
    assert alert["generatorURL"] == "https://wire.example/a"
    assert alert["annotations"]["quote"] == "“sixteen” died – 16 ☠"
    assert alert["annotations"]["summary"].startswith("Armenia: 16 killed")
    assert (alert["startsAt"], alert["endsAt"]) == ("2020-09-27T08:05:00Z", "2020-09-27T14:05:00Z")
    assert correction["endsAt"] == "2020-09-27T08:05:00Z"
    assert correction["annotations"]["summary"].startswith("Taken back: ")


@pytest.mark.parametrize(
    ("answer", "delivered", "whole", "wait", "why"),
    [
        (web.Response(status=204), Delivered.SENT, True, None, ""),
        (web.Response(status=503, text="down\nfor now"), Delivered.FAILED, True, None, "503: down for now"),
        (web.Response(status=500, headers={"Retry-After": "7"}), Delivered.FAILED, True, 7.0, "500"),
        (
            web.Response(status=429, headers={"Retry-After": IN_90_SECONDS}),
            Delivered.FAILED,
            True,
            90.0,
            "429",
        ),
        (web.Response(status=401), Delivered.REFUSED, True, None, "401"),
        (web.Response(status=410), Delivered.REFUSED, True, None, "410"),
        (web.Response(status=422, text="bad"), Delivered.REFUSED, False, None, "422: bad"),
        (web.Response(status=307, headers={"Location": "/b"}), Delivered.REFUSED, True, None, "not followed"),
    ],
)
async def test_what_answers_mean(
    pair: tuple[AlertV1, AlertV1],
    answer: web.Response,
    delivered: Delivered,
    whole: bool,
    wait: float | None,
    why: str,
) -> None:
    async with hooks() as there:
        there.answer = lambda _: answer
        sending = sender(sink("webhook", url=there.url, secret=SECRET))
        got = await sending.send(pair[0], NOW)
        await sending.close()
        assert len(there.posted) == 1  # no redirect is followed
    assert (got.delivered, got.whole, got.wait) == (delivered, whole, wait)
    assert why in got.why


async def test_nobody_there_and_nobody_answering_are_failures(
    pair: tuple[AlertV1, AlertV1], unused_tcp_port: int
) -> None:
    sending = sender(sink("webhook", url=f"http://127.0.0.1:{unused_tcp_port}/", secret=SECRET))
    got = await sending.send(pair[0], NOW)
    await sending.close()
    assert got.delivered is Delivered.FAILED
    assert "no connection" in got.why

    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    slow = Sink.model_validate(
        {"name": "it", "timeout": 0.1, "webhook": {"url": f"http://127.0.0.1:{port}/", "secret": SECRET}}
    )
    sending = sender(slow)
    got = await sending.send(pair[0], NOW)
    assert got.delivered is Delivered.FAILED
    assert "no answer within 0.1 s" in got.why
    gone.set()
    await sending.close()
    server.close()


async def test_apprise_hands_on_and_tells_why_not(pair: tuple[AlertV1, AlertV1]) -> None:
    async with hooks() as there:
        address = there.url.replace("http://", "json://")
        sending = sender(sink("apprise", url=address))
        assert (await sending.send(pair[0], NOW)).delivered is Delivered.SENT
        assert (await sending.send(pair[1], NOW)).delivered is Delivered.SENT
        there.answer = lambda _: web.Response(status=500)
        got = await sending.send(pair[0], NOW)
        assert got.delivered is Delivered.FAILED
        assert got.why
        await sending.close()
    alert, correction, _ = (json.loads(each.body) for each in there.posted)
    assert alert["title"].startswith("Armenia: 16 killed")
    assert "“sixteen” died" in alert["message"]
    assert (alert["type"], correction["type"]) == ("info", "success")
