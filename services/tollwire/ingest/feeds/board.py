"""How each source fares, for people, for /healthz and for the metrics."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tollwire.ingest.feeds.looking import Look
from tollwire.ingest.feeds.state import State
from tollwire.platform.metrics import Became


@dataclass(slots=True)
class Row:
    """One source: its state, whether it is being looked at, and what came of it since this began.

    `told` is what was wrong with an item, of the last look with such a one.
    """

    state: State
    looking: bool = False
    looks: int = 0
    items: int = 0
    became: Counter[Became] = field(default_factory=Counter)
    told: str | None = None

    def add(self, look: Look) -> None:
        self.looks += 1
        self.items = look.items or self.items
        self.became.update(look.became)
        self.told = look.told[-1] if look.told else self.told

    @property
    def wrong(self) -> str | None:
        """What is wrong: with the feed, else with an item of it."""
        return self.state.error or self.told

    @property
    def failing(self) -> bool:
        return self.state.failures > 0


class Board:
    """All sources that are followed here, by name."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        return iter(sorted(self.rows.items()))

    def overdue(self, now: datetime) -> float:
        """Seconds for which a source has been due that nobody looks at; 0 where there is none."""
        waits = [
            (now - row.state.next_at).total_seconds()
            for row in self.rows.values()
            if row.state.next_at and not row.looking
        ]
        return max([0.0, *waits])
