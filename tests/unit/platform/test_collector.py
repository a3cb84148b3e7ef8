"""That partitions change hands fast does not hang on how much a worker holds."""

import gc
import time

import pytest
from faust.transport import consumer

from tollwire.platform import engine


def test_garbage_is_collected_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    now = 100.0
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1))
    monkeypatch.setattr(time, "monotonic", lambda: now)
    collector = engine._Collector()

    for _ in range(50):
        collector.collect()
    assert len(collected) == 1

    now += collector.every
    collector.collect()
    assert len(collected) == 2


def test_it_is_faust_that_asks_it() -> None:
    assert isinstance(consumer.gc, engine._Collector)  # type: ignore[attr-defined]
