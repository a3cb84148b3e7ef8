"""What the demonstration shows, folded from the topics as any subscriber would."""

from collections import deque
from dataclasses import dataclass, field

from kafka.consumer.fetcher import ConsumerRecord

from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement, State
from tollwire.events.topics import ARTICLES, BY_NAME, CLAIMS, DISAGREEMENTS, TALLIES
from tollwire.events.wire import ClaimV1, DisagreementV1, TallyV1

_NEWEST = 200


@dataclass
class Board:
    """The state of the screen: tallies and open disagreements by id, the newest claims last."""

    tallies: dict[str, TallyV1] = field(default_factory=dict)
    disagreements: dict[str, Disagreement] = field(default_factory=dict)
    claims: deque[ClaimEvent] = field(default_factory=lambda: deque(maxlen=_NEWEST))
    articles: int = 0
    made: int = 0
    taken_back: int = 0
    dead: int = 0

    def take(self, record: ConsumerRecord) -> None:
        """One message of any topic."""
        if BY_NAME[record.topic].value is None:
            self.dead += 1
        elif record.topic == ARTICLES.name:
            self.articles += 1
        elif record.topic == CLAIMS.name:
            event = ClaimV1.decode(record.value).domain()
            self.claims.append(event)
            self.made += not event.retracted
            self.taken_back += event.retracted
        elif record.topic == TALLIES.name:
            tally = TallyV1.decode(record.value)
            self.tallies[tally.actor] = tally
        elif record.topic == DISAGREEMENTS.name:
            message = DisagreementV1.decode(record.value)
            if message.state is State.RESOLVED:
                self.disagreements.pop(message.id, None)
            else:
                self.disagreements[message.id] = message.domain()
