"""Builds the gold country-weeks from exactly their own items, through the real stages, and writes the scorer's form.

    python -m tests.measure.gold_weeks [--out FOLDER] [--only TR,PK] [--order report|events]

needs WEEKWATCH_DATA. A cluster is an event; the ranking is the order in which the report's key developments tell them, or that of the
events themselves; the toll is the event's as of the end of the week. Then it prints what the gold's own scorer prints, and the share of
events whose site lies within 50 km of the gold's, where both name a place.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.building.batch import make_drafts
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.country_week import build
from tasks.draft import Draft
from tasks.places.find import find_places
from tests.measure.clusters import data_folder
from tests.measure.event_truth import km
from warehouse.store.home import Home
from warehouse.weeks import Week

KM = 50.0
TOWNS = {"city", "capital", "admin2", "facility", "border_crossing"}
FIRST = 12
"""Events that are ranked in `--order events`: as many as a report has key developments."""


def gold_folder() -> Path:
    """The folder of the gold weeks."""
    return data_folder() / "gold" / "weeks"


def draft_of(items: dict[str, Any], folder: Path) -> Draft:
    """The unbuilt country-week of a gold file's items, in a fresh home in `folder`; the gold's id is the item's guid."""
    home, week = Home.create(folder / "home"), Week(dt.date.fromisoformat(items["week"]))
    path = folder / "items.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for item in items["items"]:
            row = {"published": f"{item['date']}T12:00:00Z", "title": item["title"], "summary": item["summary"] or ""}
            row |= {"lang": item["lang"], "outlet": item["outlet"], "guid": item["id"]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    now = week.ends_at + dt.timedelta(weeks=10)
    list(import_files(home, [path], {}, now))
    (draft,) = make_drafts(home, BUNDLED_COUNTRIES, [items["country"]], week, now)
    return draft


def answer(draft: Draft, order: str = "report") -> dict[str, Any]:
    """What the scorer reads of a finished country-week."""
    guid = {item.item_id: item.guid for item in draft.items}
    told = [s for s in draft.statements if s.section == "developments" and s.event_id is not None]
    ranked = [event.event_id for event in draft.events[:FIRST]]
    if order == "report":
        ranked = list(dict.fromkeys(str(s.event_id) for s in told))
    return {
        "country": draft.profile.country,
        "week": draft.week.start.isoformat(),
        "level": draft.score.threat_level if draft.score else None,
        "score": draft.score.threat_score if draft.score else None,
        "standing": draft.score.standing_level if draft.score else None,
        "change": draft.score.change if draft.score else None,
        "cluster": {guid[row.article_id]: row.event_id for row in draft.event_articles},
        "ranked": ranked,
        "killed": {e.event_id: [e.killed_low, e.killed_best] for e in draft.events if e.killed_best is not None},
        "sites": {e.event_id: [e.site, e.lat, e.lng] for e in draft.events if e.site is not None},
        "titles": {e.event_id: e.title for e in draft.events},
        "first_text": next((s.text for s in draft.statements if s.section == "developments"), ""),
    }


def sites_within(gold: dict[str, Any], made: dict[str, Any]) -> tuple[int, int, int]:
    """Of the gold's events of relevance whose site names a town: how many, of how many ours has a site, and how many within KM.

    The gold's site is words; the gazetteer finds it in the gold's country. Ours is that of the event with most of the gold's items,
    if it is chiefly about the gold's.
    """
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for event in gold["events"]:
        for key in event["ids"]:
            if key in made["cluster"]:
                told[made["cluster"][key]][event["event"]] += 1
    main = {cluster: votes.most_common(1)[0][0] for cluster, votes in told.items()}
    named = placed = near = 0
    for event in gold["events"]:
        if event["relevance"] < 1 or not event.get("site"):
            continue
        found = find_places(event["site"], "", lang="en", country=event.get("site_country") or gold["country"])
        towns = [m for m in found if m.kind in TOWNS]
        votes = Counter(made["cluster"][key] for key in event["ids"] if key in made["cluster"])
        if not towns or not votes or main.get(votes.most_common(1)[0][0]) != event["event"]:
            continue
        named += 1
        _, lat, lng = made["sites"].get(votes.most_common(1)[0][0], (None, None, None))
        if lat is not None:
            placed += 1
            near += any(km(town.lat, town.lng, lat, lng) <= KM for town in towns)
    return named, placed, near


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, write and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/gold-weeks"))
    parser.add_argument("--only", default="")
    parser.add_argument("--order", choices=("report", "events"), default="report")
    options = parser.parse_args(arguments)
    if not gold_folder().exists():
        print("no gold weeks at WEEKWATCH_DATA: nothing measured")
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    places: Counter[int] = Counter()
    for path in sorted((gold_folder() / "items").glob("*.json")):
        if options.only and path.name[:2] not in options.only.split(","):
            continue
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            draft = build(draft_of(json.loads(path.read_text(encoding="utf-8")), Path(folder)))
        made = answer(draft, options.order)
        gold = json.loads((gold_folder() / path.name).read_text(encoding="utf-8"))
        places.update(dict(enumerate(sites_within(gold, made))))
        (options.out / path.name).write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
        print(
            f"{path.stem}: {len(draft.items)} items, {len(draft.stories)} stories, {len(draft.events)} events,"
            f" {time.perf_counter() - began:.1f} s (happen {draft.seconds['happen']:.2f} s)",
            file=sys.stderr,
        )
    print(
        f"sites: of {places[0]} gold events with a town, ours name a site in {places[1]}, within {KM:.0f} km in {places[2]}"
        f" ({places[2] / max(1, places[1]):.3f} of those named; aim .85)"
    )
    scorer = data_folder() / "gold" / "score_weeks.py"
    return subprocess.run([sys.executable, str(scorer), str(gold_folder()), str(options.out)], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
