"""The load: the sample wire as often as it takes, each copy with addresses of its own and a day later.

A day later, because on one and the same day every claim of every copy would be one more report of the same
count: then the bench would measure syndication and nothing else. In the order of publication, as news comes.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

# The days that the wire tells of: so far apart that the sets of two stages follow one another in time.
_DAYS = 46

Key = tuple[str, str]
"""What tells one version of an article from all others: its address, and when it was put out, as text."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article, as a line that ingest reads."""

    line: bytes
    put_out: datetime
    key: Key


class Wire:
    """Deals out sets of articles, never the same article twice."""

    def __init__(self) -> None:
        self._copy, self._day = 0, 0

    def take(self, copies: int) -> list[Item]:
        """So many copies of the wire, in the order of publication."""
        made = [self._item(fields, number) for number in range(copies) for fields in _wire()]
        self._copy += copies
        self._day += copies + _DAYS
        return sorted(made, key=lambda item: item.put_out)

    def _item(self, fields: dict[str, Any], number: int) -> Item:
        later = timedelta(days=self._day + number)
        told = {**fields, "url": f"{fields['url']}/copy-{self._copy + number}"}
        for name in ("published", "updated"):
            if name in told:
                told[name] = (datetime.fromisoformat(told[name]) + later).isoformat()
        put_out = datetime.fromisoformat(told.get("updated", told["published"])).astimezone(UTC)
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        return Item(line, put_out, (told["url"], put_out.isoformat(timespec="microseconds")))


def size() -> int:
    """Articles in one copy."""
    return len(_wire())


@cache
def _wire() -> tuple[dict[str, Any], ...]:
    lines = (files("tollwire.demo") / "wire.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)
