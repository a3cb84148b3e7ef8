"""One sentence with everything found in it, and how a count is linked to what happened."""

from dataclasses import dataclass, field
from functools import cached_property

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun

QUOTES = frozenset(('"', "'", "(", ")", "[", "]", "--"))


@dataclass(frozen=True, slots=True)
class Link:
    """That a counted phrase suffered an event, and how sure the construction is (a higher rank is surer)."""

    event: Event
    casualty_type: CasualtyType
    rank: int
    rule: str
    before: bool = False  # the event's word stands before the phrase
    shared: bool = False  # it is another phrase's, and was carried along a list


@dataclass(frozen=True)
class Scene:
    """One sentence with everything found in it."""

    line: Line
    words: Lexicon
    counted: list[Counted]
    events: list[Event]
    # What `constructions.right` has found for a phrase: it asks itself, along a chain of counts.
    rightward: dict[tuple[int, int, Noun], Link | None] = field(default_factory=dict, compare=False)

    def starting(self, at: int) -> Event | None:
        """The event whose words begin at `at`."""
        return self._starting.get(at)

    def ending(self, end: int) -> Event | None:
        """The event whose words end before `end`."""
        return self._ending.get(end)

    def events_in(self, start: int, end: int) -> bool:
        """Whether a word of casualties stands between `start` and `end`."""
        return any(start <= event.start < end for event in self.events)

    def amount_at(self, at: int) -> Counted | None:
        """The counted phrase that begins at `at`."""
        return self._amounts.get(at)

    @cached_property
    def _starting(self) -> dict[int, Event]:
        return {event.start: event for event in reversed(self.events)}

    @cached_property
    def _ending(self) -> dict[int, Event]:
        return {event.end: event for event in reversed(self.events)}

    @cached_property
    def _amounts(self) -> dict[int, Counted]:
        return {phrase.amount.start: phrase for phrase in reversed(self.counted)}
