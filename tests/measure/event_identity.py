"""Whether an event that two countries tell has one name: the quake of February 2023, and every shared event of a built warehouse.

    python -m tests.measure.event_identity [HOME]

needs WEEKWATCH_DATA. Builds the weeks of Turkey and of Syria from 6 February 2023 apart, of the corpus' items that name either, and prints
the event that is told most in each. With HOME, of each two events of one week in two countries, each of three articles or more, of which
the smaller has at least half of its articles in common with the larger: the share that bear one name.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import polars as pl

from flows.building.batch import make_drafts
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.country_week import dedupe, group, happen, read, select
from tasks.draft import Draft
from tests.measure.clusters import data_folder
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Event, EventArticle
from warehouse.weeks import Week

COUNTRIES, QUAKE_WEEK = ("TR", "SY"), Week(dt.date(2023, 2, 6))
NAMED = "(?i)turk|türk|syri|suriy|siri|trzęsieni|quake|сири|турц"
LEAST_ARTICLES, LEAST_SHARED = 3, 0.5


def quake_week(folder: Path) -> list[Draft]:
    """Both country-weeks up to their events, each built by itself."""
    items = pl.read_parquet(data_folder() / "corpora" / "items-world-2023-jan-feb.parquet")
    words = pl.col("title").fill_null("") + " " + pl.col("summary").fill_null("")
    of_week = pl.col("published").is_between(QUAKE_WEEK.starts_at, QUAKE_WEEK.ends_at)
    items.filter(of_week & words.str.contains(NAMED)).write_parquet(folder / "items.parquet")
    home, now = Home.create(folder / "home"), QUAKE_WEEK.ends_at + dt.timedelta(weeks=10)
    list(import_files(home, [folder / "items.parquet"], {}, now))
    drafts = make_drafts(home, BUNDLED_COUNTRIES, COUNTRIES, QUAKE_WEEK, now)
    for stage in (select, dedupe, read, group, happen):
        drafts = [stage(draft) for draft in drafts]
    return drafts


def shared(events: Iterable[Event], members: Iterable[EventArticle]) -> tuple[int, int, list[str]]:
    """Pairs of events of two countries that share their articles, how many bear one name, and the others to read."""
    told: dict[tuple[str, dt.date, str], set[str]] = defaultdict(set)
    for member in members:
        told[member.country, member.week, member.event_id].add(member.article_id)
    of_week: dict[dt.date, list[Event]] = defaultdict(list)
    for event in events:
        if len(told[event.country, event.week, event.event_id]) >= LEAST_ARTICLES:
            of_week[event.week].append(event)
    pairs, same, apart = 0, 0, []
    for week, rows in sorted(of_week.items()):
        for one, other in combinations(sorted(rows, key=lambda e: (e.country, e.event_id)), 2):
            if one.country == other.country:
                continue
            mine, theirs = (told[e.country, week, e.event_id] for e in (one, other))
            if len(mine & theirs) < LEAST_SHARED * min(len(mine), len(theirs)):
                continue
            pairs += 1
            same += one.event_id == other.event_id
            if one.event_id != other.event_id:
                apart.append(
                    f"{week} {one.country} {one.kind} {one.event_date} {one.site} ({len(mine)}): {one.title[:70]} | "
                    f"{other.country} {other.kind} {other.event_date} {other.site} ({len(theirs)}): {other.title[:70]}"
                )
    return pairs, same, apart


def main(arguments: Sequence[str] | None = None) -> int:
    """Print; 1 where the quake has two names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", nargs="?", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="print so many pairs of two names")
    options = parser.parse_args(arguments)
    names = set()
    if data_folder().exists():
        with tempfile.TemporaryDirectory() as folder:
            for draft in quake_week(Path(folder)):
                event = max(draft.events, key=lambda e: e.article_count)
                names.add(event.event_id)
                print(
                    f"{event.country}: {event.event_id} {event.kind} {event.event_date} {event.site}, killed {event.killed_best} as of "
                    f"{event.toll_as_of}, {event.article_count} articles: {event.title}"
                )
    if options.home:
        store = Store(Home.open(options.home))
        pairs, same, apart = shared(store.read(Event), store.read(EventArticle))
        print(
            f"events of two countries that share half of their articles: {pairs} pairs, one name {same / max(1, pairs):.3f}"
        )
        print("\n".join(apart[: options.sample]))
    return int(len(names) > 1)


if __name__ == "__main__":
    raise SystemExit(main())
