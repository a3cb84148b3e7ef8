"""deploy/k8s/components/strimzi/topics.yaml, as the topics of the code have it.

To write it anew: PYTHONPATH=tests .venv/bin/python -m support.strimzi
"""

from typing import Any

import yaml

from support.deployed import DEPLOY, all_topics
from tollwire.events.topics import Topic

TOPICS = DEPLOY / "k8s" / "components" / "strimzi" / "topics.yaml"
_HEAD = """\
# The topics of services/tollwire/events/topics.py, and the changelogs of the services' tables; written by
#   PYTHONPATH=tests .venv/bin/python -m support.strimzi
# How many copies there are is the cluster's default.replication.factor: 3, with min.insync.replicas 2.
"""


def resource(topic: Topic) -> dict[str, Any]:
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {"name": topic.name, "labels": {"strimzi.io/cluster": "tollwire"}},
        "spec": {"partitions": topic.partitions, "config": dict(topic.config)},
    }


def text() -> str:
    made = [resource(topic) for topic in all_topics().values()]
    return _HEAD + yaml.safe_dump_all(made, sort_keys=False)


if __name__ == "__main__":
    TOPICS.write_text(text(), "utf-8")
