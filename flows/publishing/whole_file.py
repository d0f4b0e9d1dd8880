"""Files that are there whole or not at all."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.errors import InputError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, moved there when the block ends well; folders are made.

    What a killed process left beside it goes. Raises InputError where it cannot be written; what was there before then stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
        _sweep(path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})", where=str(path), remedy="check rights and free space"
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _sweep(path: Path) -> None:
    """Deletes what processes that have ended began to write beside `path`."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*"):
        number = left.suffix.removeprefix(".")
        if number.isdecimal() and not _is_alive(int(number)):
            left.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # another user's
    return True


def put(content: bytes, path: Path) -> Path:
    """The path, written whole. Raises InputError as `whole` does."""
    with whole(path) as beside:
        beside.write_bytes(content)
    return path
