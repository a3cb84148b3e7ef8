import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tollwire import cli
from tollwire.platform.settings import Settings

runner = CliRunner()
COMMANDS = [
    [],
    ["ingest"],
    ["ingest", "files"],
    ["ingest", "feeds"],
    ["ingest", "http"],
    ["ingest", "retract"],
    ["extract"],
    ["evaluate"],
    ["extractor"],
    ["aggregator"],
    ["api"],
    ["demo"],
    ["tally"],
    ["why"],
    ["replay"],
    ["topics"],
    ["topics", "create"],
    ["topics", "list"],
    ["dlq"],
    ["dlq", "list"],
    ["dlq", "replay"],
    ["healthcheck"],
    ["settings"],
    ["version"],
]


def command(*arguments: str, stdin: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does(arguments: list[str]):
    shown = runner.invoke(cli.app, [*arguments, "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from tollwire import cli\n"
        "try: cli.app(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'kafka', 'spacy', 'faust', 'pydantic', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version():
    assert runner.invoke(cli.app, ["version"]).output.startswith("tollwire 0.")


def test_settings_are_shown_with_their_variables_and_no_secret():
    done = command("settings", TOLLWIRE_KAFKA_SASL_PASSWORD="hunter2", TOLLWIRE_KAFKA_REPLICATION="3")
    assert done.returncode == 0
    assert "TOLLWIRE_KAFKA_REPLICATION=3\n" in done.stdout
    assert "hunter2" not in done.stdout
    for name in Settings.model_fields:
        assert f"TOLLWIRE_{name.upper()}=" in done.stdout


def test_a_wrong_setting_is_one_line():
    done = command("topics", "list", TOLLWIRE_KAFKA_REPLICATION="many")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: TOLLWIRE_KAFKA_REPLICATION: ")


def test_a_broker_address_that_cannot_be_read_is_one_line():
    done = command("topics", "list", TOLLWIRE_KAFKA_BOOTSTRAP="127.0.0.1:port")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "give host:port" in line


def test_debug_shows_the_traceback():
    done = command("dlq", "list", "--topic", "none", TOLLWIRE_LOG_LEVEL="DEBUG")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_extract_prints_one_line_an_article_and_tells_the_bad_ones(tmp_path: Path):
    text = "Armenia said that 16 of its soldiers were killed on Sunday."
    file = tmp_path / "a.jsonl"
    file.write_text("{}\n" + json.dumps({"id": "é", "text": text, "published": "2020-09-27"}) + "\n")
    done = command("extract", str(file))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f'bad: {file}:1: "text" is missing; each article needs one']
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert set(found) == {"id", "claims"}
    assert found["id"] == "é"
    for claim in found["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]


def test_extract_reads_standard_input_and_shows_text_for_people():
    done = command("extract", "--pretty", "-", stdin=json.dumps({"text": "Nobody\x1b[31m came."}))
    assert done.returncode == 0
    assert "Nobody\\x1b[31m came." in done.stdout


def test_extract_explains_in_json_what_made_and_dropped_each_number():
    text = "In 2011 Armenia said that 16 of its soldiers were killed."
    done = command("extract", "--explain", "-", stdin=json.dumps({"text": text}))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    plain = json.loads(command("extract", "-", stdin=json.dumps({"text": text})).stdout)
    [claim] = found["claims"]
    assert claim.pop("why")["count"]["rule"]
    assert claim.pop("weighed")
    assert [claim] == plain["claims"]
    assert 0 <= claim["confidence"] <= 1
    assert [(each["quote"], each["rule"]) for each in found["dropped"]] == [("2011", "date")]
    assert (found["read"], found["sentences"]) == (1, 1)


def test_extract_explains_for_people():
    text = "In 2011 Armenia said that 16 of its soldiers were killed. \x1b[31m"
    done = command("extract", "--explain", "--pretty", "-", stdin=json.dumps({"text": text}), COLUMNS="200")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    for told in ("count", "victim", "claimant", "scope", "confidence", "date", "could hold"):
        assert told in done.stdout


def test_extract_explain_needs_the_rules():
    done = command(
        "extract",
        "--explain",
        "-",
        stdin="{}",
        TOLLWIRE_EXTRACTOR="endpoint",
        TOLLWIRE_ENDPOINT_URL="http://127.0.0.1:9/v1",
        TOLLWIRE_ENDPOINT_MODEL="none",
        COLUMNS="200",
    )
    assert done.returncode == 2
    assert "gives no reasons" in done.stderr


def test_the_reader_of_a_pipe_may_go_away(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Nobody came.")
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "tollwire.cli", "extract", str(tmp_path / "a.txt")],
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""
