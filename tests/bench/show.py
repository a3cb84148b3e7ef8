"""What the bench is doing now: a bar on a terminal, plain lines elsewhere."""

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

Advance = Callable[[float], None]
"""Called with how much of the total is done."""

_LINE_SECONDS = 10.0


class Show:
    """One step after the other, on standard error: standard output is for the table."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)

    def say(self, line: str) -> None:
        self.console.print(line, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, what: str, total: float | None = None) -> Iterator[Advance]:
        if self.console.is_terminal:
            with self._bar() as bar:
                task = bar.add_task(what, total=total)
                yield lambda done: bar.update(task, completed=done)
            return
        began = said = time.monotonic()
        self.say(f"{what} …")

        def advance(done: float) -> None:
            nonlocal said
            if total and time.monotonic() - said > _LINE_SECONDS:
                said = time.monotonic()
                self.say(f"  {done:,.0f} of {total:,.0f} after {said - began:.0f} s")

        yield advance

    def _bar(self) -> Progress:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        return Progress(*columns, console=self.console)
