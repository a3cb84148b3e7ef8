"""Tallies, the claims behind them and the fold afresh, read from a real broker by the commands."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from support import war
from support.make import claim, hours, made, taken_back
from support.pipeline import Pipeline
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS, TALLIES
from tollwire.platform import clients
from tollwire.platform.broker import Broker, choose_broker

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

FIRST = claim(16)
SECOND = claim(84, at=hours(30), in_article="b", publisher="two.example")
ENEMY = claim(600, by="Azerbaijan", at=hours(31), in_article="c", quote="600 were killed")
THEIRS = claim(790, victim="Azerbaijan", by="Armenia", at=hours(20), in_article="d")
OF_NOBODY = claim(7, victim="Free Men of Nowhere", by=None, at=hours(20), in_article="e")
GONE = claim(5, victim="Turkey", by="Turkey", in_article="f")
EVENTS = [
    *made(FIRST, SECOND, ENEMY, THEIRS, OF_NOBODY, GONE, claim(99, at=hours(40), in_article="g")),
    taken_back(GONE, hours(1)),
    taken_back(claim(99, at=hours(40), in_article="g"), hours(50)),
]


def tollwire(
    broker: Broker | None, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    where = {"TOLLWIRE_KAFKA_BOOTSTRAP": broker.bootstrap if broker else "127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **where, "COLUMNS": "80", **environment},
        check=False,
    )


def said(broker: Broker, *arguments: str) -> list[str]:
    done = tollwire(broker, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def error(broker: Broker | None, *arguments: str, **environment: str) -> str:
    done = tollwire(broker, *arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    return line


def outcome(events: list[ClaimEvent]) -> list[Record]:
    """What the aggregator would have published last."""
    accounts = fold(events).values()
    return [
        *(messages.of_tally(each.tally) for each in accounts),
        *(messages.of_disagreement(State.OPEN, one) for each in accounts for one in each.disagreements),
    ]


def fill(pipeline: Pipeline) -> None:
    """The topics as they are after some claims, with what went before and what nobody can read."""
    before = outcome(EVENTS[:1])
    over = [
        messages.of_disagreement(state, one)
        for state in (State.OPEN, State.RESOLVED)
        for each in fold(made(FIRST, claim(60, by="Russia", at=hours(3), in_article="i"))).values()
        for one in each.disagreements
    ]
    assert over
    pipeline.publish([*before, *over])
    pipeline.publish(Record(CLAIMS, b"armenia", value, []) for value in (b"{}", b"\xff"))
    pipeline.publish([*map(messages.of_claim, EVENTS), *outcome(EVENTS)])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Topics that are only read."""
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("pipeline")) as pipeline:
        fill(pipeline)
        yield pipeline


def test_a_tally_is_the_newest_message(filled: Pipeline):
    broker = filled.broker
    tallies = {each.key.decode(): each.value.decode() for each in outcome(EVENTS) if each.topic is TALLIES}
    for name, actor in (("Armenians", "armenia"), ("Baku", "azerbaijan"), ("turkey", "turkey")):
        assert said(broker, "tally", name, "--json") == [tallies[actor]]
    assert said(broker, "tally", "free men of nowhere", "--json") == [tallies["free-men-of-nowhere"]]
    assert sorted(said(broker, "tally", "--json")) == sorted(tallies.values())
    assert {line.split()[0] for line in said(broker, "tally")[1:]} == set(tallies) - {"turkey"}

    picture = said(broker, "tally", "Yerevan", "--disagreements")
    assert "\x1b" not in "".join(picture)
    assert any(line.split()[:3] == ["admitted", "Armenia", "84"] for line in picture)
    assert any("open disagreements: 1" in line for line in picture)
    lines = said(broker, "tally", "armenia", "--disagreements", "--json")
    assert [json.loads(line).get("kind") for line in lines] == [None, "count"]
    assert "of whom no claim stands any more" in said(broker, "tally", "Turkey")[0]
    assert "is said" in said(broker, "tally", "Baku", "--window", "30d")[-1]


def test_claims_behind_a_figure(filled: Pipeline):
    arguments = ("why", "Armenia", "--type", "killed", "--basis")
    [line] = said(filled.broker, *arguments, "enemy_claim", "--json")
    assert json.loads(line)["quote"] == "600 were killed"
    own = [json.loads(line) for line in said(filled.broker, *arguments, "admission", "--json")]
    assert [(each["count_min"], each["in_figure"]) for each in own] == [(84, True), (16, False)]
    picture = "\n".join(said(filled.broker, *arguments, "admission", "--group", "military"))
    for words in (
        "“84 killed”",
        "two.example",
        "https://two.example/b",
        "● 2020-09-28 14:00",
        "2 claims; ● 1",
    ):
        assert words in picture
    assert "99 killed" not in picture


