"""JSON Lines: one object a line."""

from collections.abc import Iterator

from tollwire.ingest import fields
from tollwire.ingest.archives.entries import LONGEST, Entry, too_long, tried
from tollwire.ingest.archives.streams import Stream
from tollwire.ingest.fields import Now


def entries(stream: Stream, number: int, now: Now) -> Iterator[Entry]:
    """The articles of the lines behind line `number`; blank lines are none. Raises Broken and OSError."""
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST and not line.endswith(b"\n"):
            size = len(line) + stream.skip_line()
            yield Entry(number, too_long("line", size, line), stream.place(number))
        elif line.strip():
            holds = tried(line, lambda line=line: fields.article_of_line(line, now))  # type: ignore[misc]
            yield Entry(number, holds, stream.place(number))
        stream.mark()
