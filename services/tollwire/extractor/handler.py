"""What the extractor does to one article: read it, and tell what changed against the version read before."""

from collections.abc import Callable
from dataclasses import dataclass

from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.platform.metrics import Outcome

Extract = Callable[[Article], list[Claim]]


@dataclass(frozen=True, slots=True)
class Held:
    """The newest version of an article that was read, and the claims that stand in it, each as it was first
    made.
    """

    revision: str
    claims: tuple[ClaimEvent, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What follows from an article: the events to publish, and what is held from now on."""

    outcome: Outcome
    events: tuple[ClaimEvent, ...]
    held: Held


def read(article: Article, held: Held | None, extract: Extract) -> Reading:
    """Claims that are new are made, those that are gone are taken back, and what stayed is not repeated (rule
    5).

    A version that is not newer than the one held changes nothing: versions may come in any order, and twice.
    """
    if held is not None and article.revision <= held.revision:
        outcome = Outcome.REPEATED if article.revision == held.revision else Outcome.LATE
        return Reading(outcome, (), held)
    before = {event.claim.id: event for event in held.claims} if held else {}
    now = {claim.id: before.get(claim.id) or ClaimEvent.made(claim) for claim in extract(article)}
    made = [event for id, event in now.items() if id not in before]
    gone = [
        ClaimEvent.taken_back(event.claim, article.revision) for id, event in before.items() if id not in now
    ]
    return Reading(Outcome.READ, (*made, *gone), Held(article.revision, tuple(now.values())))
