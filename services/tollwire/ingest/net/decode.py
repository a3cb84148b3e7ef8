"""Bodies as they come over the wire, decoded piece by piece within a cap, so that bombs stop at it."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import brotli
import zstandard

from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.metrics import Fetched

ACCEPTED = "gzip, deflate, br, zstd"
# Text shrinks to a tenth; what grows a hundredfold and more, beyond what is small in any case, is a bomb.
MOST_RATIO = 100
SMALL = 1024 * 1024
_PIECE = 64 * 1024
# zstandard's decoder gives all that a piece decodes to; a block of 128 KiB takes as few as four bytes.
_ZSTD_PIECE = 128
_ZSTD_WINDOW = 8 * 1024 * 1024  # the most that a sender may ask for (RFC 9659)
_MOST_LAYERS = 2


class Truncated(ValueError):
    """The body ended before what it says it holds."""


class Layer(Protocol):
    """One coding: bytes in, pieces of bounded size out. Raises ValueError for what is not of the coding."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def end(self) -> None:
        """Raises Truncated where more should have come."""


class _Zlib:
    """gzip of one member or several, and deflate with or without the header that it should have."""

    def __init__(self, wbits: int) -> None:
        self._gzip = wbits > zlib.MAX_WBITS
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._begun = self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._over:
            try:
                made = self._inner.decompress(data, _PIECE)
            except zlib.error as wrong:
                if self._begun or self._gzip or self._wbits < 0:
                    raise ValueError(f"the compressed body is damaged: {wrong}") from wrong
                self._wbits = -zlib.MAX_WBITS  # deflate as some servers have it
                self._inner = zlib.decompressobj(self._wbits)
                continue
            self._begun = True
            data = self._inner.unconsumed_tail
            if made:
                yield made
            if self._inner.eof:
                data = self._inner.unused_data
                if self._gzip and data[:2] == b"\x1f\x8b":
                    self._inner = zlib.decompressobj(self._wbits)
                else:
                    self._over = True  # what follows is padding

    def end(self) -> None:
        if self._begun and not self._inner.eof:
            raise Truncated("the compressed body ends too early")


class _Brotli:
    def __init__(self) -> None:
        self._inner: Any = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        try:
            while not self._inner.is_finished():
                made = self._inner.process(data, output_buffer_limit=_PIECE)
                data = b""
                if made:
                    yield made
                if not made and self._inner.can_accept_more_data():
                    return
        except brotli.error as wrong:
            raise ValueError(f"the compressed body is damaged: {wrong}") from wrong

    def end(self) -> None:
        if self._begun and not self._inner.is_finished():
            raise Truncated("the compressed body ends too early")


class _Zstd:
    """One frame or several."""

    def __init__(self) -> None:
        self._unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._inner = self._unpacker.decompressobj()
        self._whole = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            for at in range(0, len(data), _ZSTD_PIECE):
                rest = data[at : at + _ZSTD_PIECE]
                while rest:
                    if self._inner.eof:
                        self._inner = self._unpacker.decompressobj()
                    if made := self._inner.decompress(rest):
                        yield made
                    rest = self._inner.unused_data
                    self._whole = self._inner.eof
        except zstandard.ZstdError as wrong:
            raise ValueError(f"the compressed body is damaged: {wrong}") from wrong

    def end(self) -> None:
        if not self._whole:
            raise Truncated("the compressed body ends too early")


_LAYERS: dict[str, Callable[[], Layer]] = {
    "gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "x-gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}


class Decoder:
    """Decodes one body by its Content-Encoding. `cap`: the most bytes, on the wire and decoded.

    `feed` and `end` raise FetchFailed.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
        names = [name for name in names if name != "identity"]
        unknown = [name for name in names if name not in _LAYERS]
        if unknown or len(names) > _MOST_LAYERS:
            raise FetchFailed(
                Fetched.BROKEN, f"Content-Encoding {encoding[:80]!a} was not asked for; {ACCEPTED} was"
            )
        self._layers = [_LAYERS[name]() for name in reversed(names)]
        self._cap, self.wire, self.decoded = cap, 0, 0
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Takes what came over the wire."""
        self.wire += len(data)
        if self.wire > self._cap:
            raise FetchFailed(Fetched.TOO_LARGE, f"it has more than the {self._cap:,} bytes allowed")
        try:
            for piece in _through(self._layers, data):
                self.decoded += len(piece)
                self._check()
                self._pieces.append(piece)
        except ValueError as wrong:
            raise FetchFailed(Fetched.BROKEN, str(wrong)) from wrong

    def end(self) -> bytes:
        """The whole body."""
        try:
            for layer in self._layers:
                layer.end()
        except Truncated as wrong:
            raise FetchFailed(Fetched.BROKEN, str(wrong)) from wrong
        body = b"".join(self._pieces)
        self._pieces.clear()
        return body

    def _check(self) -> None:
        if self._layers and self.decoded > SMALL and self.decoded > MOST_RATIO * self.wire:
            raise FetchFailed(
                Fetched.TOO_LARGE,
                f"it unpacks to more than {MOST_RATIO} times its size, as no text does",
            )
        if self.decoded > self._cap:
            raise FetchFailed(Fetched.TOO_LARGE, f"it unpacks to more than the {self._cap:,} bytes allowed")


def _through(layers: list[Layer], data: bytes) -> Iterator[bytes]:
    if not layers:
        yield data
        return
    first, *rest = layers
    for piece in first.feed(data):
        yield from _through(rest, piece)
