"""Messages ready to be sent: where a thing of the domain becomes topic, key, value and headers."""

from dataclasses import dataclass

from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement, State
from tollwire.domain.identity import digest
from tollwire.domain.tally import Tally
from tollwire.events.cloudevents import Headers, headers
from tollwire.events.topics import ARTICLES, CLAIMS, DISAGREEMENTS, TALLIES, Topic
from tollwire.events.wire import ArticleV1, ClaimV1, DisagreementV1, TallyV1, TallyWriter, WithdrawalV1

TRACE = "tollwire-trace"
"""A header of articles: see `of_article`."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. Key and value may be missing, as in the original of a dead letter."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Record(Outgoing):
    """A message of the project's own making: with key and value."""

    key: bytes
    value: bytes

    @property
    def id(self) -> bytes:
        """The event's: the same for the same event, however often it is sent."""
        return dict(self.headers)["ce_id"]


def article_event_id(article_id: str, version: str) -> str:
    """The `ce_id` by which a version of an article is known again on its topic."""
    return f"{article_id}@{version}"


def of_article(
    article: Article, *, topic: Topic = ARTICLES, again: bool = False, trace: bytes | None = None
) -> Record:
    """`again`: a version that is on the topic already, and holds once more after others of its article.

    `trace` is ingest's own: what it tells copies of the article by.
    """
    said = headers(
        ArticleV1,
        id=article_event_id(article.id, article.revision if again else article.version),
        service="ingest",
        subject=article.id,
        at=article.ingested_at,
        revision=article.revision,
    )
    if trace is not None:
        said.append((TRACE, trace))
    return Record(topic, article.id.encode(), ArticleV1.of(article).encode(), said)


def of_withdrawal(withdrawal: Withdrawal, *, topic: Topic = ARTICLES) -> Record:
    return Record(
        topic,
        withdrawal.id.encode(),
        WithdrawalV1.of(withdrawal).encode(),
        headers(
            WithdrawalV1,
            id=article_event_id(withdrawal.id, withdrawal.revision),
            service="ingest",
            subject=withdrawal.id,
            at=withdrawal.at,
            revision=withdrawal.revision,
        ),
    )


def of_claim(event: ClaimEvent) -> Record:
    claim, wire = event.claim, ClaimV1.of(event)
    return Record(
        CLAIMS,
        claim.actor.encode(),
        wire.encode(),
        headers(
            ClaimV1,
            id=digest(claim.id, event.revision, wire.status),
            service="extractor",
            subject=claim.id,
            at=claim.source.ingested_at,
        ),
    )


def of_tally(tally: Tally, writer: TallyWriter | None = None) -> Record:
    """`writer` is the one that wrote those before it."""
    value = TallyV1.of(tally).encode() if writer is None else writer.encode(tally)
    return Record(
        TALLIES,
        tally.actor.encode(),
        value,
        headers(TallyV1, id=digest(value), service="aggregator", subject=tally.actor, at=tally.as_of),
    )


def of_disagreement(state: State, disagreement: Disagreement) -> Record:
    value = DisagreementV1.of(state, disagreement).encode()
    return Record(
        DISAGREEMENTS,
        disagreement.actor.encode(),
        value,
        headers(
            DisagreementV1,
            id=digest(value),
            service="aggregator",
            subject=disagreement.id,
            at=disagreement.changed,
        ),
    )
