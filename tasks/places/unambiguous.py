"""Names of places that say by themselves which country a text is about."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from tasks.language.name_keys import UNSPACED, name_key
from tasks.language.word_lists import read_yaml
from tasks.places.lexicon import place_words

_DATA = Path(__file__).parent / "data"
TELLING_POPULATION = 15_000
DOMINANCE = 4
"""A place name means the place that has four times the people of the next of its name in another country."""
SURNAME_SHARE = 0.001
"""Names that ten people in a million bear are first of all surnames, unless a great city has them too."""
BY_ITS_OTHER_NAME = 300_000
"""People of a place that another of its names can stand for without context."""
BESIDE_ITS_NAMESAKES = 1_000_000
"""People of a place whose name is taken for it although persons bear it: Santiago, not Victoria."""
OF_SHORT_NAME = 100_000
"""People of a place whose name of four letters is taken for it; five are needed otherwise."""
OF_TWO_SIGNS = 500_000
"""The same of a name of two signs in a script without spaces, where many words have two."""
IN_ANOTHER_SCRIPT = 50_000
"""People of a place known by another name than its own, in a script in which fewer words look like names."""
UNIT_WEIGHS = 200_000
"""A province or a capital weighs as a city of so many, however few live there."""
_UNSPACED_SCRIPT = re.compile(rf"[{UNSPACED}]")


_BIG_NAMES = """
    select n.key, p.country, p.kind, p.population, n.rank from names n join places p on p.id = n.place
    where n.rank < 2 and (p.kind in ('admin1', 'capital') or (p.kind = 'city' and p.population >= ?))
"""


def telling_names(db: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """(key, country, whether it is the dominant bearer) of names that are no word and no person's name, sorted.

    Our own regions decide for their names: Gaza is the strip, Punjab lies in two countries and tells neither.
    """
    by_key: dict[str, dict[str, int]] = defaultdict(dict)
    for key, country, kind, population, rank in db.execute(_BIG_NAMES, (TELLING_POPULATION,)):
        if _speaks_for_itself(key, kind, population, rank):
            weight = max(population, UNIT_WEIGHS if kind != "city" else 0) // (1 if rank == 0 else 3)
            by_key[key][country] = max(by_key[key].get(country, 0), weight)
    telling = []
    for key, bearers in sorted(by_key.items()):
        (best, most), *others = sorted(bearers.items(), key=lambda item: (-item[1], item[0]))
        dominant = not others or most >= DOMINANCE * others[0][1]
        telling.append((key, best, int(dominant)))
        telling += [(key, country, 0) for country, _ in others]
    ours = {
        name_key(name): region["country"] for own, region in own_regions().items() for name in (own, *region["names"])
    }
    telling = [row for row in telling if row[0] not in ours]
    telling += [(key, country, 1) for key, country in ours.items() if country != "XX" and _is_no_persons(key)]
    return sorted(telling)


def _is_no_persons(key: str) -> bool:
    """Whether a region's name is longer than three letters and nobody's surname or given name: Crimea, not Rhodes."""
    lex = place_words()
    return len(key) > 3 and key not in lex.given and lex.surnames.get(key, 0.0) < SURNAME_SHARE


def own_regions() -> dict[str, dict[str, Any]]:
    """Our own regions by name."""
    regions: dict[str, dict[str, Any]] = read_yaml(_DATA / "regions.yaml")
    return regions


def _speaks_for_itself(key: str, kind: str, population: int, rank: int) -> bool:
    """Whether the bare name, without context, can be taken for the place's."""
    if _UNSPACED_SCRIPT.search(key):
        return len(key) >= 3 or (len(key) == 2 and (population >= OF_TWO_SIGNS or kind != "city"))
    if not key.isascii():
        return len(key) >= 4 and (rank == 0 or population >= IN_ANOTHER_SCRIPT)
    if rank and population < BY_ITS_OTHER_NAME:
        return False
    if " " in key:
        return True
    lex = place_words()
    if lex.is_common(key, "en") or key in lex.directions or key in lex.organisations:
        return False
    if population < BESIDE_ITS_NAMESAKES and (key in lex.given or lex.surnames.get(key, 0.0) >= SURNAME_SHARE):
        return False
    return len(key) >= (4 if population >= OF_SHORT_NAME else 5)
