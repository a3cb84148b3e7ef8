"""Mail, Slack, Telegram and the rest, by the library apprise."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from tollwire.alerts.sinks.base import SENT, Answer, failed
from tollwire.alerts.sinks.config import AppriseSink
from tollwire.events.wire import AlertV1

_KINDS = {"info": "info", "warning": "warning", "critical": "failure"}


class AppriseSender:
    """apprise tells only whether it went; so what failed is tried again, all of it."""

    def __init__(self, sink: AppriseSink, timeout: float) -> None:
        from apprise import Apprise

        self._timeout = timeout
        # Its own: however long a plug-in hangs, nothing else waits for it.
        self._thread = ThreadPoolExecutor(1, "apprise")
        self._apprise: Any = Apprise()
        self._apprise.add(sink.url.get_secret_value())

    async def send(self, alert: AlertV1, now: datetime) -> Answer:  # noqa: ARG002
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._notify, alert)

    def _notify(self, alert: AlertV1) -> Answer:
        assert alert.notice is not None
        try:
            result = self._apprise.notify(
                title=alert.title,
                body=alert.notice.text,
                notify_type="success" if alert.notice.resolves else _KINDS[alert.severity],
                body_format="text",
                timeout=self._timeout,
            )
        except Exception as wrong:  # a plug-in of many hands
            return failed(f"apprise failed: {wrong}")
        if result:
            return SENT
        said = [" ".join(each.message.split()) for each in result.logs()]
        return failed("; ".join(said)[:300] or "apprise could not hand it on")

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
