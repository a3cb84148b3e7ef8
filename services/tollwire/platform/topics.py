"""Makes the topics of events/topics on the brokers, and tells how those that are there differ."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from tollwire.events.topics import ALL, Topic
from tollwire.platform import clients
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)


class TopicError(Exception):
    """A topic that cannot be made or used; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """A topic as the brokers have it. `partitions` is None where it is missing."""

    topic: Topic
    partitions: int | None
    config: dict[str, str]

    @property
    def differing(self) -> list[str]:
        """The settings that are not as wanted, one phrase each; what the broker does not tell is not
        judged.
        """
        return [
            f"{name} is {self.config[name]}, wanted {wanted}"
            for name, wanted in self.topic.config.items()
            if name in self.config and self.config[name] != wanted
        ]

    def check(self) -> None:
        """Raises TopicError where the topic has another number of partitions."""
        found, wanted = self.partitions, self.topic.partitions
        if found is not None and found != wanted:
            raise TopicError(
                f"topic {self.topic.name} has {found} partitions, wanted {wanted}: keys would move between "
                "partitions. Delete the topic if its messages can go (`kafka-topics.sh --delete --topic "
                f"{self.topic.name}`) and run `tollwire topics create`, or use another cluster"
            )


def ensure(settings: Settings, topics: Sequence[Topic] = ALL) -> list[State]:
    """Makes the topics that are missing; returns all as they then are, those made among them.

    A setting that differs is logged and left: whoever set it may have meant it. Raises TopicError where a
    topic has another partition count or cannot be made, and NoBroker.
    """
    with clients.admin(settings) as admin:
        before = _describe(admin, topics)
        for state in before:
            state.check()
        missing = [state.topic for state in before if state.partitions is None]
        if not missing:
            return _reported(before)
        _create(admin, missing, settings)
        after = _describe(admin, topics)
    for state in after:
        state.check()  # another service may have been faster
    return _reported(after)


def describe(settings: Settings, topics: Sequence[Topic] = ALL) -> list[State]:
    """The topics as they are; makes nothing. Raises NoBroker."""
    with clients.admin(settings) as admin:
        return _describe(admin, topics)


def _describe(admin: Any, topics: Sequence[Topic]) -> list[State]:
    there = set(admin.list_topics())
    names = [topic.name for topic in topics if topic.name in there]
    if not names:
        return [State(topic, None, {}) for topic in topics]
    partitions = {each["name"]: len(each["partitions"]) for each in admin.describe_topics(names)}
    configs = _configs(admin, names)
    return [State(topic, partitions.get(topic.name), configs.get(topic.name, {})) for topic in topics]


def _configs(admin: Any, names: list[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    try:
        found = admin.describe_configs(resources, config_filter="all").get("topic", {})
    except KafkaError as unsaid:  # not every broker tells, and not to everybody
        log.debug("cannot tell the settings of topics: %s", clients.in_words(unsaid))
        return {}
    return {
        name: {key: str(held["value"]) for key, held in config.items() if held["value"] is not None}
        for name, config in found.items()
    }


def _create(admin: Any, missing: list[Topic], settings: Settings) -> None:
    wanted = {
        topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": settings.kafka_replication,
            "configs": topic.config,
        }
        for topic in missing
    }
    for answer in admin.create_topics(wanted, raise_errors=False)["topics"]:
        error = for_code(answer["error_code"])
        if answer["error_code"] != 0 and error is not TopicAlreadyExistsError:
            why = answer.get("error_message") or error.__name__
            raise TopicError(
                f"topic {answer['name']} cannot be created: {why} "
                f"(TOLLWIRE_KAFKA_REPLICATION is {settings.kafka_replication})"
            )
    admin.wait_for_topics(list(wanted), timeout_ms=settings.kafka_timeout_seconds * 1000)
    log.info("created %s", ", ".join(wanted))


def _reported(states: list[State]) -> list[State]:
    for state in states:
        for difference in state.differing:
            log.warning("topic %s: %s", state.topic.name, difference)
    return states
