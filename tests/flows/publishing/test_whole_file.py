"""Files that are there whole: what a killed process left beside them goes with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flows.publishing.whole_file import put


def test_what_a_killed_process_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    path = tmp_path / "report [1].html"
    left, living = (tmp_path / f".{path.name}.{process}" for process in (ended.pid, os.getppid()))
    other = tmp_path / f".another.html.{ended.pid}"
    for file in (left, living, other):
        file.write_bytes(b"half")
    assert put(b"whole", path).read_bytes() == b"whole"
    assert (left.exists(), living.exists(), other.exists()) == (False, True, True)
