"""`/metrics` and `/healthz` of a worker."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

# Healthy or not, and what a person wants to see of it.
Health = Callable[[], tuple[bool, dict[str, Any]]]


async def serve(
    host: str, port: int, registry: CollectorRegistry, health: Health
) -> tuple[web.AppRunner, int]:
    """Serves until the runner is cleaned up; returns it with the port, which is a free one where `port` is 0.

    Raises OSError where the address is taken.
    """

    async def metrics(request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})

    async def healthz(_: web.Request) -> web.Response:
        healthy, detail = health()
        return web.json_response(detail, status=200 if healthy else 503)

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, runner.addresses[0][1]
