"""Apache Kafka itself, one KRaft node: what tests of failover, rebalancing and durability run on."""

import base64
import subprocess
import uuid
from pathlib import Path
from string import Template

from tollwire.platform.broker.base import Broker, BrokerError, Progress, silent
from tollwire.platform.broker.distribution import Distribution
from tollwire.platform.process import free_ports

_FORMAT_SECONDS = 60


class ApacheKafka(Broker):
    """One node, broker and controller in one, with at most 512 MB of heap; fetched on its first start."""

    def __init__(
        self,
        *,
        data: Path | None = None,
        port: int | None = None,
        progress: Progress = silent,
        distribution: Distribution | None = None,
    ) -> None:
        """As a Broker. `distribution`: another than the one that this source checkout pins."""
        super().__init__(data=data, port=port, progress=progress)
        self.distribution = distribution or Distribution()

    @property
    def name(self) -> str:
        return f"Apache Kafka {self.distribution.version}"

    def install(self) -> Path:
        """Fetch the server before the first start does; returns its folder of jars. Raises BrokerError."""
        return self.distribution.install(self._progress)

    def _prepare(self, data: Path) -> list[str]:
        java = self.distribution.java()
        libs = self.install()
        config = self._configure(data)
        # A small heap, and its simplest collector: quick to start, and sparing of a laptop.
        run = [java, "-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"]
        run += [
            f"-Dlog4j2.configurationFile={self.distribution.deploy / 'log4j2.properties'}",
            "-cp",
            f"{libs}/*",
        ]
        if not (data / "log" / "meta.properties").exists():
            self._format(run, config)
        return [*self._parsed(run), "kafka.Kafka", str(config)]

    def _parsed(self, run: list[str]) -> list[str]:
        classes = self.distribution.classes
        return [run[0], f"-XX:SharedArchiveFile={classes}", *run[1:]] if classes.exists() else run

    def _configure(self, data: Path) -> Path:
        template = Template((self.distribution.deploy / "server.properties").read_text())
        # Anew at each start: the controller's port is nobody's business but the node's own.
        (controller_port,) = free_ports(1)
        config = data / "server.properties"
        config.write_text(
            template.substitute(
                port=self.port, controller_port=controller_port, log_dirs=(data / "log").resolve()
            )
        )
        return config

    def _format(self, run: list[str], config: Path) -> None:
        classes = self.distribution.classes
        if classes.exists():
            self._run_format(self._parsed(run), config)
            return
        # The tool loads much of what the server does. Others may be doing the same: the file appears whole.
        written = classes.with_name(f"{uuid.uuid4()}.jsa")
        try:
            self._run_format([run[0], f"-XX:ArchiveClassesAtExit={written}", *run[1:]], config)
            if written.exists():
                written.rename(classes)
        finally:
            written.unlink(missing_ok=True)

    def _run_format(self, run: list[str], config: Path) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # With "=", for an id may begin with a dash.
        command = [*run, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}"]
        command += ["--config", str(config), "--ignore-formatted"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_FORMAT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise BrokerError(
                f"{self.name} did not format {config.parent} within {_FORMAT_SECONDS} s"
            ) from error
        if done.returncode:
            raise BrokerError(
                f"{self.name} could not format {config.parent}: {(done.stderr or done.stdout)[-800:].strip()}"
            )
