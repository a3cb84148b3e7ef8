"""docker-compose.yml agrees with the rest of the repository."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tollwire.platform.broker.distribution import Distribution

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found: dict[str, Any] = compose["services"]
    return found


def test_kafka_is_the_version_the_tests_run_on(services: dict[str, Any]) -> None:
    assert services["kafka"]["image"] == f"apache/kafka:{Distribution().version}"


def test_every_service_speaks_to_the_listener_for_containers(services: dict[str, Any]) -> None:
    advertised = services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    ours = {name: service for name, service in services.items() if name != "kafka"}
    assert set(ours) == {"topics", "extractor", "aggregator", "ingest"}
    for service in ours.values():
        assert f"INSIDE://{service['environment']['TOLLWIRE_KAFKA_BOOTSTRAP']}" in advertised.split(",")


def test_the_dockerfile_named_is_there(services: dict[str, Any]) -> None:
    assert (ROOT / services["extractor"]["build"]["dockerfile"]).is_file()


def test_what_is_mounted_from_the_repository_is_there(services: dict[str, Any]) -> None:
    mounted = [volume for service in services.values() for volume in service.get("volumes", [])]
    defaults = [volume.split(":-")[1].split("}")[0] for volume in mounted if ":-" in volume]
    assert defaults
    assert all((ROOT / default).is_dir() and any((ROOT / default).glob("*.jsonl")) for default in defaults)


def test_published_ports_are_those_that_the_services_serve_on(services: dict[str, Any]) -> None:
    from tollwire.aggregator import app as aggregator
    from tollwire.extractor import app as extractor

    for app in (aggregator, extractor):
        service = services[app.SERVICE]
        assert service["ports"] == [f"127.0.0.1:{app.PORT}:{app.PORT}"]
        assert f":{app.PORT}/healthz" in service["healthcheck"]["test"]
