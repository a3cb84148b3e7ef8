"""What is pushed and what is answered: the models of the interface, and how they become articles."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import from_json

from tollwire.domain.article import LONGEST_ID, LONGEST_TEXT, Article
from tollwire.domain.errors import DomainError
from tollwire.events.topics import UNREAD
from tollwire.ingest.dates import parse_time
from tollwire.ingest.fields import Now, host
from tollwire.ingest.language import primary
from tollwire.platform.http.problems import Fault

# RFC 3339, section 5.6, in the years of a clock that works; no leap seconds, which no news has.
_DAY = r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_MOMENT = _DAY + r"[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_TIME = re.compile(f"{_DAY}|{_MOMENT}", re.ASCII)
NO_CONTROL = r"^[^\u0000-\u001f\u007f-\u009f]*$"
NO_NUL = r"^[^\u0000]*$"
_PORT = r"(?::(?:[0-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?"
ADDRESS = rf"^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?{_PORT}(?:[/?#][^\s\u0000-\u001f\u007f-\u009f]*)?$"
_LANGUAGE = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$"
LONGEST_WORDS = 4096
# The names that the domain has for what are other fields here.
_FIELDS = {"given_id": "id", "published_at": "published", "revised_at": "updated"}


def _moment(given: object) -> object:
    """A time of the body; what is none is left for the model to refuse."""
    if not isinstance(given, str):
        return given
    if not _TIME.fullmatch(given):
        raise ValueError("write 2020-10-01 or 2020-10-01T12:00:00Z (RFC 3339)")
    return parse_time(given.upper())


_Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date-time", "pattern": f"^{_MOMENT}$"},
                {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
            ]
        }
    ),
]


class PushedArticle(BaseModel):
    """An article as a newsroom pushes it. Only the text must be there; what is not known here is ignored."""

    model_config = ConfigDict(
        strict=True,
        title="Article",
        json_schema_extra={
            "examples": [
                {
                    "url": "https://paper.example/losses",
                    "publisher": "The Paper",
                    "title": "Losses at the bridge",
                    "text": "Losses at the bridge\n\nThe army said that five of its soldiers were killed.",
                    "published": "2020-10-01T12:00:00Z",
                }
            ]
        },
    )

    text: str = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        pattern=r"^[^\u0000]*[^\s\u0000\u001c-\u001f\u0085][^\u0000]*$",
        description="The text as it was published: the headline, where it belongs to it, and the paragraphs.",
    )
    id: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_ID,
        pattern=NO_CONTROL,
        description="The publisher's own id, the same for all versions of an article. Where there is none, "
        "the address tells articles apart, else the content.",
    )
    url: str | None = Field(
        default=None,
        max_length=LONGEST_WORDS,
        pattern=ADDRESS,
        description="The address of the article: http or https, the host in ASCII.",
    )
    publisher: str | None = Field(
        default=None,
        min_length=1,
        max_length=512,
        pattern=NO_NUL,
        description="Else it is the host of the address.",
    )
    title: str | None = Field(default=None, max_length=LONGEST_WORDS, pattern=NO_NUL)
    published: _Moment | None = Field(
        default=None,
        description="When it was published: a moment, or a day in UTC, no more than a day ahead. Else it is "
        "when it was taken in.",
    )
    updated: _Moment | None = Field(
        default=None, description="When this version was put out, where it is not the first."
    )

    language: str | None = Field(
        default=None,
        pattern=_LANGUAGE,
        description="What the text is in (BCP 47), such as en or pt-BR. Else it is told from the text, where "
        "it is certain.",
    )

    def article(self, now: Now) -> Article:
        """The article. Raises DomainError."""
        ingested = now()
        return Article(
            given_id=self.id,
            url=self.url,
            publisher=self.publisher or host(self.url),
            title=self.title or None,
            text=self.text,
            published_at=self.published or ingested,
            dated="article" if self.published else "ingest",
            dated_by="field" if self.published else "clock",
            language=primary(self.language),
            revised_at=self.updated,
            ingested_at=ingested,
        )


Status = Literal["published", "same", "withdrawn", "set_aside", "bad"]


class Taken(BaseModel):
    """What became of one article."""

    status: Status = Field(
        description="published: this version was new, or holds again; same: it, or a later one, was "
        "published before; withdrawn: it was published and withdrawn before, and stays so; set_aside: new, "
        f"in a language that is not read, and put on {UNREAD.name}; bad: see `errors`."
    )
    id: str | None = Field(
        default=None, description="What claims and withdrawals call the article; none of a bad one."
    )
    version: str | None = Field(default=None, description="Which version it is; none of a bad one.")
    language: str | None = Field(
        default=None, description="What it is in (ISO 639), where that was said or is certain."
    )
    errors: list[Fault] = Field(default_factory=list)


class Answer(BaseModel):
    """What became of the articles of a request. All that are published are on the brokers."""

    published: int
    same: int
    withdrawn: int
    set_aside: int
    bad: int
    articles: list[Taken] = Field(description="One for each article that was sent, in that order.")

    @classmethod
    def of(cls, taken: Sequence[Taken]) -> "Answer":
        def count(status: str) -> int:
            return sum(each.status == status for each in taken)

        return cls(
            published=count("published"),
            same=count("same"),
            withdrawn=count("withdrawn"),
            set_aside=count("set_aside"),
            bad=count("bad"),
            articles=list(taken),
        )


class Withdrawn(BaseModel):
    """An article that was withdrawn. The withdrawal is on the brokers."""

    ids: list[str] = Field(description="The articles that the name stands for.")
    known: bool = Field(
        description="Whether one of them is on the topic; where none is, check the id: it was withdrawn all "
        "the same."
    )


class Unreadable(ValueError):
    """A body that is not JSON."""


def parsed(raw: bytes) -> Any:
    """What JSON stands for. Raises Unreadable, in words."""
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError as wrong:
        raise Unreadable(f"not JSON: {wrong}") from wrong


def article_of(value: object, now: Now, at: Sequence[str | int] = ()) -> Article | list[Fault]:
    """The article of a JSON value that stands at a place in the body, or what is wrong with it."""
    try:
        return PushedArticle.model_validate(value).article(now)
    except ValidationError as wrong:
        return [
            Fault(pointer=pointer(*at, *each["loc"]), detail=each["msg"].removeprefix("Value error, "))
            for each in wrong.errors(include_url=False, include_input=False, include_context=False)
        ]
    except DomainError as wrong:
        name, _, why = str(wrong).partition(" ")
        field = _FIELDS.get(name, name)
        return [
            Fault(pointer=pointer(*at, field), detail=why)
            if field in PushedArticle.model_fields
            else Fault(pointer=pointer(*at), detail=str(wrong))
        ]


def pointer(*steps: str | int) -> str:
    """A JSON Pointer in a fragment."""
    return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
