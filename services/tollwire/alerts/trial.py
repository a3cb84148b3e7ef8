"""What rules would have sent: the topics read once more, by the times of their messages. Nothing is sent."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pydantic_core
from kafka import TopicPartition

from tollwire.alerts import matching
from tollwire.alerts.config import Plan
from tollwire.alerts.desk import Desk, Told
from tollwire.alerts.shelf import SKEW, Around, Standing, Tallies, others
from tollwire.alerts.shift import event_of, time_of
from tollwire.alerts.state import State
from tollwire.alerts.views import newest_of
from tollwire.domain.claim import ClaimEvent
from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import AlertV1, TallyV1
from tollwire.platform import clients
from tollwire.platform.clients import Watch
from tollwire.platform.metrics import Alerted
from tollwire.platform.settings import Settings
from tollwire.platform.topics import TopicError

# After so long no tally is waited for.
_PATIENCE = timedelta(minutes=10)

Timed = tuple[datetime, ClaimEvent | Told]
Begin = Callable[[str], Watch]


@dataclass(slots=True)
class Tried:
    """The alerts in their order, held ones among them, and what rules made of all that they ask for."""

    alerts: list[AlertV1] = field(default_factory=list)
    outcomes: Counter[tuple[str, Alerted]] = field(default_factory=Counter)
    unreadable: int = 0


class Ask(NamedTuple):
    """A claim that came, or is `gone`, and when: the tallies around it are wanted."""

    at: datetime
    actor: str
    claim: str
    gone: bool = False


class Found:
    """Tallies around claims, found while the topic is read through once."""

    def __init__(self, asked: Iterable[Ask]) -> None:
        self._asked: dict[str, deque[Ask]] = defaultdict(deque)
        for each in sorted(asked):
            self._asked[each.actor].append(each)
        self._open: dict[str, dict[Ask, bytes]] = defaultdict(dict)
        self._before: dict[str, bytes] = {}
        self._found: dict[tuple[str, bool], Around] = {}

    def put(self, actor: str, value: bytes | None, at: datetime) -> None:
        """Takes the next tally of an actor, which was published at `at`. Raises InvalidMessage."""
        if value is None or actor not in self._asked:
            return
        asked, opened = self._asked[actor], self._open[actor]
        while asked and asked[0].at <= at + SKEW:
            opened[asked[0]] = pydantic_core.to_json(asked[0].claim)
            asked.popleft()
        before = self._before.get(actor)
        self._before[actor] = value
        for ask, needle in list(opened.items()):
            there = needle in value
            if ask.gone and not there:
                # What had been replaced before it was taken back changed nothing.
                same = before is None or needle not in before
                self._found[ask.claim, True] = _around(value if same else before, value, ask.claim)
                del opened[ask]
            elif there and not ask.gone:
                self._found.setdefault((ask.claim, False), _around(before, value, ask.claim))
                del opened[ask]
            elif at - ask.at > _PATIENCE:
                del opened[ask]

    def settled(self, actor: str, claim_id: str, gone: datetime | None = None) -> bool:
        """As `Tallies` has it."""
        return self.around(actor, claim_id, gone) is not None

    def around(self, actor: str, claim_id: str, gone: datetime | None = None) -> Around | None:  # noqa: ARG002
        """As `Tallies` has it."""
        return self._found.get((claim_id, gone is not None))


def _around(before: bytes | None, after: bytes, claim: str) -> Around:
    old = Standing.of(TallyV1.decode(before)) if before is not None else None
    new = Standing.of(TallyV1.decode(after))
    return Around(old, new, others(old, new, claim))


def run(settings: Settings, plan: Plan, *, days: float, now: datetime, watch: Begin | None) -> Tried:
    """Reads, and decides as the service would have. Raises NoBroker and TopicError."""
    tried = Tried()
    since = now - timedelta(days=days)
    with closing(clients.reader(settings)) as consumer:
        events = [
            each
            for topic in (CLAIMS, DISAGREEMENTS)
            for each in wanted(plan, _events(consumer, settings, topic, since, watch, tried))
        ]
        found = Found(_asks(at, event) for at, event in events)
        for record in _records(consumer, settings, TALLIES, None, watch):
            try:
                found.put((record.key or b"").decode("utf-8", "replace"), record.value, time_of(record))
            except InvalidMessage:
                tried.unreadable += 1
    decide(plan, events, found, now, tried)
    return tried


def wanted(plan: Plan, events: Iterable[Timed]) -> Iterator[Timed]:
    """Those that a rule asks for, and retractions of such claims."""
    claims = [rule.claims for rule in plan.rules if rule.claims]
    disagreements = [rule.disagreements for rule in plan.rules if rule.disagreements]
    for at, event in events:
        if isinstance(event, Told):
            if any(matching.wants_disagreement(asked, *event) for asked in disagreements):
                yield at, event
        elif any(matching.wants_claim(asked, event.claim) for asked in claims):
            yield at, event


def decide(plan: Plan, events: Iterable[Timed], tallies: Tallies, now: datetime, tried: Tried) -> None:
    """What a desk makes of events, each at its time; `now` is when the last summaries are made."""
    state = State()
    desk = Desk(plan, state, tallies)
    for at, event in [*sorted(events, key=lambda each: each[0]), (now, None)]:
        first = state.seq
        desk.sum_up(at)
        if event is not None:
            desk.take(event, at)
        # Not what was there before, and has one more report.
        tried.alerts += [each for each in desk.close(plan.wait_for_tally) if each.seq >= first]
    tried.outcomes += desk.outcomes


def _asks(at: datetime, event: ClaimEvent | Told) -> Ask:
    if isinstance(event, ClaimEvent):
        return Ask(at, event.claim.actor, event.claim.id, event.retracted)
    newest = newest_of(event.disagreement)
    return Ask(at, event.disagreement.actor, newest.claim_ids[-1] if newest.claim_ids else "")


def _events(
    consumer: Any, settings: Settings, topic: Topic, since: datetime, watch: Begin | None, tried: Tried
) -> Iterator[Timed]:
    for record in _records(consumer, settings, topic, since, watch):
        try:
            yield time_of(record), event_of(record)
        except InvalidMessage:
            tried.unreadable += 1


def _records(
    consumer: Any, settings: Settings, topic: Topic, since: datetime | None, watch: Begin | None
) -> Iterator[Any]:
    there = sorted(consumer.partitions_for_topic(topic.name) or ())
    places = [TopicPartition(topic.name, number) for number in there]
    if not places:
        raise TopicError(
            f"there is no topic {topic.name} at {settings.kafka_bootstrap}; `tollwire topics create` makes "
            "it, and the services fill it"
        )
    begin: dict[TopicPartition, int] = {}
    if since is not None:
        ends = clients.offsets(consumer.end_offsets, places, settings)
        at = int(since.timestamp() * 1000)
        for place, found in consumer.offsets_for_times(dict.fromkeys(places, at)).items():
            begin[place] = found.offset if found is not None else ends[place]
    yield from clients.records(consumer, places, settings, watch(topic.name) if watch else None, since=begin)
