"""Articles on the wire, and their withdrawals."""

from typing import Self

from pydantic import (
    Field,
)

from tollwire.domain.article import (
    LONGEST_CUT,
    LONGEST_TEXT,
    MOST_CUT,
    Article,
    Cut,
    Dated,
    DatedBy,
    Withdrawal,
)
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire.base import Id, Message, Time, Wire, domain_of, later


class CutV1(Wire):
    """A line that was cut out of the text as it came, for it is none of the article."""

    at: int = Field(ge=0, description="Where in the text it stood, in characters.")
    rule: str = Field(min_length=1, description="Why it was cut: the name of the rule.")
    text: str = Field(max_length=LONGEST_CUT, description="How it began.")


class ArticleV1(Message):
    """One text as one publisher put it out, at one version."""

    id: Id = Field(description="From the canonical URL, else from publisher and content; the message's key.")
    version: Id = Field(description="From the content: another text is another version.")
    given_id: str | None = Field(default=None, description="The publisher's own id, where it gave one.")
    url: str | None = Field(default=None, max_length=4096)
    publisher: str | None = Field(default=None, description="Host or name of the outlet.")
    title: str | None = None
    text: str = Field(
        min_length=1, max_length=LONGEST_TEXT, description="What claims' offsets count in, in characters."
    )
    published_at: Time = Field(
        description="Publication time; that of ingestion where the publisher gives none."
    )
    dated: Dated = Field(description="Where published_at comes from.")
    revised_at: Time | None = Field(default=None, description="When this version was put out, where known.")
    ingested_at: Time = Field(description="When Tollwire took the version in.")
    copied_from: str | None = later(
        "Of a near copy: the publisher of the text that it copies, else that article's id.", min_length=1
    )
    copy_of: str | None = later("Of a near copy: the id of the article that it copies.", min_length=1)
    similarity: float | None = later(
        "Of a near copy: which part, of the runs of words of the shorter text, stands in both.", ge=0, le=1
    )
    cut: list[CutV1] | None = later(
        "What was cut out of the text as it came, the first of it.", min_length=1, max_length=MOST_CUT
    )
    dated_by: DatedBy | None = later(
        "Who says when: the page, the feed that names it, a field beside the text; else a clock, at fetching "
        "or at taking in, where `dated` is `ingest`."
    )
    language: str | None = later(
        "What the text is in, ISO 639; absent where nobody has said it and it is not certain.",
        pattern="^[a-z]{2,3}$",
    )

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(
            id=article.id,
            version=article.version,
            given_id=article.given_id,
            url=article.url,
            publisher=article.publisher,
            title=article.title,
            text=article.text,
            published_at=article.published_at,
            dated=article.dated,
            revised_at=article.revised_at,
            ingested_at=article.ingested_at,
            copied_from=article.copied_from,
            copy_of=article.copy_of,
            similarity=article.similarity,
            cut=[CutV1(at=each.at, rule=each.rule, text=each.text) for each in article.cut] or None,
            dated_by=article.dated_by,
            language=article.language,
        )

    def domain(self) -> Article:
        """Raises InvalidMessage where id and version are not those of the content."""
        with domain_of(ArticleV1):
            article = Article(
                given_id=self.given_id,
                url=self.url,
                publisher=self.publisher,
                title=self.title,
                text=self.text,
                published_at=self.published_at,
                dated=self.dated,
                revised_at=self.revised_at,
                ingested_at=self.ingested_at,
                copied_from=self.copied_from,
                copy_of=self.copy_of,
                similarity=self.similarity,
                cut=tuple(Cut(at=each.at, rule=each.rule, text=each.text) for each in self.cut or ()),
                dated_by=self.dated_by,
                language=self.language,
            )
        if (article.id, article.version) != (self.id, self.version):
            raise InvalidMessage(
                f"ArticleV1.id {self.id!r} and version {self.version!r} are not those of the content, "
                f"{article.id!r} and {article.version!r}"
            )
        return article


class WithdrawalV1(Message):
    """That an article no longer stands: what versions of it claimed that were put out before is taken back.

    A version that is put out later stands again.
    """

    id: Id = Field(description="The article's id; the message's key.")
    withdrawn_at: Time
    reason: str | None = Field(default=None, max_length=4096, description="For people.")

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> Self:
        return cls(id=withdrawal.id, withdrawn_at=withdrawal.at, reason=withdrawal.reason)

    def domain(self) -> Withdrawal:
        with domain_of(WithdrawalV1):
            return Withdrawal(id=self.id, at=self.withdrawn_at, reason=self.reason)
