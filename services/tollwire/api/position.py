"""Positions on the topics: how far somebody has read, and how that is written into the id of an event."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum

from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES, Topic


class Which(StrEnum):
    """A topic that can be read by HTTP."""

    CLAIMS = "claims"
    TALLIES = "tallies"
    DISAGREEMENTS = "disagreements"


TOPICS: dict[Which, Topic] = {
    Which.CLAIMS: CLAIMS,
    Which.TALLIES: TALLIES,
    Which.DISAGREEMENTS: DISAGREEMENTS,
}
BY_NAME = {topic.name: which for which, topic in TOPICS.items()}

Place = tuple[Which, int]
"""A topic, and the number of a partition."""
Positions = dict[Place, int]
"""Of each partition the offset of the message that is to be read next."""

PATTERN = r"^[ctd][0-9]{1,18}(\.[0-9]{1,18})*(-[ctd][0-9]{1,18}(\.[0-9]{1,18})*)*$"
_LETTERS = {which.value[0]: which for which in Which}


def encoded(positions: Positions, topics: Collection[Which] = tuple(Which)) -> str:
    """`c12.0.7.3-t5.5.0.1`: by topic, the offsets of its partitions in their order."""
    return "-".join(
        f"{which.value[0]}{'.'.join(offsets)}"
        for which in Which
        if which in topics and (offsets := list(_offsets(positions, which)))
    )


def decoded(text: str) -> Positions:
    """The positions of an id. Raises ValueError where it is none."""
    if len(text) > 4096 or not re.fullmatch(PATTERN, text):
        raise ValueError("is no id that this service gave out; leave it out to begin now")
    return {
        (_LETTERS[part[0]], number): int(offset)
        for part in text.split("-")
        for number, offset in enumerate(part[1:].split("."))
    }


def _offsets(positions: Positions, which: Which) -> Iterable[str]:
    number = 0
    while (which, number) in positions:
        yield str(positions[which, number])
        number += 1
