"""kafka-python's clients, made so that they wait for a broker and say in words when there is none."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from tollwire.platform.kafka import client_options
from tollwire.platform.settings import Settings, SettingsError

log = logging.getLogger(__name__)

# Called with how many messages are read so far, and how many there are.
Watch = Callable[[int, int], None]

_SAY_AFTER_SECONDS = 3.0
# A broker that comes back is found within a second, not within the half minute of the default.
_RECONNECT_MS = 1000


class NoBroker(Exception):
    """No broker answers; the text says where it was looked for, how long, and what to do."""

    def __init__(self, settings: Settings, seconds: float) -> None:
        secure = settings.kafka_security != "PLAINTEXT"
        asks = f" and does it accept {settings.kafka_security} as set in TOLLWIRE_KAFKA_…" if secure else ""
        super().__init__(
            f"no broker at {settings.kafka_bootstrap} after {seconds:g} s; "
            f"is it running{asks}? set TOLLWIRE_KAFKA_BOOTSTRAP"
        )


def connect(client: Callable[..., Any], settings: Settings, **options: Any) -> Any:
    """A connected client of the kind that is given; blocks until a broker answers.

    Raises NoBroker after `kafka_timeout_seconds`, and SettingsError where the addresses cannot be read, or
    where a broker is there and does not accept what is set for TLS and SASL.
    """
    seconds = settings.kafka_timeout_seconds
    waiting = threading.Timer(
        _SAY_AFTER_SECONDS,
        log.warning,
        ("waiting up to %g s for a broker at %s", seconds, settings.kafka_bootstrap),
    )
    waiting.daemon = True
    waiting.start()
    try:
        _check_welcome(settings)
        return client(
            **client_options(settings),
            bootstrap_timeout_ms=int(seconds * 1000),
            reconnect_backoff_max_ms=_RECONNECT_MS,
            **options,
        )
    except KafkaTimeoutError as nobody:
        _check_welcome(settings)  # it may have come up since
        raise NoBroker(settings, seconds) from nobody
    except SettingsError:
        raise
    except ValueError as unreadable:
        raise SettingsError(
            f"TOLLWIRE_KAFKA_BOOTSTRAP {settings.kafka_bootstrap!r} cannot be used: {unreadable}; "
            "give host:port, several separated by commas"
        ) from unreadable
    finally:
        waiting.cancel()


def _check_welcome(settings: Settings) -> None:
    if settings.kafka_security == "PLAINTEXT":
        return
    from tollwire.platform.refusal import refusal  # brings aiokafka, which commands do without otherwise

    if why := refusal(settings):
        raise SettingsError(why)


def admin(settings: Settings) -> Any:
    """A KafkaAdminClient, to be used in a `with`; raises as `connect` does."""
    return connect(KafkaAdminClient, settings)


def reader(settings: Settings, group: str | None = None) -> Any:
    """A KafkaConsumer that is told by hand where to read, joins no group and commits only when told to."""
    return connect(
        KafkaConsumer,
        settings,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        allow_auto_create_topics=False,
    )


def records(
    consumer: Any,
    partitions: list[TopicPartition],
    settings: Settings,
    watch: Watch | None = None,
    *,
    since: Mapping[TopicPartition, int] | None = None,
) -> Iterator[Any]:
    """What the partitions hold from their beginnings, or the offsets in `since`, to the ends they have now.

    Raises NoBroker when nothing has come for `kafka_timeout_seconds` though there is more.
    """
    patience = settings.kafka_timeout_seconds
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    for partition, offset in (since or {}).items():
        consumer.seek(partition, offset)
    ends = offsets(consumer.end_offsets, partitions, settings)
    begins = offsets(consumer.beginning_offsets, partitions, settings) if watch else {}
    left = [partition for partition in partitions if ends[partition] > (since or {}).get(partition, 0)]
    heard = time.monotonic()
    while left:
        batches = consumer.poll(timeout_ms=500)
        for partition, batch in batches.items():
            # What came after the ends were told may go on for ever.
            yield from (record for record in batch if record.offset < ends[partition])
        # By position, not by the last record: marks of transactions and compaction leave gaps at the end.
        at = {partition: position(consumer, partition) for partition in left}
        before, left = left, [partition for partition in left if at[partition] < ends[partition]]
        if watch:
            missing = sum(ends[each] - max(at[each], begins[each]) for each in left)
            total = sum(ends[each] - begins[each] for each in partitions)
            watch(total - missing, total)
        if batches or left != before:
            heard = time.monotonic()
        elif time.monotonic() - heard > patience:
            raise NoBroker(settings, patience)


def offsets(ask: Callable[..., Any], partitions: list[TopicPartition], settings: Settings) -> Any:
    """Offsets by partition, of beginnings or ends as the consumer is asked. Raises NoBroker."""
    patience = settings.kafka_timeout_seconds
    until = time.monotonic() + patience
    while True:
        try:
            return ask(partitions, timeout_ms=patience * 1000)
        except KafkaTimeoutError as nobody:
            raise NoBroker(settings, patience) from nobody
        except KeyError as leaderless:  # a partition whose leader the client does not know yet
            if time.monotonic() > until:
                raise NoBroker(settings, patience) from leaderless
            time.sleep(0.1)


def position(consumer: Any, partition: TopicPartition) -> int:
    """0 while the consumer has not yet found out where the partition begins."""
    try:
        return consumer.position(partition, timeout_ms=500) or 0
    except KafkaTimeoutError:
        return 0


def in_words(error: BaseException) -> str:
    """The error's text, or its name where it has none."""
    return str(error) or type(error).__name__
