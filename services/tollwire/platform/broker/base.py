"""What all local brokers share: one child process on loopback that works in a data folder."""

import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tollwire.platform.process import LOOPBACK, answers, free_ports, is_free, spawn

Progress = Callable[[str], None]
"""Called with one short line whenever something begins that a person would wait for."""

_STOP_SECONDS = 20.0
_ASK_MS = 5_000
_TAIL_LINES = 12


class BrokerError(Exception):
    """A broker cannot be had, started or reached; the text says why and what to do."""


def silent(_: str) -> None:
    """A `Progress` for those who do not want to know."""


class Broker(ABC):
    """A broker on this machine: `start` it, give `bootstrap` to clients, `stop` it; or use it in a `with`.

    It lives in `data`, or in a temporary folder that `stop` removes; `kill` and `cycle` keep either. Port and
    folder stay the same from one start to the next. Not for use from two threads at once.
    """

    caution: str = ""
    """What a person should know before trusting it with anything; may be empty."""
    why: str = ""
    """Why `choose_broker` took this one; empty for a broker made by hand."""

    def __init__(
        self, *, data: Path | None = None, port: int | None = None, progress: Progress = silent
    ) -> None:
        """Nothing is started, nor any folder made. `port`: one that is free, unless given."""
        self.port = port or free_ports(1)[0]
        self._given = data
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._progress = progress
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """Product and version, as in "Apache Kafka 4.4.0"."""

    @abstractmethod
    def _prepare(self, data: Path) -> list[str]:
        """Make ready all it needs within `data`; returns the command that runs it in the foreground."""

    @property
    def bootstrap(self) -> str:
        """The address for clients, "127.0.0.1:PORT", known before the start."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def data(self) -> Path:
        """The folder it works in. Raises BrokerError before the start if that is to be a temporary one."""
        if self._given is not None:
            return self._given
        if self._temporary is None:
            raise BrokerError(f"{self.name} has no data folder before it is started")
        return Path(self._temporary.name)

    @property
    def log(self) -> Path:
        """The file that has what the server says."""
        return self.data / "broker.log"

    @property
    def pid(self) -> int | None:
        """The server's own process id, or None when it is not running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, *, within: float = 60.0) -> None:
        """Start and return when a client gets an answer, at most `within` seconds after the launch.

        Raises BrokerError if it is running already, its port is taken, what it needs is missing, or it does
        not answer in time; the end of its log is then part of the text, and nothing is left running.
        """
        if self.pid is not None:
            raise BrokerError(f"{self.name} is running already, at {self.bootstrap}")
        if not is_free(self.port):
            raise BrokerError(
                f"port {self.port} of {LOOPBACK} is not to be had: free it, or give another one"
            )
        kept = self._temporary is not None  # of an earlier start, and not to be lost with this one
        try:
            if self._given is None and not kept:
                self._temporary = tempfile.TemporaryDirectory(
                    prefix="tollwire-broker-", ignore_cleanup_errors=True
                )
            self.data.mkdir(parents=True, exist_ok=True)
            command = self._prepare(self.data)
            self._progress(f"starting {self.name}")
            self._process = spawn(command, self.log)
            self._await_answer(self._process, within)
        except OSError as error:
            self.stop(keep_data=kept)
            raise BrokerError(f"cannot start {self.name}: {error}") from error
        except BaseException:
            self.stop(keep_data=kept)
            raise

    def stop(self, *, keep_data: bool = False) -> None:
        """Stop cleanly, by force after 20 s; a temporary folder goes too, unless `keep_data`.

        Harmless if stopped.
        """
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._temporary is not None and not keep_data:
            self._temporary.cleanup()
            self._temporary = None

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL); the data stay as they are. Harmless if stopped."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def cycle(self) -> None:
        """Stop cleanly and start again on the same port and data. Raises BrokerError as `start` does."""
        self.stop(keep_data=True)
        self.start()

    def log_tail(self) -> str:
        """The last lines of its log, with words to introduce them, for an error message."""
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:] if self.log.exists() else []
        return "the end of its log:\n  " + "\n  ".join(lines) if lines else "its log is empty"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _await_answer(self, process: subprocess.Popen[bytes], within: float) -> None:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise BrokerError(
                    f"{self.name} ended with code {process.returncode} at its start; {self.log_tail()}"
                )
            # The cheap question first: a client of kafka-python that finds nobody complains aloud.
            if answers(self.port) and self._serves():
                return
            time.sleep(0.05)
        raise BrokerError(
            f"{self.name} did not answer at {self.bootstrap} within {within:g} s; {self.log_tail()}"
        )

    def _serves(self) -> bool:
        try:
            # Not describe_cluster: kafka-python 3.0.12 fails on the answer of a broker older than 3.7.
            with KafkaAdminClient(
                bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=_ASK_MS, request_timeout_ms=_ASK_MS
            ) as admin:
                admin.list_topics()
        except KafkaError:
            return False
        return True
