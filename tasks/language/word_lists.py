"""The word lists of all languages: one folder of YAML files, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import InputError

WORD_LISTS = Path(__file__).parent / "data"


def word_list(name: str) -> Any:
    """The content of a word list, by its path below `WORD_LISTS` without the ending: `numbers`, `dates/fr`.

    Raises InputError naming the file where it is not YAML, FileNotFoundError where there is none.
    """
    return read_yaml(WORD_LISTS / f"{name}.yaml")


def read_yaml(path: Path) -> Any:
    """The content of a YAML file of ours. Raises InputError naming the file where it is not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise InputError(f"not valid YAML: {error}", where=path.name) from error
