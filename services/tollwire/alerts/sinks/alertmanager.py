"""Alertmanager's API v2: `POST /api/v2/alerts`.

An alert is known there by its labels; the same once more only moves its end. One that resolves ends now.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from tollwire.alerts.sinks.base import Answer, Http
from tollwire.alerts.sinks.config import AlertmanagerSink
from tollwire.events.wire import AlertV1

# To Alertmanager's template engine an annotation is a string among others; longer ones help nobody.
_LONGEST = 10_000


class AlertmanagerSender:
    def __init__(self, sink: AlertmanagerSink, timeout: float) -> None:
        headers = {name: value.get_secret_value() for name, value in sink.headers.items()}
        if sink.bearer:
            headers["Authorization"] = f"Bearer {sink.bearer.get_secret_value()}"
        self._ends_after = timedelta(seconds=sink.ends_after)
        self._http = Http(f"{sink.url.rstrip('/')}/api/v2/alerts", headers, timeout)

    async def send(self, alert: AlertV1, now: datetime) -> Answer:
        return await self._http.post(json.dumps([as_posted(alert, now, self._ends_after)]).encode(), {}, now)

    async def close(self) -> None:
        await self._http.close()


def as_posted(alert: AlertV1, now: datetime, ends_after: timedelta) -> dict[str, Any]:
    """An alert as Alertmanager takes it.

    Its end is reckoned from when it is handed over: one that had to wait is not over when it arrives.
    """
    notice = alert.notice
    assert notice is not None
    facts = json.loads(notice.body)["data"]
    tally = facts.get("tally") or {}
    annotations = {
        "summary": alert.title,
        "description": notice.text,
        "quote": facts.get("quote"),
        "publisher": facts.get("publisher"),
        "link": notice.link,
        "tally_before": tally.get("before"),
        "tally_after": tally.get("after"),
        "gap": tally.get("gap_after"),
    }
    posted: dict[str, Any] = {
        "labels": {each.name: each.value for each in notice.labels if each.value},
        "annotations": {name: str(value)[:_LONGEST] for name, value in annotations.items() if value},
        "startsAt": _written(min(alert.made_at, now)),
        "endsAt": _written(now if notice.resolves else now + ends_after),
    }
    if notice.link:
        posted["generatorURL"] = notice.link
    return posted


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
