"""The environment of a command that is measured: it finds its modules compiled, as Python keeps them by default."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def compiled() -> dict[str, str]:
    """This process' environment, with a place for compiled modules even where it is told to keep none."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "weekwatch-bench-bytecode"))
    return kept
