"""What can go wrong with a fetch, in words and in a closed list."""

from tollwire.platform.metrics import Fetched

# Asking again soon would bring the same answer: it is the address, the page or its rules, not the day.
_LASTING = frozenset({Fetched.REFUSED, Fetched.ROBOTS, Fetched.TOO_LARGE, Fetched.REDIRECTS})


class FetchFailed(Exception):
    """A page or a feed that could not be had; the text says why.

    `kind` is one of the closed list that metrics count, `retry_after` how many seconds the server asked to be
    left alone, None where it did not.
    """

    def __init__(self, kind: Fetched, why: str, *, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.kind, self.retry_after = kind, retry_after

    @property
    def lasting(self) -> bool:
        """Whether asking again soon is of no use."""
        return self.kind in _LASTING
