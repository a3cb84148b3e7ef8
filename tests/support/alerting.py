"""What tests of alerts have in common: plans out of a few lines, and doubles of topics, journal and sinks."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from prometheus_client import CollectorRegistry

from tollwire.alerts import config, journal
from tollwire.alerts.config import Plan
from tollwire.alerts.shift import Shift
from tollwire.alerts.sinks.base import SENT, Answer
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.state import Place, State
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.registry import builtin
from tollwire.events import messages
from tollwire.events.messages import Outgoing
from tollwire.events.topics import CLAIMS
from tollwire.events.wire import AlertV1
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import AlertsMetrics, WorkerMetrics

SECRET = "whsec_" + "c2VjcmV0" * 5 + "Yw=="


def plan(folder: Path, *rules: dict[str, Any], sinks: Iterable[str] = ("desk",), **given: Any) -> Plan:
    """A plan with these rules, each for all sinks unless it says otherwise."""
    names = list(sinks)
    made = [
        {"name": f"rule-{number}", "claims": {}, "sinks": names, "rate": "1000/1h", **rule}
        if "disagreements" not in rule
        else {"name": f"rule-{number}", "sinks": names, "rate": "1000/1h", **rule}
        for number, rule in enumerate(rules or ({},))
    ]
    file = folder / "alerts.yaml"
    wanted = [{"name": name, "alertmanager": "http://127.0.0.1:9"} for name in names]
    file.write_text(yaml.safe_dump({"sinks": wanted, "rules": made, "wait_for_tally": 0, **given}))
    return config.load(file, builtin(), {})


class News:
    """A topic of claims as it stands."""

    def __init__(self, events: list[ClaimEvent], at: dict[Place, int], most: int = 3) -> None:
        self._records = [messages.of_claim(each) for each in events]
        self._at, self._most, self._empty = at.get((CLAIMS.name, 0), 0), most, False

    @property
    def all_worked_off(self) -> bool:
        """Whether more was asked for when there was no more."""
        return self._empty

    def poll(self, seconds: float, most: int = 500) -> list[Any]:
        found = self._records[self._at : self._at + min(self._most, most)]
        begin, self._at = self._at, self._at + len(found)
        self._empty = not found
        if not found and seconds:
            time.sleep(0.001)
        return [
            SimpleNamespace(
                topic=CLAIMS.name,
                partition=0,
                offset=begin + number,
                key=each.key,
                value=each.value,
                headers=each.headers,
                timestamp=0,
            )
            for number, each in enumerate(found)
        ]

    @property
    def positions(self) -> dict[Place, int]:
        return {(CLAIMS.name, 0): self._at}

    def lag(self) -> int:
        return len(self._records) - self._at

    def caught_up(self) -> bool:
        return True


class Settled(News):
    """A topic of tallies: one, of Armenia, that holds some claims, and of which no more can be read."""

    def __init__(self, claims: Iterable[str]) -> None:
        super().__init__([], {})
        self._value: bytes | None = json.dumps(list(claims)).encode()

    def poll(self, seconds: float, most: int = 500) -> list[Any]:
        value, self._value = self._value, None
        if value is None:
            return super().poll(seconds, most)
        return [SimpleNamespace(key=b"armenia", value=value, timestamp=0)]


class Died(Exception):
    """The process is gone: SIGKILL."""


class Log:
    """The topic of alerts, in memory. With `left`, the process dies after so many more messages."""

    def __init__(self) -> None:
        self.messages: list[Outgoing] = []
        self.left: int | None = None
        self.died = False

    def write(self, records: Iterable[Outgoing]) -> None:
        for each in records:
            if self.left is not None:
                if self.left == 0:
                    self.died = True
                    raise Died
                self.left -= 1
            self.messages.append(each)

    def state(self) -> State:
        made = State()
        for each in self.messages:
            journal.read_into(made, each.key, each.value, each.headers)
        return made


class Inbox:
    """A sink that remembers; `answer` may say something else than that it took an alert."""

    def __init__(self) -> None:
        self.got: list[AlertV1] = []
        self.answer: Callable[[AlertV1], Answer] = lambda _: SENT

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.got]

    @property
    def titles(self) -> list[str]:
        return [each.title for each in self.got]

    async def send(self, alert: AlertV1, now: datetime) -> Answer:
        del now
        answer = self.answer(alert)
        if answer is SENT:
            self.got.append(alert)
        await asyncio.sleep(0)
        return answer

    async def close(self) -> None:
        pass


async def live(
    plan: Plan,
    events: list[ClaimEvent],
    log: Log,
    inboxes: dict[str, Inbox],
    clock: Clock,
    most: int = 3,
    settled: Iterable[str] = (),
) -> bool:
    """One life of the process: until all is worked off (True), or until it dies (False)."""
    log.died = False
    state = log.state()
    news = News(events, state.positions, most)
    registry = CollectorRegistry()

    def sender(sink: Sink) -> Inbox:
        return inboxes[sink.name]

    shift = Shift(
        plan,
        state,
        news,
        Settled(settled),
        log,
        sender,
        AlertsMetrics(registry),
        WorkerMetrics(registry, "alerts"),
        clock,
    )
    running = asyncio.create_task(shift.run())
    try:
        async with asyncio.timeout(20):
            while not running.done() and not (
                shift.ready and news.all_worked_off and not list(state.pending())
            ):
                await asyncio.sleep(0.001)
        if running.done():
            with suppress(Died):
                running.result()
    finally:
        running.cancel()
        await asyncio.wait([running])
        with suppress(Died):
            await shift.close()
    return not log.died
