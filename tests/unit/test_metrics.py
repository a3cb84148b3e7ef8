"""Metrics: their names, that a service has no others, and how they and its health are served."""

import json
import re
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from tollwire.aggregator import app as aggregator
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim
from tollwire.domain.disagreement import Kind
from tollwire.domain.registry import builtin
from tollwire.events.topics import ARTICLES
from tollwire.extractor import app as extractor
from tollwire.platform import engine, metrics, pipe, web
from tollwire.platform.settings import Settings, load


def _nothing(_: Article) -> list[Claim]:
    return []


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(data_dir=tmp_path, store="memory", stalled_seconds=30.0)


def test_names_are_of_the_project_and_in_base_units() -> None:
    for name in metrics.catalogue():
        assert re.fullmatch(r"tollwire_[a-z_]+", name)
        assert not re.search(r"_(ms|millis|minutes|hours|mb|kb|percent|total)$", name), name


def test_every_metric_of_a_service_is_in_the_catalogue(settings: Settings) -> None:
    for make in (
        lambda registry: extractor.create(settings, _nothing, registry),
        lambda registry: aggregator.create(settings, builtin(), registry),
    ):
        registry = CollectorRegistry()
        make(registry)
        assert {family.name for family in registry.collect()} <= set(metrics.catalogue())


def test_known_series_are_there_from_the_start(settings: Settings) -> None:
    """`increase()` misses the first event of a series that begins with it."""
    registry = CollectorRegistry()
    extractor.create(settings, _nothing, registry)
    labels = {"service": "extractor", "reason": "unknown_schema"}
    assert registry.get_sample_value("tollwire_dead_letters_total", labels) == 0
    for outcome in metrics.Outcome:
        assert registry.get_sample_value("tollwire_articles_total", {"outcome": outcome}) == 0


def test_the_first_disagreement_of_an_actor_is_an_increase() -> None:
    registry = CollectorRegistry()
    counted = metrics.AggregatorMetrics(registry)
    counted.begin("armenia")
    labels = {"actor": "armenia", "kind": Kind.DENIAL}
    assert registry.get_sample_value("tollwire_disagreements_opened_total", labels) == 0
    counted.opened.labels("armenia", Kind.DENIAL).inc()
    counted.begin("armenia")
    assert registry.get_sample_value("tollwire_disagreements_opened_total", labels) == 1


async def test_metrics_and_health_are_served() -> None:
    registry = CollectorRegistry()
    metrics.ExtractorMetrics(registry)
    health = iter([(True, {"status": "ok"}), (False, {"status": "stalled"})])
    runner, port = await web.serve("127.0.0.1", 0, registry, lambda: next(health))
    try:
        async with ClientSession(f"http://127.0.0.1:{port}") as session:
            async with session.get("/metrics") as answer:
                assert answer.status == 200
                assert answer.content_type == "text/plain"
                assert 'tollwire_articles_total{outcome="read"} 0.0' in await answer.text()
            for status, told in ((200, "ok"), (503, "stalled")):
                async with session.get("/healthz") as answer:
                    assert (answer.status, json.loads(await answer.text())) == (status, {"status": told})
    finally:
        await runner.cleanup()


def test_work_that_nobody_does_is_unhealthy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle(_: pipe.Incoming) -> engine.Effects:
        return []

    app = engine.App(settings, "extractor")
    piped = pipe.Pipe(
        app,
        ARTICLES,
        handle,
        service="extractor",
        settings=settings,
        metrics=metrics.WorkerMetrics(CollectorRegistry(), "extractor"),
    )
    now = time.monotonic()
    assert (piped.health()[0], piped.health()[1]["status"]) == (True, "starting")
    monkeypatch.setattr(piped, "_recovered", lambda: True)
    monkeypatch.setattr(piped, "_asked", now)
    monkeypatch.setattr(piped, "_lag", 5)
    for seconds, healthy in ((29, True), (31, False)):
        monkeypatch.setattr(piped, "_progress", now - seconds)
        assert piped.health()[0] is healthy
    monkeypatch.setattr(piped, "_lag", 0)
    assert piped.health()[0], "nothing to do is no fault"
    monkeypatch.setattr(piped, "_asked", now - 31)
    assert not piped.health()[0], "nobody knows whether there is something to do"
