"""What was worked out before, and still holds.

All that is told of an actor follows from its lines and from the time of its newest claim. A claim changes one
line, and of the rest most stays as it was. So the work is cut into steps: each has a name, and makes
something of what it is given and of nothing else. Without a memory every step is taken; with one only those
that are given another thing than the last time, or whose time is over. What comes of it is the same.
"""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from operator import is_
from typing import Any, NamedTuple, TypeVar

_What = TypeVar("_What")

FOREVER = datetime.max.replace(tzinfo=UTC)


def later(at: datetime, by: timedelta) -> datetime:
    """So much later, but no later than a clock can show."""
    return at + by if at < FOREVER - by else FOREVER


class Afresh:
    """Remembers nothing."""

    def step(self, _name: Hashable, make: Callable[..., _What], /, *given: object) -> _What:
        """What is made of what is given."""
        return make(*given)

    def passing(
        self, _name: Hashable, make: Callable[..., tuple[_What, datetime]], at: datetime, /, *given: object
    ) -> tuple[_What, datetime]:
        """What is made of a time and of what is given, and the last time at which it would still be the same,
        as time goes on from there.
        """
        return make(at, *given)


AFRESH = Afresh()


class _Held(NamedTuple):
    given: tuple[object, ...]
    made: Any
    since: datetime
    until: datetime


class Memory(Afresh):
    """Remembers what each step came to the last time. It is of one actor, and holds what it was given, too.

    Things are the same if they are one object: none may change in place.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def drop(self, name: Hashable) -> None:
        """Has a step taken again, and those that are given what it makes."""
        self._held.pop(name, None)

    def step(self, name: Hashable, make: Callable[..., _What], /, *given: object) -> _What:
        held = self._held.get(name)
        if held is None or not _same(held.given, given):
            held = self._held[name] = _Held(given, make(*given), FOREVER, FOREVER)
        made: _What = held.made
        return made

    def passing(
        self, name: Hashable, make: Callable[..., tuple[_What, datetime]], at: datetime, /, *given: object
    ) -> tuple[_What, datetime]:
        held = self._held.get(name)
        if held is None or not held.since <= at <= held.until or not _same(held.given, given):
            made, until = make(at, *given)
            held = self._held[name] = _Held(given, made, at, until)
        return held.made, held.until


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))
