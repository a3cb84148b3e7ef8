"""Entry point of the feeds."""

import asyncio
import signal
from contextlib import nullcontext
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry
from rich.console import Console

from tollwire.ingest.feeds import config, view
from tollwire.ingest.feeds.app import GROUP, Feeder
from tollwire.ingest.feeds.board import Board
from tollwire.platform import sharing
from tollwire.platform.clock import Clock
from tollwire.platform.settings import Settings


def check(path: Path) -> int:
    """Says whether a file of sources can be used; the exit code. Raises ConfigError."""
    plan = config.load(path)
    off = len(plan.feeds) - len(plan.enabled)
    print(f"{path}: {len(plan.feeds)} feeds{f', {off} of them not enabled' if off else ''}")
    return 0


def once(settings: Settings, path: Path) -> int:
    """Looks at each source one time and shows what came of it; the exit code: 1 if a feed could not be had.

    Raises ConfigError and NoBroker, and ConfigError also while others follow the feeds.
    """
    board, clock, console = Board(), Clock(), Console(stderr=True)

    async def run() -> None:
        running = await asyncio.to_thread(sharing.members, settings, GROUP)
        if running:
            raise config.ConfigError(
                [f"{running} feeders follow the feeds on these brokers; stop them before a single look"]
            )
        async with Feeder(settings, path, CollectorRegistry(), board, clock) as feeder:
            with view.live(board, clock, console) if console.is_terminal else nullcontext():
                await feeder.once()

    config.load(path)
    interrupted = False
    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        interrupted = True
    if console.is_terminal:
        console.print(view.table(board, clock.now()))
    else:
        for line in view.lines(board):
            console.print(line, soft_wrap=True, highlight=False, markup=False)
    console.print(view.total(board), soft_wrap=True, highlight=False)
    if interrupted:
        return 130
    return 1 if any(row.failing for _, row in board) else 0


def follow(settings: Settings, path: Path) -> int:
    """Follows the feeds until SIGTERM or Ctrl-C. Raises ConfigError, and NoBroker when brokers are gone."""
    board, clock, console = Board(), Clock(), Console(stderr=True)

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, stopping.set)
        async with Feeder(settings, path, REGISTRY, board, clock) as feeder:
            with view.live(board, clock, console) if console.is_terminal else nullcontext():
                await feeder.follow(stopping.wait())

    asyncio.run(run())
    return 0
