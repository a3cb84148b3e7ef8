"""The answer that does not end by itself."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class EventStream(StreamingResponse):
    """Server-sent events, until there are no more or nobody reads them; then the seat is left."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], seat: ExitStack) -> None:
        # Nginx would keep events back until it has a buffer full of them.
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._events, self._seat = events, seat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._seat:
            try:
                await super().__call__(scope, receive, send)
            finally:
                await self._events.aclose()
