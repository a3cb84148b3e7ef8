"""Reading gold files, running an extractor over them, and the command."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tollwire import cli
from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.evaluation import gold, run
from tollwire.evaluation.scoring import Score

runner = CliRunner()
TEXT = "Shelling near Terter\n\nAzerbaijan said on Sunday that 16 civilians were killed. It rained."
CLAIM: dict[str, Any] = {
    "quote": "16 civilians were killed",
    "count_min": 16,
    "count_max": 16,
    "approx": False,
    "type": "killed",
    "group": "civilian",
    "victim": "Azerbaijan",
    "perpetrator": None,
    "claimant": "Azerbaijan",
    "claimant_actor": "Azerbaijan",
    "stance": "asserted",
    "scope": "incident",
    "optional": False,
}
ARTICLE: dict[str, Any] = {
    "id": "t-1",
    "url": "https://wire.example/1",
    "publisher": "wire.example",
    "title": "Shelling near Terter",
    "published": "2020-10-04",
    "text": TEXT,
    "claims": [CLAIM],
}


def written(folder: Path, *articles: dict[str, Any] | str) -> Path:
    path = folder / "gold.jsonl"
    lines = (each if isinstance(each, str) else json.dumps(each) for each in articles)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_articles_and_claims_of_a_file(tmp_path):
    [found] = gold.read(written(tmp_path, ARTICLE, ""))
    assert (found.article.id, found.article.text) == ("t-1", TEXT)
    assert found.claims[0].quote == CLAIM["quote"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ({**ARTICLE, "id": "t-2", "claims": None}, '"claims"'),
        ({**ARTICLE, "id": "t-2", "text": None}, '"text"'),
        ({**ARTICLE, "id": "t-2", "published": "soon"}, '"published"'),
        ({**ARTICLE, "id": "t-2", "claims": [{**CLAIM, "type": "hurt"}]}, "claim 1, type"),
        ({**ARTICLE, "id": "t-2", "claims": [CLAIM, {**CLAIM, "count_min": "16"}]}, "claim 2, count_min"),
        ({**ARTICLE, "id": "t-2", "claims": [{**CLAIM, "count_max": 3}]}, "below count_min"),
        ({**ARTICLE, "id": "t-2", "claims": [{**CLAIM, "quote": "17 civilians"}]}, "17 civilians"),
        (ARTICLE, "stands in line 1 already"),
    ],
)
def test_a_bad_line_is_told_with_file_and_line(tmp_path, bad, said):
    path = written(tmp_path, ARTICLE, "", bad)
    with pytest.raises(gold.GoldError) as told:
        gold.read(path)
    assert str(told.value).startswith(f"{path}:3: ")
    assert said in str(told.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_or_is_empty(tmp_path, content):
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(gold.GoldError, match=r"gold\.jsonl: "):
        gold.read(path)


def test_an_extractor_of_any_kind_is_judged(tmp_path):
    judged = list(run.judge(gold.read(written(tmp_path, ARTICLE)), read=lambda _: []))
    score = Score.over(each.comparison for each in judged)
    assert (score.wanted, score.found, score.measures()["recall"]) == (1, 0, 0.0)


def test_names_of_one_side_are_one_name():
    actors = [
        Actor(name="ISIS", kind=Kind.GROUP, aliases=("Islamic State", "IS")),
        Actor(name="Palestine", kind=Kind.STATE, people=("Palestinians",)),
        Actor(name="One", kind=Kind.GROUP, aliases=("the Front", "Palestine")),
        Actor(name="Two", kind=Kind.GROUP, aliases=("Front",)),
    ]
    side = run.Sides(Registry.of(actors))
    assert side("the  Islamic State") == side("isis") == "ISIS"
    assert side("Palestinians") == side("Palestine") == "Palestine"
    assert side("The Front") == "front"  # two bear it
    assert side("The Hill Tribes") == side("hill tribes")
    assert side(None) is None


def test_the_command_prints_measures_and_errors(tmp_path):
    missed = {**CLAIM, "quote": "rained", "count_min": 9, "count_max": None}
    path = written(tmp_path, {**ARTICLE, "claims": [CLAIM, missed]})
    shown = runner.invoke(cli.app, ["evaluate", str(path), "--errors", "1"])
    assert shown.exit_code == 0
    assert "core_f1" in shown.output
    assert "missed 9+ killed" in shown.output
    assert "killed. It rained" in shown.output


def test_the_command_as_json(tmp_path):
    shown = runner.invoke(cli.app, ["evaluate", str(written(tmp_path, ARTICLE)), "--json"])
    measures = json.loads(shown.output)
    assert (measures["articles"], measures["gold"], measures["recall"]) == (1, 1, 1.0)


def test_the_command_fails_below_the_least_core(tmp_path):
    missed = {**CLAIM, "quote": "rained", "count_min": 9}
    path = written(tmp_path, {**ARTICLE, "claims": [{**missed, "count_max": 9}]})
    assert runner.invoke(cli.app, ["evaluate", str(path), "--min-core", "0.5"]).exit_code == 1
    assert runner.invoke(cli.app, ["evaluate", str(path), "--min-core", "0"]).exit_code == 0


def test_the_command_tells_how_far_confidence_holds_and_what_is_wrong(tmp_path):
    missed = {**CLAIM, "quote": "rained", "count_min": 9, "count_max": None}
    other = {**CLAIM, "scope": "historical", "group": "military"}
    path = written(
        tmp_path, {**ARTICLE, "claims": [CLAIM, missed]}, {**ARTICLE, "id": "t-2", "claims": [other]}
    )
    shown = runner.invoke(cli.app, ["evaluate", str(path)])
    assert "by confidence" in shown.output
    assert shown.output.index("missed 9+ killed") < shown.output.index("wrong group: civilian for military")
    assert "wrong scope" in shown.output
    assert "confident" in json.loads(runner.invoke(cli.app, ["evaluate", str(path), "--json"]).output)


def test_the_command_knows_the_users_actors(tmp_path, monkeypatch):
    text = "Two soldiers of the Hill Guard were killed on Sunday."
    claim = {
        **CLAIM,
        "quote": "Two soldiers of the Hill Guard were killed",
        "count_min": 2,
        "count_max": 2,
        "group": "military",
        "victim": "Hill Guard",
        "claimant": None,
        "claimant_actor": None,
    }
    path = written(tmp_path, {**ARTICLE, "title": None, "text": text, "claims": [claim]})
    assert json.loads(runner.invoke(cli.app, ["evaluate", str(path), "--json"]).output)["victim_accuracy"] < 1
    actors = tmp_path / "actors.yaml"
    actors.write_text("actors:\n  - {name: Hill Guard, kind: group}\n")
    monkeypatch.setenv("TOLLWIRE_ACTORS", str(actors))
    assert (
        json.loads(runner.invoke(cli.app, ["evaluate", str(path), "--json"]).output)["victim_accuracy"] == 1
    )


def test_a_bad_file_is_one_line_on_standard_error(tmp_path):
    path = written(tmp_path, "{")
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "evaluate", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {path}:1: not JSON")
