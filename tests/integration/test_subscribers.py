"""Those who subscribe: the examples that ship, and `tollwire tail`, on a real broker."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support import npm
from support.make import claim, hours, made, taken_back
from support.pipeline import Pipeline
from support.waiting import eventually
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.platform.broker import choose_broker

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

EXAMPLES = Path(__file__).parents[2] / "examples"
GONE = claim(5, victim="Turkey", by="Turkey", in_article="f")
EVENTS = [
    *made(claim(16), claim(600, by="Azerbaijan", at=hours(3), in_article="c", quote="600 were killed")),
    *made(GONE, claim(790, victim="Azerbaijan", by="Armenia", at=hours(20), in_article="d")),
    taken_back(GONE, hours(30)),
]
ACCOUNTS = fold(EVENTS)
TALLIES = [messages.of_tally(each.tally) for each in ACCOUNTS.values()]
DISAGREEMENTS = [
    messages.of_disagreement(State.OPEN, one) for each in ACCOUNTS.values() for one in each.disagreements
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("pipeline")) as pipeline:
        pipeline.publish([*map(messages.of_claim, EVENTS), *TALLIES, *DISAGREEMENTS])
        yield pipeline


@contextmanager
def running(pipeline: Pipeline, *command: str, cwd: Path | None = None) -> Iterator[Path]:
    """The file that a reader which does not end by itself writes to."""
    out = pipeline.folder / f"{Path(command[-1]).stem}.out"
    where = {**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap, "PYTHONUNBUFFERED": "1"}
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, cwd=cwd, env=where)
        try:
            yield out
        finally:
            process.kill()
            process.wait()


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def test_a_reader_in_python_of_twenty_lines(filled: Pipeline) -> None:
    script = EXAMPLES / "python" / "claims.py"
    assert len(lines(script)) <= 20
    with running(filled, sys.executable, str(script)) as out:
        eventually(lambda: len(lines(out)) == len(EVENTS), "all claims are read")
        told = [line.split()[:3] for line in lines(out)]
    assert sorted(told) == sorted(
        [
            ["current", "armenia", "16..16"],
            ["current", "armenia", "600..600"],
            ["current", "azerbaijan", "790..790"],
            ["current", "turkey", "5..5"],
            ["retracted", "turkey", "5..5"],
        ]
    )


def test_a_reader_with_kcat(filled: Pipeline) -> None:
    if shutil.which("kcat") is None:
        pytest.skip("kcat is not on the PATH; on Debian: apt-get install kcat")
    done = subprocess.run(
        [str(EXAMPLES / "kcat" / "tallies.sh")],
        capture_output=True,
        timeout=60,
        check=True,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": filled.broker.bootstrap},
    )
    assert sorted(done.stdout.splitlines()) == sorted(each.value for each in TALLIES)


def test_a_reader_in_javascript(filled: Pipeline, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on the PATH")
    npm.installed(EXAMPLES / "javascript", tmp_path)
    shutil.copy(EXAMPLES / "javascript" / "disagreements.js", tmp_path)
    with running(filled, node, "disagreements.js", cwd=tmp_path) as out:
        eventually(lambda: len(lines(out)) == len(DISAGREEMENTS), "all disagreements are read")
        told = lines(out)
    assert any(line.startswith("open armenia count killed") and line.endswith(" 600") for line in told)


def tail(pipeline: Pipeline, *arguments: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "tail", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap},
    )
    assert done.returncode == code, done.stderr
    return done


def test_tail_tells_what_has_come_as_json_in_a_pipe(filled: Pipeline) -> None:
    out = tail(filled, "--since", "1h", "-n", str(len(EVENTS))).stdout
    assert sorted(out.splitlines()) == sorted(messages.of_claim(event).value.decode() for event in EVENTS)
    [line] = tail(filled, "tallies", "--since", "1h", "--actor", "Baku", "-n", "1").stdout.splitlines()
    assert json.loads(line)["actor"] == "azerbaijan"
    [line] = tail(
        filled, "disagreements", "--since", "1h", "--actor", "armenia", "-n", "1"
    ).stdout.splitlines()
    assert json.loads(line)["actor"] == "armenia"


def test_tail_is_readable_and_live(filled: Pipeline) -> None:
    late = made(claim(17, at=hours(40), in_article="late", quote="17 were killed"))
    with running(filled, sys.executable, "-m", "tollwire.cli", "tail", "--text", "claims") as out:

        def told() -> bool:
            filled.publish(map(messages.of_claim, late))  # until the reader is there
            return any("17 killed" in line for line in lines(out))

        eventually(told, "the new claim is told")
        assert not any("600 killed" in line for line in lines(out)), "what was there before is not told"


def test_tail_says_what_is_wrong(filled: Pipeline) -> None:
    assert "is no moment" in tail(filled, "--since", "yesterday", code=2).stderr
