"""Which of the places of a name is meant, in the light of everything else that the text names.

Every name of the text has a distribution over its bearers. It starts from what the name says alone (population, kind,
the unit or country behind the comma, the story's country) and is then moved, twice, by the other names' distributions:
places near by, in the same unit, in the same country, and places that hold it speak for a bearer. One name has one
meaning in a text.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.places import EARTH_KM
from tasks.places.gazetteer import Entry
from tasks.places.reading import Candidate

MAX_BEARERS = 14
MAX_NAMES = 30
ROUNDS = 2
SEAT_POPULATION = 50_000
NEAR_KM = 120.0
"""Distance at which a neighbour's support has fallen to a third."""
ACCEPTED = 0.0

_KIND = {
    "country": 3.2,
    "region": 5.5,
    "water": 7.5,
    "facility": 4.0,
    "admin1": 0.9,
    "capital": 2.8,
    "border_crossing": 6.0,
}
_RANK = (0.0, 0.7, 1.2)
_HOME, _COMMA = 4.0, 9.0
_NEAR, _SAME_UNIT, _SAME_COUNTRY, _HOLDS, _IN_UNIT = 2.0, 0.8, 0.7, 1.6, 1.5
_COMPANY, _STRANGE, _FAR_KM = 0.5, 3.0, 2_000.0
"""Support by other names below which another name of a place so far abroad counts less, and how much."""
_SUPPORT = 0.9
"""How much of the support of others counts towards its being a place at all."""


@dataclass(slots=True)
class _Name:
    """A name of the text with its bearers and their scores."""

    candidates: list[Candidate]
    bearers: list[Entry]
    prior: NDArray[np.float64]
    evidence: float
    """How sure it is that the name names a place here (0 to 1): doubtful names say little about others."""


def choose(
    candidates: Sequence[Candidate], country: str | None, home: Entry | None = None, *, doubt: float = 0.0
) -> list[tuple[Candidate, Entry, bool]]:
    """Those candidates that name a place, each with the place meant and whether it is doubted, in the order given.

    country: that of the story, whose places are preferred; home: its entry, from which what is far away is told;
    doubt: how far below what is accepted a candidate may stand and is given as doubted.
    """
    if not candidates:
        return []
    _shortened(candidates)
    names = _names(candidates, country)
    support = _support(names)
    meant: dict[int, tuple[Entry, float]] = {}
    torn: set[int] = set()
    abroad = {e.country for c in candidates for e in c.entries[:1] if e.kind == "country"}
    for name, gained in zip(names, support, strict=True):
        best = int(np.argmax(name.prior + gained))
        for candidate in name.candidates:
            meant[id(candidate)] = (name.bearers[best], float(gained[best]))
            if home and _is_torn(name.bearers, gained, best, home, abroad):
                torn.add(id(candidate))
    chosen = []
    for candidate in candidates:
        if id(candidate) not in meant:
            continue
        entry, points = meant[id(candidate)]
        held = candidate.within is not None and _holds_any(candidate.within.entries, entry)
        standing = candidate.standing + _SUPPORT * min(points, 3.0) + (3.5 if held else 0.0)
        if home and points < _COMPANY and _is_strange(entry, home):
            standing -= _STRANGE
        if abroad and entry.country not in abroad and _is_small_namesake(entry):
            standing -= _STRANGE
        if id(candidate) in torn and not held and not candidate.certain:
            continue
        if candidate.certain or standing > ACCEPTED - doubt:
            chosen.append((candidate, entry, not candidate.certain and standing <= ACCEPTED))
    return chosen


def _is_strange(entry: Entry, home: Entry) -> bool:
    """Whether a place is a town or unit far abroad that only another of its names brings here: Tanta in Egypt, for Tanda."""
    if entry.rank == 0 or entry.country in (home.country, "XX") or entry.kind in ("country", "region", "water"):
        return False
    return bool(_distances([entry, home])[0, 1] > _FAR_KM)


TORN = 20
"""Times the people of its namesake up to which a town of the story's country may be mistaken for it."""
APART = 0.5
"""How much more the other names of a text must say for one of two namesakes than for the other."""


