"""Where articles come from: files, archives, folders of them, and standard input.

Everything is streamed: at most one line, row or record, or one file of text or HTML, is in memory, and none
if it is too long. What cannot be read is told of and passed over; nothing that a source holds ends the
reading.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tollwire.domain.article import Article
from tollwire.ingest import fields
from tollwire.ingest.archives import lines, tables, tree
from tollwire.ingest.archives.entries import LONGEST, Bad, Entry, too_long, tried
from tollwire.ingest.archives.journal import Identity, Journal, Mark, identity
from tollwire.ingest.archives.streams import Broken, Packing, Place, Stream
from tollwire.ingest.archives.tree import Form, Selection
from tollwire.ingest.fields import Now
from tollwire.ingest.found import BadArticle, Found, GoodArticle, Read, Step

log = logging.getLogger(__name__)

STDIN = "-"
_BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Reading:
    """How sources are read: which files of folders, and which columns of tables hold which fields.

    `journals` is the folder of what earlier runs came to; with `resume` it is gone on from there.
    """

    selection: Selection = Selection()
    columns: Mapping[str, str] = field(default_factory=dict)
    journals: Path | None = None
    resume: bool = False


class Sources:
    """The articles of `paths`, in the order given; folders in the order of names; `-` is standard input.

    Iterate over it, or over `events`, once. Meanwhile `where` is the place that was read last, `done` the
    bytes read, and `total` how many there are, None where a stream has no size. `passed` counts, by reason,
    records of archives that are no page of an article; `skipped` the bytes that an earlier run has read.
    """

    def __init__(
        self,
        paths: Sequence[str],
        *,
        now: Now,
        stdin: BinaryIO,
        reading: Reading = Reading(),
    ) -> None:
        self.where = "the beginning"
        self.total = tree.size(paths, reading.selection)
        self.skipped = 0
        self.passed: Counter[str] = Counter()
        self._paths, self._now, self._stdin, self._reading = paths, now, stdin, reading
        self._before = 0  # bytes of the files that are read
        self._stream: Stream | None = None
        self._journals: dict[str, Journal] = {}

    @property
    def done(self) -> int:
        """Bytes of the files that are read, with those that an earlier run has."""
        return self._before + (self._stream.done if self._stream else 0)

    def __iter__(self) -> Iterator[Found]:
        return (found for found in self.events() if not isinstance(found, Read))

    def events(self) -> Iterator[Found | Read]:
        """As iterating, and for each file of a journal that it is read to its end."""
        for given in self._paths:
            for found in self._path(given):
                if not isinstance(found, Read):
                    self.where = found.where
                yield found

    def write(self) -> None:
        """Has kept what is noted of how far the files are read."""
        for journal in self._journals.values():
            journal.write()

    def _path(self, given: str) -> Iterator[Found | Read]:
        path = Path(given)
        kind = "-" if given == STDIN else tree.kind(path)
        if kind in ("folder", "file") and self._reading.journals:
            anew = not self._reading.resume
            self._journals[given] = Journal.of(self._reading.journals, given, anew=anew)
        if kind == "-":
            yield from self._streamed("standard input", self._stdin, "lines", "none")
        elif kind == "folder":
            yield from self._folder(path, self._journals.get(given))
        elif kind == "nothing":
            yield BadArticle(given, "there is no such file; check the path")
        elif kind == "stream":  # a pipe has no name that says anything
            yield from self._opened(path, "lines", "none", None, _BEGINNING)
        elif tree.form(path) is None:
            yield BadArticle(given, f"cannot tell by its name what it holds; {tree.NAMES}")
        else:
            yield from self._file(path, self._journals.get(given))

    def _folder(self, folder: Path, journal: Journal | None) -> Iterator[Found | Read]:
        unreadable: list[OSError] = []
        empty = True
        for path in tree.files(folder, self._reading.selection, unreadable.append):
            empty = False
            yield from self._file(path, journal)
        for error in unreadable:
            yield BadArticle(str(error.filename), _in_words(error))
        if empty and not unreadable:
            chosen = " that --include and --exclude leave" if self._reading.selection != Selection() else ""
            yield BadArticle(str(folder), f"the folder holds no articles{chosen}; a file, {tree.NAMES}")

    def _file(self, path: Path, journal: Journal | None) -> Iterator[Found | Read]:
        form, packing = tree.form(path) or ("lines", "none")
        if journal is None:
            yield from self._opened(path, form, packing, None, _BEGINNING)
            return
        try:
            file = identity(path)
        except OSError as error:
            yield BadArticle(str(path), _in_words(error))
            return
        place = self._resumed(path, file, journal)
        if place is None:
            self._before += file.size
            self.skipped += file.size
            return
        self.skipped += place.at
        broken = False
        for found in self._opened(path, form, packing, (journal, file), place):
            broken = broken or (isinstance(found, BadArticle) and found.step is None)
            yield found
        if not broken:
            yield Read(Step(journal, Mark(file, None)))

    def _resumed(self, path: Path, file: Identity, journal: Journal) -> Place | None:
        """Where to go on in a file, None where it is read to its end already."""
        if not self._reading.resume:
            return _BEGINNING
        if journal.changed(file):
            log.warning("%s has changed since it was read; reading it from its beginning", path)
        mark = journal.mark(file)
        if mark is None or mark.place == _BEGINNING:
            return _BEGINNING
        if mark.place and mark.place.skip:
            log.warning(
                "%s: going on behind %d; it can be entered at members only, so %d bytes are unpacked again",
                path,
                mark.place.number,
                mark.place.skip,
            )
        return mark.place

    def _opened(
        self,
        path: Path,
        form: Form,
        packing: Packing,
        kept: tuple[Journal, Identity] | None,
        place: Place,
    ) -> Iterator[Found]:
        try:
            with path.open("rb") as file:
                yield from self._streamed(str(path), file, form, packing, kept, place)
        except OSError as error:
            yield BadArticle(str(path), _in_words(error))

    def _streamed(
        self,
        name: str,
        file: BinaryIO,
        form: Form,
        packing: Packing,
        kept: tuple[Journal, Identity] | None = None,
        place: Place = _BEGINNING,
    ) -> Iterator[Found]:
        number, empty = place.number, place == _BEGINNING
        passed = self.passed.total()
        try:
            for entry in self._entries(file, form, packing, place):
                number, empty = entry.number, False
                where = f"{name}:{number}" if number else name
                step = Step(kept[0], Mark(kept[1], entry.after)) if kept else None
                yield _found(where, entry.holds, step)
        except Broken as broken:
            yield BadArticle(f"{name}:{number}" if number else name, str(broken))
            empty = False
        finally:
            self._before += self._stream.done if self._stream else 0
            self._stream = None
        if empty and self.passed.total() == passed:
            yield BadArticle(name, f"it is empty; expected {_EXPECTED[form]}")

    def _entries(self, file: BinaryIO, form: Form, packing: Packing, place: Place) -> Iterator[Entry]:
        if form == "table":
            head = tables.header(Stream(file, packing), self._reading.columns)
            file.seek(0)
        self._stream = stream = Stream(file, packing, place)
        if form == "table":
            if not place.number:
                stream.readline(LONGEST)
            yield from tables.entries(stream, max(place.number, 1), self._now, head, self._reading.columns)
        elif form == "warc":
            from tollwire.ingest.archives import warc  # fastwarc and trafilatura take their time to load

            yield from warc.entries(stream, place.number, self._now, self.passed)
        elif form == "lines":
            yield from lines.entries(stream, place.number, self._now)
        else:
            yield from self._whole(stream, form)

    def _whole(self, stream: Stream, form: Form) -> Iterator[Entry]:
        raw = stream.read(LONGEST + 1)
        holds: Article | Bad
        if len(raw) > LONGEST:
            holds = too_long("file", len(raw) + stream.skip_all(), raw)
        elif not raw.strip():
            holds = Bad(f"it is empty; expected {_EXPECTED[form]}", raw)
        else:
            holds = tried(raw, partial(self._plain if form == "text" else self._page, raw))
        yield Entry(0, holds, stream.place(0))

    def _plain(self, raw: bytes) -> Article:
        at = self._now()
        return Article(
            text=fields.decoded(raw), published_at=at, ingested_at=at, dated="ingest", dated_by="clock"
        )

    def _page(self, raw: bytes) -> Article:
        from tollwire.ingest.pages import article_of_page  # trafilatura takes a quarter of a second to load

        return article_of_page(raw, self._now)


_EXPECTED: dict[Form, str] = {
    "lines": "one JSON object a line",
    "table": "a row with the names of the columns, then one an article",
    "warc": "the records of a crawl",
    "text": "the text of an article",
    "page": "the page of an article",
}


def _found(where: str, holds: Article | Bad, step: Step | None) -> Found:
    if isinstance(holds, Bad):
        return BadArticle(where, holds.why, holds.raw, step)
    return GoodArticle(where, holds, step)


def _in_words(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}; check its permissions"
