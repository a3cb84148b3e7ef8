"""The bytes of a file, unpacked on the way, with the place from which each of them can be had again."""

import io
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

Packing = Literal["none", "gzip", "zstd"]
SUFFIXES: dict[str, Packing] = {".gz": "gzip", ".zst": "zstd"}

_CHUNK = 64 * 1024
_BUFFER = 256 * 1024
# No text is so long and packs so well; what does was made to fill a disk or a memory.
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 100


class Broken(Exception):
    """What follows in a file cannot be read; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to begin in a file: `skip` unpacked bytes behind what begins at its byte `at`.

    `number` is how many lines or records come before it.
    """

    at: int = 0
    skip: int = 0
    number: int = 0


class Unpacker(Protocol):
    """Unpacks one file from the member at which it begins; what it gives is never longer than 256 KB."""

    def pieces(self) -> Iterator[bytes]:
        """What is in the file, piece by piece. Raises Broken."""

    starts: "deque[tuple[int, int]]"
    """Members that began: how much was unpacked before, and where in the file they begin."""
    taken: int
    """How far in the file it has come."""


class Gzip:
    """Members of gzip one after another (RFC 1952); zeros between and behind them are let pass."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self.taken = at
        self.starts: deque[tuple[int, int]] = deque()

    def pieces(self) -> Iterator[bytes]:
        given, rest = 0, b""
        while True:
            rest = rest.lstrip(b"\0")
            if not rest:
                rest = self._file.read(_CHUNK)
                self.taken += len(rest)
                if not rest:
                    return
                continue
            self.starts.append((given, self.taken - len(rest)))
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                if not rest:
                    rest = self._file.read(_CHUNK)
                    self.taken += len(rest)
                    if not rest:
                        raise Broken(
                            "the file ends in the middle of what is packed; was it fetched to its end?"
                        )
                try:
                    piece = member.decompress(rest, _BUFFER)
                except zlib.error as wrong:
                    raise Broken(f"not gzip, or damaged: {wrong}; fetch or pack it again") from wrong
                rest = member.unused_data or member.unconsumed_tail
                if piece:
                    given += len(piece)
                    yield piece


class _Pieces(io.RawIOBase):
    """Pieces as a file, that stops where a record unpacks to more than any text does."""

    def __init__(self, unpacker: Unpacker) -> None:
        self._unpacker, self._pieces = unpacker, unpacker.pieces()
        self._rest = memoryview(b"")
        self.given = 0
        self._since = (0, unpacker.taken)

    def mark(self) -> None:
        """Says that a new record begins about here."""
        self._since = (self.given, self._unpacker.taken)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self.given += count
        self._check()
        return count

    def _check(self) -> None:
        unpacked, packed = self.given - self._since[0], self._unpacker.taken - self._since[1]
        if unpacked > MOST_UNPACKED and unpacked > MOST_RATIO * max(packed, _CHUNK):
            raise Broken(
                f"{packed:,} bytes unpack to {unpacked:,} and more within one record: no text does, the rest "
                "of the file is not read"
            )


class Stream:
    """A file of lines or records, read forward from a place. It raises Broken, and OSError.

    `file` must be at its beginning, and can be a pipe where `place` is the beginning and nothing is packed.
    """

    def __init__(self, file: BinaryIO, packing: Packing = "none", place: Place = Place()) -> None:
        self._file, self._from = file, place
        if place.at:
            file.seek(place.at)
        self._read = 0  # unpacked bytes since `place.at`
        self._packed: _Pieces | None = None
        if packing == "none":
            self._lines: BinaryIO = file
        else:
            self._unpacker = _unpacker(packing, file, place.at)
            self._packed = _Pieces(self._unpacker)
            self._lines = io.BufferedReader(self._packed, _BUFFER)
        while self._read < place.skip and self.read(min(_BUFFER, place.skip - self._read)):
            self.mark()

    @property
    def done(self) -> int:
        """How far in the file it has come, in its bytes."""
        return self._unpacker.taken if self._packed else self._from.at + self._read

    def mark(self) -> None:
        """Says that a new record begins here."""
        if self._packed:
            self._packed.mark()

    def read(self, most: int) -> bytes:
        """The next bytes, at most so many; fewer only at the end."""
        found = self._lines.read(most)
        self._read += len(found)
        return found

    def readline(self, most: int) -> bytes:
        """The rest of the line, its end with it; no more of it than `most` bytes."""
        found = self._lines.readline(most)
        self._read += len(found)
        return found

    def skip_line(self) -> int:
        """Reads on to the end of the line in pieces; returns how many bytes that were."""
        skipped = 0
        while piece := self.readline(_BUFFER):
            skipped += len(piece)
            if piece.endswith(b"\n"):
                break
        return skipped

    def skip(self, count: int) -> int:
        """Reads over so many bytes, or to the end; returns how many those were."""
        skipped = 0
        while skipped < count and (piece := self.read(min(_BUFFER, count - skipped))):
            skipped += len(piece)
        return skipped

    def skip_all(self) -> int:
        """Reads over all that is left; returns how many bytes those were."""
        skipped = 0
        while piece := self.read(_BUFFER):
            skipped += len(piece)
        return skipped

    def place(self, number: int) -> Place:
        """Where it is now, with `number` lines or records before."""
        if not self._packed:
            return Place(self._from.at + self._read, 0, number)
        starts = self._unpacker.starts
        while len(starts) > 1 and starts[1][0] <= self._read:
            starts.popleft()
        if not starts:
            return Place(self._from.at, self._read, number)
        before, at = starts[0]
        return Place(at, self._read - before, number)


def _unpacker(packing: Packing, file: BinaryIO, at: int) -> Unpacker:
    if packing == "gzip":
        return Gzip(file, at)
    from tollwire.ingest.archives.zstd import Zstd  # loaded only where it is needed

    return Zstd(file, at)
