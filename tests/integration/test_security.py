"""TLS and SASL between Tollwire and Apache Kafka: each way in works, and who is refused is told why."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.make import claim, hours, made
from support.pipeline import Pipeline
from support.secure import PASSWORD, USER, Authority, SecureKafka, can_certify
from support.waiting import eventually
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.topics import ARTICLES, CLAIMS
from tollwire.platform.broker import BrokerError
from tollwire.platform.broker.distribution import Distribution

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

WRONG = "hunter2-is-wrong"
# A refusal must be told long before this: it is for brokers that do not answer at all.
PATIENCE = 60


@contextmanager
def secured(folder: Path) -> Iterator[SecureKafka]:
    try:
        Distribution().check()
    except BrokerError as missing:
        pytest.skip(f"Apache Kafka cannot run here: {missing}")
    if not can_certify():
        pytest.skip("no OpenSSL 3 or newer to make certificates with")
    with SecureKafka(Authority.found(folder / "authority")) as kafka:
        yield kafka


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[SecureKafka]:
    """A node of the test's own, with nothing on it."""
    with secured(tmp_path) as kafka:
        yield kafka


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    """A node that keeps nothing of those whom it does not let in, and so may be shared."""
    with secured(tmp_path_factory.mktemp("refusing")) as kafka:
        yield kafka


def sasl(kafka: SecureKafka, mechanism: str = "SCRAM-SHA-512") -> dict[str, str]:
    return {
        "TOLLWIRE_KAFKA_BOOTSTRAP": kafka.sasl_bootstrap,
        "TOLLWIRE_KAFKA_SECURITY": "SASL_SSL",
        "TOLLWIRE_KAFKA_CA_FILE": str(kafka.authority.certificate),
        "TOLLWIRE_KAFKA_SASL_MECHANISM": mechanism,
        "TOLLWIRE_KAFKA_SASL_USERNAME": USER,
        "TOLLWIRE_KAFKA_SASL_PASSWORD": PASSWORD,
        "TOLLWIRE_KAFKA_TIMEOUT_SECONDS": str(PATIENCE),
    }


def certified(kafka: SecureKafka) -> dict[str, str]:
    certificate, key = kafka.authority.issue("client")
    return {
        "TOLLWIRE_KAFKA_BOOTSTRAP": kafka.ssl_bootstrap,
        "TOLLWIRE_KAFKA_SECURITY": "SSL",
        "TOLLWIRE_KAFKA_CA_FILE": str(kafka.authority.certificate),
        "TOLLWIRE_KAFKA_CERT_FILE": str(certificate),
        "TOLLWIRE_KAFKA_KEY_FILE": str(key),
        "TOLLWIRE_KAFKA_TIMEOUT_SECONDS": str(PATIENCE),
    }


def tollwire(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )


def some_claims() -> list[ClaimEvent]:
    return made(*(claim(n, victim="Armenia", in_article=f"a{n}", at=hours(n)) for n in range(1, 9)))


def check_that_all_works(kafka: SecureKafka, environment: dict[str, str], folder: Path) -> None:
    created = tollwire("topics", "create", **environment)
    assert (created.returncode, created.stderr) == (0, "")
    assert "created   tollwire.claims.v1 " in created.stdout

    wire = folder / "wire.jsonl"
    wire.write_text("".join(json.dumps({"text": f"Article {n}."}) + "\n" for n in range(3)))
    ingested = tollwire("ingest", "files", str(wire), **environment)
    assert ingested.returncode == 0, ingested.stderr

    # What goes in and comes out around the worker takes the plain listener.
    with Pipeline(kafka, folder) as pipeline:
        assert len(pipeline.read(ARTICLES)) == 3
        aggregator = pipeline.start("aggregator", **environment, TOLLWIRE_LOG_LEVEL="DEBUG")
        events = some_claims()
        pipeline.publish(messages.of_claim(event) for event in events)
        eventually(lambda: pipeline.lag("tollwire-aggregator", CLAIMS) == 0, "the claims are worked off")
        wanted = {actor: messages.of_tally(account.tally).value for actor, account in fold(events).items()}
        assert pipeline.tallies() == wanted
        assert aggregator.stop() == 0
        log = aggregator.log.read_text()
    assert "Traceback" not in log
    # Not even at DEBUG, where the clients log their options and what they send.
    talkative = tollwire("topics", "list", **environment, TOLLWIRE_LOG_LEVEL="DEBUG")
    assert "SaslAuthenticate" in talkative.stderr or "SASL" not in environment["TOLLWIRE_KAFKA_SECURITY"]
    for told in (log, talkative.stderr, ingested.stderr, created.stdout):
        assert PASSWORD not in told


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
def test_all_works_by_a_password(kafka: SecureKafka, mechanism: str, tmp_path: Path) -> None:
    check_that_all_works(kafka, sasl(kafka, mechanism), tmp_path)


def test_all_works_by_a_certificate(kafka: SecureKafka, tmp_path: Path) -> None:
    check_that_all_works(kafka, certified(kafka), tmp_path)


_COMMANDS = pytest.mark.parametrize(
    "words", [("topics", "create"), ("ingest", "files", "-"), ("aggregator",)], ids=" ".join
)


def check_that_it_is_told(
    words: tuple[str, ...], environment: dict[str, str], why: str, folder: Path
) -> None:
    begun = time.monotonic()
    done = tollwire(*words, **environment, TOLLWIRE_DATA_DIR=str(folder))
    assert time.monotonic() - begun < PATIENCE / 2
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert why in line
    assert WRONG not in line
    assert PASSWORD not in line


@_COMMANDS
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
def test_a_wrong_password_is_told_in_one_line(
    refusing: SecureKafka, words: tuple[str, ...], mechanism: str, tmp_path: Path
) -> None:
    environment = sasl(refusing, mechanism) | {"TOLLWIRE_KAFKA_SASL_PASSWORD": WRONG}
    why = f"the broker at {refusing.sasl_bootstrap} refuses user '{USER}' by {mechanism}: wrong user or pass"
    check_that_it_is_told(words, environment, why, tmp_path)


@_COMMANDS
def test_a_certificate_of_another_authority_is_told_in_one_line(
    refusing: SecureKafka, words: tuple[str, ...], tmp_path: Path
) -> None:
    other = Authority.found(tmp_path / "other")
    environment = sasl(refusing) | {"TOLLWIRE_KAFKA_CA_FILE": str(other.certificate)}
    why = f"the certificate of the broker at {refusing.sasl_bootstrap} is not trusted: "
    check_that_it_is_told(words, environment, why, tmp_path)


def test_a_missing_certificate_of_the_client_is_told_in_one_line(
    refusing: SecureKafka, tmp_path: Path
) -> None:
    environment = certified(refusing)
    del environment["TOLLWIRE_KAFKA_CERT_FILE"], environment["TOLLWIRE_KAFKA_KEY_FILE"]
    why = f"TLS with the broker at {refusing.ssl_bootstrap} fails: "
    check_that_it_is_told(("topics", "create"), environment, why, tmp_path)


def test_a_file_that_is_not_there_is_told_in_one_line(refusing: SecureKafka, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.pem"
    environment = sasl(refusing) | {"TOLLWIRE_KAFKA_CA_FILE": str(missing)}
    check_that_it_is_told(("topics", "create"), environment, f"TLS files {missing} cannot be used", tmp_path)