def test_a_replay_prints_the_tallies_of_any_moment_and_touches_nothing(filled: Pipeline):
    broker = filled.broker
    done = tollwire(broker, "replay", "--json")
    tallies = [each.value.decode() for each in outcome(EVENTS) if each.topic is TALLIES]
    assert sorted(done.stdout.splitlines()) == sorted(tallies)
    assert done.stderr.startswith("2 messages on tollwire.claims.v1 cannot be read")

    def admitted(*arguments: str) -> list[int]:
        lines = tollwire(broker, "replay", "--json", "armenia", *arguments).stdout.splitlines()
        return [
            band["low"]
            for line in lines
            for band in json.loads(line)["bands"]
            if (band["basis"], band["window"]) == ("admission", "all")
        ]

    assert admitted() == [84]
    assert admitted("--to", "2020-09-27") == [16]
    assert admitted("--to", "2020-09-29T09:59Z") == [99], "the correction was put out a minute later"
    assert admitted("--to", "2020-09-29") == [84]
    assert admitted("--from", "2020-09-30") == []
    assert admitted("--ingested-to", "2020-12-31") == []
    assert admitted("--ingested-to", "2999-12-31") == [84]

    picture = tollwire(broker, "replay", "Armenia", "--to", "2020-09-29", "--disagreements").stdout
    assert "newest claim 2020-09-28 15:00 UTC, 33 h ago" in picture, "ages are up to the moment"
    assert "open disagreements: 1" in picture
    with clients.admin(filled.settings) as admin:
        assert not admin.list_groups()


def test_a_check_names_the_tallies_that_differ(pipeline: Pipeline):
    fill(pipeline)
    done = tollwire(pipeline.broker, "replay", "--check")
    assert (done.returncode, done.stdout) == (
        0,
        f"4 tallies equal a replay of {len(EVENTS) + 2} messages, byte for byte\n",
    )
    wrong = [each for each in outcome(EVENTS[:1]) if each.topic is TALLIES]
    phantom = [
        each for each in outcome(made(claim(3, victim="Georgia", by="Georgia"))) if each.topic is TALLIES
    ]
    uncounted = made(claim(3, victim="Iran", by="Iran"))
    pipeline.publish([*wrong, *phantom, *map(messages.of_claim, uncounted)])
    done = tollwire(pipeline.broker, "replay", "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "armenia: differs",
        "georgia: has a tally and no claims",
        "iran: has claims and no tally",
    ]
    assert tollwire(pipeline.broker, "replay", "--check", "azerbaijan").returncode == 0
    assert tollwire(pipeline.broker, "replay", "--check", "Yerevan").returncode == 1
    assert "is `tollwire aggregator` running?" in error(pipeline.broker, "tally", "Iran")


def test_what_is_not_there_is_told_in_a_line(filled: Pipeline):
    broker = filled.broker
    assert "did you mean azerbaijan" in error(broker, "tally", "Azerbaidjan")
    assert "did you mean azerbaijan" in error(broker, "why", "Azerbaidjan")
    assert "did you mean azerbaijan" in error(broker, "replay", "Azerbaidjan")
    assert "did you mean azerbaijan" in error(broker, "replay", "--check", "Azerbaidjan")
    assert "no claim about georgia has come yet" in error(broker, "tally", "Georgia")
    assert "write a day or a time" in error(broker, "replay", "--to", "soon")
    no_broker = error(None, "tally", "Georgia", TOLLWIRE_KAFKA_TIMEOUT_SECONDS="1")
    assert "no broker at 127.0.0.1:9 after 1 s" in no_broker


def test_topics_that_are_missing_are_told(broker: Broker):
    for arguments in (["tally", "Baku"], ["why", "Baku"], ["replay"], ["replay", "--check"]):
        line = error(broker, *arguments)
        assert line.startswith("error: there is no topic tollwire.")
        assert "tollwire topics create" in line


@pytest.mark.timeout(400)
def test_the_running_tallies_equal_a_replay_byte_for_byte(pipeline: Pipeline):
    aggregator = pipeline.start("aggregator")
    events = list(war.events(2000, ("Armenia", "Azerbaijan", "Turkey", "Georgia", "Free Men of Nowhere")))
    pipeline.publish(map(messages.of_claim, [*events, *EVENTS]))
    pipeline.work_off()
    done = tollwire(pipeline.broker, "replay", "--check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("5 tallies equal a replay of ")

    aggregator.stop()
    pipeline.publish([messages.of_claim(made(claim(4000, at=hours(5000), in_article="late"))[0])])
    done = tollwire(pipeline.broker, "replay", "--check")
    assert (done.returncode, done.stdout) == (1, "armenia: differs\n")
    assert "the aggregator has yet to count 1 claim: check again" in done.stderr
