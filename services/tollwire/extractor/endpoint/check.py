"""Holds what an endpoint answers against the text: nothing passes that does not stand there.

What passes is limited to the numbers of people in the text. An article that gives the model orders can get
wrong what is said of its own numbers; it can add none, and can say nothing of another article.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tollwire.domain.claim import Claimant, Reading
from tollwire.domain.count import Count
from tollwire.domain.errors import DomainError
from tollwire.events.wire.claim import ClaimantV1, ReadingV1
from tollwire.extractor.endpoint.numbers import Number, Numbers
from tollwire.extractor.endpoint.pieces import Span
from tollwire.extractor.endpoint.places import Text
from tollwire.extractor.endpoint.sides import Sides

# Longer is no shortest stretch with a count and its word of casualties.
_LONGEST_QUOTE = 300


class Check:
    """Checks the answers about one article. `dropped` counts what did not pass, by the reason."""

    def __init__(self, text: Text, numbers: Numbers, sides: Sides) -> None:
        self._text, self._numbers, self._sides = text, numbers, sides
        self._taken: set[Number] = set()
        self.dropped: Counter[str] = Counter()

    def readings(self, told: Iterable[ReadingV1 | None], piece: Span) -> Iterator[Reading]:
        """What of an answer about `piece` holds. Of a quote that stands there more than once, the first place
        is taken whose number is not yet claimed.
        """
        for each in told:
            found = self._reading(each, piece)
            if isinstance(found, Reading):
                yield found
            else:
                self.dropped[found] += 1

    def _reading(self, told: ReadingV1 | None, piece: Span) -> Reading | str:
        if told is None:
            return "not by the schema"
        if len(told.quote) > _LONGEST_QUOTE:
            return "quote too long"
        try:
            count = Count(told.count_min, told.count_max, told.approximate)
        except DomainError:
            return "count is no range"
        places = list(self._text.places(told.quote, *piece))
        if not places:
            return "quote not in the text"
        matching = [
            (place, number)
            for place in places
            for number in self._numbers.within(*place)
            if (number.count.low, number.count.high) == (count.low, count.high)
        ]
        if not matching:
            return "count not in the quote"
        free = [(place, number) for place, number in matching if number not in self._taken]
        if not free:
            return "claimed already"
        if told.claimant and self._text.first(told.claimant.text) is None:
            return "claimant not in the text"
        (start, end), number = free[0]
        self._taken.add(number)
        return Reading(
            quote=self._text.words(start, end),
            start=start,
            end=end,
            count=number.count,  # how the text hedges a number is read off the text
            casualty_type=told.casualty_type,
            victim_group=told.victim_group,
            victim=self._sides.side(told.victim),
            perpetrator=self._sides.side(told.perpetrator),
            claimant=self._claimant(told.claimant),
            stance=told.stance,
            scope=told.scope,
        )

    def _claimant(self, told: ClaimantV1 | None) -> Claimant | None:
        place = self._text.first(told.text) if told else None
        if told is None or place is None:
            return None
        return Claimant(self._text.words(*place), self._sides.speaker(told.actor))
