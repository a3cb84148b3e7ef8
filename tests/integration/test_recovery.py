"""What docs/operations.md says of tables in doubt, lost offsets and new counts brings the figures back."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from support import war
from support.deployed import all_topics
from support.pipeline import Pipeline
from tollwire.domain.fold import fold
from tollwire.domain.registry import builtin
from tollwire.events import messages
from tollwire.events.topics import CLAIMS, DISAGREEMENTS
from tollwire.platform import clients
from tollwire.platform.kafka import client_options

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.usefixtures("apache")]

ACTORS = tuple(sorted(builtin().actors))[::40]
GROUP = "tollwire-aggregator"
CHANGELOGS = [name for name in all_topics() if name.startswith(f"{GROUP}-")]


def delete_the_folder(pipeline: Pipeline) -> None:
    folder = pipeline.folder / "aggregator"
    assert any(folder.rglob("*.db"))
    shutil.rmtree(folder)


def set_the_group_back(pipeline: Pipeline) -> None:
    """As `kafka-consumer-groups.sh --reset-offsets --to-earliest --execute` does."""
    consumer = KafkaConsumer(**client_options(pipeline.settings), group_id=GROUP, enable_auto_commit=False)
    try:
        places = [TopicPartition(CLAIMS.name, number) for number in range(CLAIMS.partitions)]
        consumer.assign(places)
        begins = consumer.beginning_offsets(places)
        consumer.commit({place: OffsetAndMetadata(begins[place], "", -1) for place in places})
    finally:
        consumer.close()


def delete_the_changelogs(pipeline: Pipeline) -> None:
    with clients.admin(pipeline.settings) as admin:
        admin.delete_topics(CHANGELOGS)


def test_each_way_back_leads_to_the_same_figures(pipeline: Pipeline) -> None:
    events = list(war.events(400, ACTORS))
    wanted = {actor: messages.of_tally(account.tally).value for actor, account in fold(events).items()}
    pipeline.publish(messages.of_claim(event) for event in events)
    told = _worked_off(pipeline, wanted)
    ways: tuple[Callable[[Pipeline], None], ...] = (delete_the_folder, set_the_group_back)
    for way in ways:
        way(pipeline)
        # Whoever subscribes hears nothing of it.
        assert _worked_off(pipeline, wanted) == told
    for step in (delete_the_folder, delete_the_changelogs, set_the_group_back):
        step(pipeline)
    again = _worked_off(pipeline, wanted)
    assert again > told
    check = subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "replay", "--check"],
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def _worked_off(pipeline: Pipeline, wanted: dict[str, bytes]) -> int:
    """Runs an aggregator until it has nothing to do, and stops it; how many disagreements were told then."""
    worker = pipeline.start("aggregator")
    pipeline.work_off()
    assert worker.stop() == 0
    assert pipeline.tallies() == wanted
    return len(pipeline.read(DISAGREEMENTS))
