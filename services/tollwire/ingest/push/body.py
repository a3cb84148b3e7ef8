"""Bodies of requests, piece by piece, unpacked, and never more of them than allowed."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator

from tollwire.ingest.push.problems import too_large, unsupported
from tollwire.platform.http.problems import Refused, bad

_PIECE = 256 * 1024
SLOWEST_SECONDS = 30.0
"""How long may pass between two pieces of a body."""


async def unpacked(
    pieces: AsyncIterator[bytes], encoding: str | None, most: int, slowest: float = SLOWEST_SECONDS
) -> AsyncIterator[bytes]:
    """The pieces of a body as they were before `encoding`, its Content-Encoding: nothing, or gzip.

    Raises Refused: 413 where it has more than `most` bytes, packed or not; 415 for another encoding; 400 for
    what is not gzip or is cut; 408 where nothing comes for `slowest` seconds.
    """
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if names not in ([], ["gzip"], ["x-gzip"]):
        raise unsupported(f"Content-Encoding {encoding!r} is not taken; gzip is", {"Accept-Encoding": "gzip"})
    gunzip = _Gunzip() if names else None
    wire = size = 0
    async for packed in _in_time(pieces, slowest):
        wire += len(packed)
        if wire > most:
            raise too_large(_over(most))
        for piece in gunzip.feed(packed) if gunzip else (packed,):
            size += len(piece)
            if size > most:
                raise too_large(_over(most))
            yield piece
    if gunzip:
        gunzip.end()


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    """All pieces together."""
    return b"".join([piece async for piece in pieces])


class Lines:
    """Cuts a stream into lines, wherever its pieces end. No line may have more than `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest: list[bytes] = []
        self._size = 0
        self.number = 0
        """Of the line that came last, from 1."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The lines that end in this piece, without their ends. Raises Refused (413)."""
        *ended, rest = piece.split(b"\n")
        for part in ended:
            self._add(part)
            yield self._line()
        self._add(rest)

    def end(self) -> Iterator[bytes]:
        """The last line, where the stream does not end with one's end."""
        if self._size:
            yield self._line()

    def _add(self, part: bytes) -> None:
        self._rest.append(part)
        self._size += len(part)
        if self._size > self._most:
            raise too_large(
                f"line {self.number + 1} has more than the {self._most:,} bytes that one may have"
            )

    def _line(self) -> bytes:
        line = b"".join(self._rest)
        self._rest, self._size = [], 0
        self.number += 1
        return line


class _Gunzip:
    """Members of gzip one after another, in pieces of bounded size."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=31)
            try:
                piece = self._member.decompress(data, _PIECE)
            except zlib.error as wrong:
                raise bad(f"the body is not gzip, or damaged: {wrong}") from wrong
            self._begun = True
            data = self._member.unused_data or self._member.unconsumed_tail
            if piece:
                yield piece

    def end(self) -> None:
        if self._begun and not self._member.eof:
            raise bad("the body ends in the middle of what gzip has packed")


async def _in_time(pieces: AsyncIterator[bytes], seconds: float) -> AsyncIterator[bytes]:
    waiting = pieces.__aiter__()
    while True:
        try:
            yield await asyncio.wait_for(anext(waiting), seconds)
        except StopAsyncIteration:
            return
        except TimeoutError as slow:
            raise Refused(
                408,
                "too-slow",
                "Too slow",
                f"nothing came for {seconds:g} s",
                headers={"Connection": "close"},
            ) from slow


def _over(most: int) -> str:
    return f"the body has more than the {most:,} bytes that one may have; send it in parts"
