"""Dead letters: messages that could not be read or handled, whole, with headers that say why, where and when.

A letter has the key, value and headers of the original, and headers `tollwire-dlq-…` beside them, all UTF-8.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from tollwire.events.cloudevents import Headers
from tollwire.events.messages import Outgoing
from tollwire.events.topics import LARGEST_MESSAGE, VALUES, Topic
from tollwire.platform import clients
from tollwire.platform.settings import Settings

PREFIX = "tollwire-dlq-"
REASON = f"{PREFIX}reason"  # a word of a closed list, as in the metrics
ERROR = f"{PREFIX}error"  # what was wrong, in words
EXCEPTION = f"{PREFIX}exception"  # type of the exception
SERVICE = f"{PREFIX}service"
TOPIC = f"{PREFIX}topic"
PARTITION = f"{PREFIX}partition"
OFFSET = f"{PREFIX}offset"
TIME = f"{PREFIX}time"  # RFC 3339, UTC
# Of a letter that came from no topic, in place of topic, partition and offset:
SOURCE = f"{PREFIX}source"  # file, and line or record
CUT = f"{PREFIX}cut"  # how many bytes it had, where only the first are kept

REPLAY_GROUP = "tollwire-dlq-replay"
# An error may quote the message; its beginning is enough, and the letter has to fit into one message.
_LONGEST_ERROR = 2000

Place = tuple[int, int]
"""Partition and offset of a letter on the topic of dead letters."""


class ReplayError(Exception):
    """A letter could not be sent again; the text says which, and how many were."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as it lies on its topic. The texts are empty where a header is missing."""

    original: Topic
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    replayed: bool

    def said(self, header: str) -> str:
        """The text of a header; the last one holds, as the original may have brought one of its own."""
        return dict(self.headers).get(header, b"").decode("utf-8", "replace")

    def again(self) -> Outgoing:
        """The original message."""
        kept = [(name, value) for name, value in self.headers if not name.startswith(PREFIX)]
        return Outgoing(self.original, self.key, self.value, kept)


def dead_letter(
    *,
    topic: Topic,
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    error: BaseException,
    reason: str,
    service: str,
    at: datetime,
) -> Outgoing:
    """The dead letter of a message that stood on `topic`: what is to be sent, and where to."""
    said = {
        REASON: reason,
        ERROR: (str(error) or type(error).__name__)[:_LONGEST_ERROR],
        EXCEPTION: type(error).__qualname__,
        SERVICE: service,
        TOPIC: topic.name,
        PARTITION: str(partition),
        OFFSET: str(offset),
        TIME: at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    ours = [(name, text.encode("utf-8", "backslashreplace")) for name, text in said.items()]
    return Outgoing(topic.dlq, key, value, [*headers, *ours])


def letters(settings: Settings, topics: Sequence[Topic] = VALUES) -> Iterator[Letter]:
    """All letters of what could not be handled on `topics`, by topic, partition and offset.

    Ends at what was there when it began. Raises NoBroker, also where a broker is gone for too long meanwhile.
    """
    with closing(clients.reader(settings, REPLAY_GROUP)) as consumer:
        for original in topics:
            yield from _letters(consumer, original, settings)


def replay(
    settings: Settings,
    topics: Sequence[Topic] = VALUES,
    *,
    places: Collection[Place] = (),
    again: bool = False,
) -> int:
    """Sends the originals of dead letters to their topics again; returns how many when all are acknowledged.

    The letters stay where they are; those of files, which came from no topic, are passed over. Which were
    replayed is remembered as the committed offsets of the consumer group `tollwire-dlq-replay`, one a
    partition, so that the next run takes up behind them; a run that is cut short may send its last ones
    twice, which changes nothing (ids are of content). Brokers forget the offsets of a group that was not used
    for a week (`offsets.retention.minutes`); then letters
    count as not replayed. `again` takes those too that were replayed; `places` these and no others, whether
    they were replayed or not, and that is not remembered, as one offset cannot tell of single letters.

    Raises ReplayError for a letter that could not be sent, after committing those before it, and NoBroker.
    """
    sent = 0
    missing = set(places)
    with (
        closing(clients.reader(settings, REPLAY_GROUP)) as consumer,
        closing(clients.connect(KafkaProducer, settings, **_producer_options(settings))) as producer,
    ):
        for original in topics:
            done: dict[int, int] = {}
            try:
                for letter in _letters(consumer, original, settings):
                    place = (letter.partition, letter.offset)
                    if (place not in missing) if places else (letter.replayed and not again):
                        continue
                    if letter.said(SOURCE):
                        if places:
                            raise ReplayError(
                                f"letter {letter.partition}:{letter.offset} came from {letter.said(SOURCE)}, "
                                "and from no topic; mend it there and take it in again"
                            )
                    else:
                        _send(producer, letter, settings, sent)
                        sent += 1
                        missing.discard(place)
                    if not letter.replayed:
                        done[letter.partition] = letter.offset + 1
            finally:
                if done and not places:
                    _commit(consumer, original, done)
    if missing:
        named = ", ".join(f"{partition}:{offset}" for partition, offset in sorted(missing))
        raise ReplayError(
            f"no dead letter at {named} (replayed {sent}); `tollwire dlq list` shows what there is"
        )
    return sent


def _letters(consumer: Any, original: Topic, settings: Settings) -> Iterator[Letter]:
    name = original.dlq.name
    partitions = [
        TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name) or ())
    ]
    for partition in partitions:
        replayed = consumer.committed(partition) or 0
        for record in clients.records(consumer, [partition], settings):
            yield Letter(
                original,
                record.partition,
                record.offset,
                record.key,
                record.value,
                list(record.headers),
                record.offset < replayed,
            )


def _producer_options(settings: Settings) -> dict[str, Any]:
    return {
        "acks": "all",
        "compression_type": "gzip",
        "max_request_size": LARGEST_MESSAGE,
        "max_block_ms": int(settings.kafka_timeout_seconds * 1000),
        "allow_auto_create_topics": False,
    }


def _send(producer: Any, letter: Letter, settings: Settings, before: int) -> None:
    message = letter.again()
    try:
        future = producer.send(
            message.topic.name, key=message.key, value=message.value, headers=message.headers
        )
        future.get(timeout=settings.kafka_timeout_seconds)
    except (KafkaError, ValueError) as failed:
        raise ReplayError(
            f"letter {letter.partition}:{letter.offset} of {message.topic.dlq.name} could not be sent to "
            f"{message.topic.name}: {failed or type(failed).__name__} (replayed {before} before it)"
        ) from failed


def _commit(consumer: Any, original: Topic, done: dict[int, int]) -> None:
    consumer.commit(
        {
            TopicPartition(original.dlq.name, partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in done.items()
        }
    )
