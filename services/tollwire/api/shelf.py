"""Things by id and in the order of their publication, of which only the newest are kept."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from heapq import merge
from typing import Generic, Protocol, TypeVar

from sortedcontainers import SortedList

from tollwire.api.held import Key


class Entry(Protocol):
    """What can stand on a shelf: its place in the order, whose id is its own, and whom it is about."""

    @property
    def key(self) -> Key: ...
    @property
    def actor(self) -> str: ...


E = TypeVar("E", bound=Entry)


class Shelf(Generic[E]):
    """At most `most` entries, those published last; of all whose key is over `horizon` none is missing.

    What is kept does not hang on the order in which entries come, as long as one that takes the place of
    another is as old as that one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[str, E] = {}
        self._order: SortedList[Key] = SortedList()
        self._of_actor: dict[str, SortedList[Key]] = defaultdict(SortedList)
        self.horizon: Key | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, id: str) -> E | None:
        return self._entries.get(id)

    def put(self, entry: E) -> None:
        """Takes the place of what has the same id; the oldest gives way where there is one too many."""
        self._remove(self._entries.get(entry.key[1]))
        self._entries[entry.key[1]] = entry
        self._order.add(entry.key)
        self._of_actor[entry.actor].add(entry.key)
        if len(self._entries) > self._most:
            oldest: Key = self._order[0]
            self._remove(self._entries[oldest[1]])
            self.horizon = max(oldest, self.horizon or oldest)

    def newest_first(self, actors: Collection[str] | None = None, before: Key | None = None) -> Iterator[E]:
        """The entries about these actors, or about any, that lie before a place in the order.

        Nothing may be put while the iterator is in use.
        """
        if actors is None:
            orders = [self._order]
        else:
            orders = [self._of_actor[each] for each in set(actors) & self._of_actor.keys()]
        ways = [order.irange(maximum=before, inclusive=(True, False), reverse=True) for order in orders]
        for _, id in ways[0] if len(ways) == 1 else merge(*ways, reverse=True):
            yield self._entries[id]

    @property
    def actors(self) -> Collection[str]:
        """Those whom any entry is about."""
        return self._of_actor.keys()

    def _remove(self, entry: E | None) -> None:
        if entry is None:
            return
        del self._entries[entry.key[1]]
        self._order.remove(entry.key)
        of_actor = self._of_actor[entry.actor]
        of_actor.remove(entry.key)
        if not of_actor:
            del self._of_actor[entry.actor]
