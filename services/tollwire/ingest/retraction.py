"""Which articles are meant by the names that a user gives, and their withdrawals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from tollwire.domain.article import LONGEST_ID, Withdrawal, address_id
from tollwire.domain.errors import DomainError
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import ARTICLES
from tollwire.ingest.fields import Now, Unreadable, decoded
from tollwire.ingest.handler import Report
from tollwire.ingest.known import Known
from tollwire.ingest.sources import STDIN

# An address has at most 4096 characters, each of at most four bytes; then the end of the line.
_LONGEST = 4 * 4096 + 2
_UNKNOWN = (
    f"not on {ARTICLES.name}, which keeps {timedelta(milliseconds=ARTICLES.retention_ms).days} days; "
    "withdrawn all the same, so check the id"
)


@dataclass(frozen=True, slots=True)
class Name:
    """An article's id or address, and where it was given."""

    where: str
    text: bytes


def names(given: Sequence[str], stdin: BinaryIO) -> Iterator[Name]:
    """Those given, each once; `-` stands for the lines of standard input, empty ones left out."""
    told: set[bytes] = set()
    for name in _all(given, stdin):
        if name.text.strip() and name.text not in told:
            told.add(name.text)
            yield name


def _all(given: Sequence[str], stdin: BinaryIO) -> Iterator[Name]:
    for text in given:
        if text != STDIN:
            yield Name(text, text.encode("utf-8", "surrogateescape"))
            continue
        number = 0
        while line := stdin.readline(_LONGEST):
            number += 1
            rest = line
            while len(rest) == _LONGEST and not rest.endswith(b"\n"):  # too long to be any, which is told
                rest = stdin.readline(_LONGEST)
            yield Name(f"standard input:{number}", line.rstrip(b"\r\n"))


def withdraw(
    name: Name,
    known: Known,
    report: Report,
    publish: Callable[[Record, str], None],
    *,
    now: Now,
    reason: str | None,
) -> None:
    """Publishes the withdrawal of an article, whether or not it is known; `report` is brought up to date."""
    try:
        text = decoded(name.text)
        meant = ids(text, known)
        found = [Withdrawal(id=id, at=withdrawn_at(id, known, now), reason=reason) for id in meant]
    except (Unreadable, DomainError) as wrong:
        report.bad.add(name.where, str(wrong))
        return
    report.withdrawn += 1
    if not any(known.newest(id) for id in meant):
        report.unknown.add(name.where, _UNKNOWN)
    for each in found:
        for shelf in known.withdrawing(each.id):
            publish(messages.of_withdrawal(each, topic=shelf.topic), name.where)


def ids(text: str, known: Known) -> list[str]:
    """The ids of the articles that may be meant: of an address those that are known, else all.

    An address may be an id that a publisher gave. Raises DomainError for one that cannot be read.
    """
    if not text.lower().startswith(("http://", "https://")):
        return [text]
    may_be = [address_id(text), *([text] if len(text) <= LONGEST_ID else [])]
    return [id for id in may_be if known.newest(id)] or may_be


def withdrawn_at(id: str, known: Known, now: Now) -> datetime:
    """Now; but another machine's clock may have been ahead when it took the article in."""
    at = now()
    return max(at, known.newest(id) or at)
