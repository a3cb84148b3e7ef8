"""How ingest hears what others publish, without a broker."""

import logging
import threading
from typing import cast

import pytest

from tollwire.events.topics import ARTICLES
from tollwire.ingest import following
from tollwire.ingest.following import Follower, Heard, Listener
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import load


class Scripted:
    """Gives one batch a call; an error is raised. `ended` is set when there is no more to give."""

    def __init__(self, *batches: list[Heard] | Exception) -> None:
        self.batches = list(batches)
        self.ended, self.closed = threading.Event(), threading.Event()

    def more(self, most: int) -> list[Heard]:
        assert most > 0
        if not self.batches:
            self.ended.set()
            return []
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return batch

    def close(self) -> None:
        self.closed.set()


def test_what_comes_is_handed_on_over_a_broker_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(following, "HEAR_SECONDS", 0.001)
    first, second, third = ([Heard(ARTICLES.name, {"ce_id": name})] for name in (b"1", b"2", b"3"))
    script = Scripted(first, second, [], NoBroker(load(), 1.0), third)
    heard: list[Heard] = []
    listener = Listener(cast(Follower, script), heard.extend)
    with caplog.at_level(logging.WARNING):
        listener.start()
        assert script.ended.wait(30)
        listener.stop(30)
    assert heard == [*first, *second, *third]
    assert script.closed.is_set()
    assert "cannot hear what others publish: no broker at" in caplog.text
