"""Faults at chosen steps of a process: what it does to the disk is counted, and at one of these steps something happens.

A step is a write of Python's, an fsync, a rename, a deletion, a commit of delta-rs (before and after it), or a statement
of DuckDB. Between two adjacent commits there is always at least one. Injected in the process under test alone, which ends
with it: nothing is put back.
"""

from __future__ import annotations

import errno
import os
import pathlib
import shutil
import signal
from collections.abc import Callable
from typing import Any

Put = Callable[[Any, str, Any], object]
Act = Callable[["Steps", str], None]
"""What happens at the step: it may end the process, raise, or change the world."""


class Steps:
    """The steps of this process so far, and the fault that is to happen at one of them (None: none)."""

    def __init__(self, act: Act | None = None, at: int | None = None) -> None:
        self.act, self.at = act, at
        self.names: list[str] = []
        self.half: Callable[[], None] | None = None
        """Does half of the write whose step this is."""

    def take(self, name: str) -> None:
        """Counts a step; the fault happens before it is done."""
        self.names.append(name)
        if self.act is not None and self.at is not None and len(self.names) - 1 == self.at:
            self.act(self, name)


# --- what can happen ----------------------------------------------------------------------------


def kill(steps: Steps, name: str) -> None:
    """`kill -9`, in the middle of a write if it is one."""
    if steps.half is not None:
        steps.half()
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk(steps: Steps, name: str) -> None:
    """From now on every step finds the disk full; a write after its first half."""
    steps.act, steps.at = _full_after_half, None
    _full_after_half(steps, name)


def _full_after_half(steps: Steps, name: str) -> None:
    steps.at = len(steps.names)  # the next one too
    if name.split()[0] in ("unlink", "sql"):
        return  # to delete, and what DuckDB keeps in memory, needs no space
    if steps.half is not None:
        steps.half()
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def terminate(steps: Steps, name: str) -> None:
    """SIGTERM, once."""
    os.kill(os.getpid(), signal.SIGTERM)


def interrupt_twice(steps: Steps, name: str) -> None:
    """Ctrl-C, and again at the next step, while the first one is being answered."""
    if steps.act is interrupt_twice:
        steps.act, steps.at = _interrupt, len(steps.names)
    _interrupt(steps, name)


def _interrupt(steps: Steps, name: str) -> None:
    os.kill(os.getpid(), signal.SIGINT)


def vanish(home: str) -> Act:
    """The home is gone, as of a network drive that is cut off."""

    def act(steps: Steps, name: str) -> None:
        pathlib.Path(home).rename(f"{home}.gone")

    return act


# --- where the steps are ------------------------------------------------------------------------


def watch(steps: Steps, put: Put = setattr) -> None:
    """Counts the steps of this process from now on; `put` sets an attribute of a module or class."""
    _wrap(steps, put, os, "fsync", "fsync")
    _wrap(steps, put, os, "replace", "rename")
    _wrap(steps, put, os, "unlink", "unlink")
    _wrap(steps, put, shutil, "copyfile", "copy")
    _watch_writes(steps, put)
    watch_commits(steps, put)
    _watch_duckdb(steps, put)


def _wrap(steps: Steps, put: Put, owner: Any, name: str, called: str, *, after: bool = False) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        steps.take(called)
        found = original(*arguments, **named)
        if after:
            steps.take(f"{called}, done")
        return found

    put(owner, name, wrapped)


def _watch_writes(steps: Steps, put: Put) -> None:
    opened = pathlib.Path.open

    def watched(path: pathlib.Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        file = opened(path, mode, *arguments, **named)
        return _Written(file, steps, path) if set(mode) & set("wxa") else file

    put(pathlib.Path, "open", watched)


class _Written:
    """A file that is written to, a step a write."""

    def __init__(self, file: Any, steps: Steps, path: pathlib.Path) -> None:
        self._file, self._steps, self._path = file, steps, path

    def write(self, content: Any) -> int:
        def half() -> None:
            self._file.write(content[: len(content) // 2])
            self._file.flush()

        self._steps.half = half
        self._steps.take(f"write {self._path.suffix}")
        self._steps.half = None
        written: int = self._file.write(content)
        return written

    def __enter__(self) -> _Written:
        self._file.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._file.__exit__(*raised)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def watch_commits(steps: Steps, put: Put = setattr) -> None:
    """Counts the commits of this process from now on, each before and after it."""
    import deltalake

    _wrap(steps, put, deltalake, "write_deltalake", "commit of a table's making", after=True)
    for name in ("create_write_transaction", "create_checkpoint", "vacuum", "repair"):
        _wrap(steps, put, deltalake.DeltaTable, name, f"commit by {name}", after=True)


def _watch_duckdb(steps: Steps, put: Put) -> None:
    import duckdb

    connect = duckdb.connect

    def connected(*arguments: Any, **named: Any) -> Any:
        return _Asked(connect(*arguments, **named), steps)

    put(duckdb, "connect", connected)


class _Asked:
    """A connection of DuckDB, a step a statement."""

    def __init__(self, connection: Any, steps: Steps) -> None:
        self._connection, self._steps = connection, steps

    def execute(self, *arguments: Any, **named: Any) -> Any:
        self._steps.take("sql")
        return self._connection.execute(*arguments, **named)

    def __enter__(self) -> _Asked:
        return self

    def __exit__(self, *raised: Any) -> None:
        self._connection.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
