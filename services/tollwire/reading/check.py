"""Whether the running tallies equal a fold of all claims, byte for byte."""

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass

from kafka import TopicPartition
from kafka.errors import KafkaError

from tollwire.domain.disagreement import Tolerance
from tollwire.events import messages
from tollwire.events.topics import CLAIMS
from tollwire.platform import clients
from tollwire.platform.settings import Settings
from tollwire.reading import tallies
from tollwire.reading.claims import Claims
from tollwire.reading.topics import Topics

_GROUP = "tollwire-aggregator"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many tallies were compared, what is wrong by actor, and how many messages of claims were read.

    `actors` are those of whom there is a tally or a claim.

    `unreadable` counts messages that cannot be read, which no tally stands on.
    """

    tallies: int
    actors: frozenset[str]
    wrong: dict[str, str]
    claims: int
    unreadable: int


def check(topics: Topics, actors: Collection[str] | None = None) -> Checked:
    """Compares the newest tally of each actor with a fold of the claims; of these actors, or of all.

    Those that differ are looked at once more: claims may have come between the reading of the two topics.
    """
    first = _compared(topics, actors)
    if not first.wrong:
        return first
    again = _compared(topics, first.wrong)
    return Checked(first.tallies, first.actors, again.wrong, first.claims, first.unreadable)


def _compared(topics: Topics, actors: Collection[str] | None) -> Checked:
    claims = Claims(topics)
    # A tally does not know how far disagreements may lie apart.
    afresh = {
        actor: messages.of_tally(account.tally).value for actor, account in claims.fold(actors, Tolerance())
    }
    running = tallies.newest(topics, actors)
    wrong = {}
    for actor in sorted(afresh.keys() | running.keys()):
        if actor not in running:
            wrong[actor] = "has claims and no tally"
        elif actor not in afresh:
            wrong[actor] = "has a tally and no claims"
        elif afresh[actor] != running[actor]:
            wrong[actor] = "differs"
    return Checked(
        len(running), frozenset(afresh.keys() | running.keys()), wrong, claims.read, claims.unreadable
    )


def waiting(settings: Settings) -> int | None:
    """How many claims the aggregator has not yet counted; None where nobody can tell. Touches nothing."""
    try:
        with (
            clients.admin(settings) as admin,
            closing(clients.reader(settings)) as consumer,
        ):
            offsets = admin.list_group_offsets(_GROUP)[_GROUP]
            numbers = sorted(consumer.partitions_for_topic(CLAIMS.name))
            ends = consumer.end_offsets([TopicPartition(CLAIMS.name, number) for number in numbers])
    except (KafkaError, KeyError):
        return None
    committed = {each: held.offset for each, held in offsets.items() if held.offset >= 0}
    return int(sum(max(0, end - committed.get(each, 0)) for each, end in ends.items()))
