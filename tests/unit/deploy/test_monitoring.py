"""deploy/prometheus and deploy/alertmanager, held against the tools that read them and the catalogue."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tollwire.domain.tally import CONTEMPORARY
from tollwire.platform import metrics

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
RULES = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
ALERTMANAGER = DEPLOY / "alertmanager" / "alertmanager.yml"


def rules() -> list[dict[str, Any]]:
    groups = [group for file in RULES for group in yaml.safe_load(file.read_text("utf-8"))["groups"]]
    return [rule for group in groups for rule in group["rules"]]


ALERTS = [rule for rule in rules() if "alert" in rule]


def run(tool: str, *arguments: str) -> str:
    """What a tool prints; skips where it is not there, and fails where it fails."""
    found = shutil.which(tool)
    if found is None:
        pytest.skip(
            f"{tool} is not on the PATH; on Debian: apt-get install prometheus prometheus-alertmanager"
        )
    done = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_takes_its_configuration_and_rules() -> None:
    run("promtool", "check", "config", str(DEPLOY / "prometheus" / "prometheus.yml"))
    run("promtool", "check", "rules", *map(str, RULES))


def test_each_rule_does_what_it_says() -> None:
    run("promtool", "test", "rules", *map(str, sorted((DEPLOY / "prometheus" / "tests").glob("*.test.yml"))))


def test_dashboards_compare_figures_of_the_time_that_the_rules_of_counting_say() -> None:
    (contemporary,) = (rule for rule in rules() if rule.get("record", "").endswith(":contemporary"))
    assert f"<= {CONTEMPORARY.total_seconds():.0f}\n" in contemporary["expr"]


def test_there_is_a_test_of_each_alert_that_it_fires_and_that_it_does_not() -> None:
    written = yaml.safe_load((DEPLOY / "prometheus" / "tests" / "alerts.test.yml").read_text("utf-8"))
    asked = [each for test in written["tests"] for each in test["alert_rule_test"]]
    fires = {each["alertname"] for each in asked if each["exp_alerts"]}
    silent = {each["alertname"] for each in asked if not each["exp_alerts"]}
    names = {rule["alert"] for rule in ALERTS}
    assert fires == names
    # Where one test has a series that fires beside one that does not, all that is expected says so.
    beside = {"TollwireConsumerLag"}
    assert names - silent <= beside


def test_rules_speak_only_of_metrics_that_there_are() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    known = recorded | {"up"}
    for name in metrics.catalogue():
        known |= {name, f"{name}_total", f"{name}_bucket"}
    for rule in rules():
        asked = re.sub(r"\{[^}]*\}", "", rule["expr"])
        named = set(re.findall(r"\b(?:\w+:)?tollwire[\w:]*|\bup\b", asked))
        assert named
        assert named <= known, rule


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_each_alert_has_a_runbook_that_there_is(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"info", "warning", "critical"}
    assert rule["labels"]["about"] in {"war", "pipeline"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"]
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    headings = re.findall(r"^### (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert anchor in {heading.lower() for heading in headings}


def test_no_runbook_is_of_an_alert_that_is_gone() -> None:
    page = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
    assert set(re.findall(r"^### (.*)$", page, re.MULTILINE)) == {rule["alert"] for rule in ALERTS}


def test_alertmanager_takes_its_configuration() -> None:
    run("amtool", "check-config", str(ALERTMANAGER))


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ({"alertname": "TollwireNewDisagreement", "about": "war", "severity": "info"}, "desk"),
        ({"about": "claim", "severity": "info", "actor": "armenia"}, "desk"),
        ({"alertname": "TollwireDeadLetters", "about": "pipeline", "severity": "warning"}, "operators"),
        ({"alertname": "TollwireDown", "about": "pipeline", "severity": "critical"}, "on-call"),
        ({"alertname": "SomebodyElses"}, "desk"),
    ],
)
def test_alerts_go_where_they_should(labels: dict[str, str], receiver: str) -> None:
    given = [f"{name}={value}" for name, value in labels.items()]
    said = run("amtool", "config", "routes", "test", f"--config.file={ALERTMANAGER}", *given)
    assert said.split() == [receiver]


def test_what_is_inhibited_are_alerts_that_there_are() -> None:
    names = {rule["alert"] for rule in ALERTS}
    for rule in yaml.safe_load(ALERTMANAGER.read_text("utf-8"))["inhibit_rules"]:
        for matcher in (*rule["source_matchers"], *rule["target_matchers"]):
            if matcher.startswith("alertname"):
                assert set(re.findall(r"Tollwire\w+", matcher)) <= names
