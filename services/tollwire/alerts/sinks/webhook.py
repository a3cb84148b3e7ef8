"""Webhooks as Standard Webhooks has them (https://github.com/standard-webhooks/standard-webhooks).

`webhook-id` is the alert's, the same however often it is sent; `webhook-timestamp` is that of the attempt;
`webhook-signature` is `v1,` and HMAC-SHA256 over `id.timestamp.body`, one for each secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from tollwire.alerts.sinks.base import Answer, Http
from tollwire.alerts.sinks.config import WebhookSink, signing_key
from tollwire.events.wire import AlertV1


class WebhookSender:
    def __init__(self, sink: WebhookSink, timeout: float) -> None:
        self._keys = [signing_key(secret) for secret in sink.secret]
        headers = {name: value.get_secret_value() for name, value in sink.headers.items()}
        self._http = Http(sink.url, headers, timeout)

    async def send(self, alert: AlertV1, now: datetime) -> Answer:
        assert alert.notice is not None
        body = alert.notice.body.encode("utf-8")
        return await self._http.post(body, signed(alert.id, now, body, self._keys), now)

    async def close(self) -> None:
        await self._http.close()


def signed(id: str, at: datetime, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The three headers of a message."""
    timestamp = str(int(at.timestamp()))
    content = f"{id}.{timestamp}.".encode() + body
    signatures = (base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
