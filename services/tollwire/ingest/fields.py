"""From the fields of a JSON object to an article."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from tollwire.domain.article import Article
from tollwire.ingest.dates import parse_time
from tollwire.ingest.language import primary

Now = Callable[[], datetime]
FIELDS = ("id", "url", "publisher", "title", "text", "published", "updated", "language")
_KINDS = {bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}


class Unreadable(ValueError):
    """What stands in a source is no article; the text says why and what would be right."""


def article_of_line(line: bytes, now: Now) -> Article:
    """The article in one line of JSON. Raises Unreadable, and DomainError where a rule is broken."""
    return article_of(_object(decoded(line)), now)


def decoded(raw: bytes) -> str:
    """Raises Unreadable for what is not UTF-8; a byte order mark at the beginning is left out."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            f"not UTF-8: byte 0x{wrong.object[wrong.start]:02x} at position {wrong.start}; convert it"
        ) from wrong


def article_of(fields: dict[str, Any], now: Now) -> Article:
    """An article from `FIELDS`, of which only `text` must be there; others are ignored. Text is as given, and
    a language that is no code counts as not said.

    Raises Unreadable for a field that is missing, of a wrong type or no time, and DomainError.
    """
    words = {name: _text(fields, name) for name in FIELDS if name != "language"}
    if words["text"] is None:
        raise Unreadable('"text" is missing; each article needs one')
    ingested = now()
    published, updated = _time(words, "published"), _time(words, "updated")
    return Article(
        given_id=words["id"] or None,
        url=words["url"] or None,
        publisher=words["publisher"] or host(words["url"]),
        title=words["title"] or None,
        text=words["text"],
        published_at=published or ingested,
        dated="article" if published else "ingest",
        dated_by="field" if published else "clock",
        language=primary(fields.get("language")),
        revised_at=updated,
        ingested_at=ingested,
    )


def host(url: str | None) -> str | None:
    """The publisher by its address: the host without www, or None where there is none."""
    try:
        return (
            (urlsplit(url.strip()).hostname or "").removeprefix("www.").rstrip(".") or None if url else None
        )
    except ValueError:
        return None  # the article will say what is wrong with it, if it matters


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_number)
    except RecursionError as deep:
        raise Unreadable("not an article: JSON that is nested too deeply") from deep
    except json.JSONDecodeError as wrong:
        raise Unreadable(
            f"not JSON: {wrong.msg} at character {wrong.pos}; each line must be one JSON object"
        ) from wrong
    except ValueError as wrong:
        raise Unreadable(f"not JSON: {wrong}") from wrong
    if not isinstance(found, dict):
        kind = _KINDS.get(type(found), "null" if found is None else "a string")
        raise Unreadable(f'not an object but {kind}; write {{"text": "…"}}')
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number there")


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Unreadable(f'"{name}" is {_KINDS.get(type(value), "of a wrong type")}; it must be a string')


def _time(words: dict[str, str | None], name: str) -> datetime | None:
    text = words[name]
    if not text:
        return None
    try:
        return parse_time(text)
    except ValueError as wrong:
        raise Unreadable(f'"{name}" is {text[:60]!a}: {wrong}') from wrong
