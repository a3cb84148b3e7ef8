"""The dashboards: that the committed ones are those of the code, and that they ask for what there is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from boards import ALL, parts, writing
from boards.__main__ import FOLDER
from boards.palette import BASES
from support.dashboards import expressions, panels
from tollwire.domain.claim import Basis, CasualtyType
from tollwire.platform import metrics

ROOT = Path(__file__).resolve().parents[3]
PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"
RULES = ROOT / "deploy" / "prometheus" / "rules" / "recording.yml"
# What Prometheus itself and its client library say of every target.
BUILT_IN = {
    "ALERTS",
    "up",
    "scrape_samples_scraped",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
}

each_dashboard = pytest.mark.parametrize("name", ALL)


def committed(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return made


def known() -> set[str]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    names = {rule["record"] for group in groups for rule in group["rules"]} | BUILT_IN
    for name in metrics.catalogue():
        names |= {name, f"{name}_total", f"{name}_bucket"}
    return names


def links(made: dict[str, Any]) -> Iterator[str]:
    """The addresses of all links within panels."""
    for panel in panels(made):
        yield from re.findall(r"\]\(([^)]+)\)", panel.get("options", {}).get("content", ""))
        for override in panel.get("fieldConfig", {}).get("overrides", ()):
            for each in override["properties"]:
                if each["id"] == "links":
                    yield from (link["url"] for link in each["value"])


@each_dashboard
def test_what_is_committed_is_what_the_code_makes(name: str) -> None:
    """Else: make dashboards."""
    assert (FOLDER / f"{name}.json").read_text("utf-8") == writing.text(ALL[name]())


def test_no_dashboard_is_left_of_code_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(ALL)


@each_dashboard
def test_it_asks_for_metrics_that_there_are(name: str) -> None:
    asked = set()
    for expression in expressions(committed(name)):
        bare = re.sub(r"\{[^}]*\}|\[[^]]*\]", "", expression)
        asked |= set(re.findall(r"\b(?:\w+:)?tollwire[\w:]*|\b(?:up|ALERTS|scrape_\w+|process_\w+)\b", bare))
    assert asked
    assert asked <= known()


def test_each_metric_is_on_a_dashboard() -> None:
    asked = " ".join(expression for name in ALL for expression in expressions(committed(name)))
    recorded = [
        rule["expr"]
        for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]
        for rule in group["rules"]
        if rule["record"] in asked
    ]
    text = " ".join([asked, *recorded])
    missing = [name for name in metrics.catalogue() if not re.search(rf"\b{name}(_total|_bucket)?\b", text)]
    assert not missing, "no dashboard shows them"


@each_dashboard
def test_each_panel_says_how_to_read_it_and_in_which_unit(name: str) -> None:
    for panel in panels(committed(name)):
        if panel["type"] == "text":
            continue
        assert panel["title"]
        assert len(panel["description"]) > 30, panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert panel["targets"]
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters)
        if panel["type"] != "table":
            assert panel["fieldConfig"]["defaults"]["unit"]


@each_dashboard
def test_panels_have_numbers_and_do_not_overlap(name: str) -> None:
    every = committed(name)["panels"]
    assert [panel["id"] for panel in every] == list(range(1, len(every) + 1))
    taken: set[tuple[int, int]] = set()
    for panel in every:
        at = panel["gridPos"]
        assert at.get("x", 0) + at["w"] <= 24
        cells = {(at.get("x", 0) + x, at.get("y", 0) + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not taken & cells, panel["title"]
        taken |= cells


@each_dashboard
def test_variables_that_are_used_are_there(name: str) -> None:
    made = committed(name)
    there = {variable["name"] for variable in made["templating"]["list"]}
    text = json.dumps({**made, "templating": {}})
    used = set(re.findall(r"\$\{?([a-z]\w*)", text))
    assert used <= there
    assert there - used <= {"conflict"}  # it picks the sides of another variable


def test_variables_for_war_side_and_casualties() -> None:
    for name in ("war", "sources"):
        variables = {each["name"]: each for each in committed(name)["templating"]["list"]}
        assert variables.keys() >= {"datasource", "conflict", "actor", "casualty_type"}
        assert variables["casualty_type"]["query"].split(",") == [str(each) for each in CasualtyType]
        assert '{conflict=~"$conflict"}' in variables["actor"]["query"]["query"]


@each_dashboard
def test_links_between_dashboards_lead_to_dashboards_and_variables_that_there_are(name: str) -> None:
    variables = {
        made["uid"]: {variable["name"] for variable in made["templating"]["list"]}
        for made in map(committed, ALL)
    }
    for url in links(committed(name)):
        if url.startswith("/d/"):
            uid = url.removeprefix("/d/").partition("?")[0]
            assert set(re.findall(r"var-(\w+)=", url)) <= variables[uid]
        else:
            assert url.startswith(("${api}/v1/", "$api/v1/")), url


def test_the_range_of_each_basis_is_filled_between_lines_that_there_are() -> None:
    bands = [panel for panel in panels(committed("war")) if "custom.fillBelowTo" in json.dumps(panel)]
    assert len(bands) == 3, "military, civilian, and where nobody tells"
    for panel in bands:
        names = {
            target["legendFormat"].replace("{{bound}}", bound)
            for target in panel["targets"]
            for bound in ("low", "high")
        }
        filled = {}
        for override in panel["fieldConfig"]["overrides"]:
            for each in override["properties"]:
                if each["id"] == "custom.fillBelowTo":
                    filled[override["matcher"]["options"]] = each["value"]
        assert len(filled) == len(Basis)
        assert {*filled, *filled.values()} == names


def test_each_basis_has_a_colour_of_its_own_in_every_panel() -> None:
    assert set(BASES) == set(Basis)
    assert len({look.colour for look in BASES.values()}) == len(Basis)
    for name in ALL:
        for panel in panels(committed(name)):
            for override in panel.get("fieldConfig", {}).get("overrides", ()):
                colours = [each["value"] for each in override["properties"] if each["id"] == "color"]
                named = override["matcher"]["options"]
                for basis, look in BASES.items():
                    if colours and (named == basis or look.name in named):
                        assert colours == [{"mode": "fixed", "fixedColor": look.colour}]


def test_grafana_finds_the_data_source_and_the_dashboards() -> None:
    (source,) = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert source["type"] == parts.SOURCE.type_val
    prometheus = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    assert source["jsonData"]["timeInterval"] == prometheus["global"]["scrape_interval"]
    (provider,) = yaml.safe_load((PROVISIONING / "dashboards" / "tollwire.yml").read_text())["providers"]
    assert provider["options"]["path"].endswith(f"/{FOLDER.name}")
