"""The read model: what the topics come to. What it holds is a function of the set of messages.

For one event loop: messages are taken, and questions answered, one after another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tollwire.api.held import Gone, Held, HeldClaim, HeldDisagreement, HeldTally
from tollwire.api.position import BY_NAME, TOPICS, Which
from tollwire.api.recent import Told
from tollwire.api.shelf import Shelf
from tollwire.domain.disagreement import Kind
from tollwire.events.cloudevents import check_type
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire import ClaimV1, DisagreementV1, TallyV1


def read(record: Any) -> Told:
    """A record of kafka-python as the model takes it. Raises InvalidMessage where it cannot be read."""
    which = BY_NAME[record.topic]
    return Told((which, record.partition), record.offset, _held(which, record))


def _held(which: Which, record: Any) -> Held:
    raw: bytes | None = record.value
    key = (record.key or b"").decode("utf-8", "replace")
    if which is Which.TALLIES and raw is None and key:
        return Gone(record.offset, key)
    model = TOPICS[which].value
    assert model is not None
    check_type(record.headers, model)
    message = model.decode(raw)
    assert raw is not None
    match message:
        case ClaimV1():
            return HeldClaim.of(message, raw)
        case DisagreementV1():
            return HeldDisagreement.of(message, raw, record.offset)
        case TallyV1():
            if message.actor != key:  # else a deletion would miss it
                raise InvalidMessage(f"TallyV1.actor {message.actor!r} is not the key, {key!r}")
            return HeldTally.of(message, raw, record.offset)
    raise AssertionError(message)


@dataclass
class Model:
    """Claims and disagreements, at most so many of each, and the tallies of all actors."""

    claims: Shelf[HeldClaim]
    disagreements: Shelf[HeldDisagreement]
    _tallies: dict[str, HeldTally | Gone] = field(default_factory=dict)

    @classmethod
    def empty(cls, most_claims: int, most_disagreements: int) -> "Model":
        return cls(Shelf(most_claims), Shelf(most_disagreements))

    def take(self, told: Iterable[Told]) -> None:
        """Takes messages in, in any order and any number of times.

        Of two about one thing the later one holds: of claims by the revision, of the others, whose topics
        tell of one thing on one partition only, by the offset.
        """
        for each in told:
            self._take(each.held)

    def _take(self, new: Held) -> None:
        match new:
            case HeldClaim():
                claim = self.claims.get(new.id)
                if claim is None or new.outranks(claim):
                    self.claims.put(new)
            case HeldDisagreement():
                word = self.disagreements.get(new.id)
                if word is None or new.offset > word.offset:
                    self.disagreements.put(new)
            case HeldTally() | Gone():
                tally = self._tallies.get(new.actor)
                if tally is None or new.offset > tally.offset:
                    self._tallies[new.actor] = new

    def tally(self, actor: str) -> HeldTally | None:
        found = self._tallies.get(actor)
        return found if isinstance(found, HeldTally) else None

    def tallies(self, after: str = "") -> Iterator[HeldTally]:
        """Those of the actors whose ids come after this one, in their order."""
        for actor in sorted(each for each in self._tallies if each > after):
            if tally := self.tally(actor):
                yield tally

    def heard_of(self, actor: str) -> bool:
        """Whether anything that is held is about this actor."""
        return (
            self.tally(actor) is not None or actor in self.claims.actors or actor in self.disagreements.actors
        )

    def open_by_kind(self, actor: str) -> dict[Kind, int]:
        """How many disagreements about an actor stand."""
        counted = dict.fromkeys(Kind, 0)
        for each in self.disagreements.newest_first([actor]):
            counted[each.kind] += each.stands
        return counted
