"""What the readers of archives find: articles, and what should have been one."""

from collections.abc import Callable
from dataclasses import dataclass

from tollwire.domain.article import Article
from tollwire.domain.errors import DomainError
from tollwire.ingest.archives.streams import Place
from tollwire.ingest.fields import Unreadable

# A million characters, each written as a pair of JSON escapes (12 bytes), with room for the other fields.
LONGEST = 13 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bad:
    """What is no article: why, and what would be right; `raw` is what stands there, or how it begins."""

    why: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or record: its number in the file, from 1, what it holds, and the place behind it."""

    number: int
    holds: Article | Bad
    after: Place


def tried(raw: bytes, read: Callable[[], Article]) -> Article | Bad:
    """The article that `read` makes of `raw`, or what it says against it."""
    try:
        return read()
    except (Unreadable, DomainError) as wrong:
        return Bad(str(wrong), raw)


def too_long(what: str, size: int, raw: bytes) -> Bad:
    """A line, file or record (`what`) of so many bytes that begins like `raw`."""
    return Bad(f"the {what} has {size:,} bytes, the most is {LONGEST:,}; is it one article?", raw)
