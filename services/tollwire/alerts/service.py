"""Entry points of the alerts."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from prometheus_client import REGISTRY
from rich.console import Console
from rich.markup import escape

from tollwire.alerts import config, trial, view
from tollwire.alerts.app import Alerter
from tollwire.alerts.notices import greeting
from tollwire.alerts.sinks.base import Answer
from tollwire.alerts.sinks.choice import sender
from tollwire.domain import registry
from tollwire.platform import progress
from tollwire.platform.metrics import Delivered
from tollwire.platform.settings import Settings


def run(settings: Settings, path: Path) -> None:
    """Alerts until SIGTERM or Ctrl-C. Raises ConfigError, and NoBroker when brokers are gone."""

    async def go() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, stopping.set)
        await Alerter(settings, path, registry.load(*settings.actor_files), REGISTRY).follow(stopping.wait())

    asyncio.run(go())


def check(settings: Settings, path: Path) -> None:
    """Says whether a file can be used. Raises ConfigError."""
    plan = config.load(path, registry.load(*settings.actor_files))
    print(f"{path}: {len(plan.rules)} rules, {len(plan.sinks)} sinks")


def test(settings: Settings, path: Path, *, days: float, rule: str | None, as_json: bool) -> None:
    """Shows what would have been sent. Raises ConfigError, and NoBroker."""
    plan = config.load(path, registry.load(*settings.actor_files))
    if rule is not None:
        chosen = tuple(each for each in plan.rules if each.name == rule)
        if not chosen:
            names = ", ".join(each.name for each in plan.rules)
            raise config.ConfigError([f"{path}: there is no rule {rule!r}; there are {names}"])
        plan = plan.model_copy(update={"rules": chosen})
    with progress.bar() as watch:
        tried = trial.run(settings, plan, days=days, now=datetime.now(UTC), watch=watch)
    view.show(plan, tried, days, as_json=as_json)


def send_test(settings: Settings, path: Path) -> int:
    """Sends a test to each sink and says what came of it; the exit code. Raises ConfigError."""
    plan = config.load(path, registry.load(*settings.actor_files))
    console, now = Console(), datetime.now(UTC)

    async def go() -> list[Answer]:
        senders = [sender(sink) for sink in plan.sinks]
        try:
            alerts = (greeting(sink.name, now, uuid4().hex) for sink in plan.sinks)
            return await asyncio.gather(
                *(each.send(alert, now) for each, alert in zip(senders, alerts, strict=True))
            )
        finally:
            for each in senders:
                await each.close()

    answers = asyncio.run(go())
    for sink, answer in zip(plan.sinks, answers, strict=True):
        good = answer.delivered is Delivered.SENT
        said = "[green]took it[/]" if good else f"[red]{escape(plan.masked(answer.why))}[/]"
        console.print(f"{sink.name} ({sink.kind}): {said}", soft_wrap=True, highlight=False)
    return 0 if all(each.delivered is Delivered.SENT for each in answers) else 1
