"""Runs the demonstration: a broker, the three services, the sample wire, and the screen."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from kafka import TopicPartition
from rich.console import Console, RenderableType
from rich.live import Live

from tollwire.demo import view
from tollwire.demo.board import Board
from tollwire.demo.progress import Progress
from tollwire.demo.services import DemoError, Services
from tollwire.events.topics import ALL
from tollwire.platform import clients, topics
from tollwire.platform.broker import Broker, Kind, choose_broker
from tollwire.platform.settings import Settings

# Slow enough to watch figures come in and contradict one another.
_SECONDS_AN_ARTICLE = 0.5
# Loading the language model on a small machine takes some seconds; what takes longer than this has failed.
_PATIENCE_SECONDS = 180.0


class _Stop(Exception):
    """The user has seen enough."""


def run(settings: Settings, *, once: bool, broker: Kind) -> int:
    """Shows the demonstration until Ctrl-C or, with `once`, until the wire is through. Returns the exit code.

    Leaves nothing behind, neither process nor file. Raises BrokerError and DemoError.
    """
    console = Console()
    demo = _Demo(console)
    with _stopping():
        try:
            demo.show(choose_broker(broker, progress=demo.say), settings, once=once)
        except _Stop:
            if once:
                console.print("stopped before the wire was through")
                return 130
        demo.sum_up()
    return 0


class _Demo:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.board = Board()

    def say(self, line: str) -> None:
        self.console.print(f"[dim]{line} …[/dim]")

    def show(self, broker: Broker, settings: Settings, *, once: bool) -> None:
        self.console.print(f"broker: [bold]{broker.name}[/bold] ({broker.why})")
        if broker.caution:
            self.console.print(f"[yellow]{broker.caution}[/yellow]")
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tollwire-demo-"))
            stack.enter_context(broker)
            given = {"kafka_bootstrap": broker.bootstrap, "kafka_security": "PLAINTEXT"}
            local = settings.model_copy(update=given)
            topics.ensure(local, ALL)
            services = stack.enter_context(Services(broker.bootstrap, Path(folder)))
            for name, port in services.ports.items():
                self.console.print(f"{name}: http://127.0.0.1:{port}/metrics and /healthz")
            progress = stack.enter_context(Progress(local))
            consumer = stack.enter_context(closing(clients.reader(local)))
            consumer.assign(
                [TopicPartition(topic.name, number) for topic in ALL for number in range(topic.partitions)]
            )
            services.feed(pause=0.0 if once else _SECONDS_AN_ARTICLE)
            self._watch(services, progress, consumer, f"{broker.name} at {broker.bootstrap}", once=once)

    def _watch(
        self, services: Services, progress: Progress, consumer: Any, broker: str, *, once: bool
    ) -> None:
        terminal = self.console.is_terminal
        live = Live(console=self.console, refresh_per_second=8, transient=True)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        through = False
        with live if terminal else nullcontext():
            while not (through and once):
                if self._read(consumer, 150):
                    deadline = time.monotonic() + _PATIENCE_SECONDS
                services.check()
                # Told first, read after: what was published before it was told is then on the board.
                if not through and services.fed and progress.worked_off():
                    through = self._read_to_the_end(consumer)
                    if through and not terminal and not once:
                        self.sum_up()  # there is no screen that would show it
                if not through and time.monotonic() > deadline:
                    raise DemoError(f"nothing has moved for {_PATIENCE_SECONDS:.0f} s; {services.tail()}")
                if terminal:
                    live.update(self._screen(services, broker, through=through))

    def sum_up(self) -> None:
        """Prints the table as it now is."""
        self.console.print(view.table(self.board, width=self.console.width))
        self.console.print(view.counts(self.board))

    def _read(self, consumer: Any, wait_ms: int) -> bool:
        records = consumer.poll(timeout_ms=wait_ms)
        for batch in records.values():
            for record in batch:
                self.board.take(record)
        return bool(records)

    def _read_to_the_end(self, consumer: Any) -> bool:
        ends = consumer.end_offsets(consumer.assignment())
        while self._read(consumer, 500):
            pass
        return all(consumer.position(partition) >= end for partition, end in ends.items())

    def _screen(self, services: Services, broker: str, *, through: bool) -> RenderableType:
        state = "the wire is through; Ctrl-C ends" if through else "the wire is coming in"
        where = "  ".join(f"{name} http://127.0.0.1:{port}/metrics" for name, port in services.ports.items())
        status = f"[bold]{state}[/bold] · {view.counts(self.board)}\n[dim]{broker}  {where}[/dim]"
        return view.screen(self.board, status=status, width=self.console.width, height=self.console.height)


@contextmanager
def _stopping() -> Iterator[None]:
    """Ctrl-C, and SIGTERM and SIGHUP alike, end the demonstration in order, once."""

    def stop(*_: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise _Stop

    kinds = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before: dict[signal.Signals, Any] = {each: signal.signal(each, stop) for each in kinds}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
