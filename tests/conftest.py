"""What all tests share: the hypothesis profile, and the broker that the run uses, named in pytest's
header.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import support.profiles  # noqa: F401  # loads the profile
from support.pipeline import Pipeline
from tollwire.platform.broker import ApacheKafka, Broker, BrokerError, choose_broker

# A broker of a test lives for seconds: it does better without the compiler that pays off after minutes.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")


def pytest_report_header() -> str:
    try:
        broker = choose_broker()
    except BrokerError as none:
        return f"broker: none: {none}"
    return f"broker: {broker.name} ({broker.why})"


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker of the test's own, started, with nothing on it."""
    with choose_broker() as broker:
        yield broker


@pytest.fixture
def apache(broker: Broker) -> None:
    """Skips where the broker is the embedded one, which outlives no fault and holds one worker of a kind."""
    if not isinstance(broker, ApacheKafka):
        pytest.skip(f"faults are tried on Apache Kafka, and this is {broker.name}")


@pytest.fixture
def pipeline(broker: Broker, tmp_path: Path) -> Iterator[Pipeline]:
    """The topics on a broker of the test's own, and the means to run workers on it; none is running yet."""
    with Pipeline(broker, tmp_path) as pipeline:
        yield pipeline
