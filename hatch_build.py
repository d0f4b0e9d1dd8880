"""How the folders become one package: in a wheel `flows`, `tasks`, `warehouse` and `deployments` lie inside `weekwatch`.

Their names are common ones. Installed as they are, they would take the place of another project's `flows` or `tasks`, or lose their own
to it. So the wheel has them as `weekwatch.flows` and so on, every import (and the flows that `prefect.yaml` names) rewritten. A checkout is
installed as it lies, with a module `weekwatch` of the same few names, so that `import weekwatch` and the command work in both.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("flows", "tasks", "warehouse", "deployments")
PACKAGE = "weekwatch"

_NAMES = "|".join(FOLDERS)
_FROM = re.compile(rf"^([ \t]*from[ \t]+)((?:{_NAMES})\b)", re.MULTILINE)
_IMPORT_ALONE = re.compile(rf"^([ \t]*)import[ \t]+({_NAMES})[ \t]*$", re.MULTILINE)
_IMPORT = re.compile(rf"^([ \t]*import[ \t]+)((?:{_NAMES})\.)", re.MULTILINE)
_ENTRYPOINT = re.compile(rf"^([ \t]*entrypoint:[ \t]+)((?:{_NAMES})\.)", re.MULTILINE)

_INIT = '''"""Weekwatch: what happened in every country in every week, how dangerous it was, and how we know.

    import weekwatch
    weekwatch.open("weekwatch-data").query("threat-series", country="UA")  # a polars frame
"""

from {prefix}warehouse import open

__all__ = ["open"]


def main() -> None:
    """The command `weekwatch`."""
    from {prefix}flows.cli.app import main

    main()
'''
_MAIN = f"""from {PACKAGE} import main

main()
"""


def inside(text: str) -> str:
    """The Python code with every import of ours as one from inside the package."""
    text = _FROM.sub(rf"\1{PACKAGE}.\2", text)
    text = _IMPORT_ALONE.sub(rf"\1from {PACKAGE} import \2", text)
    return _IMPORT.sub(rf"\1{PACKAGE}.\2", text)


def write_package(root: Path, to: Path) -> None:
    """Writes the package into the folder `to`, which is empty."""
    to.mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            inner = path.relative_to(root)
            if not path.is_file() or any(part == "__pycache__" or part.startswith(".") for part in inner.parts):
                continue
            target = to / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".py":
                target.write_text(inside(path.read_text("utf-8")), "utf-8")
            elif path.name == "prefect.yaml":
                target.write_text(_ENTRYPOINT.sub(rf"\1{PACKAGE}.\2", path.read_text("utf-8")), "utf-8")
            else:
                target.write_bytes(path.read_bytes())
    write_door(to, f"{PACKAGE}.")


def write_door(to: Path, prefix: str) -> None:
    """Writes what stands in the package itself: what users import, and the command."""
    to.mkdir(parents=True, exist_ok=True)
    (to / "__init__.py").write_text(_INIT.format(prefix=prefix), "utf-8")
    (to / "__main__.py").write_text(_MAIN, "utf-8")
    (to / "py.typed").write_text("", "utf-8")


class OnePackage(BuildHookInterface[Any]):
    """Hatchling's hook: gives the wheel the folder that `write_package` makes, or an editable one the door alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """As of hatchling, before a wheel is built."""
        self._made = tempfile.TemporaryDirectory(prefix="weekwatch-wheel-")
        made = Path(self._made.name) / PACKAGE
        if version == "editable":
            write_door(made, "")
            build_data["force_include_editable"][str(made)] = PACKAGE
        else:
            write_package(Path(self.root), made)
            build_data["force_include"][str(made)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """As of hatchling, when the wheel is built."""
        self._made.cleanup()
