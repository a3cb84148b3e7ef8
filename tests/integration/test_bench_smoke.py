"""`make bench` at its shortest: it runs to the end, and its JSON has every figure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(600)]

TESTS = Path(__file__).parents[1]


def test_a_quick_bench_gives_every_figure(tmp_path: Path) -> None:
    output = tmp_path / "made" / "bench.json"
    path = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--output", str(output)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=590,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "whole pipeline" in done.stdout
    result = json.loads(output.read_text())
    assert {"machine", "versions", "broker", "note", "load", "seconds"} <= result.keys()
    assert result["machine"]["cores"] >= 1
    assert result["machine"]["memory_gb"] > 0
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
    left = [each.name for each in tmp_path.iterdir() if each.name.startswith("tollwire")]
    assert left == []