def _is_torn(
    bearers: Sequence[Entry], gained: NDArray[np.float64], best: int, home: Entry, named: Collection[str]
) -> bool:
    """Whether a town of the story's country has a namesake in another country that the text names, and nothing else tells which is meant.

    Pokrovsk of a Russian story that names Ukraine is a town of either.
    """
    own = bearers[best]
    if own.country != home.country or own.kind != "city":
        return False
    return any(
        other.country in named
        and other.country != home.country
        and other.kind in ("city", "capital", "admin2")
        and other.population * TORN >= own.population
        and gained[best] - gained[at] < APART
        for at, other in enumerate(bearers)
    )


SMALL = 50_000


def _is_small_namesake(entry: Entry) -> bool:
    """Whether a place is small and only called so too: what a text about other countries hardly means."""
    return entry.rank == 1 and entry.population < SMALL and entry.kind == "city"


def _shortened(candidates: Sequence[Candidate]) -> None:
    """A name that begins a longer one of the text is short for it: Santiago beside Santiago de Cuba."""
    long = {c.key: c.entries for c in candidates if " " in c.key and c.entries[0].kind not in ("country", "region")}
    for candidate in candidates:
        if candidate.entries[0].kind == "country" or candidate.only_units or candidate.within is not None:
            continue
        for key, entries in long.items():
            if key.startswith(candidate.key + " ") and entries[0].kind in ("city", "capital", "admin1"):
                candidate.entries = entries


