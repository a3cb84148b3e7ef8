"""Topics as they grow: what a reader wants of them, without end."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kafka import TopicPartition

from tollwire.domain import moments
from tollwire.domain.claim import CasualtyType
from tollwire.domain.errors import DomainError
from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import ClaimV1, DisagreementV1, Message, TallyV1
from tollwire.reading.errors import ReadingError
from tollwire.reading.kinds import Tail

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LENGTH = re.compile(r"(\d{1,6})\s*([smhdw])")


TOPICS: dict[Tail, Topic] = {
    Tail.CLAIMS: CLAIMS,
    Tail.TALLIES: TALLIES,
    Tail.DISAGREEMENTS: DISAGREEMENTS,
}
_MODELS: dict[Tail, type[ClaimV1 | TallyV1 | DisagreementV1]] = {
    Tail.CLAIMS: ClaimV1,
    Tail.TALLIES: TallyV1,
    Tail.DISAGREEMENTS: DisagreementV1,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: about these actors (all, where None), of this casualty type (any, where None)."""

    actors: Collection[str] | None = None
    casualty_type: CasualtyType | None = None

    def has(self, message: Message) -> bool:
        """Whether the message is one of them. A tally is of a type where it says anything of it."""
        match message:
            case ClaimV1() | DisagreementV1():
                types = {message.casualty_type}
            case TallyV1():
                types = {each.casualty_type for each in (*message.figures, *message.bands)}
            case _:
                return False
        actor = getattr(message, "actor", None)
        return (self.actors is None or actor in self.actors) and (
            self.casualty_type is None or self.casualty_type in types
        )


def since(given: str, now: datetime) -> datetime:
    """When to begin: a length of time back from `now` (90s, 15m, 12h, 7d, 2w), a day or a time, in UTC.

    Raises ReadingError.
    """
    if length := _LENGTH.fullmatch(given.strip()):
        try:
            return now - timedelta(**{_UNITS[length[2]]: int(length[1])})
        except OverflowError as far:
            raise ReadingError(f"{given!r} back from now lies before all times") from far
    try:
        return moments.first(given)
    except DomainError as wrong:
        raise ReadingError(f"{wrong}, or a length of time back from now, as in 15m, 12h, 7d") from wrong


def follow(
    consumer: Any, which: Tail, partitions: Collection[int], begin: datetime | None
) -> Iterator[bytes | None]:
    """The values of the messages that reached the topic from `begin` on, or from now on; never ends.

    Waits for new ones, and for a broker that is away. None: nothing came for a moment.
    """
    places = [TopicPartition(TOPICS[which].name, number) for number in partitions]
    consumer.assign(places)
    consumer.seek_to_end(*places)
    if begin is not None:
        at = int(begin.timestamp() * 1000)
        for place, found in consumer.offsets_for_times(dict.fromkeys(places, at)).items():
            if found is not None:  # else nothing has come since
                consumer.seek(place, found.offset)
    for place in places:
        consumer.position(place)  # asked for now, so that what comes from here on is seen
    while True:
        batches = consumer.poll(timeout_ms=500)
        for batch in batches.values():
            for record in batch:
                if record.value is not None:
                    yield record.value
        if not batches:
            yield None


def tail(
    values: Iterator[bytes | None],
    which: Tail,
    wanted: Wanted,
    show: Callable[[Message, bytes], None],
    complain: Callable[[str], None],
    most: int | None = None,
) -> int:
    """Shows the messages that are wanted, at most so many; returns how many, if it ever ends.

    One that cannot be read is complained of, and the next one is shown all the same.
    """
    shown = 0
    for value in values:
        if value is None:
            continue
        try:
            message = _MODELS[which].decode(value)
        except InvalidMessage as wrong:
            complain(f"a message on {TOPICS[which].name} cannot be read: {wrong}")
            continue
        if wanted.has(message):
            show(message, value)
            shown += 1
        if shown == most:
            break
    return shown


def on_one_line(value: bytes) -> bytes:
    """The JSON of a value, without line breaks whoever wrote it."""
    return value if b"\n" not in value else json.dumps(json.loads(value), ensure_ascii=False).encode()
