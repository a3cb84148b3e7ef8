"""The three services of the demonstration, as processes of their own."""

import os
import subprocess
import sys
import threading
import time
from importlib.resources import as_file, files
from pathlib import Path
from typing import Self

from tollwire.platform.process import free_ports, spawn

WORKERS = ("extractor", "aggregator")
_TAIL_LINES = 15
_STOP_SECONDS = 15.0


class DemoError(Exception):
    """A service that ended before its time, or does not get on; the text has the end of its log."""


class Services:
    """Extractor and aggregator, and ingest once there is something to feed; use it in a `with`.

    Logs and tables are in `folder`. `ports` says where each worker serves /metrics and /healthz. On Linux
    none outlives this process, however it ends.
    """

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": bootstrap,
            "TOLLWIRE_KAFKA_SECURITY": "PLAINTEXT",
            "TOLLWIRE_DATA_DIR": str(folder / "tables"),
            "TOLLWIRE_STORE": "memory",
            "TOLLWIRE_LOG_FORMAT": "text",
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = dict(zip(WORKERS, free_ports(len(WORKERS)), strict=True))

    def feed(self, *, pause: float) -> None:
        """Has ingest publish the sample wire, an article every `pause` seconds; returns at once."""
        command = _command("ingest", "files", "-")
        ingest = spawn(command, self._log("ingest"), self._environment, subprocess.PIPE)
        self._processes["ingest"] = ingest
        threading.Thread(target=_write_wire, args=(ingest, pause), name="wire", daemon=True).start()

    @property
    def fed(self) -> bool:
        """Whether ingest has published the whole wire."""
        return "ingest" in self._processes and self._processes["ingest"].poll() == 0

    def check(self) -> None:
        """Raises DemoError where one has ended that should not have."""
        for name, process in self._processes.items():
            code = process.poll()
            if code is not None and not (name == "ingest" and code == 0):
                raise DemoError(f"{name} ended with code {code}; {self.tail(name)}")

    def tail(self, *names: str) -> str:
        """The ends of the logs, of all workers unless named, with words to introduce them."""
        parts = []
        for name in names or WORKERS:
            log = self._log(name)
            lines = log.read_text(errors="replace").splitlines()[-_TAIL_LINES:] if log.exists() else []
            parts.append(f"the end of {name}'s log:\n  " + "\n  ".join(lines))
        return "\n".join(parts)

    def __enter__(self) -> Self:
        for service in WORKERS:
            environment = {**self._environment, "TOLLWIRE_WEB_PORT": str(self.ports[service])}
            self._processes[service] = spawn(_command(service), self._log(service), environment)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tollwire.cli", *words]


def _write_wire(ingest: subprocess.Popen[bytes], pause: float) -> None:
    assert ingest.stdin is not None
    with as_file(files("tollwire.demo") / "wire.jsonl") as wire, wire.open("rb") as lines:
        try:
            for line in lines:
                ingest.stdin.write(line)
                ingest.stdin.flush()
                time.sleep(pause)
            ingest.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and `check` says so
