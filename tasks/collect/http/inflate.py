"""Bodies decompressed under a bound, so that a small bomb stays small."""

from __future__ import annotations

import zlib

_GZIP_MAGIC = b"\x1f\x8b"
_LAYERS = 3
"""Times a body may be packed; servers behind a proxy pack twice."""
_PLAIN = frozenset({"", "identity", "gzip", "x-gzip"})
"""What may be said of bytes that are not packed."""
_PACKED = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "xz", "bzip2", "lzma", "aws-chunked"})
"""Codings of which no plain text comes; every other word is a server's mistake and means nothing."""


class InflateError(Exception):
    """The body cannot be read; `kind` as in FetchFailed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Inflater:
    """Takes the chunks of a body as served and gives the body: gzip, deflate or as it is; never above the limit.

    The bytes decide, not the header: a server that says gzip and sends plain bytes is understood, and so is one that says
    `utf-8` or nothing, and one that packs twice. Raises InflateError for bytes that are neither text nor packed in a
    way that was asked for. What lies beyond the limit is left; `is_full` says so.
    """

    def __init__(self, content_encoding: str, limit_bytes: int, layers: int = _LAYERS) -> None:
        self._encoding = content_encoding.strip().lower()
        self._limit = limit_bytes
        self._layers = layers
        self._parts: list[bytes] = []
        self._size = 0
        self._decoder: zlib._Decompress | None = None
        self._within: Inflater | None = None
        self._started = False
        self._broken: str | None = None
        self.is_full = False

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes."""
        if not chunk or self._broken or self.is_full:
            return
        if not self._started:
            self._started = True
            self._decoder = self._choose(chunk)
        if self._decoder is None:
            self._keep(chunk)
            return
        data = chunk
        while data and not (self._broken or self.is_full):
            try:
                self._keep(self._decoder.decompress(data, self._limit - self._size + 1))
            except zlib.error as error:
                self._broken = f"the compressed body is damaged ({error})"
                return
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                data = self._decoder.unused_data
                if not data.startswith(_GZIP_MAGIC):
                    return  # padding after the end
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def finish(self) -> tuple[bytes, str | None]:
        """The body, and why it is incomplete (None if it is not). Raises InflateError if nothing could be read."""
        body, within = self._within.finish() if self._within else (b"".join(self._parts), None)
        if self._broken and not body:
            raise InflateError("damaged", self._broken)
        if self.is_full:
            return body, f"it has more than {self._limit:,} bytes"
        if self._broken is None and self._decoder is not None and not self._decoder.eof:
            return body, "the compressed body ends in the middle"
        return body, self._broken or within

    def _choose(self, start: bytes) -> zlib._Decompress | None:
        if start.startswith(_GZIP_MAGIC):
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        said = {word.strip() for word in self._encoding.split(",")}
        if start.lstrip().startswith((b"<", b"{", b"\xef\xbb\xbf")) or said <= _PLAIN:
            return None
        if "deflate" in said:
            # RFC 9110 means zlib's format; some servers send the bare stream.
            is_zlib = len(start) > 1 and start[0] & 0x0F == 8 and (start[0] << 8 | start[1]) % 31 == 0
            return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        if said & _PACKED:
            raise InflateError("refused_encoding", f"Content-Encoding {self._encoding[:40]!r} was not asked for")
        return None

    def _keep(self, data: bytes) -> None:
        if not self._size and self._decoder and self._layers > 1 and data.startswith(_GZIP_MAGIC):
            self._within = Inflater("", self._limit, self._layers - 1)
        self._size += len(data)
        if self._size > self._limit:
            data = data[: len(data) - (self._size - self._limit)]
            self.is_full = True
        if self._within:
            self._within.feed(data)
            self.is_full = self.is_full or self._within.is_full
        else:
            self._parts.append(data)
