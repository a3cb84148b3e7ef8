"""Alerts by real processes from a real broker, at a real Alertmanager and a webhook."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.alerting import SECRET
from support.alertmanager import Alertmanager
from support.make import claim, made, taken_back
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from tollwire.domain.claim import Claim
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.topics import ALERTS
from tollwire.events.wire import AlertV1
from tollwire.platform.process import free_ports, spawn

pytestmark = pytest.mark.kafka

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)


class Hook(ThreadingHTTPServer):
    """Takes webhooks; counts them by id."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.closed = False
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.closed:
            self.send_response(503)
        else:
            self.server.got[self.headers["webhook-id"]] += 1
            self.server.bodies.append(json.loads(body))
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Alertmanager]:
    with Alertmanager(tmp_path) as running:
        yield running


def file(folder: Path, there: Alertmanager, hook: Hook, **rule: Any) -> Path:
    path = folder / "alerts.yaml"
    sinks = [
        {"name": "desk", "alertmanager": there.url},
        {"name": "hook", "webhook": {"url": hook.url, "secret": "${HOOK_SECRET}"}},
    ]
    rules = [{"name": "killed", "claims": {"casualty_types": ["killed"]}, "rate": "500/1h", **rule}]
    given = {"sinks": sinks, "defaults": {"sinks": ["desk", "hook"]}, "rules": rules, "wait_for_tally": 5}
    path.write_text(yaml.safe_dump(given))
    return path


def alerter(pipeline: Pipeline, path: Path, name: str) -> Worker:
    port = free_ports(1)[0]
    log = pipeline.folder / f"{name}.log"
    variables = {
        **os.environ,
        "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap,
        "TOLLWIRE_KAFKA_SESSION_SECONDS": "6",
        "TOLLWIRE_WEB_PORT": str(port),
        "HOOK_SECRET": SECRET,
    }
    process = spawn([sys.executable, "-m", "tollwire.cli", "alerts", "run", str(path)], log, variables)
    worker = Worker("alerts", process, port, log)
    pipeline.workers.append(worker)
    return worker


def at_work(worker: Worker) -> bool:
    assert worker.process.poll() is None, worker.log.read_text()[-3000:]
    return worker.health() == "ok"


def told(pipeline: Pipeline, *claims: Claim, before: tuple[Claim, ...] = ()) -> None:
    """Publishes claims, and the tally that they come to on top of those before."""
    pipeline.publish(messages.of_claim(each) for each in made(*claims))
    pipeline.publish(messages.of_tally(each.tally) for each in fold(made(*before, *claims)).values())


def killed(count: int, name: str) -> Claim:
    return claim(count, at=NOW, in_article=name, quote=f"{count} soldiers were killed")


def labelled(there: Alertmanager) -> dict[str, dict[str, Any]]:
    return {each["labels"]["claim"]: each for each in there.alerts() if "claim" in each["labels"]}


