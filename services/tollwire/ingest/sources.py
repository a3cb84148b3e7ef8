"""Where articles come from: files, folders of them, and standard input.

Everything is streamed: at most one line, or one file of text or HTML, is in memory, and neither if it is too
long. What cannot be read is told of and passed over; nothing that a source holds ends the reading.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from tollwire.domain.article import Article
from tollwire.domain.errors import DomainError
from tollwire.ingest import fields
from tollwire.ingest.fields import Now, Unreadable

STDIN = "-"
# A million characters, each written as a pair of JSON escapes (12 bytes), with room for the other fields.
LONGEST = 13 * 1024 * 1024
_CHUNK = 1024 * 1024
_LINES, _PLAIN, _PAGES = (".jsonl", ".ndjson"), (".txt", ".text"), (".html", ".htm", ".xhtml")
_KNOWN = _LINES + _PLAIN + _PAGES
_NAMES = "it must be .jsonl (one JSON object a line), .txt or .html"


@dataclass(frozen=True, slots=True)
class GoodArticle:
    """An article and where it stands, `file:line` or `file`."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True)
class BadArticle:
    """What is no article, where it stands, why, and what would be right."""

    where: str
    why: str


Found = GoodArticle | BadArticle


class Sources:
    """The articles of `paths`, in the order given; folders in the order of names; `-` is standard input.

    Iterate over it once. Meanwhile `where` is the place that was read last, `done` the bytes read, and
    `total` how many there are, None where a stream has no size.
    """

    def __init__(self, paths: Sequence[str], *, now: Now, stdin: BinaryIO) -> None:
        self.where = "the beginning"
        self.done = 0
        self.total = _size(paths)
        self._paths, self._now, self._stdin = paths, now, stdin

    def __iter__(self) -> Iterator[Found]:
        for path in self._paths:
            for found in self._path(path):
                self.where = found.where
                yield found

    def _path(self, given: str) -> Iterator[Found]:
        path = Path(given)
        kind = "-" if given == STDIN else _kind(path)
        if kind == "-":
            yield from self._lines("standard input", self._stdin)
        elif kind == "folder":
            yield from self._folder(path)
        elif kind == "nothing":
            yield BadArticle(given, "there is no such file; check the path")
        elif kind == "file" and path.suffix.lower() not in _KNOWN:
            yield BadArticle(given, f"cannot tell by its name what it holds; {_NAMES}")
        else:
            yield from self._file(path)

    def _folder(self, folder: Path) -> Iterator[Found]:
        unreadable: list[OSError] = []
        empty = True
        for path in _files(folder, unreadable.append):
            empty = False
            yield from self._file(path)
        for error in unreadable:
            yield BadArticle(str(error.filename), _in_words(error))
        if empty and not unreadable:
            yield BadArticle(str(folder), f"the folder holds no articles; a file, {_NAMES}")

    def _file(self, path: Path) -> Iterator[Found]:
        suffix = path.suffix.lower()
        try:
            with path.open("rb") as stream:
                if suffix in _PLAIN:
                    yield self._whole(path, stream, self._plain)
                elif suffix in _PAGES:
                    yield self._whole(path, stream, self._page)
                else:  # a pipe has no name that says anything
                    yield from self._lines(str(path), stream)
        except OSError as error:
            yield BadArticle(str(path), _in_words(error))

    def _lines(self, name: str, stream: BinaryIO) -> Iterator[Found]:
        number, empty = 0, True
        while line := stream.readline(LONGEST + 1):
            number += 1
            self.done += len(line)
            where = f"{name}:{number}"
            if len(line) > LONGEST and not line.endswith(b"\n"):
                empty = False
                yield BadArticle(where, f"{_too_long('line', self._skip_line(stream) + len(line))}")
            elif line.strip():
                empty = False
                yield _tried(where, lambda line=line: fields.article_of_line(line, self._now))  # type: ignore[misc]
        if empty:
            yield BadArticle(name, "it is empty; expected one JSON object a line")

    def _skip_line(self, stream: BinaryIO) -> int:
        """Reads on to the end of the line in pieces; returns how many bytes that were."""
        skipped = 0
        while piece := stream.readline(_CHUNK):
            skipped += len(piece)
            self.done += len(piece)
            if piece.endswith(b"\n"):
                break
        return skipped

    def _whole(self, path: Path, stream: BinaryIO, read: Callable[[bytes], Article]) -> Found:
        raw = stream.read(LONGEST + 1)
        size = path.stat().st_size
        self.done += max(len(raw), size)
        if len(raw) > LONGEST:
            return BadArticle(str(path), _too_long("file", size))
        if not raw.strip():
            return BadArticle(str(path), "it is empty; expected the text of an article")
        return _tried(str(path), lambda: read(raw))

    def _plain(self, raw: bytes) -> Article:
        at = self._now()
        return Article(text=fields.decoded(raw), published_at=at, ingested_at=at, dated="ingest")

    def _page(self, raw: bytes) -> Article:
        from tollwire.ingest.pages import article_of_page  # trafilatura takes a quarter of a second to load

        return article_of_page(raw, self._now)


def _tried(where: str, read: Callable[[], Article]) -> Found:
    try:
        return GoodArticle(where, read())
    except (Unreadable, DomainError) as wrong:
        return BadArticle(where, str(wrong))


def _too_long(what: str, size: int) -> str:
    return f"the {what} has {size:,} bytes, the most is {LONGEST:,}; is it one article?"


def _in_words(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}; check its permissions"


def _files(folder: Path, unreadable: Callable[[OSError], object]) -> Iterator[Path]:
    """The files in and below `folder` that may hold articles, hidden ones left out, in the order of names."""
    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(root) / name for name in sorted(names) if not name.startswith(".")):
            if path.suffix.lower() in _KNOWN and _kind(path) in ("file", "unknown"):
                yield path


def _kind(path: Path) -> Literal["file", "folder", "stream", "nothing", "unknown"]:
    """What lies there; "unknown" where that may not be asked, and opening it will say why."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    except OSError:
        return "unknown"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "stream"


def _size(paths: Sequence[str]) -> int | None:
    """Bytes in all files, None if one of the sources is a stream."""
    total = 0
    for path in map(Path, paths):
        kind = _kind(path)
        if str(path) == STDIN or kind == "stream":
            return None
        files = _files(path, lambda _: None) if kind == "folder" else [path] if kind == "file" else []
        total += sum(file.stat().st_size for file in files if _kind(file) == "file")
    return total
