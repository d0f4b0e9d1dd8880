"""Compressed bodies, whole, cut and hostile."""

import gzip
import zlib

import pytest

from tasks.collect.http.inflate import InflateError, Inflater

BODY = b"<rss><channel><item><title>x</title></item></channel></rss>"


def test_the_inflater_stops_at_its_limit() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    inflater = Inflater("gzip", 100_000)
    inflater.feed(bomb)
    assert inflater.is_full
    assert inflater.finish() == (b"\0" * 100_000, "it has more than 100,000 bytes")
    inflater = Inflater("gzip", 100_000)
    inflater.feed(gzip.compress(bomb))
    assert inflater.is_full
    with pytest.raises(InflateError, match="was not asked for"):
        Inflater("br", 100).feed(b"\x0b\x02")
    inflater = Inflater("gzip", 10_000)
    inflater.feed(gzip.compress(b"first ") + gzip.compress(b"second"))
    assert inflater.finish() == (b"first second", None)
    inflater = Inflater("gzip", 10_000)
    inflater.feed(gzip.compress(BODY)[:-12])
    assert inflater.finish()[1] == "the compressed body ends in the middle"
    raw_deflate = zlib.compressobj(wbits=-15)
    inflater = Inflater("deflate", 10_000)
    inflater.feed(raw_deflate.compress(BODY) + raw_deflate.flush())
    assert inflater.finish() == (BODY, None)
