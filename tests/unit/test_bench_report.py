"""What the bench prints of what has a mark."""

import argparse
import io
from typing import Any

import pytest
from rich.console import Console

from bench import marks
from bench.__main__ import _sections


def _printed(table: object) -> list[str]:
    console = Console(file=io.StringIO(), width=140)
    console.print(table)
    return str(console.file.getvalue()).splitlines()  # type: ignore[attr-defined]


def _row(lines: list[str], start: str) -> str:
    (found,) = (line for line in lines if line.startswith(f"│ {start}"))
    return found


def _corpus(ratio: float, mark: float | None) -> dict[str, Any]:
    return {
        "words": 50_000,
        "rounds": 3,
        "extraction_ms": 4.0,
        "spacy_ms": 4.0 * ratio,
        "ratio": ratio,
        "ratio_lowest": ratio - 0.5,
        "ratio_highest": ratio + 0.5,
        "mark": mark,
    }


def test_a_corpus_is_as_much_faster_as_its_mark_says_or_it_is_told() -> None:
    told = {"war": _corpus(3.0, 3.0), "news": _corpus(14.9, 15.0), "dense": _corpus(1.0, None)}

    lines = _printed(marks.beside(told))

    assert "met" in _row(lines, "war")
    assert "not met" not in _row(lines, "war")
    assert "14.4-15.4" in _row(lines, "news")
    assert "not met" in _row(lines, "news")
    assert "met" not in _row(lines, "dense")


def _growth(time_ratio: float, bytes_ratio: float) -> dict[str, Any]:
    size = {"taking_ms": 0.3, "whole_ms": 3.0, "changelog_bytes": 4000.0, "lines": 9, "tally_bytes": 1}
    return {
        "sizes": [{"claims": 100, **size}, {"claims": 100_000, **size}],
        "taking_ratio": 1.0,
        "time_ratio": time_ratio,
        "bytes_ratio": bytes_ratio,
    }


def test_growth_has_its_mark_also_where_there_is_more_to_show() -> None:
    told = {"few matters": _growth(1.5, 2.1), "all matters": _growth(3.0, 1.0)}

    few, all_ = (line for line in _printed(marks.growth(told)) if line.startswith("│ mark: 2"))

    assert [few.count("met"), few.count("not met")] == [3, 1]
    assert [all_.count("met"), all_.count("not met")] == [3, 1]
    assert few != all_


@pytest.mark.parametrize(("claims", "verdicts"), [(1_000_000, 2), (3_000, 1)])
def test_memory_is_judged_only_with_many_claims(claims: int, verdicts: int) -> None:
    disk = {
        "serving_seconds": 2.0,
        "complete_seconds": 30.0,
        "cpu_seconds": 20.0,
        "rss_mb": 300.0,
        "bytes_per_assertion": 600.0,
    }
    told = {
        "claims": claims,
        "actors": 10,
        "assertions": 500,
        "changelog_records": 5,
        "changelog_bytes": 5,
        "own_tables": disk,
        "empty_disk": disk | {"complete_seconds": 61.0},
    }

    lines = _printed(marks.restart(told))

    assert _row(lines, "its RocksDB").count("met") == verdicts
    assert "not met" in _row(lines, "no tables")


def test_sections_are_named_and_others_refused() -> None:
    assert _sections("growth, restart") == ("growth", "restart")
    with pytest.raises(argparse.ArgumentTypeError, match="speed"):
        _sections("growth,speed")
    with pytest.raises(argparse.ArgumentTypeError):
        _sections(",")
