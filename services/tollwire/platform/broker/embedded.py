"""noida-db, a small broker in one binary, for trying Tollwire out where there is no Java."""

import os
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from tollwire.platform.broker.base import Broker, BrokerError
from tollwire.platform.process import LOOPBACK


class EmbeddedBroker(Broker):
    """For trying out: all in memory, one Faust worker to a group, and a crash loses the last second.

    After an unclean end of a worker its group stays stuck until the broker is `cycle`d.
    """

    caution = "for trying out only: everything in memory, one worker of each kind, no Apache Kafka"

    @property
    def name(self) -> str:
        try:
            return f"noida-db {version('noida-db')}"
        except PackageNotFoundError as error:
            raise BrokerError("the embedded broker is missing: install the package noida-db") from error

    def check(self) -> None:
        """Raises BrokerError if it is not installed."""
        self._binary()

    def _prepare(self, data: Path) -> list[str]:
        store = str(data / "noida")
        return [str(self._binary()), "start", "--data-dir", store, "--host", LOOPBACK,
                "--only", "kafka", "--kafka-port", str(self.port)]  # fmt: skip

    def _binary(self) -> Path:
        # Not the script `noida-db`: that one runs the binary as its child, which would not get our signals.
        try:
            binary = Path(str(files("noida_db"))) / ("noida-db.exe" if os.name == "nt" else "noida-db")
        except ModuleNotFoundError as error:
            raise BrokerError("the embedded broker is missing: install the package noida-db") from error
        if not os.access(binary, os.X_OK):
            raise BrokerError(f"the embedded broker cannot be run: {binary} is missing, or not executable")
        return binary
