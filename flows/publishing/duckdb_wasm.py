"""DuckDB for browsers inside a site: three files out of the package that npm publishes, and nothing of node.

The package's module imports `apache-arrow` by its bare name, which only a bundler resolves, and uses it for nothing
that `assets/query.js` asks: an empty module takes its place. Only the version that was tested is taken, by its digest.
"""

from __future__ import annotations

import base64
import hashlib
import tarfile
from pathlib import Path

from warehouse.errors import InputError, NotFoundError

VERSION = "1.32.0"
"""Of `@duckdb/duckdb-wasm` on npm; DuckDB 1.4.3 inside."""
SHA512 = "IewXTNYEjsZCPE9weUWgtjGxUlMRo7qhX0GF6tq/KjK8bnY+RAl4cyUdYUfcdzbyb4b9ZxPC+FOsCcxgaKFWMg=="
"""npm's own integrity of that version's file."""
FOLDER = "assets/duckdb"
MODULE, WORKER, ENGINE = "duckdb-browser.mjs", "duckdb-browser-eh.worker.js", "duckdb-eh.wasm"
_ABSENT = b'from"apache-arrow"'
_REMEDY = f"fetch it once with `npm pack @duckdb/duckdb-wasm@{VERSION}`"


def is_installed(out: Path) -> bool:
    """Whether the site holds the files."""
    return all((out / FOLDER / name).is_file() for name in (MODULE, WORKER, ENGINE))


def install(package: Path, out: Path) -> None:
    """Puts the files of npm's package beside the pages of a site.

    Raises NotFoundError where there is no such file, InputError where it is not the version that was tested.
    """
    if not package.is_file():
        raise NotFoundError("there is no such file", where=str(package), remedy=_REMEDY)
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
        raise InputError(f"is not @duckdb/duckdb-wasm {VERSION} as npm has it", where=str(package), remedy=_REMEDY)
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for name in (MODULE, WORKER, ENGINE):
            file = archive.extractfile(f"package/dist/{name}")
            assert file is not None
            (folder / name).write_bytes(file.read().replace(_ABSENT, b'from"./nothing.js"'))
    (folder / "nothing.js").write_text("export {};\n", encoding="utf-8")
