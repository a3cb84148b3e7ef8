"""`tollwire extract --extractor endpoint`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.endpoint import KEY, Answer, claims, completion, failure, stub, told

TEXT = "Yerevan said that 16 servicemen had been killed."


@pytest.fixture
def written(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(TEXT)
    return str(path)


def extract(answer: Answer, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    with stub([answer]) as endpoint:
        set_ = {
            "TOLLWIRE_ENDPOINT_URL": endpoint.url,
            "TOLLWIRE_ENDPOINT_MODEL": "stub",
            "TOLLWIRE_ENDPOINT_KEY": KEY,
            "TOLLWIRE_ENDPOINT_RETRIES": "0",
        }
        return subprocess.run(
            [sys.executable, "-m", "tollwire.cli", "extract", *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **set_, **environment},
            check=False,
        )


def test_an_endpoint_reads(written: str) -> None:
    quote = "16 servicemen had been killed"
    done = extract(claims(told(quote, 16, victim="Armenia")), "--extractor", "endpoint", written)
    assert (done.returncode, done.stderr) == (0, "")
    [claim] = json.loads(done.stdout)["claims"]
    assert (claim["quote"], claim["start"], claim["actor"]) == (quote, TEXT.index(quote), "armenia")


def test_the_rules_read_unless_somebody_else_is_asked_for(written: str) -> None:
    done = extract(failure(500), written)
    assert (done.returncode, len(json.loads(done.stdout)["claims"])) == (0, 1)


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "set TOLLWIRE_ENDPOINT_KEY"), (503, "answers 503 for model 'stub': no; try again later")],
)
def test_a_failure_is_one_line(written: str, status: int, advice: str) -> None:
    done = extract(failure(status), written, TOLLWIRE_EXTRACTOR="endpoint")
    assert done.returncode == 2
    assert advice in done.stderr
    assert done.stderr.count("\n") == 1
    assert KEY not in done.stderr


def test_an_article_without_a_useful_answer_stops_no_other(written: str) -> None:
    done = extract(completion("no JSON"), written, written, TOLLWIRE_EXTRACTOR="endpoint")
    assert done.returncode == 1
    assert done.stderr.count("cannot be used, 3 times") == 2
    assert all(line.startswith("bad: ") for line in done.stderr.splitlines())


def test_an_endpoint_gives_no_reasons(written: str) -> None:
    done = extract(claims(), "--extractor", "endpoint", "--explain", written)
    assert done.returncode == 2
    assert "an endpoint gives no reasons" in " ".join(done.stderr.replace("│", " ").split())
