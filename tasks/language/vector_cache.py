"""Vectors that are remembered by the digest of their text, in memory that a process shares with those forked off it.

A table of fixed size: a digest names a bucket of a few slots, and a new vector takes the place of its oldest one. Nothing is
locked: every vector has a checksum, so one that another process is just writing over is not found.
"""

from __future__ import annotations

import mmap
import zlib

import numpy as np

WAYS = 8
"""Slots of a bucket."""


class VectorMemory:
    """About so many vectors, the newest. Where nothing was written yet it takes no memory."""

    def __init__(self, slots: int, dimensions: int) -> None:
        buckets = max(slots // WAYS, 1)
        self._keys = _shared((buckets, WAYS), np.uint64)
        self._ages = _shared((buckets, WAYS), np.uint32)
        self._checks = _shared((buckets, WAYS), np.uint32)
        self._vectors = _shared((buckets, WAYS, dimensions), np.float32)

    def get(self, digest: bytes) -> np.ndarray | None:
        """A copy of the vector; None where it is not remembered."""
        bucket, key = self._place(digest)
        for way in np.flatnonzero(self._keys[bucket] == key):
            vector: np.ndarray = self._vectors[bucket, way].copy()
            if self._checks[bucket, way] == _check(digest, vector):
                return vector
        return None

    def put(self, digest: bytes, vector: np.ndarray) -> None:
        """Remembers the vector."""
        bucket, key = self._place(digest)
        ages = self._ages[bucket]
        way = int(ages.argmin())
        ages[way] = ages.max() + 1
        self._keys[bucket, way], self._checks[bucket, way] = key, _check(digest, vector)
        self._vectors[bucket, way] = vector

    def clear(self) -> None:
        """Forgets all of them."""
        self._checks[:] = 0
        self._ages[:] = 0

    def _place(self, digest: bytes) -> tuple[int, np.uint64]:
        bucket, key = (int.from_bytes(part, "little") for part in (digest[:8], digest[8:16]))
        return bucket % len(self._keys), np.uint64(key)


def _shared(shape: tuple[int, ...], kind: type[np.generic]) -> np.ndarray:
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    return np.frombuffer(mmap.mmap(-1, size), kind).reshape(shape)


def _check(digest: bytes, vector: np.ndarray) -> int:
    return zlib.crc32(vector.tobytes(), zlib.crc32(digest))
