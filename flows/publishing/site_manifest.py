"""The list of what a site holds, beside its pages: each unit with its digest and its files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from warehouse.errors import InputError

MANIFEST = "site-manifest.json"
_LAYOUT = 1

Built = dict[str, tuple[str, tuple[str, ...]]]
"""Unit -> its digest and its files."""


def read_manifest(out: Path) -> Built:
    """What is there. Raises InputError where the folder holds files and no manifest of ours."""
    path = out / MANIFEST
    if not path.exists():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError("holds other files but no site", where=str(out), remedy="name an empty or a new folder")
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["layout"] != _LAYOUT:
            return {}
        built = {str(unit): (str(digest), tuple(map(str, files))) for unit, (digest, files) in content["units"].items()}
        if any(file.startswith("/") or ".." in file for _, files in built.values() for file in files):
            raise ValueError("a file outside the site")
        return built
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"is damaged ({type(error).__name__})", where=str(path), remedy="remove the folder and build the site again"
        ) from error


def write_manifest(out: Path, built: Mapping[str, tuple[str, Iterable[str]]]) -> None:
    """Puts the list in the place of the former one."""
    units = {unit: [digest, list(files)] for unit, (digest, files) in sorted(built.items())}
    path = out / MANIFEST
    beside = path.with_name(f".{MANIFEST}.{os.getpid()}")
    beside.write_text(json.dumps({"layout": _LAYOUT, "units": units}, separators=(",", ":")), encoding="utf-8")
    beside.replace(path)
