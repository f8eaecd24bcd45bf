"""Bodies as they come off the wire: at most one encoding, bounded, and complete or refused."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator

from hub.errors import FetchError

_PIECE = 64 * 1024
_TURN = 16  # pieces of one chunk after which the others have a turn: a bomb's chunk has thousands
_GZIP_OR_ZLIB, _RAW = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_MEMBERS = 1_000  # a body of empty members expands to nothing and costs seconds
_IDENTITY, _INFLATED = ("", "identity"), ("gzip", "x-gzip", "deflate")


class Body:
    """Collects a body up to `cap` bytes after decoding.

    Raises FetchError: too_large past the cap, bad_encoding for an encoding we do not accept or damaged
    data, truncated for a stream without its end. What came before stays in `data`.
    """

    def __init__(self, cap: int) -> None:
        self._pieces: list[bytes] = []
        self._cap, self._taken, self._decoded = cap, 0, 0

    @property
    def data(self) -> bytes:
        """What has come so far; without a copy where it came in one piece, as most do."""
        return b"".join(self._pieces)

    async def read(self, chunks: AsyncIterator[bytes], content_encoding: str = "") -> None:
        """Take in all the chunks, holding no more of the decoded body than the cap and one piece."""
        decoder = _decoder_for(content_encoding.strip().lower())
        async for chunk in chunks:
            self._taken += len(chunk)
            for number, piece in enumerate(decoder.pieces(chunk), 1):
                self._take(piece)
                if number % _TURN == 0:
                    await asyncio.sleep(0)
        decoder.finish()

    def _take(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._decoded += len(piece)
        if max(self._decoded, self._taken) > self._cap:
            raise FetchError("too_large", f"more than {self._cap} bytes")


class _Plain:
    """Leaves a body as it is."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        return None


class _Inflater:
    """Undoes gzip (of one or more members) or deflate (with or without its zlib wrapper)."""

    def __init__(self, *, may_be_raw: bool) -> None:
        self._may_be_raw = may_be_raw
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """The decoded bytes in pieces of at most 64 KiB, however far the chunk expands."""
        try:
            while chunk:
                stream = self._stream_for(chunk)
                if stream.eof:
                    return  # what follows the end is filling
                yield from _inflate(stream, chunk)
                chunk = stream.unused_data
        except zlib.error as error:
            raise FetchError("bad_encoding", "the body is not what its Content-Encoding says") from error

    def finish(self) -> None:
        """Raise unless the stream came to its end; an empty body has none."""
        if self._stream is not None and not self._stream.eof:
            raise FetchError("truncated", "the compressed body breaks off before its end")

    def _stream_for(self, chunk: bytes) -> "zlib._Decompress":
        if self._stream is None or (self._stream.eof and _GZIP_MAGIC.startswith(chunk[:2])):
            self._members += 1
            if self._members > _MEMBERS:
                raise FetchError("bad_encoding", "the compressed body is in too many pieces")
            self._stream = zlib.decompressobj(self._window_bits(chunk[0]))
        return self._stream

    def _window_bits(self, first: int) -> int:
        # raw deflate never begins as zlib (0x?8) or gzip (0x1f) does, but for an odd stored block
        wrapped = first & 0x0F == 8 or first == _GZIP_MAGIC[0]
        return _RAW if self._may_be_raw and not wrapped else _GZIP_OR_ZLIB


def _inflate(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, _PIECE)
        yield piece
        data = stream.unconsumed_tail
        if not data and len(piece) < _PIECE:  # a full piece may leave more inside the stream
            return


def _decoder_for(encoding: str) -> _Plain | _Inflater:
    if encoding in _IDENTITY:
        return _Plain()
    if encoding in _INFLATED:
        return _Inflater(may_be_raw=encoding == "deflate")
    raise FetchError("bad_encoding", f"Content-Encoding {encoding[:40]!r} is not accepted")
