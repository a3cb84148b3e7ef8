"""What operators and analysts look at: the sample wire under a real Prometheus and a real Alertmanager."""

import json
import math
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from boards import ALL
from boards.__main__ import FOLDER
from chart.__main__ import drawn
from support import monitoring
from support.dashboards import annotations, filled, label_values, targets
from support.monitoring import Alertmanager, MissingTool, QueryError, Series
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from support.watched import Start, Watched, watched
from support.world import HOST, Story, World, page, rss, with_validators, world
from tollwire.domain.window import Window
from tollwire.events.wire import TallyV1

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(400)]

WAR = "second-nagorno-karabakh-war"
SIDES = ("armenia", "azerbaijan", "nagorno-karabakh")
TOKEN = "0123456789abcdef-one"
JOBS = (
    "tollwire-extractor",
    "tollwire-aggregator",
    "tollwire-feeds",
    "tollwire-push",
    "tollwire-api",
    "tollwire-alerts",
)
# After so many articles the wire waits until all before has been scraped: several scrapes see the war grow.
PAUSES = (5, 20, 40, 60)


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The sample wire, read by all kinds of workers, scraped again and again until all of it was seen."""
    folder = tmp_path_factory.mktemp("watched")
    with world() as there:
        more: dict[str, Start] = {
            "tollwire-feeds": lambda pipeline, _: _feeds(pipeline, there, folder),
            "tollwire-push": lambda pipeline, _: pipeline.start(
                "ingest http", name="push", TOLLWIRE_PUSH_TOKENS=TOKEN
            ),
            "tollwire-api": lambda pipeline, _: pipeline.start("api"),
            "tollwire-alerts": lambda pipeline, there: _alerts(pipeline, there, folder),
        }
        try:
            running = watched(folder, more=more)
            with running as made:
                _push(made.workers["tollwire-push"])
                assert made.workers["tollwire-api"].get("/v1/actors")[0] == 200
                made.play(lambda done, _: made.settled(done) if done in PAUSES else None)
                yield made
        except MissingTool as missing:
            pytest.skip(str(missing))


def _feeds(pipeline: Pipeline, there: World, folder: Path) -> Worker:
    """Follows a feed of one article, which tells of no casualty."""
    match = Story("/cup.html", "A draw in the rain", ("The cup final ended in a draw after two late goals.",))
    there.put("/sport.xml", with_validators(rss(there.url, [match])))
    there.put(match.path, page(match), Content_Type="text/html")
    path = folder / "sources.yaml"
    feed = {"name": "sport", "url": f"{there.url}/sport.xml", "allow": [HOST], "interval": 1}
    path.write_text(yaml.safe_dump({"defaults": {"limits": {"delay": 0}}, "feeds": [feed]}))
    return pipeline.start(f"ingest feeds {path}", name="feeds")


def _alerts(pipeline: Pipeline, alertmanager: Alertmanager, folder: Path) -> Worker:
    """Tells of soldiers whom their own side admits to have lost, however long ago that was."""
    path = folder / "alerts.yaml"
    claims = {
        "bases": ["admission"],
        "casualty_types": ["killed"],
        "groups": ["military"],
        "max_age": "9999d",
    }
    rule = {
        "name": "own-losses",
        "severity": "warning",
        "sinks": ["desk"],
        "rate": "500/1h",
        "claims": claims,
    }
    path.write_text(
        yaml.safe_dump(
            {
                "sinks": [{"name": "desk", "alertmanager": alertmanager.url}],
                "rules": [rule],
                "wait_for_tally": 5,
            }
        )
    )
    return pipeline.start(f"alerts run {path}", name="alerts")


def _push(worker: Worker) -> None:
    """What the sample wire has none of: a side that counts the other's civilians."""
    text = "The Defence Ministry of Armenia said that seven Azerbaijani civilians had been killed in Terter."
    article = {"id": "terter", "text": text, "published": "2020-10-01T10:00:00Z"}
    answer = httpx.post(
        f"http://127.0.0.1:{worker.port}/v1/articles",
        json=article,
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=60,
        trust_env=False,
    )
    assert answer.status_code == 202, answer.text


def _variables(war: Watched, actor: str, conflict: str) -> dict[str, str]:
    return {
        "actor": actor,
        "conflict": conflict,
        "casualty_type": "killed",
        "__rate_interval": "1m",
        "__range": f"{time.time() - war.began + 1:.0f}s",
    }


def _shown(war: Watched, target: dict[str, Any], variables: dict[str, str]) -> list[Series]:
    """What a panel's query comes to, without series that never had a number. Raises QueryError."""
    expression = filled(target["expr"], variables)
    if target.get("instant"):
        found = war.prometheus.query(expression)
    else:
        found = war.prometheus.query_range(expression, war.began, time.time(), 1)
    return [each for each in found if not all(math.isnan(value) for _, value in each.samples)]


