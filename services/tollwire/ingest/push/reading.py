"""From the body of a request to its articles."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from email.message import Message

from tollwire.domain.article import Article
from tollwire.ingest.fields import Now
from tollwire.ingest.push.body import Lines, unpacked, whole
from tollwire.ingest.push.desk import Visit
from tollwire.ingest.push.model import Taken, Unreadable, article_of, parsed, pointer
from tollwire.ingest.push.problems import too_large, unsupported
from tollwire.platform.http.problems import Fault, Refused, bad
from tollwire.platform.settings import Settings

JSON = "application/json"
NDJSON = "application/x-ndjson"
_LINES = (NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines")
# A stream of lines may have so many times the bytes that a body of JSON may have: no more of it than a line
# is in memory.
_STREAM = 64
# What is parsed at once without letting others work in between; JSON of this size takes a few milliseconds.
_AT_ONCE = 256 * 1024
# After so many articles others are served.
_OFTEN = 50


def is_lines(content_type: str | None) -> bool:
    """Whether a body is NDJSON, else it is JSON. Raises Refused (415) where it is neither, or not UTF-8."""
    header = Message()
    header["Content-Type"] = content_type or "none"
    kind, charset = header.get_content_type(), header.get_content_charset("utf-8")
    if kind not in (JSON, *_LINES) or charset not in ("utf-8", "utf8", "us-ascii"):
        raise unsupported(
            f"Content-Type {content_type!r} is not taken; {JSON} and {NDJSON} are, in UTF-8",
            {"Accept-Post": f"{JSON}, {NDJSON}"},
        )
    return kind != JSON


def most_bytes(settings: Settings, *, lines: bool) -> int:
    """How many bytes a body may have."""
    return settings.push_max_bytes * (_STREAM if lines else 1)


async def take_json(
    visit: Visit, pieces: AsyncIterator[bytes], encoding: str | None, settings: Settings, now: Now
) -> None:
    """Takes the article, or the array of articles, of a body of JSON. Raises Refused."""
    most = settings.push_max_articles
    raw = await whole(unpacked(pieces, encoding, most_bytes(settings, lines=False)))
    try:
        value = parsed(raw) if len(raw) <= _AT_ONCE else await asyncio.to_thread(parsed, raw)
    except Unreadable as wrong:
        raise bad(str(wrong), [Fault(pointer=pointer(), detail=str(wrong))]) from wrong
    if isinstance(value, list):
        if not value:
            why = "an empty array; send at least one article"
            raise bad(why, [Fault(pointer=pointer(), detail=why)])
        if len(value) > most:
            raise too_large(f"the array has {len(value):,} articles, the most is {most:,}; send it in parts")
        for index, each in enumerate(value):
            await visit.take(article_of(each, now, (index,)))
            if index % _OFTEN == 0:
                await asyncio.sleep(0)
    else:
        await visit.take(article_of(value, now))


async def take_lines(
    visit: Visit, pieces: AsyncIterator[bytes], encoding: str | None, settings: Settings, now: Now
) -> None:
    """Takes the articles of NDJSON as the lines come; blank ones are passed over. Raises Refused."""
    lines = Lines(settings.push_max_bytes)
    try:
        async for piece in unpacked(pieces, encoding, most_bytes(settings, lines=True)):
            for line in lines.feed(piece):
                await _take_line(visit, line, settings, now)
            await asyncio.sleep(0)  # others are served between two pieces, however fast they come
        for line in lines.end():
            await _take_line(visit, line, settings, now)
    except Refused as refused:
        if len(visit) and refused.problem.status != 503:
            await visit.finish()
            refused.problem.detail += f"; the {len(visit):,} articles before that were taken"
        raise
    if not len(visit):
        raise bad("no line holds an article; send at least one")


async def _take_line(visit: Visit, line: bytes, settings: Settings, now: Now) -> None:
    if not line.strip():
        return
    if len(visit) == settings.push_max_articles:
        raise too_large(f"more than {len(visit):,} articles; send the others in another request")
    await visit.take(_article(line, len(visit), now))


def _article(line: bytes, index: int, now: Now) -> Article | list[Fault]:
    try:
        return article_of(parsed(line), now, (index,))
    except Unreadable as wrong:
        return [Fault(pointer=pointer(index), detail=str(wrong))]


def faults(taken: list[Taken]) -> Iterator[Fault]:
    """All that is wrong with the articles of a request."""
    for each in taken:
        yield from each.errors
