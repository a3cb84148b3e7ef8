"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], what: str, *, within: float = 90.0) -> None:
    """Returns when `condition` holds; fails with `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        time.sleep(0.05)