def _names(candidates: Sequence[Candidate], country: str | None) -> list[_Name]:
    """Candidates grouped by name, the first MAX_NAMES of the text."""
    grouped: dict[tuple[str, bool], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        grouped[candidate.key, candidate.only_units].append(candidate)
    names = []
    for group in grouped.values():
        holders = [e for c in group if c.within is not None for e in c.within.entries]
        is_holder = any(c.holds for c in group)
        priors = {e.number: _prior(e, country, holders, is_holder, group[0]) for e in group[0].entries}
        scored = [(_with_unit(priors, e, group[0].entries), e) for e in group[0].entries]
        scored.sort(key=lambda item: (-item[0], item[1].number))
        del scored[MAX_BEARERS:]
        sure = 1 / (1 + math.exp(-max(c.standing for c in group)))
        names.append(_Name(group, [e for _, e in scored], np.array([points for points, _ in scored]), sure))
    return names


def _prior(entry: Entry, country: str | None, holders: list[Entry], is_holder: bool, candidate: Candidate) -> float:
    """The score of a bearer by itself."""
    score = 1.1 * math.log10(entry.population + 30) + _KIND.get(entry.kind, 0.0) - _RANK[entry.rank]
    if entry.kind == "admin2" and not candidate.only_units:
        score -= 1.5
    if entry.kind == "admin1" and entry.rank and not candidate.only_units:
        score -= 1.0
    if entry.kind == "admin1" and not candidate.only_units and not is_holder and _has_seat(entry, candidate.entries):
        score -= YIELDED
    if entry.country == country:
        score += _HOME
    if holders and _holds_any(holders, entry):
        score += _COMMA
    if is_holder and entry.kind in ("country", "admin1"):
        score += 2.0
    return score


def _with_unit(priors: Mapping[int, float], town: Entry, entries: Sequence[Entry]) -> float:
    """The score of a bearer, of a town with what speaks for a unit of its name that is hardly more than the town: both are one ground.

    Without it the town and the unit of Gaza stand in each other's way, and a unit of that name far away is likelier than each of the two.
    """
    own = priors[town.number]
    if town.rank or town.population < SEAT_POPULATION or town.kind not in ("city", "capital"):
        return own
    units = [
        priors[e.number] for e in entries if e.number == town.unit and e.population <= ONE_GROUND * town.population
    ]
    return float(np.logaddexp.reduce([own, *(points + YIELDED for points in units)]))


ONE_GROUND = 1.5
"""Times the people of a town up to which a unit of its name is the town with its outskirts."""
YIELDED = 2.2
"""What a unit loses to its seat of the same name."""


def _has_seat(unit: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a town of the same name lies in the unit: `in Kano` is the town unless `State` stands behind."""
    return any(e.unit == unit.number and e.rank == 0 and e.population >= SEAT_POPULATION for e in entries)


def _support(names: Sequence[_Name]) -> list[NDArray[np.float64]]:
    """What the other names say for each bearer of each name."""
    if len(names) == 1:
        return [np.zeros(len(name.bearers)) for name in names]
    used = list(names[:MAX_NAMES])
    entries = [entry for name in used for entry in name.bearers]
    owner: NDArray[np.intp] = np.repeat(np.arange(len(used)), [len(name.bearers) for name in used])
    starts: NDArray[np.intp] = np.array([0, *np.cumsum([len(name.bearers) for name in used])[:-1]], dtype=np.intp)
    pull = _pull(entries)
    pull[owner[:, None] == owner[None, :]] = 0.0
    prior = np.concatenate([name.prior for name in used])
    sure = np.array([name.evidence for name in used])[owner]
    points = np.zeros(len(entries))
    for _ in range(ROUNDS):
        weight = _softmax(prior + points, owner, starts) * sure
        by_name = np.add.reduceat(pull * weight[None, :], starts, axis=1)
        points = np.minimum(4.0, _saturated(by_name))
    rest = [np.zeros(len(name.bearers)) for name in names[MAX_NAMES:]]
    ends = [*starts[1:], len(entries)]
    return [*(points[start:end] for start, end in zip(starts, ends, strict=True)), *rest]


def _saturated(by_name: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the two strongest supporters and half of the rest: ten towns say little more than three."""
    ordered = np.sort(by_name, axis=1)[:, ::-1]
    return np.asarray(ordered[:, :2].sum(axis=1) + 0.25 * ordered[:, 2:6].sum(axis=1))


def _softmax(score: NDArray[np.float64], owner: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.float64]:
    """The distribution over the bearers of each name."""
    top = np.maximum.reduceat(score, starts)[owner]
    weight = np.exp(score - top)
    total = np.add.reduceat(weight, starts)[owner]
    return np.asarray(weight / total)


def _pull(entries: Sequence[Entry]) -> NDArray[np.float64]:
    """How much each entry (column) speaks for each other (row)."""
    km = _distances(entries)
    country = np.array([entry.country for entry in entries])
    same = (country[:, None] == country[None, :]) & (country != "XX")[:, None]
    unit = np.array([_unit(entry) for entry in entries])
    same_unit = (unit[:, None] == unit[None, :]) & (unit != 0)[:, None]
    is_country = np.array([entry.kind == "country" for entry in entries])
    wide = is_country[:, None] | is_country[None, :]
    near = np.where(wide, 0.0, np.exp(-km / NEAR_KM))
    holds = same & (is_country[:, None] != is_country[None, :])
    is_unit = np.array([entry.kind == "admin1" for entry in entries])
    in_unit = same_unit & (is_unit[:, None] != is_unit[None, :])
    return np.asarray(
        _NEAR * near + _SAME_COUNTRY * same + _SAME_UNIT * same_unit + _HOLDS * 0.5 * holds + _IN_UNIT * in_unit
    )


def _distances(entries: Sequence[Entry]) -> NDArray[np.float64]:
    """Great-circle distances between each two entries, km."""
    lat = np.radians([entry.lat for entry in entries])
    lng = np.radians([entry.lng for entry in entries])
    xyz = np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], axis=1)
    return np.asarray(EARTH_KM * np.arccos(np.clip(xyz @ xyz.T, -1.0, 1.0)))


def _unit(entry: Entry) -> int:
    """Number of the first-level unit that the entry is or lies in; 0 where none is known."""
    return entry.number if entry.kind == "admin1" else entry.unit or 0


def _holds_any(outer: Sequence[Entry], inner: Entry) -> bool:
    """Whether one of the outer entries is a country or unit that the inner one lies in."""
    return any(
        (entry.kind == "country" and entry.country == inner.country and inner.kind != "country")
        or (entry.number != 0 and entry.number in (inner.unit, inner.subunit))
        for entry in outer
    )
