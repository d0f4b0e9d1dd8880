"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.errors import InputError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, moved there when the block ends well; folders are made.

    Raises InputError where it cannot be written; what was there before then stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})", where=str(path), remedy="check rights and free space"
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def put(content: bytes, path: Path) -> Path:
    """The path, written whole. Raises InputError as `whole` does."""
    with whole(path) as beside:
        beside.write_bytes(content)
    return path
