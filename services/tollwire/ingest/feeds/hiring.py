"""Puts together what following one source takes: its client, and what all sources share."""

from concurrent.futures import Executor
from dataclasses import dataclass

from tollwire.ingest.feeds.config import Feed, Plan
from tollwire.ingest.feeds.looking import Source, Take
from tollwire.ingest.feeds.outbox import Outbox
from tollwire.ingest.feeds.state import State
from tollwire.ingest.net.client import AGENT, Client, Common
from tollwire.ingest.net.connect import resolver
from tollwire.ingest.net.hosts import Hosts
from tollwire.ingest.net.robots import Robots
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import Became, FeedMetrics, Fetched


@dataclass(slots=True)
class Hand:
    """A source, and its client, which is open as long as it is followed."""

    source: Source
    client: Client

    async def close(self) -> None:
        await self.client.close()


@dataclass(slots=True, kw_only=True)
class Office:
    """Hires hands for one plan: they share the manners towards hosts, and the rules that those gave."""

    common: Common
    take: Take
    outbox: Outbox
    metrics: FeedMetrics

    def hire(self, feed: Feed, state: State) -> Hand:
        clock = self.common.clock
        metrics = self.metrics

        def fetched(outcome: Fetched, received: int) -> None:
            metrics.fetches.labels(feed.name, outcome).inc()
            metrics.bytes.labels(feed.name).inc(received)

        def became(what: Became) -> None:
            metrics.items.labels(feed.name, what).inc()

        async def write(state: State) -> None:
            await self.outbox.send(state.record(clock.now()), f"{feed.name}: its state")

        client = Client(
            self.common,
            rules=feed.rules,
            limits=feed.fetching,
            home=feed.url,
            headers={name: value.get_secret_value() for name, value in feed.headers.items()},
            count=fetched,
        )
        source = Source(
            feed=feed, state=state, http=client, take=self.take, write=write, clock=clock, count=became
        )
        return Hand(source, client)


def common(plan: Plan, clock: Clock, resolving: Executor) -> Common:
    """What the sources of a plan share. Names are resolved in the threads of `resolving`."""
    return Common(
        clock=clock,
        hosts=Hosts(clock, plan.host_concurrency),
        robots=Robots(clock, AGENT),
        resolve=resolver(resolving),
        user_agent=plan.user_agent,
        proxy=plan.proxy,
    )
