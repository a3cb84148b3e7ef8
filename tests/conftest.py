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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The few that take minutes come first: last, one worker is at them while the other has nothing left."""
    items.sort(key=_patience, reverse=True)


def _patience(item: pytest.Item) -> float:
    """How long a test may take, if that is longer than the slow ones may."""
    timeout = item.get_closest_marker("timeout")
    return max(400.0, float(timeout.args[0])) if timeout else 400.0


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
