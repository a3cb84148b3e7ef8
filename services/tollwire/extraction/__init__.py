"""From the text of an article to its claims: a pure function, with no I/O and no engine."""

import os
from functools import cache
from typing import Protocol

from tollwire.domain.article import Article
from tollwire.domain.claim import Claim

# One worker to a core: threads gain nothing on matrices of a sentence, and wait for one another where
# others work as well. NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tollwire.extraction.pipeline import RuleExtractor


class Extractor(Protocol):
    """Anything that reads claims out of an article."""

    def extract(self, article: Article) -> list[Claim]:
        """The claims of `article`, in the order of its text."""
        ...


@cache
def _default() -> Extractor:
    return RuleExtractor()


def extract(article: Article) -> list[Claim]:
    """The claims of `article`, by the extractor that ships with the package."""
    return _default().extract(article)


__all__ = ["Extractor", "RuleExtractor", "extract"]
