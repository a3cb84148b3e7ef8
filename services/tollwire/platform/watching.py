"""Files that a service takes up again when they change."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from tollwire.platform.clock import Clock

_EVERY_SECONDS = 2.0


async def changes(path: Path, clock: Clock) -> AsyncIterator[None]:
    """Gives something each time that the file is another than before; never ends."""
    before = await asyncio.to_thread(_mark, path)
    while True:
        await clock.sleep(_EVERY_SECONDS)
        now = await asyncio.to_thread(_mark, path)
        if now is not None and now != before:
            before = now
            yield


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file does; None while it is not there, as an editor may be replacing it."""
    try:
        held = path.stat()
    except OSError:
        return None
    return held.st_mtime_ns, held.st_size, held.st_ino
