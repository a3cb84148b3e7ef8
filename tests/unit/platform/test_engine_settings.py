"""How long a group waits for a worker."""

import pytest

from tollwire.platform.engine import App
from tollwire.platform.settings import load

ENDPOINT = {"extractor": "endpoint", "endpoint_url": "http://localhost:1/v1", "endpoint_model": "m"}


@pytest.mark.parametrize(
    ("service", "given", "seconds"),
    [
        ("aggregator", {}, 50),
        ("aggregator", ENDPOINT, 50),
        ("extractor", {}, 50),
        ("extractor", ENDPOINT, 900),
        ("extractor", ENDPOINT | {"kafka_session_seconds": 300}, 1500),
    ],
)
def test_an_article_that_is_with_an_endpoint_is_waited_for(
    service: str, given: dict[str, object], seconds: float
) -> None:
    assert App(load(**given), service).conf.broker_rebalance_timeout == seconds


def test_a_worker_that_waits_for_long_is_a_member_all_the_same() -> None:
    assert App(load(), "extractor").conf.broker_max_poll_interval > 86_400
