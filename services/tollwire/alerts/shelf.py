"""Tallies as they came, so that the one before a claim and the one after it can be told.

*After* is the first tally whose ids hold the claim, *before* the one that it followed. Claims that were
settled together have the same two, and it is said with how many others.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import pydantic_core

from tollwire.domain.claim import Basis
from tollwire.domain.count import Count
from tollwire.domain.line import People
from tollwire.domain.window import Window
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire import TallyV1

_MOST_BYTES = 64 * 1024 * 1024
# Clocks of producers differ by so much.
SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a tally says of all time: a band for each basis, and the admission gap, by people."""

    bands: Mapping[tuple[People, Basis], Count] = field(default_factory=dict)
    gaps: Mapping[People, int] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tally: TallyV1) -> "Standing":
        return cls(
            {
                (band.people, band.basis): Count(band.low, band.high)
                for band in tally.bands
                if band.window is Window.ALL
            },
            {gap.people: gap.gap for gap in tally.gaps},
            frozenset(id for part in (tally.figures, tally.bands) for each in part for id in each.claim_ids),
        )


@dataclass(frozen=True, slots=True)
class Around:
    """The tally before a claim and the one after it; `before` is None where it is no longer known.

    `others` is how many more claims came into the tally at once with it.
    """

    before: Standing | None
    after: Standing
    others: int


@lru_cache(maxsize=64)  # claims that were settled together ask for the same ones
def _standing(value: bytes) -> Standing:
    """Raises InvalidMessage."""
    return Standing.of(TallyV1.decode(value))


@dataclass(frozen=True, slots=True)
class _Version:
    value: bytes
    at: datetime
    first: bool  # it is known that there was none before it

    def standing(self) -> Standing:
        return _standing(self.value)


class Tallies(Protocol):
    """Where the tallies around a claim are found."""

    def settled(self, actor: str, claim_id: str, gone: datetime | None = None) -> bool:
        """Whether `around` has an answer; asked often, and cheap."""

    def around(self, actor: str, claim_id: str, gone: datetime | None = None) -> Around | None:
        """The tallies around a claim that came, or one that was taken back at the time `gone`; None where
        there are none yet.

        What a later figure had replaced before it was taken back changed nothing: both are then the same.
        """


class Shelf:
    """Newest tallies of each actor, of the rest as many as there is room for."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._versions: dict[str, deque[_Version]] = {}
        self._order: deque[str] = deque()
        self._bytes = 0
        # Until the topic has been read to its end once, what compaction took away is missing.
        self.complete = False

    def put(self, actor: str, value: bytes | None, at: datetime) -> None:
        """Takes the next tally of an actor, as it stands on the topic, and when it was published."""
        if value is None:
            return
        held = self._versions.setdefault(actor, deque())
        held.append(_Version(value, at, first=self.complete and not held))
        self._order.append(actor)
        self._bytes += len(value)
        while self._bytes > self._most_bytes and self._order:
            oldest = self._versions[self._order.popleft()]
            if len(oldest) > 1:
                self._bytes -= len(oldest.popleft().value)
                oldest[0] = replace(oldest[0], first=False)

    def settled(self, actor: str, claim_id: str, gone: datetime | None = None) -> bool:
        """As `Tallies` has it."""
        versions = self._versions.get(actor)
        if not versions:
            return False
        needle = pydantic_core.to_json(claim_id)
        if gone is not None:
            return needle not in versions[-1].value
        return any(needle in each.value for each in reversed(versions))

    def around(self, actor: str, claim_id: str, gone: datetime | None = None) -> Around | None:
        """As `Tallies` has it."""
        versions = self._versions.get(actor)
        if not versions:
            return None
        needle = pydantic_core.to_json(claim_id)
        try:
            if gone is not None:
                return _without(versions, needle, claim_id, gone)
            found = next((at for at, each in enumerate(versions) if needle in each.value), None)
            if found is None:
                return None
            return _between(self._before(actor, found), versions[found].standing(), claim_id)
        except InvalidMessage:
            return None

    def _before(self, actor: str, at: int) -> Standing | None:
        versions = self._versions[actor]
        if at:
            return versions[at - 1].standing()
        return Standing() if versions[0].first else None


def _without(versions: Sequence[_Version], needle: bytes, claim_id: str, gone: datetime) -> Around | None:
    holding = [at for at, each in enumerate(versions) if needle in each.value]
    if holding and holding[-1] == len(versions) - 1:
        return None
    if holding and versions[holding[-1] + 1].at >= gone - SKEW:
        return _between(versions[holding[-1]].standing(), versions[holding[-1] + 1].standing(), claim_id)
    newest = versions[-1].standing()
    return Around(newest, newest, 0)


def _between(before: Standing | None, after: Standing, claim_id: str) -> Around:
    return Around(before, after, others(before, after, claim_id))


def others(before: Standing | None, after: Standing, claim_id: str) -> int:
    """How many claims came with this one. What they replace is gone too, and not counted."""
    return len(after.ids - before.ids - {claim_id}) if before else 0
