"""The demonstration as a newcomer runs it: it shows the table, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.waiting import eventually
from tollwire.platform.broker import BrokerError, choose_broker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(400)]

try:
    _KINDS = {"embedded", "kafka"} if choose_broker().name.startswith("Apache") else {"embedded"}
except BrokerError:
    _KINDS = set()

each_broker = pytest.mark.parametrize(
    "broker",
    [
        pytest.param(kind, marks=pytest.mark.skipif(kind not in _KINDS, reason=f"no {kind} broker here"))
        for kind in ("embedded", "kafka")
    ],
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")


@dataclass
class Demo:
    """A running demonstration, whose processes all carry a mark in their environment."""

    process: subprocess.Popen[bytes]
    output: Path
    temporary: Path
    mark: str

    def shows(self, text: str) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        return text in self.output.read_text()

    def left(self) -> list[str]:
        """The processes of this demonstration that are alive."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has just ended
                continue
        return found


@contextmanager
def demo(folder: Path, *words: str) -> Iterator[Demo]:
    mark = uuid.uuid4().hex
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    output = folder / f"{mark}.out"
    environment = {**os.environ, "TMPDIR": str(temporary), "TOLLWIRE_DEMO_MARK": mark, "COLUMNS": "140"}
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tollwire.cli", "demo", *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment,
        )
    running = Demo(process, output, temporary, mark)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@each_broker
def test_once_shows_the_war_and_ends_twice_alike(tmp_path: Path, broker: str) -> None:
    tables = []
    for _ in range(2):
        with demo(tmp_path, "--once", "--broker", broker) as running:
            code = running.process.wait(180)
            shown = running.output.read_text()
            assert code == 0, shown
            assert running.left() == []
            assert list(running.temporary.iterdir()) == []
        for word in ("Armenia", "Azerbaijan", "Nagorno-Karabakh", "silent", "75 articles", "0 dead letters"):
            assert word in shown
        assert shown.count("/metrics") == 2
        tables.append(shown[shown.index("Running totals") :])
    assert tables[0] == tables[1]


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path, "--broker", "embedded") as running:
        eventually(lambda: running.shows("aggregator: http"), "the services are started")
        assert len(running.left()) > 2
        running.process.send_signal(number)
        assert running.process.wait(60) == 0, running.output.read_text()
        assert running.left() == []
        assert list(running.temporary.iterdir()) == []
        assert "Traceback" not in running.output.read_text()


@linux
def test_a_demonstration_that_is_killed_takes_its_services_with_it(tmp_path: Path) -> None:
    with demo(tmp_path, "--broker", "embedded") as running:
        eventually(lambda: running.shows("aggregator: http"), "the services are started")
        running.process.kill()
        running.process.wait()
        eventually(lambda: running.left() == [], "all have ended", within=30)
