"""`tollwire ingest files` on a real broker: published once, bad ones buried, taken up where it was."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.crawl import PAGE, record
from support.pipeline import Pipeline
from support.waiting import eventually
from tollwire.events.topics import ARTICLES
from tollwire.platform import deadletters as dl
from tollwire.platform.broker import choose_broker

pytestmark = pytest.mark.kafka
LINES = 12_000


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("archives")) as pipeline:
        yield pipeline


def command(pipeline: Pipeline, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tollwire.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap,
            "TOLLWIRE_DATA_DIR": str(pipeline.folder / "data"),
            "COLUMNS": "250",
        },
    )


def run(pipeline: Pipeline, *arguments: str) -> tuple[int, list[str], str]:
    """Exit code, lines of standard error, and standard output."""
    process = command(pipeline, *arguments)
    out, error = process.communicate(timeout=120)
    return process.returncode, error.splitlines(), out


def published(pipeline: Pipeline, prefix: str) -> list[str]:
    keys = [found.key.decode() for found in pipeline.read(ARTICLES)]
    return [key for key in keys if key.startswith(prefix)]


def test_a_tree_of_archives_is_published_and_what_is_bad_is_a_dead_letter(pipeline: Pipeline) -> None:
    folder = pipeline.folder / "tree"
    (folder / "2020").mkdir(parents=True)
    pages = [record(PAGE.format(n=n).encode(), url=f"https://paper.example/{n}") for n in range(3)]
    (folder / "2020" / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, [*pages, b"damaged\r\n"])))
    (folder / "table.csv").write_text("nr;body\n1;Five were killed.\n2\n")
    (folder / "left.jsonl").write_text("{}\n")
    arguments = [
        "ingest",
        "files",
        str(folder),
        "--exclude",
        "left*",
        "--column",
        "text=body",
        "--column",
        "id=nr",
    ]
    code, told, _ = run(pipeline, *arguments)
    assert code == 1
    assert told == [
        f"bad: {folder}/table.csv:3: the row has 1 fields, and the header 2; is one not quoted?",
        f"bad: {folder}/2020/crawl.warc.gz:4: 9 bytes that belong to no WARC record",
        "4 published, 0 same as before, 2 bad",
    ]
    letters = sorted(dl.letters(pipeline.settings, [ARTICLES]), key=lambda letter: letter.said(dl.SOURCE))
    assert [(letter.said(dl.SOURCE), letter.value) for letter in letters] == [
        (f"{folder}/2020/crawl.warc.gz:4", b"damaged\r\n"),
        (f"{folder}/table.csv:3", b"2\n"),
    ]
    assert [letter.said(dl.SERVICE) for letter in letters] == ["ingest", "ingest"]
    assert f"{folder}/table.csv:3" in run(pipeline, "dlq", "list")[2]
    assert run(pipeline, "dlq", "replay")[2] == "replayed 0 dead letters\n"
    at = f"{letters[0].partition}:{letters[0].offset}"
    code, told, _ = run(pipeline, "dlq", "replay", "--topic", ARTICLES.name, "--offset", at)
    assert (code, "mend it there and take it in again" in told[0]) == (2, True)
    assert not (pipeline.folder / "data").exists(), "a run that ends at once leaves nothing behind"


def test_a_run_that_is_killed_is_taken_up_where_it_was(pipeline: Pipeline) -> None:
    prefix = "killed "
    lines = [
        json.dumps(
            {"id": f"{prefix}{n}", "text": f"{n} were killed. " + "x" * 500, "published": "2020-10-01"}
        )
        for n in range(LINES)
    ]
    file = pipeline.folder / "killed.jsonl.gz"
    parts = ["\n".join(lines[begin : begin + 1000]).encode() + b"\n" for begin in range(0, LINES, 1000)]
    file.write_bytes(b"".join(gzip.compress(part, 1) for part in parts))
    first = command(pipeline, "ingest", "files", str(file))
    journals = Path(pipeline.folder / "data" / "ingest")
    before = set(journals.glob("*")) if journals.exists() else set()
    eventually(
        lambda: first.poll() is not None or set(journals.glob("*")) - before, "its place is written down"
    )
    assert first.poll() is None, "killed in the middle"
    first.kill()
    first.communicate()
    code, told, _ = run(pipeline, "ingest", "files", "--resume", str(file))
    assert code == 0, told
    count, same = (int(part.split()[0].replace(",", "")) for part in told[-1].split(", ")[:2])
    assert 0 < count < LINES
    assert count + same < LINES, "what was acknowledged is not read again"
    assert sorted(set(published(pipeline, prefix))) == sorted(f"{prefix}{n}" for n in range(LINES))
    assert run(pipeline, "ingest", "files", "--resume", str(file))[1][-1].startswith("0 published, 0 same")
