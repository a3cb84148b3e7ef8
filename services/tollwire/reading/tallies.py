"""The newest tally of each actor, and the disagreements that are open."""

from collections.abc import Collection

from tollwire.domain.disagreement import Disagreement, State
from tollwire.events.errors import InvalidMessage
from tollwire.events.topics import DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import DisagreementV1, TallyV1
from tollwire.reading.errors import ReadingError
from tollwire.reading.topics import Topics


def newest(topics: Topics, actors: Collection[str] | None = None) -> dict[str, bytes]:
    """The newest tally of each actor by id, as published; of these actors, or of all that have one.

    Raises ReadingError where the topic is missing.
    """
    found: dict[str, bytes] = {}
    for record in topics.read(TALLIES, topics.partitions(TALLIES, actors)):
        actor = (record.key or b"").decode("utf-8", "replace")
        if actors is not None and actor not in actors:
            continue
        if record.value is None:  # deleted by hand
            found.pop(actor, None)
        else:
            found[actor] = record.value
    return found


def decoded(value: bytes, actor: str) -> TallyV1:
    """A tally as it is on the topic. Raises ReadingError where it cannot be read."""
    try:
        return TallyV1.decode(value)
    except InvalidMessage as wrong:
        raise _unreadable(TALLIES, actor, wrong) from wrong


def open_disagreements(topics: Topics, actor: str) -> list[DisagreementV1]:
    """The newest word of each disagreement about an actor that is not resolved, the widest first.

    Raises ReadingError where the topic is missing, or a message cannot be read.
    """
    found: dict[str, DisagreementV1] = {}
    for record in topics.read(DISAGREEMENTS, topics.partitions(DISAGREEMENTS, [actor])):
        if record.key != actor.encode():
            continue
        try:
            told = DisagreementV1.decode(record.value)
        except InvalidMessage as wrong:
            raise _unreadable(DISAGREEMENTS, actor, wrong) from wrong
        found[told.id] = told
    return sorted((each for each in found.values() if each.state is not State.RESOLVED), key=_order)


def told_afresh(disagreements: Collection[Disagreement]) -> list[DisagreementV1]:
    """Disagreements that a fold found open, as they would be told, the widest first."""
    return sorted((DisagreementV1.of(State.OPEN, each) for each in disagreements), key=_order)


def _order(told: DisagreementV1) -> tuple[str, float, str]:
    return told.kind, -(told.severity or 0.0), told.id


def _unreadable(topic: Topic, actor: str, wrong: InvalidMessage) -> ReadingError:
    return ReadingError(f"{topic.name} holds a message about {actor!r} that cannot be read: {wrong}")
