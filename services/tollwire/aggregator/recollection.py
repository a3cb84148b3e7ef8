"""What a worker remembers of the actors that it last settled."""

from collections import OrderedDict
from typing import NamedTuple

from tollwire.domain.line import LineKey
from tollwire.domain.memory import Memory
from tollwire.domain.roll import changed
from tollwire.events.wire import TallyWriter


class Recollection(NamedTuple):
    """Of one actor: the steps to its tally and its disagreements, and the tally as it was last written."""

    memory: Memory
    writer: TallyWriter

    @property
    def weight(self) -> int:
        return len(self.memory) + len(self.writer)


class Recollections:
    """Of the actors that were settled last, of no more than weigh `most` together."""

    def __init__(self, most: int) -> None:
        self._most, self._weight = most, 0
        self._held: OrderedDict[str, tuple[Recollection, int]] = OrderedDict()

    def forget(self) -> None:
        self._held.clear()
        self._weight = 0

    def changed(self, actor: str, line: LineKey) -> None:
        """What an actor's line comes to, and all that follows from it, is to be worked out again."""
        if actor in self._held:
            changed(self._held[actor][0].memory, line)

    def of(self, actor: str) -> Recollection:
        """What is remembered of an actor; nothing, if it was not kept."""
        held = self._held.get(actor)
        return held[0] if held else Recollection(Memory(), TallyWriter())

    def keep(self, actor: str, recollection: Recollection) -> None:
        """To be called when an actor is settled."""
        _, before = self._held.pop(actor, (None, 0))
        self._held[actor] = (recollection, recollection.weight)
        self._weight += recollection.weight - before
        while self._weight > self._most:
            _, (_, weight) = self._held.popitem(last=False)
            self._weight -= weight
