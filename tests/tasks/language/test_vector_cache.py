"""What is remembered of vectors: the newest, the same for processes forked off, and nothing that is half written."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest

from tasks.language.vector_cache import WAYS, VectorMemory

DIMENSIONS = 8


def digest(name: object) -> bytes:
    return hashlib.blake2b(str(name).encode(), digest_size=16).digest()


def vector(number: float) -> np.ndarray:
    return np.full(DIMENSIONS, number, dtype=np.float32)


def test_a_vector_is_given_back_as_it_was_and_as_a_copy() -> None:
    memory = VectorMemory(64, DIMENSIONS)
    memory.put(digest("a"), vector(1.5))
    found = memory.get(digest("a"))
    assert found is not None
    assert found.tobytes() == vector(1.5).tobytes()
    found[:] = 0
    assert np.array_equal(memory.get(digest("a")), vector(1.5))  # type: ignore[arg-type]
    assert memory.get(digest("b")) is None
    memory.clear()
    assert memory.get(digest("a")) is None


def test_the_oldest_of_a_bucket_goes() -> None:
    memory = VectorMemory(WAYS, DIMENSIONS)
    for n in range(WAYS + 3):
        memory.put(digest(n), vector(n))
    assert [n for n in range(WAYS + 3) if memory.get(digest(n)) is not None] == list(range(3, WAYS + 3))


def test_of_many_vectors_the_newer_half_is_remembered() -> None:
    memory = VectorMemory(4096, DIMENSIONS)
    for n in range(8192):
        memory.put(digest(n), vector(n))
    found = [memory.get(digest(n)) for n in range(8192)]
    assert sum(one is not None for one in found[-2048:]) > 2000
    assert all(one is None or one[0] == n for n, one in enumerate(found))


def test_what_is_half_written_is_not_found() -> None:
    memory = VectorMemory(WAYS, DIMENSIONS)
    memory.put(digest("a"), vector(1))
    memory._vectors[..., :4] = 2
    assert memory.get(digest("a")) is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
def test_a_forked_process_shares_it() -> None:
    memory = VectorMemory(64, DIMENSIONS)
    memory.put(digest("parent"), vector(1))
    child = os.fork()
    if child == 0:
        known = memory.get(digest("parent")) is not None
        memory.put(digest("child"), vector(2))
        os._exit(0 if known else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert np.array_equal(memory.get(digest("child")), vector(2))  # type: ignore[arg-type]
