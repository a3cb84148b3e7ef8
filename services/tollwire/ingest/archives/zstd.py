"""Zstandard, one block at a time.

zstandard's own readers do not say where a frame ends, nor that a file was cut, and from a few bytes may give
gigabytes at once. So frames and blocks are told apart here, and it is given one block at a time, which is
never more than 128 KB unpacked (RFC 8878, sections 3.1.1 and 3.1.2).
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

import zstandard

from tollwire.ingest.archives.streams import Broken

_MAGIC = 0xFD2FB528
_SKIPPABLE = 0x184D2A50  # and the fifteen after it
_RLE = 1
# What is remembered while unpacking; `zstd --long=27` and all usual levels keep to it.
_WINDOW = 128 * 1024 * 1024


class Zstd:
    """Frames one after another; as streams.Unpacker."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self.taken = at
        self.starts: deque[tuple[int, int]] = deque()

    def pieces(self) -> Iterator[bytes]:
        given = 0
        decoder = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        while begin := self._file.read(4):
            at = self.taken
            self.taken += len(begin)
            magic = int.from_bytes(begin, "little")
            if len(begin) == 4 and magic & ~0xF == _SKIPPABLE:
                self._pass(int.from_bytes(self._exactly(4), "little"))
                continue
            if len(begin) < 4 or magic != _MAGIC:
                raise Broken("not zstd, or damaged; fetch or pack it again")
            self.starts.append((given, at))
            for piece in self._frame(begin, decoder.decompressobj()):
                given += len(piece)
                yield piece

    def _frame(self, begin: bytes, frame: Any) -> Iterator[bytes]:
        described = self._exactly(1)[0]
        yield from _unpacked(frame, begin + bytes([described]) + self._exactly(_header(described)))
        last = False
        while not last:
            head = self._exactly(3)
            said = int.from_bytes(head, "little")
            last, kind, size = bool(said & 1), said >> 1 & 3, said >> 3
            yield from _unpacked(frame, head + self._exactly(1 if kind == _RLE else size))
        if described & 4:
            yield from _unpacked(frame, self._exactly(4))  # the checksum

    def _exactly(self, count: int) -> bytes:
        found = self._file.read(count)
        self.taken += len(found)
        if len(found) < count:
            raise Broken("the file ends in the middle of what is packed; was it fetched to its end?")
        return found

    def _pass(self, count: int) -> None:
        while count:
            count -= len(self._exactly(min(count, 65536)))


def _header(described: int) -> int:
    """How many bytes of a frame's header follow its descriptor (RFC 8878, section 3.1.1.1)."""
    single = described >> 5 & 1
    size = (single, 2, 4, 8)[described >> 6]
    return (not single) + (0, 1, 2, 4)[described & 3] + size


def _unpacked(frame: Any, raw: bytes) -> Iterator[bytes]:
    try:
        piece: bytes = frame.decompress(raw)
    except zstandard.ZstdError as wrong:
        raise Broken(f"zstd that cannot be unpacked: {wrong}; fetch or pack it again") from wrong
    if piece:
        yield piece
