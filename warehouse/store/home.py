"""Where a warehouse lies and what it is: its folder, its format and the weekday on which its weeks start.

    HOME/
      warehouse.json      format and week_starts_on
      tables/<table>/     one Delta table a table of warehouse.tables, and `raw` (feed bytes by hash)
      weekwatch.duckdb    derived from the tables; may be deleted at any time
      cache/              what took long to find out; may be deleted at any time
      alerts.yaml         who is told of what, if anybody is; alerts.json keeps what was sent

A warehouse may also lie on S3-compatible storage (`s3://bucket/prefix`, reached with the usual AWS_*
variables); then the DuckDB file, the cache and copies of the Parquet files that it reads are kept in a local folder.
This module imports nothing heavy: the command line opens a home before it knows what it will need.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.weeks import WEEKDAYS

FORMAT = 1
"""Version of the layout. A warehouse of a newer format is refused, one of an older format is read as it is."""

_MARK = "warehouse.json"


@dataclass(frozen=True, slots=True)
class Home:
    """A warehouse that is known to exist. Get one by `Home.open` or `Home.create`."""

    location: str
    """Absolute folder, or an `s3://` address; without a slash at the end."""
    week_starts_on: int = 0
    """Weekday on which weeks start: 0 is Monday, 6 is Sunday."""

    @classmethod
    def create(cls, path: str | Path, week_starts_on: int = 0) -> Home:
        """The warehouse at `path`, made if there is none. Raises WarehouseError if one exists with other weeks."""
        location = _location(path)
        mark = f"{location}/{_MARK}"
        if not 0 <= week_starts_on <= 6:
            raise WarehouseError(f"week_starts_on is {week_starts_on}", remedy="0 is Monday, 6 is Sunday")
        if _read(mark) is not None:
            return cls.open(path, week_starts_on)
        if not is_remote(location) and (folder := Path(location)).is_dir() and any(folder.iterdir()):
            raise WarehouseError(
                "the folder holds other files but no warehouse",
                where=location,
                remedy="name an empty or a new folder with --home or WEEKWATCH_HOME",
            )
        content = {"format": FORMAT, "week_starts_on": week_starts_on}
        if not is_remote(location):
            _make_private(Path(location))
        _write(mark, json.dumps(content, indent=2) + "\n")
        return cls(location, week_starts_on)

    @classmethod
    def open(cls, path: str | Path, week_starts_on: int | None = None) -> Home:
        """The warehouse at `path`.

        Raises WarehouseError if there is none, if its mark is damaged, if it is of a newer format or, where
        `week_starts_on` is given, if its weeks start on another weekday.
        """
        location = _location(path)
        mark = f"{location}/{_MARK}"
        text = _read(mark)
        if text is None:
            raise WarehouseError(
                "not a Weekwatch warehouse (it has no warehouse.json)",
                where=location,
                remedy="name one with --home or WEEKWATCH_HOME, or make one with `weekwatch collect` or `weekwatch demo`",
            )
        try:
            content: Any = json.loads(text)
            found_format, starts_on = int(content["format"]), int(content["week_starts_on"])
        except (ValueError, KeyError, TypeError) as error:
            raise WarehouseError(
                f"is damaged ({type(error).__name__}: {error})",
                where=mark,
                remedy=f'write {{"format": {FORMAT}, "week_starts_on": 0}} into it, 0 for weeks from Monday to 6 for Sunday',
            ) from error
        if found_format > FORMAT:
            raise WarehouseError(
                f"is of format {found_format}; this version of Weekwatch knows {FORMAT}",
                where=mark,
                remedy="use a newer version of Weekwatch",
            )
        if week_starts_on is not None and week_starts_on != starts_on:
            raise WarehouseError(
                f"weeks start on {WEEKDAYS[starts_on].title()} here, not on {WEEKDAYS[week_starts_on].title()}",
                where=mark,
                remedy="use another --home: the weeks of a warehouse start on one weekday",
            )
        return cls(location, starts_on)

    @property
    def remote(self) -> bool:
        """Whether the tables lie on object storage."""
        return is_remote(self.location)

    @property
    def local(self) -> Path:
        """The local folder: the home itself, or of a remote one a folder in the user's cache."""
        if not self.remote:
            return Path(self.location)
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "weekwatch" / hashlib.sha256(self.location.encode()).hexdigest()[:16]

    @property
    def database(self) -> Path:
        """The DuckDB file, always local."""
        return self.local / "weekwatch.duckdb"

    def read_text(self, name: str) -> str | None:
        """The text of a file of the warehouse, wherever it lies; None where there is none."""
        return _read(f"{self.location}/{name}")

    def write_text(self, name: str, text: str) -> None:
        """Writes a file of the warehouse whole, or not at all."""
        _write(f"{self.location}/{name}", text)

    def table(self, name: str) -> str:
        """Folder or address of a Delta table."""
        return f"{self.location}/tables/{name}"


def _make_private(folder: Path) -> None:
    """Makes a folder that its owner alone may enter; one that is there and empty becomes so. Those above it stay as they are."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise WarehouseError(
            f"cannot be written ({error.strerror})",
            where=str(folder),
            remedy="check the folder's rights and free space",
        ) from error


def is_remote(location: str) -> bool:
    """Whether a location is an address on object storage."""
    return "://" in location


def _location(path: str | Path) -> str:
    text = str(path)
    if is_remote(text):
        if not text.startswith("s3://"):
            raise WarehouseError(
                "is neither a folder nor an s3:// address", where=text, remedy="use s3://bucket/prefix"
            )
        return text.rstrip("/")
    found = str(Path(text).expanduser().resolve())
    _check_encoding(found)
    return found


def _check_encoding(location: str) -> None:
    """Raises WarehouseError where the libraries of tables, which take every name for UTF-8, would mean another folder by it."""
    if os.fsencode(location) != location.encode("utf-8", "surrogatepass"):
        raise WarehouseError(
            "this locale does not read the folder's name as UTF-8",
            where=location.encode("ascii", "backslashreplace").decode(),
            remedy="set PYTHONUTF8=1, or use a locale of UTF-8 such as C.UTF-8",
        )


def _read(place: str) -> str | None:
    """Text of a file or object; None where there is none."""
    if is_remote(place):
        from warehouse.store.remote import read_text

        return read_text(place)
    try:
        return Path(place).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WarehouseError(f"cannot be read ({error.strerror})", where=place) from error


def _write(place: str, text: str) -> None:
    if is_remote(place):
        from warehouse.store.remote import write_text

        write_text(place, text)
        return
    path = Path(place)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise WarehouseError(
            f"cannot be written ({error.strerror})", where=place, remedy="check the folder's rights and free space"
        ) from error
