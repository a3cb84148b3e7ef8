"""How far a topic is read, on a terminal; elsewhere nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from tollwire.platform.clients import Watch

_EVERY_SECONDS = 0.1


@contextmanager
def bar(console: Console | None = None) -> Iterator[Callable[[str], Watch] | None]:
    """Gives what shows a bar on standard error for what is read; None where nobody would see it."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    shown = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with shown:
        task = shown.add_task("", total=None)

        def begin(what: str) -> Watch:
            last = 0.0
            shown.reset(task, description=what, total=None)

            def watch(done: int, total: int) -> None:
                nonlocal last
                if time.monotonic() - last >= _EVERY_SECONDS or done == total:
                    last = time.monotonic()
                    shown.update(task, completed=done, total=total)

            return watch

        yield begin
