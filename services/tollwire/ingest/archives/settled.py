"""How far everything is settled that was found, where answers come in any order."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Open(Generic[T]):
    __slots__ = ("mark", "settled")

    def __init__(self, mark: T) -> None:
        self.mark, self.settled = mark, False


class Settled(Generic[T]):
    """Marks in the order of finding. One counts when it is settled and all before it are.

    `found` and `passed` are for one thread; what `found` returns may be called from any, and twice.
    """

    def __init__(self) -> None:
        self._open: deque[_Open[T]] = deque()

    def found(self, mark: T) -> Callable[[], None]:
        """Adds a mark; calling what is returned settles it."""
        one = _Open(mark)
        self._open.append(one)

        def settle() -> None:
            one.settled = True

        return settle

    def passed(self) -> list[T]:
        """The marks up to which all is settled since the last call, in order."""
        done = []
        while self._open and self._open[0].settled:
            done.append(self._open.popleft().mark)
        return done

    def __len__(self) -> int:
        return len(self._open)
