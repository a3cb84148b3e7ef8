import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from tollwire import cli
from tollwire.platform import healthcheck, web
from tollwire.platform.process import free_ports
from tollwire.platform.settings import Settings


@asynccontextmanager
async def serving(healthy: bool, detail: dict[str, Any], host: str = "127.0.0.1") -> AsyncIterator[int]:
    runner, port = await web.serve(host, 0, CollectorRegistry(), lambda: (healthy, detail))
    try:
        yield port
    finally:
        await runner.cleanup()


async def ask(**given: Any) -> tuple[bool, str]:
    return await asyncio.to_thread(healthcheck.ask, Settings(**given))


@pytest.mark.parametrize(("healthy", "status"), [(True, "ok"), (True, "starting"), (False, "stalled")])
async def test_it_says_what_the_service_says(healthy: bool, status: str) -> None:
    async with serving(healthy, {"status": status, "lag": 3}) as port:
        assert await ask(web_port=port) == (healthy, f"http://127.0.0.1:{port}/healthz: {status}")


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
async def test_a_service_on_all_addresses_is_asked_on_this_machines_own(host: str) -> None:
    async with serving(True, {"status": "ok"}, host) as port:
        well, said = await ask(web_port=port, web_host=host)
        assert well, said


async def test_without_a_port_that_of_the_service_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody, _ = free_ports(2)
    async with serving(False, {"status": "cut off from the brokers"}) as port:
        monkeypatch.setattr(healthcheck, "PORTS", (nobody, port))
        assert await ask() == (False, f"http://127.0.0.1:{port}/healthz: cut off from the brokers")


async def test_nobody_there_is_told() -> None:
    [port] = free_ports(1)
    well, said = await ask(web_port=port)
    assert not well
    assert said.startswith(f"no service answers on 127.0.0.1, port {port}: ")


def test_the_command_ends_with_1_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    [port] = free_ports(1)
    monkeypatch.setenv("TOLLWIRE_WEB_PORT", str(port))
    shown = CliRunner().invoke(cli.app, ["healthcheck"])
    assert shown.exit_code == 1
    assert f"port {port}" in shown.stderr
