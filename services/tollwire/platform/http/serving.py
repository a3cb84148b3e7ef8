"""Serving an application until SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from tollwire.platform.settings import SettingsError

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def listening(host: str, port: int, *, slowest: float | None = None) -> socket.socket:
    """A socket that listens there. Raises SettingsError where the address cannot be had.

    A client that for `slowest` seconds takes nothing of what it is sent loses its connection, on Linux.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        there = socket.create_server((host, port), family=family)
        if slowest is not None and hasattr(socket, "TCP_USER_TIMEOUT"):  # its connections inherit it
            there.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(slowest * 1000))
        return there
    except OSError as wrong:
        raise SettingsError(
            f"cannot listen on {host}:{port}: {wrong.strerror or wrong}; set TOLLWIRE_WEB_HOST or "
            "TOLLWIRE_WEB_PORT"
        ) from wrong


class Server(uvicorn.Server):
    """Ends by returning: uvicorn's own raises the signal again, and exits as if it were killed."""

    def __init__(self, app: ASGIApp, *, grace: int, stopping: Callable[[], None] = lambda: None) -> None:
        """`grace`: how many seconds what is in flight at the end may take; `stopping` is called before."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=grace,
        )
        super().__init__(config)
        self._stopping = stopping

    async def run_on(self, there: socket.socket) -> None:
        """Serves on a socket that listens, until it is stopped; what is in flight then is answered."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        log.info("listening on http://%s:%d", *there.getsockname()[:2])
        await self.serve(sockets=[there])

    def stop(self) -> None:
        self._stopping()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
