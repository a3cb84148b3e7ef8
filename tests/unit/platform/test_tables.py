"""How far a table on disk is said to have its changelog."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import TP

from tollwire.events.topics import CLAIMS
from tollwire.platform.engine import App, table
from tollwire.platform.settings import load

_PLACE = TP("changelog", 0)


class _Store:
    """What RocksDB notes of each partition."""

    def __init__(self) -> None:
        self.noted: int | None = None

    def persisted_offset(self, _place: TP) -> int | None:
        return self.noted

    def set_persisted_offset(self, _place: TP, offset: int) -> None:
        self.noted = offset


@pytest.mark.parametrize(
    ("before", "sent", "noted"),
    [
        (None, [0, 1, 2], 2),
        (7, [8, 9], 9),
        (7, [8, 9, 12, 13], 9),  # 10 and 11 are another worker's: they are to be read
        (None, [3, 4], None),
        (7, [8, 8, 9], 9),
    ],
)
def test_a_table_goes_no_further_than_all_is_its_own(
    before: int | None, sent: list[int], noted: int | None
) -> None:
    held = table(App(load(), "test"), "ledger", CLAIMS, raw=True)
    store = _Store()
    store.noted = before
    held._data = cast(Any, store)

    for offset in sent:
        done = SimpleNamespace(
            result=lambda offset=offset: SimpleNamespace(topic_partition=_PLACE, offset=offset)
        )
        held._on_changelog_sent(cast(Any, done))

    assert store.noted == noted
