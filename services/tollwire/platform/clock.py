"""Time, as it is given to all that waits."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """The wall clock, a clock that only goes forward, and sleep; tests have one of their own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
