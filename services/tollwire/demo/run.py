"""Runs the demonstration: a broker, the three services as processes of their own, the sample wire, and the
screen.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from kafka import TopicPartition
from rich.console import Console, RenderableType
from rich.live import Live

from tollwire.demo import view
from tollwire.demo.board import Board
from tollwire.demo.progress import Progress
from tollwire.events.topics import ALL
from tollwire.platform import clients, topics
from tollwire.platform.broker import Broker, Kind, choose_broker
from tollwire.platform.process import free_ports, spawn
from tollwire.platform.settings import Settings

_WORKERS = ("extractor", "aggregator")
# Slow enough to watch figures come in and contradict one another.
_SECONDS_AN_ARTICLE = 0.5
# Loading the language model on a small machine takes some seconds; what takes longer than this has failed.
_PATIENCE_SECONDS = 180.0


class DemoError(Exception):
    """The demonstration cannot go on; the text says what ended it and where its log is."""


class _Stop(Exception):
    """The user has seen enough."""


def run(settings: Settings, *, once: bool, broker: Kind) -> int:
    """Shows the demonstration until Ctrl-C or, with `once`, until the wire is through. Returns the exit code.

    Leaves nothing behind: no process, no file. Raises BrokerError and DemoError.
    """
    console = Console()
    with ExitStack() as stack:
        stack.enter_context(_stopping())
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tollwire-demo-")))
            demo = _Demo(settings, console, folder, stack)
            demo.start(choose_broker(broker, progress=lambda line: console.print(f"[dim]{line} …[/dim]")))
            demo.watch(once=once)
        except _Stop:
            if once:
                console.print("stopped before the wire was through")
                return 130
    return 0


class _Demo:
    def __init__(self, settings: Settings, console: Console, folder: Path, stack: ExitStack) -> None:
        self.settings, self.console, self.folder, self.stack = settings, console, folder, stack
        self.board = Board()
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = dict(zip(_WORKERS, free_ports(len(_WORKERS)), strict=True))

    def start(self, broker: Broker) -> None:
        self.console.print(f"broker: [bold]{broker.name}[/bold] ({broker.why})")
        if broker.caution:
            self.console.print(f"[yellow]{broker.caution}[/yellow]")
        self.broker = self.stack.enter_context(broker)
        self.settings = self.settings.model_copy(
            update={"kafka_bootstrap": broker.bootstrap, "kafka_security": "PLAINTEXT"}
        )
        topics.ensure(self.settings, ALL)
        for service in _WORKERS:
            self.workers[service] = self._spawn(service)
        self.stack.callback(self._end_workers)
        self.progress = self.stack.enter_context(Progress(self.settings))
        for service in _WORKERS:
            self.console.print(f"{service}: http://127.0.0.1:{self.ports[service]}/metrics and /healthz")

    def watch(self, *, once: bool) -> None:
        consumer = clients.reader(self.settings)
        consumer.assign(
            [TopicPartition(topic.name, number) for topic in ALL for number in range(topic.partitions)]
        )
        self.stack.callback(consumer.close)
        ingest = self._ingest(pause=0.0 if once else _SECONDS_AN_ARTICLE)
        live = Live(console=self.console, refresh_per_second=8, screen=False, transient=True)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        through = False
        with live if self.console.is_terminal else _nothing():
            while not (through and once):
                records = consumer.poll(timeout_ms=150)
                for batch in records.values():
                    for record in batch:
                        self.board.take(record)
                self._check(ingest)
                if records:
                    deadline = time.monotonic() + _PATIENCE_SECONDS
                if not through:
                    # Told first, read after: what was published before it was told is then on the board.
                    through = ingest.poll() == 0 and self._all_read(consumer)
                if not through and time.monotonic() > deadline:
                    raise DemoError(f"nothing has moved for {_PATIENCE_SECONDS:.0f} s; {self._tails()}")
                if self.console.is_terminal:
                    live.update(
                        self._screen(
                            "the wire is through; Ctrl-C ends" if through else "the wire is coming in"
                        )
                    )
                elif through and not once:
                    once = True  # nobody is watching a pipe: print what there is, and end
        self.console.print(view.table(self.board, width=self.console.width))
        self.console.print(self._counts())

    def _all_read(self, consumer: Any) -> bool:
        """Whether both workers have committed all there is, and the board has read all that they
        published.
        """
        if not self.progress.worked_off():
            return False
        while records := consumer.poll(timeout_ms=500):
            for batch in records.values():
                for record in batch:
                    self.board.take(record)
        ends = consumer.end_offsets(consumer.assignment())
        return all(consumer.position(partition) >= end for partition, end in ends.items())

    def _spawn(self, service: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "TOLLWIRE_KAFKA_SECURITY": "PLAINTEXT",
            "TOLLWIRE_DATA_DIR": str(self.folder / "tables"),
            "TOLLWIRE_STORE": "memory",
            "TOLLWIRE_WEB_PORT": str(self.ports[service]),
            "TOLLWIRE_LOG_FORMAT": "text",
        }
        command = [sys.executable, "-m", "tollwire.cli", service]
        return spawn(command, self.folder / f"{service}.log", environment)

    def _ingest(self, pause: float) -> subprocess.Popen[bytes]:
        """Ingest as its own process, fed through a pipe at a pace that a person can follow."""
        environment = {
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "TOLLWIRE_KAFKA_SECURITY": "PLAINTEXT",
        }
        log = self.stack.enter_context((self.folder / "ingest.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "tollwire.cli", "ingest", "files", "-"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            process_group=0,
        )
        self.stack.callback(_end, process)

        def feed() -> None:
            assert process.stdin is not None
            with as_file(files("tollwire.demo") / "wire.jsonl") as wire, wire.open("rb") as lines:
                try:
                    for line in lines:
                        process.stdin.write(line)
                        process.stdin.flush()
                        time.sleep(pause)
                    process.stdin.close()
                except BrokenPipeError:
                    pass  # it has ended; the main loop says so

        threading.Thread(target=feed, name="wire", daemon=True).start()
        return process

    def _check(self, ingest: subprocess.Popen[bytes]) -> None:
        for name, process in {**self.workers, "ingest": ingest}.items():
            code = process.poll()
            if code is not None and not (name == "ingest" and code == 0):
                raise DemoError(f"{name} ended with code {code}; {self._tails(name)}")

    def _tails(self, *names: str) -> str:
        """The ends of the logs, for an error message."""
        parts = []
        for name in names or _WORKERS:
            log = self.folder / f"{name}.log"
            lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
            parts.append(f"the end of {name}'s log:\n  " + "\n  ".join(lines))
        return "\n".join(parts)

    def _end_workers(self) -> None:
        for process in self.workers.values():
            process.terminate()
        for process in self.workers.values():
            _end(process)

    def _counts(self) -> str:
        board = self.board
        return (
            f"{board.articles} articles, {board.made} claims, {board.taken_back} taken back, "
            f"{len(board.disagreements)} disagreements open ({board.opened} opened), "
            f"{board.dead} dead letters"
        )

    def _screen(self, state: str) -> RenderableType:
        where = "  ".join(f"{name} http://127.0.0.1:{port}/metrics" for name, port in self.ports.items())
        broker = f"{self.broker.name} at {self.broker.bootstrap}"
        status = f"[bold]{state}[/bold] · {self._counts()}\n[dim]{broker}  {where}[/dim]"
        return view.screen(self.board, status=status, width=self.console.width, height=self.console.height)


def _end(process: subprocess.Popen[bytes], within: float = 15.0) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _stopping() -> Iterator[None]:
    """Ctrl-C, and SIGTERM and SIGHUP alike, end the demonstration in order, once."""

    def stop(*_: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise _Stop

    kinds = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before: dict[signal.Signals, object] = {each: signal.signal(each, stop) for each in kinds}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)  # type: ignore[arg-type]
