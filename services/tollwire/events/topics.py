"""The topics as data: key, value, partitions and what is kept. Nothing else names a topic."""

from dataclasses import dataclass, field
from datetime import timedelta

from tollwire.events.wire import (
    AlertV1,
    ArticleV1,
    ClaimV1,
    DisagreementV1,
    FollowedV1,
    Message,
    PositionV1,
    TallyV1,
    WithdrawalV1,
)

# One number for all: a Faust table's changelog must have as many partitions as its source, and more workers
# than partitions have nothing to do.
PARTITIONS = 4
# A text of a million characters is at most 4 MB as UTF-8; JSON escapes and the other fields need some room.
LARGEST_MESSAGE = 8 * 1024 * 1024
_FOREVER = -1


def _ms(kept: timedelta) -> int:
    return int(kept.total_seconds() * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic. `retention_ms` -1 keeps for ever; `producers` and `consumers` are services here.

    `value` is what its messages hold, and `also` what some of them hold instead: their `ce_type` says so.
    `buried_by` are services that add dead letters beside its consumers: of what was to become a message.
    """

    name: str
    key: str
    value: type[Message] | None
    also: tuple[type[Message], ...] = ()
    partitions: int = PARTITIONS
    retention_ms: int = _FOREVER
    compacted: bool = False
    producers: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    buried_by: tuple[str, ...] = ()
    description: str = field(default="")

    @property
    def values(self) -> tuple[type[Message], ...]:
        """All that a message may hold, the usual first; nothing where it may be anything."""
        return (self.value, *self.also) if self.value else ()

    @property
    def config(self) -> dict[str, str]:
        """The topic's settings as Kafka names them."""
        return {
            "cleanup.policy": "compact" if self.compacted else "delete",
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(LARGEST_MESSAGE),
        }

    @property
    def dlq(self) -> "Topic":
        """Where messages of this topic go that cannot be read or handled."""
        return Topic(
            name=f"{self.name}.dlq",
            key=self.key,
            value=None,
            partitions=self.partitions,
            retention_ms=_ms(timedelta(days=90)),
            producers=(*self.buried_by, *self.consumers),
            description=f"Messages of {self.name} that could not be handled, whole; headers say why.",
        )


ARTICLES = Topic(
    name="tollwire.articles.v1",
    key="article id",
    value=ArticleV1,
    also=(WithdrawalV1,),
    retention_ms=_ms(timedelta(days=30)),
    producers=("ingest",),
    consumers=("extractor",),
    buried_by=("ingest",),
    description="Articles, one message a version; and withdrawals of articles.",
)
UNREAD = Topic(
    name="tollwire.articles.unread.v1",
    key="article id",
    value=ArticleV1,
    also=(WithdrawalV1,),
    retention_ms=_ms(timedelta(days=90)),
    producers=("ingest",),
    description="Articles in languages that the extractor does not read; and withdrawals of them.",
)
CLAIMS = Topic(
    name="tollwire.claims.v1",
    key="victim's actor id, `unknown` if none",
    value=ClaimV1,
    retention_ms=_ms(timedelta(days=3650)),
    producers=("extractor",),
    consumers=("aggregator",),
    description="Claims and their retractions.",
)
TALLIES = Topic(
    name="tollwire.tallies.v1",
    key="actor id",
    value=TallyV1,
    compacted=True,
    producers=("aggregator",),
    description="The tally of each actor, whole; the newest message of a key holds.",
)
DISAGREEMENTS = Topic(
    name="tollwire.disagreements.v1",
    key="actor id",
    value=DisagreementV1,
    retention_ms=_ms(timedelta(days=3650)),
    producers=("aggregator",),
    description="Disagreements as they open, change and are resolved.",
)

FOLLOWED = Topic(
    name="tollwire.ingest.sources.v1",
    key="source's name",
    value=FollowedV1,
    compacted=True,
    producers=("ingest",),
    consumers=("ingest",),
    description="How far each source is followed; the newest message of a key holds.",
)
ALERTS = Topic(
    name="tollwire.alerts.v1",
    key="alert's id, or `position`",
    value=AlertV1,
    also=(PositionV1,),
    partitions=1,  # one process works and others stand by, so that rates and repeats hold over all actors
    compacted=True,
    producers=("alerts",),
    consumers=("alerts",),
    description="Alerts on claims, whom they have reached, and how far the topics are read; what is told of "
    "and old is taken away.",
)

VALUES: tuple[Topic, ...] = (ARTICLES, UNREAD, CLAIMS, TALLIES, DISAGREEMENTS)
# What a service keeps for itself: where a message of it cannot be read, it begins anew.
KEPT: tuple[Topic, ...] = (FOLLOWED, ALERTS)
CONTRACT: tuple[Topic, ...] = VALUES + KEPT
ALL: tuple[Topic, ...] = CONTRACT + tuple(topic.dlq for topic in VALUES)
BY_NAME = {topic.name: topic for topic in ALL}
