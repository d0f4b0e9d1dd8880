"""Killed, country and place against the gold items: `python -m tests.measure.where [--half dev|test|unread]`.

Printed for each set: killed exact where the gold states a number and invented where it states none (as
`gold/score_items.py` counts); the first country right; the place of the event right, of the items whose gold names one
(the words of one name are among the words of the other, or both name one place of the gazetteer), beside two
baselines: the first place named, and the place named most.

Items are parted by their id's SHA-256: a tenth (`unread`) is looked at by nobody, of the others the odd ones (`dev`)
may be looked at, the even ones (`test`) are only counted. Further labels: `--labels FILE --texts FILE`, rows of the
same keys, and a JSON list of texts with `id`, `title`, `summary`, `lang`.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flows.catalogue import attributor_of
from flows.homes import BUNDLED_COUNTRIES
from tasks.about.attribute import Attributor
from tasks.events.casualties.find import find_casualties
from tasks.language.detect import detect
from tasks.language.name_keys import name_key
from tasks.places.find import PlaceMention, find_places, find_site
from tasks.places.gazetteer import gazetteer

DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
_SMALL = frozenset(["the", "of", "de", "la", "el", "al", "city", "province", "state", "district", "region", "near"])


def half_of(item_id: str) -> str:
    """unread (a tenth), dev or test."""
    number = int(hashlib.sha256(item_id.encode()).hexdigest(), 16)
    return "unread" if number % 10 == 0 else "dev" if number % 2 else "test"


def gold_items() -> list[dict[str, Any]]:
    """The gold items with their texts."""
    files = sorted((DATA / "gold" / "items").glob("items-*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


def labelled(labels: Path, texts: Path) -> list[dict[str, Any]]:
    """Further labels joined to their texts."""
    by_id = {row["id"]: row for row in json.loads(texts.read_text("utf-8"))}
    return [
        by_id[row["id"]] | row for row in map(json.loads, labels.read_text("utf-8").splitlines()) if row["id"] in by_id
    ]


def world() -> Attributor:
    """Attribution to every country with a profile."""
    return attributor_of(BUNDLED_COUNTRIES)


def low(value: int | list[int] | None) -> int | None:
    """The lower end of a count."""
    return value[0] if isinstance(value, list) else value


def killed_of(item: dict[str, Any], lang: str) -> int | None:
    """What is read of an item's dead."""
    killed = find_casualties(item["title"], item["summary"] or "", lang=lang).killed
    return killed.low if killed else None


def same_place(gold: str, ours: PlaceMention | None) -> bool:
    """Whether the gold's words and ours name one place."""
    return ours is not None and same_name(gold, (ours.text, ours.name), ours.place_id)


def same_name(gold: str, names: Sequence[str], place_id: str) -> bool:
    """Whether the words of one are among those of the other, or a place of the gazetteer is called as the gold says."""
    wanted = [set(name_key(part).split()) - _SMALL for part in (gold, *gold.split(","))]
    got = [set(name_key(part).split()) - _SMALL for part in names]
    if any(a and b and (a <= b or b <= a) for a in wanted for b in got):
        return True
    if any(place_id == entry.place_id for entry in gazetteer().find(name_key(gold))):
        return True
    bare, ours = name_key(gold).replace(" ", ""), name_key(names[0]).replace(" ", "")
    return len(ours) >= 2 and bool(bare) and (ours in bare or bare in ours)


def baselines(found: Sequence[PlaceMention]) -> tuple[PlaceMention | None, PlaceMention | None]:
    """The first place named, and the one named most."""
    inner = [m for m in found if m.kind != "country"] or list(found)
    if not inner:
        return None, None
    most = collections.Counter(m.place_id for m in inner).most_common(1)[0][0]
    return inner[0], next(m for m in inner if m.place_id == most)


def measure(items: Sequence[dict[str, Any]], attributor: Attributor, misses: bool) -> Iterator[str]:
    """The lines of one set."""
    stated = exact = none = invented = firsts = right = placed = found_right = by_first = by_most = 0
    seconds = 0.0
    for item in items:
        text = item["summary"] or ""
        lang = detect(f"{item['title']} {text}", item["lang"])
        began = time.process_time()
        killed = killed_of(item, lang)
        first = attributor.first(item["title"], text, lang, outlet=item.get("outlet") or "")
        found = find_places(item["title"], text, lang=lang)
        seconds += time.process_time() - began
        if item["kd"]:
            stated += 1
            exact += killed == low(item["kd"])
            if misses and killed != low(item["kd"]):
                yield f"kd {item['id']} {item['lang']} gold {item['kd']} ours {killed}: {item['title']} | {text[:400]}"
        elif item["kd"] is None:
            none += 1
            invented += killed not in (None, 0)
            if misses and killed:
                yield f"kd {item['id']} {item['lang']} gold none ours {killed}: {item['title']} | {text[:400]}"
        if item["c"]:
            firsts += 1
            right += first is not None and first.country == item["c"][0]
            if misses and (first is None or first.country != item["c"][0]):
                yield f"c {item['id']} {item['lang']} {item.get('outlet')} gold {item['c']} ours {first}: {item['title']} | {text[:250]}"
        if item["p"]:
            placed += 1
            site = find_site(item["title"], text, lang=lang)
            found_right += same_place(item["p"], site)
            one, most = baselines(found)
            by_first += same_place(item["p"], one)
            by_most += same_place(item["p"], most)
            if misses and not same_place(item["p"], site):
                yield f"p {item['id']} {item['lang']} gold {item['p']} ours {site and site.text} of {[m.text for m in found]}: {item['title']} | {text[:250]}"
    yield f"{len(items)} items, {len(items) / max(seconds, 1e-9):.0f} a second"
    yield f"killed: exact {exact} of {stated} ({exact / max(1, stated):.3f}), invented {invented} of {none} ({invented / max(1, none):.4f})"
    yield f"first country: {right / max(1, firsts):.3f} of {firsts}"
    yield f"place: {found_right / max(1, placed):.3f} of {placed}; baselines: first named {by_first / max(1, placed):.3f}, named most {by_most / max(1, placed):.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 0, also where the data is absent (it says so)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("dev", "test", "unread"))
    parser.add_argument("--labels", type=Path, help="further labels, JSON lines")
    parser.add_argument("--texts", type=Path, help="their texts, a JSON list")
    parser.add_argument("--misses", action="store_true", help="print what is wrong")
    chosen = parser.parse_args(arguments)
    sets = {"gold": gold_items()}
    if chosen.labels:
        sets["labels"] = labelled(chosen.labels, chosen.texts)
    if not sets["gold"]:
        print(f"no gold at {DATA}: set WEEKWATCH_DATA")
        return 0
    attributor = world()
    for name, items in sets.items():
        for half in (chosen.half,) if chosen.half else ("dev", "test", "unread"):
            print(f"-- {name}, {half}")
            for line in measure([i for i in items if half_of(i["id"]) == half], attributor, chosen.misses):
                print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
