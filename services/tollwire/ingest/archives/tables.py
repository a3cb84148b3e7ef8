"""CSV with named columns (RFC 4180, and what is written in its stead)."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tollwire.ingest import fields
from tollwire.ingest.archives.entries import LONGEST, Bad, Entry, tried
from tollwire.ingest.archives.streams import Broken, Stream
from tollwire.ingest.fields import FIELDS, Now

_DELIMITERS = ",;\t|"
_SURROGATE = re.compile("[\ud800-\udfff]")
# The field's limit of the module is 128 KB, and one for the process; how long a row may be is watched here.
csv.field_size_limit(LONGEST)


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns in their order, and what stands between two."""

    names: tuple[str, ...]
    delimiter: str


class _TooLong(Exception):
    pass


def header(stream: Stream, columns: Mapping[str, str]) -> Header:
    """The header row, which must be the first line. `columns` names the columns that are not called as their
    fields.

    Raises Broken where there is none that can be used.
    """
    line = stream.readline(LONGEST)
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Broken("the header is not UTF-8; convert the file") from wrong
    if not text.strip():
        raise Broken("it is empty; expected a row with the names of the columns, then one an article")
    try:
        rows = [(next(csv.reader([text], delimiter=each)), each) for each in _DELIMITERS]
    except csv.Error as wrong:
        raise Broken(f"the header cannot be read: {wrong}") from wrong
    wanted = columns.get("text", "text")
    found = [(names, each) for names, each in rows if wanted in _stripped(names)]
    if not found:
        names = _stripped(max(rows, key=lambda row: len(row[0]))[0])
        shown = ", ".join(name[:40] for name in names[:20])
        raise Broken(f"no column {wanted!r}; there are {shown}; name it with --column text=NAME")
    given, delimiter = max(found, key=lambda row: len(row[0]))
    head = Header(_stripped(given), delimiter)
    missing = sorted(set(columns.values()) - set(head.names))
    if missing:
        raise Broken(f"no column {missing[0]!r}, which --column names; there are {', '.join(head.names)}")
    return head


def entries(
    stream: Stream, number: int, now: Now, head: Header, columns: Mapping[str, str]
) -> Iterator[Entry]:
    """The articles of the rows behind line `number`, which is at least the header's.

    Raises Broken and OSError.
    """
    at = {
        field: head.names.index(columns.get(field, field))
        for field in FIELDS
        if columns.get(field, field) in head.names
    }
    lines = _Lines(stream, number)
    more = True
    while more:
        more = False
        # A new one after each error: what it holds of a row that went wrong would go into the next.
        rows = csv.reader(lines, delimiter=head.delimiter)
        while True:
            lines.begin()
            try:
                row = next(rows)
            except StopIteration:
                break
            except (csv.Error, _TooLong) as wrong:
                holds: Bad | None = Bad(f"not a row of CSV: {wrong}", lines.row)
                more = True
            else:
                holds = _fault(row, head, lines.row) if row else None
                if row and holds is None:
                    words = {field: row[index] or None for field, index in at.items()}
                    article = tried(lines.row, lambda words=words: fields.article_of(words, now))  # type: ignore[misc]
                    yield Entry(lines.first, article, stream.place(lines.number))
            if holds is not None:
                yield Entry(lines.first, holds, stream.place(lines.number))
            if more:
                break


def _fault(row: Sequence[str], head: Header, raw: bytes) -> Bad | None:
    if len(row) != len(head.names):
        return Bad(
            f"the row has {len(row)} fields, and the header {len(head.names)}; is one not quoted?", raw
        )
    if any(_SURROGATE.search(field) for field in row):
        return Bad("not UTF-8; convert the file", raw)
    return None


class _Lines:
    """The lines of a stream for the reader of CSV, which takes as many as a row needs."""

    def __init__(self, stream: Stream, number: int) -> None:
        self._stream, self.number = stream, number
        self.first, self._row, self._size = number + 1, list[bytes](), 0

    def begin(self) -> None:
        """Says that a new row begins."""
        self._stream.mark()
        self.first, self._row, self._size = self.number + 1, [], 0

    @property
    def row(self) -> bytes:
        """The bytes of the row so far."""
        return b"".join(self._row)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST + 1 - self._size)
        if not line:
            raise StopIteration
        self.number += 1
        self._row.append(line)
        self._size += len(line)
        if self._size > LONGEST:
            if not line.endswith(b"\n"):
                self._size += self._stream.skip_line()
            raise _TooLong(f"{self._size:,} bytes, the most is {LONGEST:,}; is a quotation mark not closed?")
        return line.decode("utf-8", "surrogateescape")


def _stripped(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in names)
