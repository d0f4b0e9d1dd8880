"""Fuzzing by coverage: Atheris (libFuzzer) makes inputs out of the seeds until one breaks the promise of a target.

    python -m tests.fuzz.run TARGET [--seconds 300]

What broke it is kept in `tests/fuzz/found/TARGET`, where the suite finds it from then on. Needs `pip install atheris`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Fuzzes one target; libFuzzer prints what it did, and ends the process with 77 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=300, help="of the clock; one process takes one core")
    parser.add_argument("--longest", type=int, default=4096, help="bytes of an input at most")
    chosen = parser.parse_args()
    import atheris  # here: it is no dependency of the project

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with atheris.instrument_imports(include=["tasks", "warehouse", "feedparser"]):
        target = import_module("tests.fuzz.targets").TARGETS[chosen.target]
        corpus = import_module("tests.fuzz.corpus")
    for seed in corpus.seeds(chosen.target):  # what is loaded at its first use is no slow input
        target(seed)
    found = corpus.FOUND / chosen.target
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(corpus.seeds(chosen.target)):
            (Path(folder) / f"seed{number}").write_bytes(seed)
        options = [
            f"-max_total_time={chosen.seconds}",
            f"-max_len={chosen.longest}",
            f"-artifact_prefix={found}/",
            "-timeout=60",
            "-print_final_stats=1",
            "-verbosity=1",
        ]
        atheris.Setup([sys.argv[0], *options, folder], target)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
