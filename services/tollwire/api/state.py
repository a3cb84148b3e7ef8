"""What the service knows: what the topics come to, what came last, and how far they are read."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry

from tollwire.api.follower import Batch
from tollwire.api.model import Model
from tollwire.api.position import Positions
from tollwire.api.problems import not_ready
from tollwire.api.recent import Recent
from tollwire.api.stream import Past, Streams
from tollwire.platform.metrics import ApiMetrics
from tollwire.platform.settings import Settings

RETRY_SECONDS = 5
"""After how long a client may come again, while the topics are read for the first time."""


class State:
    """For one event loop: batches are taken, and questions answered, one after another."""

    def __init__(
        self,
        settings: Settings,
        past: Callable[[Positions], Past],
        registry: CollectorRegistry,
        clock: Callable[[], float] = time.monotonic,
        recent: Recent | None = None,
    ) -> None:
        """`past` reads what stands on the topics from positions on; see Streams."""
        self.model = Model.empty(settings.api_claims, settings.api_claims)
        self.recent = recent or Recent()
        self.metrics = ApiMetrics(registry, lambda: len(self.model.claims), lambda: self.streams.open)
        self.streams = Streams(self.recent, past, settings.api_streams, self.metrics)
        self._patience, self._clock = settings.stalled_seconds, clock
        self._begins: Positions = {}
        self._goal: Positions = {}  # the ends that the topics had at the start
        self._heard = clock()
        self.ready = False

    def take(self, batch: Batch) -> None:
        """Takes in what has come; the first batch says where the topics begin and end."""
        if not self._goal:
            self._begins, self._goal = batch.at, batch.ends
            self.recent.begin(batch.at)
        self.model.take(batch.told)
        self.recent.add(batch.told, batch.at)
        self._heard = batch.heard
        self.ready = self.ready or all(batch.at[place] >= end for place, end in self._goal.items())
        if self.ready:
            self.streams.begin()
        for each in batch.told:
            self.metrics.messages.labels(each.place[0], "folded").inc()
        for which, count in batch.bad.items():
            self.metrics.messages.labels(which, "bad").inc(count)
        self.metrics.unread.set(sum(max(0, end - batch.at[place]) for place, end in batch.ends.items()))

    def check_ready(self) -> None:
        """Raises Refused (503) until all that the topics had at the start is read."""
        if not self.ready:
            raise not_ready(*self._progress(), RETRY_SECONDS)

    def health(self) -> tuple[bool, dict[str, object]]:
        """Whether all is read and the brokers answer."""
        if not self.ready:
            read, messages = self._progress()
            return False, {"status": "starting", "read": read, "messages": messages}
        silent = self._clock() - self._heard
        if silent > self._patience:
            return False, {"status": "no broker", "seconds": round(silent)}
        return True, {"status": "ok", "claims": len(self.model.claims), "streams": self.streams.open}

    def _progress(self) -> tuple[int, int]:
        """How many of the messages that were there at the start are read, and how many there were."""
        spans = [(self.recent.ends[each], self._begins[each], end) for each, end in self._goal.items()]
        return sum(min(at, end) - begin for at, begin, end in spans), sum(
            end - begin for _, begin, end in spans
        )
