"""What is found in sources: articles, what is none, and how far a file is then read."""

from dataclasses import dataclass

from tollwire.domain.article import Article
from tollwire.ingest.archives.journal import Journal, Mark


@dataclass(frozen=True, slots=True)
class Step:
    """How far a file is read, and the journal that wants to know when all up to there is settled."""

    journal: Journal
    mark: Mark

    def note(self) -> None:
        self.journal.note(self.mark)


@dataclass(frozen=True, slots=True)
class GoodArticle:
    """An article and where it stands, `file:line` or `file`."""

    where: str
    article: Article
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class BadArticle:
    """What is no article, where it stands, why, and what would be right.

    `raw` is what stands there, or how it begins; None where there is nothing that could be kept.
    """

    where: str
    why: str
    raw: bytes | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """That a file is read to its end."""

    step: Step


Found = GoodArticle | BadArticle
