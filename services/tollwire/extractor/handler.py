"""What the extractor does to one article: read it, and tell what changed against the version read before."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.platform.metrics import Outcome

Extract = Callable[[Article], list[Claim]]


def reads(languages: Set[str], extract: Extract) -> Extract:
    """Reads articles in these languages and finds nothing in those that are said to be in another one: such
    a version comes where an earlier one was read, whose claims it takes back.
    """

    def read_or_not(article: Article) -> list[Claim]:
        return extract(article) if article.language is None or article.language in languages else []

    return read_or_not


@dataclass(frozen=True, slots=True)
class Held:
    """The newest version of an article that was read, or its withdrawal, and the claims that stand in it,
    each as it was last made.
    """

    revision: str
    claims: tuple[ClaimEvent, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What follows from an article: the events to publish, and what is held from now on."""

    outcome: Outcome
    events: tuple[ClaimEvent, ...]
    held: Held


def read(told: Article | Withdrawal, held: Held | None, extract: Extract) -> Reading:
    """Claims that are new are made, those that are gone are taken back, and what stayed is not repeated (rule
    5). In a withdrawn article all are gone.

    What is not newer than what is held changes nothing: versions and withdrawals may come in any order, and
    twice. So that tallies are those of the newest version whichever was read first (rule 12), a claim that
    stays is made again where the article's new version has it published at another time, or elsewhere.
    """
    if held is not None and told.revision <= held.revision:
        outcome = Outcome.REPEATED if told.revision == held.revision else Outcome.LATE
        return Reading(outcome, (), held)
    before = {event.claim.id: event for event in held.claims} if held else {}
    now: dict[str, ClaimEvent] = {}
    for claim in extract(told) if isinstance(told, Article) else ():
        first = before.get(claim.id)
        now[claim.id] = first if first and first.claim.stays(claim) else ClaimEvent.made(claim)
    made = [event for id, event in now.items() if event is not before.get(id)]
    gone = [
        ClaimEvent.taken_back(event.claim, told.revision) for id, event in before.items() if id not in now
    ]
    outcome = Outcome.READ if isinstance(told, Article) else Outcome.WITHDRAWN
    return Reading(outcome, (*made, *gone), Held(told.revision, tuple(now.values())))
