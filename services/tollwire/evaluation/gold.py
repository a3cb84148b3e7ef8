"""Reads annotated articles: JSON Lines in the format of the annotation guide.

What is not as it should be ends the reading, with file and line: a measure over half a file is none.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tollwire.domain.article import Article
from tollwire.domain.claim import CasualtyType, Scope, Stance, VictimGroup
from tollwire.domain.errors import DomainError
from tollwire.ingest.fields import Unreadable, article_of

_Words = Annotated[str, Field(min_length=1)]


class GoldError(ValueError):
    """A gold file that cannot be read; the text names file and line, and what is wrong."""


class GoldClaim(BaseModel):
    """One count as a person has annotated it. Fields that no measure needs are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    quote: _Words
    count_min: int = Field(ge=0, strict=True)
    count_max: int | None = Field(ge=0, strict=True)
    type: CasualtyType
    group: VictimGroup
    victim: _Words | None
    perpetrator: _Words | None
    claimant_actor: _Words | None
    stance: Stance
    scope: Scope
    optional: bool = Field(strict=True)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.count_max is not None and self.count_max < self.count_min:
            raise ValueError(f"count_max {self.count_max} is below count_min {self.count_min}")
        return self


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and what a person finds in it."""

    article: Article
    claims: tuple[GoldClaim, ...]


def read(path: Path) -> list[GoldArticle]:
    """The articles of `path`. Raises GoldError."""
    articles: list[GoldArticle] = []
    lines: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            found = _article(line)
            if found.article.id in lines:
                raise GoldError(f"id {found.article.id!r} stands in line {lines[found.article.id]} already")
        except (GoldError, Unreadable, DomainError) as wrong:
            raise GoldError(f"{path}:{number}: {wrong}") from wrong
        lines[found.article.id] = number
        articles.append(found)
    if not articles:
        raise GoldError(f"{path}: holds no article")
    return articles


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise GoldError(f"{path}: cannot be read: {wrong}") from wrong
    # By line feeds alone: a text may hold other separators of lines.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _article(line: str) -> GoldArticle:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise GoldError(f"not JSON: {wrong}") from wrong
    if not isinstance(fields, dict):
        raise GoldError("not an object; each line is one article")
    if not isinstance(fields.get("claims"), list):
        raise GoldError('"claims" is missing or no list')
    article = article_of(fields, now=lambda: datetime.now(UTC))
    return GoldArticle(article, tuple(_claim(n, c, article.text) for n, c in enumerate(fields["claims"], 1)))


def _claim(number: int, fields: object, text: str) -> GoldClaim:
    try:
        claim = GoldClaim.model_validate(fields)
    except ValidationError as wrong:
        fault = wrong.errors(include_url=False)[0]
        where = ".".join(str(step) for step in fault["loc"]) or "all"
        raise GoldError(f"claim {number}, {where}: {fault['msg']}") from wrong
    if claim.quote not in text:
        raise GoldError(f"claim {number}: the quote {claim.quote!r:.120} does not stand in the text")
    return claim
