"""Bodies decompressed under a bound, so that a small bomb stays small."""

from __future__ import annotations

import zlib

_GZIP_MAGIC = b"\x1f\x8b"


class InflateError(Exception):
    """The body cannot be read; `kind` as in FetchFailed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Inflater:
    """Takes the chunks of a body as served and gives the body: gzip, deflate or as it is; never above the limit.

    A server that says gzip and sends plain bytes is understood, and so is one that sends gzip and says nothing.
    Raises InflateError for other encodings and for a body above the limit.
    """

    def __init__(self, content_encoding: str, limit_bytes: int) -> None:
        self._encoding = content_encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise InflateError("refused_encoding", f"Content-Encoding {self._encoding[:40]!r} was not asked for")
        self._limit = limit_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._decoder: zlib._Decompress | None = None
        self._started = False
        self._broken: str | None = None

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes."""
        if not chunk or self._broken:
            return
        if not self._started:
            self._started = True
            self._decoder = self._choose(chunk)
        if self._decoder is None:
            self._keep(chunk)
            return
        data = chunk
        while data and not self._broken:
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
        body = b"".join(self._parts)
        if self._broken and not body:
            raise InflateError("damaged", self._broken)
        if self._broken is None and self._decoder is not None and not self._decoder.eof:
            return body, "the compressed body ends in the middle"
        return body, self._broken

    def _choose(self, start: bytes) -> zlib._Decompress | None:
        if start.startswith(_GZIP_MAGIC):
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._encoding == "deflate" and not start.lstrip().startswith((b"<", b"{", b"\xef\xbb\xbf<")):
            # RFC 9110 means zlib's format; some servers send the bare stream.
            is_zlib = len(start) > 1 and start[0] & 0x0F == 8 and (start[0] << 8 | start[1]) % 31 == 0
            return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        return None

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise InflateError("too_large", f"more than {self._limit:,} bytes")
        self._parts.append(data)
