"""How far the workers are: what is on the topics against what their groups have committed."""

from types import TracebackType
from typing import Self

from kafka import TopicPartition
from kafka.errors import KafkaError

from tollwire.events.topics import ARTICLES, CLAIMS, Topic
from tollwire.platform import clients
from tollwire.platform.settings import Settings

_GROUPS: tuple[tuple[str, Topic], ...] = (("tollwire-extractor", ARTICLES), ("tollwire-aggregator", CLAIMS))


class Progress:
    """Asks the brokers; use it in a `with`. Nothing is joined or committed."""

    def __init__(self, settings: Settings) -> None:
        self._admin = clients.admin(settings)
        self._consumer = clients.reader(settings)

    def worked_off(self) -> bool:
        """Whether each worker has committed everything that its topic held just before."""
        return all(self.lag(group, topic) == 0 for group, topic in _GROUPS)

    def lag(self, group: str, topic: Topic) -> int:
        """Messages on `topic` that `group` has not committed."""
        partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        ends = self._consumer.end_offsets(partitions)
        committed = self._committed(group)
        return sum(max(0, ends[each] - committed.get(each, 0)) for each in partitions)

    def _committed(self, group: str) -> dict[TopicPartition, int]:
        try:
            offsets = self._admin.list_group_offsets(group)[group]
        except (KafkaError, KeyError):
            return {}  # no worker of the group has come yet
        return {each: held.offset for each, held in offsets.items() if held.offset >= 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._consumer.close()
        self._admin.close()
