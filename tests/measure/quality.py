"""`make bench-quality`: every measurement of reading quality, one after the other, each beside baseline and peers.

A part whose data is absent says so and is skipped; the exit code is 1 if any part failed to run.
"""

from __future__ import annotations

import importlib
import sys
import time

PARTS = ("places", "clusters", "types", "severity", "weeks", "recall", "speed")


def main() -> int:
    """0 if every part ran, else 1."""
    failed = []
    for name in PARTS:
        print(f"\n=== {name} ===", flush=True)
        began = time.perf_counter()
        if importlib.import_module(f"tests.measure.{name}").main() != 0:
            failed.append(name)
        print(f"({name}: {time.perf_counter() - began:.0f} s)", flush=True)
    if failed:
        print(f"did not run: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
