"""The project's own sentences in the manner of wire news, with their type, and of Indian reports of killings.

The first part was written before the rules were looked at. The half `for_check` (by digest) is only counted: rules are mended by the other.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

DATA = Path(__file__).parent / "data"


def for_check(text: str) -> bool:
    """Whether a sentence belongs to the half that is only counted."""
    return bool(int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2)


def sentences(name: str) -> list[tuple[str, str]]:
    """Label and text: a line of capitals labels what follows it, or a label stands before a tab."""
    found: list[tuple[str, str]] = []
    heading = ""
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        label, tab, text = line.partition("\t")
        if line.startswith("#") or not line:
            continue
        if tab:
            found.append((label, text))
        elif line.isupper():
            heading = line
        else:
            found.append((heading, line))
    return found
