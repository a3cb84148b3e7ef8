"""`make bench` at its shortest: it runs to the end, and its JSON has every figure."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(600)]

TESTS = Path(__file__).parents[1]


def _bench(folder: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    """What a quick bench prints and what it writes; it leaves nothing else behind."""
    output = folder / "made" / "bench.json"
    path = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", *arguments, "--output", str(output)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=590,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    left = [each.name for each in folder.iterdir() if each.name.startswith("tollwire")]
    assert left == []
    result = json.loads(output.read_text())
    assert {"machine", "versions", "note", "seconds"} <= result.keys()
    assert result["machine"]["cores"] >= 1
    assert result["machine"]["memory_gb"] > 0
    return done.stdout, result


def test_a_quick_bench_of_the_pipeline_gives_every_figure(tmp_path: Path) -> None:
    printed, result = _bench(tmp_path, "--only", "pipeline")

    assert "whole pipeline" in printed
    assert {"broker", "load"} <= result.keys()
    assert set(result["stages"]) == {"ingest", "extractor", "aggregator", "pipeline"}
    for stage in result["stages"].values():
        assert stage["messages"] > 0
        assert stage["articles_per_second"] is None or stage["articles_per_second"] > 0
        assert stage["ceiling_articles_per_second"] > 0
    assert "claims_per_second" in result["stages"]["aggregator"]
    assert result["extraction"]["ms_per_article"] > 0
    assert result["latency"]["articles_in_tallies"] > 0
    assert 0 < result["latency"]["p50_seconds"] <= result["latency"]["p99_seconds"]
    assert result["load"]["dead_letters"] == 0
    if sys.platform == "linux":
        assert {"ingest", "extractor", "aggregator", "broker"} <= result["services"].keys()
        for service in result["services"].values():
            assert service["rss_peak_mb"] >= service["rss_mb"] > 0
            assert service["cpu_seconds"] > 0


def test_a_quick_bench_of_growth_restart_and_feeds_gives_every_figure(tmp_path: Path) -> None:
    printed, result = _bench(tmp_path, "--only", "growth,restart,feeds")

    assert "one claim" in printed
    assert "behind it" in printed
    assert "stages" not in result
    for matters in result["growth"].values():
        first, last = matters["sizes"][0], matters["sizes"][-1]
        assert first["claims"] < last["claims"]
        assert matters["turns"] > 0
        for each in matters["sizes"]:
            assert 0 < each["taking_ms"] <= each["whole_ms"]
            assert each["changelog_bytes"] > 0
        assert matters["bytes_ratio"] == last["changelog_bytes"] / first["changelog_bytes"]
    feeds = result["feeds"]
    assert feeds["articles"] == feeds["pages_asked"] == feeds["feeds"] * feeds["items"]
    assert feeds["articles_per_second"] > 0
    restart = result["restart"]
    assert restart["claims"] > restart["actors"] > 0
    assert restart["changelog_records"] > restart["claims"] / 2
    for disk in ("empty_disk", "own_tables"):
        assert 0 < restart[disk]["serving_seconds"] <= restart[disk]["complete_seconds"]