def _dashboard(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return made


@pytest.mark.parametrize("name", ALL)
def test_each_query_of_each_panel_shows_something_of_the_war(war: Watched, name: str) -> None:
    """A repeated panel asks for one side at a time; some side has what it asks for."""
    bare = []
    for panel, target in targets(_dashboard(name)):
        asked = f"{panel['title']}, {target['refId']}"
        if not any(_shown(war, target, _variables(war, actor, WAR)) for actor in SIDES):
            bare.append(f"{asked}: for each side")
        bare += [
            f"{asked}: for all sides, and wars like {conflict}"
            for conflict in (WAR, ".*")
            if not _shown(war, target, _variables(war, ".*", conflict))
        ]
    assert not bare, "\n".join(["these are empty:", *bare])


def test_an_empty_query_and_one_that_fails_are_noticed(war: Watched) -> None:
    variables = _variables(war, ".*", ".*")
    assert not _shown(war, {"expr": "tollwire_no_such_metric"}, variables)
    assert not _shown(war, {"expr": "tollwire_tally_people * NaN"}, variables)
    with pytest.raises(QueryError, match="parse error"):
        _shown(war, {"expr": "sum(tollwire_tally_people"}, variables)


@pytest.mark.parametrize("name", ALL)
def test_what_is_marked_in_time_and_what_can_be_chosen_is_there(war: Watched, name: str) -> None:
    made, variables = _dashboard(name), _variables(war, ".*", ".*")
    for expression in annotations(made):
        assert _shown(war, {"expr": expression}, variables)
    for variable in made["templating"]["list"]:
        if variable["type"] == "query":
            selector, label = label_values(variable)
            offered = war.prometheus.label_values(label, filled(selector, variables | {"conflict": WAR}))
            assert {"conflict": {WAR}, "actor": set(SIDES)}[label] <= set(offered)


def test_figures_are_those_of_the_tallies_on_the_topic(war: Watched) -> None:
    scraped = {
        tuple(series.labels[name] for name in ("actor", "casualty_type", "victim_group", "basis", "bound")): (
            series.last
        )
        for series in war.prometheus.query('actor:tollwire_tally_people:max{window="all"}')
    }
    told = {}
    for actor in SIDES:
        for band in TallyV1.decode(war.pipeline.tallies()[actor]).bands:
            if band.people.conflict == WAR and band.window == Window.ALL:
                about = (actor, band.people.casualty_type, band.people.victim_group, band.basis)
                told[*about, "low"] = band.low
                if band.high is not None:
                    told[*about, "high"] = band.high
    assert len(told) > 30
    assert {key: scraped.get(key) for key in told} == told


def test_the_chart_of_the_war_can_be_drawn_from_it(war: Watched, tmp_path: Path) -> None:
    drawn(war.prometheus, time.time() - war.began, list(SIDES), [tmp_path / "war.svg"])
    assert (tmp_path / "war.svg").stat().st_size > 10_000
    with pytest.raises(LookupError, match="no figure of killed, military, of atlantis"):
        drawn(war.prometheus, 600, ["atlantis"], [])


def test_all_rules_can_be_evaluated(war: Watched) -> None:
    rules = war.prometheus.rules()
    assert {rule["name"] for rule in rules} > {"TollwireNewDisagreement", "actor:tollwire_tally_people:max"}
    assert [rule["lastError"] for rule in rules if rule["health"] != "ok"] == []


def test_all_workers_are_scraped(war: Watched) -> None:
    assert {war.prometheus.targets()[job] for job in JOBS} == {"up"}


@pytest.mark.parametrize("job", JOBS)
def test_what_a_worker_exposes_keeps_to_the_conventions(war: Watched, job: str) -> None:
    status, exposition = war.workers[job].get("/metrics")
    assert status == 200
    checked = subprocess.run(
        [monitoring.find("promtool"), "check", "metrics"],
        input=exposition,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize("actor", SIDES)
def test_a_new_disagreement_arrives_at_alertmanager(war: Watched, actor: str) -> None:
    def arrived() -> list[dict[str, Any]]:
        return war.alertmanager.alerts(alertname="TollwireNewDisagreement", actor=actor)

    eventually(arrived, "the alert is at Alertmanager")
    for alert in arrived():
        assert (alert["labels"]["about"], alert["labels"]["severity"]) == ("war", "info")
        assert [receiver["name"] for receiver in alert["receivers"]] == ["desk"]
        assert alert["status"]["state"] == "active"
        assert alert["annotations"]["summary"].startswith(f"{actor}: ")
        assert alert["annotations"]["runbook_url"] == "docs/runbooks.md#tollwirenewdisagreement"


def test_a_claim_arrives_at_alertmanager_with_its_words(war: Watched) -> None:
    def arrived() -> list[dict[str, Any]]:
        return war.alertmanager.alerts(alertname="TollwireClaim", actor="nagorno-karabakh")

    def told() -> bool:
        return any("1,221" in json.dumps(alert["annotations"]) for alert in arrived())

    eventually(lambda: len(arrived()) > 10 and told(), "alerts on claims are at Alertmanager")
    for alert in arrived():
        assert alert["labels"]["about"] == "claim"
        assert alert["labels"]["basis"] == "admission"
        assert [receiver["name"] for receiver in alert["receivers"]] == ["desk"]
        assert alert["generatorURL"].startswith("https://")


def test_disagreements_of_every_side_are_counted_from_zero_on(war: Watched) -> None:
    """Else the first one of a side would be no increase, and its alert would be missed."""
    seen = war.prometheus.query("count by (actor, kind) (tollwire_disagreements_open)")
    counted = war.prometheus.query("count by (actor, kind) (tollwire_disagreements_opened_total)")
    assert len(seen) > 20
    assert {(*each.labels.items(),) for each in seen} <= {(*each.labels.items(),) for each in counted}


def test_a_pipeline_that_is_well_alerts_nobody(war: Watched) -> None:
    assert war.alertmanager.alerts(about="pipeline") == []
