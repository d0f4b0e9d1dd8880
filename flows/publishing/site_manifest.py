"""The list of what a site holds, beside its pages: each unit with its digest and its files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from warehouse.errors import InputError

MANIFEST = "site-manifest.json"
_LAYOUT = 2

Built = dict[str, str]
"""Unit -> its digest and its files, separated by blanks: one text, since a large site has forty thousand units and each run reads all."""


def entry(digest: str, files: Sequence[str]) -> str:
    """What the manifest says of a unit."""
    return " ".join((digest, *files))


def digest_of(said: str) -> str:
    """The digest in an entry."""
    return said.partition(" ")[0]


def files_of(said: str) -> list[str]:
    """The files in an entry."""
    return said.split(" ")[1:]


def read_manifest(out: Path) -> Built:
    """What is there. Raises InputError where the folder holds files and no manifest of ours."""
    path = out / MANIFEST
    if not path.exists():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError("holds other files but no site", where=str(out), remedy="name an empty or a new folder")
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        units = content["units"]
        if content["layout"] == 1:
            units = {unit: entry(digest, files) for unit, (digest, files) in units.items()}
        elif content["layout"] != _LAYOUT:
            return {}
        if not all(type(said) is str and " /" not in said and ".." not in said for said in units.values()):
            raise ValueError("no text, or a file outside the site")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"is damaged ({type(error).__name__})", where=str(path), remedy="remove the folder and build the site again"
        ) from error
    return units  # type: ignore[no-any-return]


def write_manifest(out: Path, built: Mapping[str, str]) -> None:
    """Puts the list in the place of the former one."""
    path = out / MANIFEST
    beside = path.with_name(f".{MANIFEST}.{os.getpid()}")
    content = {"layout": _LAYOUT, "units": dict(sorted(built.items()))}
    beside.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
    beside.replace(path)
