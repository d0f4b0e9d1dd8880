"""What a place does in its text: where it happened, whence somebody speaks or comes, what is compared, or mentioned only.

A learned choice (`tasks.language.choice`, trained by `tests.measure.train_where`) finds the site among the places named:
by how each is introduced, what follows it, where it stands, what it is and what holds it. Of the others the words
around tell the role.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.language.choice import Choice, Features
from tasks.language.word_lists import patterns
from tasks.places.gazetteer import Entry
from tasks.places.lexicon import place_words
from warehouse.tables import PlaceRole

NOWHERE_MOST = 0.75
"""No place is a site where it is more probable that nothing happened at any of them."""
_BEFORE = re.compile(r"([^\W\d_]+)(?:\W{0,2}$)")
_AFTER = re.compile(r"[\s'’\"»”]{0,2}([^\W\d_]+)")
_PATTERNS = patterns("place_roles")
_DATELINE = re.compile(_PATTERNS["dateline"])
_COMPARED = re.compile(_PATTERNS["compared"], re.IGNORECASE)
_FROM = re.compile(_PATTERNS["from"], re.IGNORECASE)
_FLAGGED = re.compile(_PATTERNS["flagged"], re.IGNORECASE)
_COLON = re.compile(r"^\s?[:：]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place named, as roles are told: its words, its entry and how far it is doubted."""

    start: int
    end: int
    in_title: bool
    entry: Entry
    doubted: bool = False


@functools.cache
def _choice() -> Choice:
    return Choice.read(Path(__file__).parent / "data" / "site.npy")


def site_candidates(title: str, text: str, lang: str, spots: Sequence[Spot]) -> tuple[list[str], list[Features]]:
    """The places named, each once, with their features; the last is that of no place."""
    by_place: dict[str, list[Spot]] = {}
    for spot in spots:
        by_place.setdefault(spot.entry.place_id, []).append(spot)
    inner = [group[0].entry for group in by_place.values() if group[0].entry.kind not in ("country", "region")]
    ids, rows = [], []
    for rank, (place_id, group) in enumerate(by_place.items()):
        ids.append(place_id)
        rows.append(_features(group, rank, len(by_place), inner, title, text, lang))
    none = {"none": 1.0, f"none {lang}": 1.0, f"none of {min(4, len(rows))}": 1.0, "none, no inner": float(not inner)}
    rows.append(none)
    return ids, rows


def _features(
    group: Sequence[Spot], rank: int, count: int, inner: Sequence[Entry], title: str, text: str, lang: str
) -> Features:
    entry = group[0].entry
    kind = "town" if entry.kind in ("city", "capital") else entry.kind
    in_title = [s for s in group if s.in_title]
    f: dict[str, float] = {
        "some": 1.0,
        f"kind {entry.kind}": 1.0,
        f"rank {min(rank, 4)}": 1.0,
        f"rank {min(rank, 3)} of {min(count, 4)}": 1.0,
        "times": min(4, len(group)) / 4,
        "in title": float(bool(in_title)),
        f"{kind}, {'title' if in_title else 'text'}": 1.0,
        "doubted": float(group[0].doubted),
        "holds another": float(any(_holds(entry, other) for other in inner)),
        f"{kind}, holds another": float(any(_holds(entry, other) for other in inner)),
        "lies in another": float(any(_holds(other, entry) for other in inner)),
        "others of its country": float(any(o.country == entry.country and o is not entry for o in inner)),
        "last": float(rank == count - 1),
    }
    for number, spot in enumerate(group[:3]):
        string = title if spot.in_title else text
        where = "title" if spot.in_title else "opening" if spot.start < 200 else "text"
        before = _BEFORE.search(string[max(0, spot.start - 30) : spot.start])
        after = _AFTER.match(string[spot.end : spot.end + 25])
        front = before[1].lower() if before else "^"
        back = after[1].lower() if after else "$"
        value = 1.0 if number == 0 else 0.5
        locative = front in place_words().locatives
        for name in (
            f"{where} before {front}",
            f"before {front}",
            f"{kind} before {front}",
            f"{where} after {back}",
            f"after {back}",
            f"{kind} after {back}",
            f"{lang} before {front}",
        ):
            f[name] = value
        f[f"{where} locative"] = float(locative)
        f["starts"] = float(spot.start == 0)
        f[f"{where} starts, {kind}"] = float(spot.start == 0)
        f["shouted"] = float(not spot.in_title and string[spot.start : spot.end].isupper())
        f["dateline"] = float(_is_dateline(spot, string))
        f["speaks"] = float(back in place_words().speech)
        ahead, behind = _around(spot, string)
        f["flagged"] = float(_FLAGGED.match(behind) is not None)
        f["from"] = float(_FROM.search(ahead) is not None)
        f["compared"] = float(_COMPARED.search(ahead) is not None)
        f["colon"] = float(_COLON.match(behind) is not None)
        f[f"colon, {kind}"] = f["colon"]
    return f


def _around(spot: Spot, string: str) -> tuple[str, str]:
    """What stands before and behind a place, as far as it is looked at."""
    return string[max(0, spot.start - _LOOKED_AT) : spot.start], string[spot.end : spot.end + _LOOKED_AT]


_LOOKED_AT = 40
"""Characters: more than any of the patterns spans."""


def _is_dateline(spot: Spot, string: str) -> bool:
    return not spot.in_title and spot.start < 40 and _DATELINE.match(string[spot.end :]) is not None


def _holds(outer: Entry, inner: Entry) -> bool:
    """Whether the one is the country or unit of the other."""
    if outer is inner:
        return False
    if outer.kind == "country":
        return outer.country == inner.country
    return outer.number != 0 and outer.number in (inner.unit, inner.subunit)


def site_among(title: str, text: str, lang: str, spots: Sequence[Spot]) -> tuple[str, float] | None:
    """The id of the place where it happened, of those named, and how probable it is that none is; None for no places."""
    if not spots:
        return None
    ids, rows = site_candidates(title, text, lang, spots)
    *shares, none = _choice().probabilities(rows)
    return ids[max(range(len(ids)), key=lambda n: (shares[n], -n))], none


def roles(title: str, text: str, lang: str, spots: Sequence[Spot]) -> list[PlaceRole]:
    """The role of each mention, in the order given."""
    found = site_among(title, text, lang, spots)
    site = found[0] if found and found[1] <= NOWHERE_MOST else None
    at = next((spot.entry for spot in spots if spot.entry.place_id == site), None)
    return [_role(spot, at, title if spot.in_title else text) for spot in spots]


def _role(spot: Spot, site: Entry | None, string: str) -> PlaceRole:
    back = _AFTER.match(string[spot.end : spot.end + 25])
    if _is_dateline(spot, string):
        return "site" if site is not None and spot.entry.place_id == site.place_id else "origin"
    if site is not None and (spot.entry.place_id == site.place_id or _holds(spot.entry, site)):
        return "site"
    ahead, behind = _around(spot, string)
    if _COMPARED.search(ahead):
        return "compared"
    speaks = back is not None and back[1].lower() in place_words().speech
    if speaks or _FROM.search(ahead) or _FLAGGED.match(behind):
        return "origin"
    return "mention"