@pytest.mark.usefixtures("apache")
def test_alerts_reach_a_real_alertmanager_over_deaths_and_outages(
    pipeline: Pipeline, there: Alertmanager, hook: Hook, tmp_path: Path
) -> None:
    path = file(tmp_path, there, hook)
    first = alerter(pipeline, path, "first")
    eventually(lambda: at_work(first), f"it is at work; log in {first.log}")
    second = alerter(pipeline, path, "second")
    eventually(lambda: second.health() == "standing by", f"the other stands by; log in {second.log}")

    one, two = killed(16, "a"), killed(20, "b")
    told(pipeline, one)
    eventually(lambda: one.id in labelled(there), f"the first alert is at Alertmanager; log in {first.log}")
    told(pipeline, two, before=(one,))
    eventually(lambda: two.id in labelled(there), "and the second")
    alert = labelled(there)[two.id]
    assert alert["labels"]["alertname"] == "TollwireClaim"
    assert alert["generatorURL"] == "https://wire.example/b"
    assert alert["receivers"] == [{"name": "desk"}]
    notes = alert["annotations"]
    assert notes["summary"] == "Armenia: 20 killed, military (admitted, running total)"
    assert notes["quote"] == "20 soldiers were killed"
    assert notes["publisher"] == "wire.example"
    assert (notes["tally_before"], notes["tally_after"]) == ("16", "20")

    # Both sinks go away, claims come, and the process is killed: the other goes on.
    there.stop()
    hook.closed = True
    away = [killed(count, f"away-{count}") for count in range(100, 106)]
    told(pipeline, *away, before=(one, two))
    eventually(lambda: pending(pipeline) == 12, f"all wait, on the topic; log in {first.log}")
    first.kill()
    eventually(lambda: at_work(second), f"the other is at work; log in {second.log}")
    third = killed(200, "late")
    told(pipeline, third, before=(one, two, *away))
    eventually(lambda: pending(pipeline) == 14, f"so is what comes meanwhile; log in {second.log}")
    status, metrics = second.get("/metrics")
    assert status == 200
    assert 'tollwire_alerts_pending{sink="desk"} 7.0' in metrics
    there.start()
    hook.closed = False
    wanted = {each.id for each in (*away, third)}
    eventually(lambda: wanted <= labelled(there).keys(), f"nothing is lost; log in {second.log}")
    eventually(lambda: pending(pipeline) == 0, "and all is acknowledged")

    # A correction ends the alert there, and the webhook is told of it.
    pipeline.publish([messages.of_claim(taken_back(two, NOW + timedelta(minutes=2)))])
    eventually(lambda: two.id not in labelled(there), f"the alert is over; log in {second.log}")
    eventually(lambda: len(hook.bodies) == 10, "the webhook has all")
    assert hook.bodies[-1]["type"] == "tollwire.alert.correction"
    assert set(hook.got.values()) == {1}, "nothing is doubled"
    assert len(hook.got) == 10
    assert second.stop() == 0

    # Once more: what was told is known.
    again = alerter(pipeline, path, "again")
    eventually(lambda: at_work(again), f"it is at work; log in {again.log}")
    told(pipeline, one, third, killed(300, "new"), before=(one, *away))
    eventually(lambda: len(hook.bodies) == 11, f"only the new one is told; log in {again.log}")
    bad = path.read_text()
    path.write_text(bad.replace("500/1h", "often"))
    eventually(lambda: "rules[0].rate" in again.log.read_text(), "a bad edit is told")
    path.write_text(bad.replace("killed", "wounded"))
    eventually(lambda: "is taken up: 1 rules" in again.log.read_text(), "a good one is taken up")
    assert again.stop() == 0
    assert len(hook.bodies) == 11
    assert SECRET not in "".join(each.read_text() for each in pipeline.folder.glob("*.log"))

    trial = command(
        pipeline.broker.bootstrap, "test", str(file(tmp_path, there, hook)), "--days", "1", "--json"
    )
    lines = [json.loads(each) for each in trial.stdout.splitlines()]
    assert Counter(each["kind"] for each in lines) == {"claim": 10, "correction": 1}
    assert "admitted: 16 → 20." in lines[1]["text"]
    table = command(pipeline.broker.bootstrap, "test", str(path.resolve()), "--rule", "killed")
    assert "10 alerts" in table.stdout
    assert "Nothing was sent" in table.stdout
    assert len(hook.bodies) == 11


def pending(pipeline: Pipeline) -> int:
    """Deliveries that the topic knows to be due."""
    newest = {record.key: record.value for record in pipeline.read(ALERTS) if record.key != b"position"}
    alerts = [AlertV1.decode(value) for value in newest.values() if value]
    return sum(each.sent_at is None for alert in alerts for each in alert.deliveries)


def command(bootstrap: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "alerts", *arguments],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": bootstrap,
            "HOOK_SECRET": SECRET,
            "COLUMNS": "200",
        },
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_a_test_message_reaches_each_sink(there: Alertmanager, hook: Hook, tmp_path: Path) -> None:
    done = command("no-broker.invalid:9", "send-test", str(file(tmp_path, there, hook)))
    assert done.stdout.splitlines() == ["desk (alertmanager): took it", "hook (webhook): took it"]
    assert [each["labels"]["alertname"] for each in there.alerts()] == ["TollwireTest"]
    assert hook.bodies[0]["data"]["title"] == "Test of the sink hook"
