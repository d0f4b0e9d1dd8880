"""The word lists of all languages: one folder of YAML files, read here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import InputError

WORD_LISTS = Path(__file__).parent / "data"
_REFERENCE = re.compile(r"\{([a-z_]+)\}")


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


@cache
def patterns(name: str) -> Mapping[str, str]:
    """The regular expressions that a word list names, with what stands in braces put in: `{other}` is an entry above it.

    A list is a group of its alternatives, `(?:one|two)`. Raises InputError where an expression names no entry above it.
    """
    found: dict[str, str] = {}
    for key, entry in word_list(name).items():
        text = f"(?:{'|'.join(entry)})" if isinstance(entry, list) else entry
        try:
            found[key] = _REFERENCE.sub(lambda match: found[match[1]], text)
        except KeyError as error:
            raise InputError(f"{key}: no entry above it is called {error}", where=f"{name}.yaml") from error
    return found
