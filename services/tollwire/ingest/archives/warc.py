"""WARC (ISO 28500), as crawls are kept: the pages among its records, in the form of CC-NEWS and of others.

Records are told apart here, so that a hostile or damaged one is bounded, cannot speak to the rest, and has a
place to go on from; what is inside of one, fastwarc reads.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from fastwarc import WarcRecord, WarcRecordType

from tollwire.domain.article import Article
from tollwire.domain.errors import DomainError
from tollwire.ingest.archives.entries import LONGEST, Bad, Entry, too_long
from tollwire.ingest.archives.streams import Place, Stream
from tollwire.ingest.fields import Now, Unreadable

_BEGIN = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$")
_PAGE = re.compile(rb"(?im)^warc-type[ \t]*:[ \t]*(response|resource)[ \t]*\r?$")
_MOST_HEADER = 64 * 1024
_HTML = ("text/html", "application/xhtml+xml")
# What is kept of a damaged stretch, for people to look at.
_SHOWN = 64 * 1024


def entries(stream: Stream, number: int, now: Now, passed: Counter[str]) -> Iterator[Entry]:
    """The articles of the records behind record `number`.

    `passed` counts, by reason, records that are no page, and pages with no article: a crawl is full of both.
    Raises Broken and OSError.
    """
    line = b"\n"
    while line:
        if not line.strip():
            stream.mark()
            line = stream.readline(_MOST_HEADER)
            continue
        number += 1
        holds: Article | Bad | None
        if _BEGIN.fullmatch(line):
            holds, line = _record(stream, line, now, passed), b"\n"
            after = stream.place(number)
        else:
            holds, line, after = _between(stream, line, number)
        if holds is not None:
            yield Entry(number, holds, after)


def _between(stream: Stream, line: bytes, number: int) -> tuple[Bad, bytes, Place]:
    """What belongs to no record, up to the line that begins one, with that line and the place of it."""
    kept, size = [line], len(line)
    after = stream.place(number)
    while (line := stream.readline(_MOST_HEADER)) and not _BEGIN.fullmatch(line):
        if size < _SHOWN:
            kept.append(line)
        size += len(line)
        after = stream.place(number)
    return Bad(f"{size:,} bytes that belong to no WARC record", b"".join(kept)[:_SHOWN]), line, after


def _record(stream: Stream, line: bytes, now: Now, passed: Counter[str]) -> Article | Bad | None:
    head = _header(stream, line)
    length = _LENGTH.search(head)
    if length is None or not head.endswith((b"\n\n", b"\n\r\n")):
        return Bad("a WARC record with no length, or whose header does not end", head)
    size = int(length[1])
    if not _PAGE.search(head):
        stream.skip(size)
        passed["not a response"] += 1
        return None
    block = stream.read(min(size, LONGEST))
    if len(block) < min(size, LONGEST):
        return Bad("the file ends in the middle of a WARC record; was it fetched to its end?", head + block)
    try:
        record = WarcRecord.from_bytes(head + block)
        reason = _no_page(record)
    except (OSError, ValueError) as wrong:
        stream.skip(size - len(block))
        return Bad(f"a WARC record that cannot be read: {wrong}", head + block)
    stream.skip(size - len(block))
    if reason is not None:
        passed[reason] += 1
        return None
    if size > LONGEST:
        return too_long("record", size, head + block)
    return _article(record, head + block, now, passed)


def _header(stream: Stream, line: bytes) -> bytes:
    head, size = [line], len(line)
    while size < _MOST_HEADER and (line := stream.readline(_MOST_HEADER - size)):
        head.append(line)
        size += len(line)
        if line in (b"\r\n", b"\n"):
            break
    return b"".join(head)


def _no_page(record: WarcRecord) -> str | None:
    """Why a record is no page that was put out; None where it may be one."""
    if record.record_type == WarcRecordType.response:
        if not record.is_http:
            return "not HTTP"
        record.parse_http()
        if record.http_headers.status_code != 200:
            return "another status than 200"
        kind = record.http_content_type or ""
    else:
        kind = (record.headers.get("Content-Type") or "").partition(";")[0]
    return None if kind.strip().lower() in _HTML else "not HTML"


def _article(record: WarcRecord, raw: bytes, now: Now, passed: Counter[str]) -> Article | Bad | None:
    from tollwire.ingest.pages import NoArticle, article_of_page  # slow to load

    try:
        body = _body(raw)
    except OSError as wrong:
        return Bad(f"a page that cannot be unpacked: {wrong}", raw)
    if len(body) > LONGEST:
        return too_long("page", len(body), raw)
    http = record.record_type == WarcRecordType.response
    told = record.http_headers if http else record.headers
    try:
        return article_of_page(
            body,
            now,
            content_type=told.get("Content-Type"),
            url=record.headers.get("WARC-Target-URI"),
            fetched=_fetched(record),
        )
    except NoArticle:
        passed["no article in the page"] += 1
        return None
    except (Unreadable, DomainError) as wrong:
        return Bad(str(wrong), raw)


def _body(raw: bytes) -> bytes:
    """The page of a record. One that says that it is packed and is not was unpacked by the crawler.

    Raises OSError where it cannot be unpacked.
    """
    for coding in ("all", "transfer", "none"):
        record = WarcRecord.from_bytes(raw)
        try:
            if record.is_http:
                record.parse_http(auto_decode=coding)
            return record.reader.read(LONGEST + 1)
        except OSError:
            if coding == "none" or (coding == "all" and _is_packed(raw)):
                raise
    raise AssertionError


def _is_packed(raw: bytes) -> bool:
    """Whether the payload begins as gzip does."""
    record = WarcRecord.from_bytes(raw)
    record.parse_http(auto_decode="none")
    return record.reader.read(2) == b"\x1f\x8b"


def _fetched(record: WarcRecord) -> datetime | None:
    """When the page was fetched, by the record."""
    try:
        at = datetime.fromisoformat(record.headers.get("WARC-Date") or "")
    except ValueError:
        return None
    return at.replace(tzinfo=at.tzinfo or UTC)
