"""Prometheus and Alertmanager as Debian packages them, with the project's own rules and routes, on loopback.

Each has a free port and a folder of its own, and ends with its `with`.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import yaml

from support.waiting import eventually
from tollwire.platform.process import LOOPBACK, free_ports, spawn

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTMANAGER = DEPLOY / "alertmanager" / "alertmanager.yml"
PROMETHEUS = DEPLOY / "prometheus" / "prometheus.yml"

# Debian's name, and the one that others use.
_NAMES = {
    "prometheus": ("prometheus",),
    "alertmanager": ("prometheus-alertmanager", "alertmanager"),
    "promtool": ("promtool",),
}
_END_SECONDS = 10.0
_Server = TypeVar("_Server", bound="Server")


class MissingTool(Exception):
    """A program that is not on this machine; the text says how to get it."""


def find(tool: str) -> str:
    """Where a program is. Raises MissingTool."""
    for name in _NAMES[tool]:
        if found := shutil.which(name):
            return found
    raise MissingTool(
        f"{tool} is not on the PATH; on Debian: apt-get install prometheus prometheus-alertmanager"
    )


@dataclass
class Server:
    """A running server that answers HTTP on loopback."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return self.http.get("/-/ready").status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        self.http.close()
        self.process.terminate()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class QueryError(Exception):
    """Prometheus refused a query, or warned; the text has the query and what it said."""


@dataclass(frozen=True)
class Series:
    """One series of an answer: its labels, and its samples as Unix time and value, oldest first."""

    labels: Mapping[str, str]
    samples: Sequence[tuple[float, float]]

    @property
    def last(self) -> float:
        return self.samples[-1][1]


class Prometheus(Server):
    def query(self, expression: str, at: float | None = None) -> list[Series]:
        """What an expression is now, or at a Unix time. Raises QueryError."""
        moment = {} if at is None else {"time": at}
        return self._series(expression, self._get("query", query=expression, **moment))

    def query_range(self, expression: str, start: float, end: float, step: float) -> list[Series]:
        """What an expression was at each `step` seconds. Raises QueryError."""
        span = {"start": start, "end": end, "step": step}
        return self._series(expression, self._get("query_range", query=expression, **span))

    def label_values(self, label: str, selector: str | None = None) -> list[str]:
        """The values of a label, of all series or of those that a selector picks. Raises QueryError."""
        match = {} if selector is None else {"match[]": selector}
        return list(self._get(f"label/{label}/values", **match))

    def targets(self) -> dict[str, str]:
        """The health of each target, by job."""
        active = self._get("targets", state="active")["activeTargets"]
        return {each["labels"]["job"]: each["health"] for each in active}

    def rules(self) -> list[dict[str, Any]]:
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def _get(self, path: str, **parameters: Any) -> Any:
        answer = self.http.get(f"/api/v1/{path}", params=parameters).json()
        if answer["status"] != "success" or answer.get("warnings"):
            raise QueryError(f"{parameters}: {answer.get('error') or answer['warnings']}")
        return answer["data"]

    @staticmethod
    def _series(expression: str, data: Any) -> list[Series]:
        if data["resultType"] == "scalar":
            data = {"result": [{"metric": {}, "value": data["result"]}]}
        elif data["resultType"] not in ("vector", "matrix"):
            raise QueryError(f"{expression}: is a {data['resultType']}")
        return [
            Series(
                each["metric"],
                [(float(at), float(value)) for at, value in each.get("values") or [each["value"]]],
            )
            for each in data["result"]
        ]


class Alertmanager(Server):
    def alerts(self, **labels: str) -> list[dict[str, Any]]:
        """The alerts that it holds and that have these labels, as its API v2 tells them."""
        matchers = [f"{name}={json.dumps(value)}" for name, value in labels.items()]
        answer = self.http.get("/api/v2/alerts", params={"filter": matchers})
        answer.raise_for_status()
        return list(answer.json())


@contextmanager
def alertmanager(folder: Path, config: Path = ALERTMANAGER) -> Iterator[Alertmanager]:
    """A running Alertmanager, by default with the project's own configuration. Raises MissingTool."""
    (port,) = free_ports(1)
    log = folder / "alertmanager.log"
    command = [
        find("alertmanager"),
        f"--config.file={config}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--cluster.listen-address=",  # one alone
    ]
    with _running(Alertmanager(spawn(command, log), port, log)) as server:
        yield server


@contextmanager
def prometheus(
    folder: Path,
    jobs: Mapping[str, Sequence[int]],
    alerting: Alertmanager | None = None,
    *,
    interval: str = "500ms",
) -> Iterator[Prometheus]:
    """A running Prometheus with the project's own rules, which scrapes the loopback ports of each job and
    evaluates all rules every `interval`. Raises MissingTool.
    """
    (port,) = free_ports(1)
    log, config = folder / "prometheus.log", folder / "prometheus.yml"
    config.write_text(yaml.safe_dump(_here(jobs, alerting, port, interval)))
    command = [
        find("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--log.level=warn",
    ]
    with _running(Prometheus(spawn(command, log), port, log)) as server:
        yield server


def _here(
    jobs: Mapping[str, Sequence[int]], alerting: Alertmanager | None, port: int, interval: str
) -> dict[str, Any]:
    """The project's configuration with the addresses of this machine, and quicker."""
    config: dict[str, Any] = yaml.safe_load(PROMETHEUS.read_text("utf-8"))
    config["global"] = {"scrape_interval": interval, "scrape_timeout": interval}
    config["global"]["evaluation_interval"] = interval
    config["rule_files"] = [str(PROMETHEUS.parent / pattern) for pattern in config["rule_files"]]
    config["alerting"] = {
        "alertmanagers": [{"static_configs": [{"targets": [alerting.address]}]}] if alerting else []
    }
    config["scrape_configs"] = [
        {"job_name": job, "static_configs": [{"targets": [f"{LOOPBACK}:{each}" for each in ports]}]}
        for job, ports in {**jobs, "prometheus": [port]}.items()
    ]
    return config


@contextmanager
def _running(server: _Server) -> Iterator[_Server]:
    try:
        eventually(server.ready, f"{server.url} is ready; its log is {server.log}", within=30)
        yield server
    finally:
        server.close()
