"""The metric code of benchmarks/country-weeks, which stands alone and in no package, as a module."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "country-weeks"


def load_benchmark() -> ModuleType:
    """`benchmarks/country-weeks/evaluate.py`."""
    spec = importlib.util.spec_from_file_location("country_weeks_evaluate", BENCHMARK / "evaluate.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
