"""Where the weights of the heads lie and which they are; apart from tasks.events.heads, which loads what they are used with."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

HEADS_DATA = Path(__file__).parent / "data" / "heads.npz"


@functools.cache
def heads_version() -> str:
    """16 hex digits of the SHA-256 of the weights: part of a revision."""
    return hashlib.sha256(HEADS_DATA.read_bytes()).hexdigest()[:16]
