"""How long the named queries of events take over 195 countries and 104 weeks of synthetic events, warm, in ms (aim 30).

    python -m tests.measure.event_queries [HOME] [--countries 195] [--weeks 104]

Makes HOME where it is missing: twenty events, thirty figures and twenty articles a country-week, an event in three weeks running.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.measure.warehouse import FIRST, Maker, codes, hash_of, warm_ms
from warehouse.schema import Row
from warehouse.sql.connect import connect, sync
from warehouse.sql.named import bind, get_query
from warehouse.store import delta
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Event, EventArticle, EventFigure, Run, Score, Thread

EVENTS, FIGURES, ARTICLES, THREADS = 20, 30, 20, 3
TOLD_WEEKS = 3
"""Weeks in which an event is told."""
AIM_MS = 30.0
KINDS = ("assault", "coerce", "protest", "disaster", "politics", "consult")


def event_ids(countries: Sequence[str], number: int) -> list[str]:
    """The ids of a week's events: each stays for TOLD_WEEKS weeks."""
    return [
        f"e{hash_of(country, FIRST + dt.timedelta(days=7 * ((number + n) // TOLD_WEEKS * TOLD_WEEKS))) % 10**12:012d}{n:03d}"
        for country in countries
        for n in range(EVENTS)
    ]


def week_tables(maker: Maker, number: int) -> dict[type[Row], Any]:
    """The tables of one week."""
    week, chance = FIRST + dt.timedelta(days=7 * number), maker.random
    countries = len(maker.countries)
    count = EVENTS * countries
    ids, articles = event_ids(maker.countries, number), maker.ids(ARTICLES * countries)
    at = dt.datetime.combine(week, dt.time(12), dt.UTC)
    killed = [int(n) if n > 0 else None for n in chance.poisson(0.6, count) * chance.integers(1, 9, count)]
    owner = np.repeat(maker.countries, EVENTS).tolist()
    of_figure = [ids[c * EVENTS + int(n)] for c in range(countries) for n in chance.integers(0, EVENTS, FIGURES)]
    events = {
        "event_id": ids, "title": maker.text(count, 9), "kind": chance.choice(KINDS, count).tolist(), "killed_low": killed,
        "killed_best": killed, "killed_high": killed, "lat": chance.uniform(-50, 60, count), "lng": chance.uniform(-170, 170, count),
        "event_date": [week + dt.timedelta(days=int(n)) for n in chance.integers(0, 7, count)], "site_country": owner,
        "unit": [f"{code}-{n % 9}" for n, code in enumerate(owner)], "state": ["ended"] * count, "nearness": ["inside"] * count,
        "actors": [[code, f"GROUP-{int(n)}"] for code, n in zip(owner, chance.integers(0, 40, count), strict=True)],
        "salience": chance.exponential(5, count), "severity": chance.uniform(0, 5, count), "status": ["new"] * count,
        "first_told_at": [at] * count, "last_told_at": [at] * count, "first_week": [week] * count,
    }  # fmt: skip
    return {
        Event: maker.table(Event, week, EVENTS, events),
        EventFigure: maker.table(EventFigure, week, FIGURES, {"event_id": of_figure, "article_id": maker.ids(len(of_figure)), "told_at": [at] * len(of_figure)}),
        EventArticle: maker.table(EventArticle, week, ARTICLES, {"event_id": ids, "article_id": articles}),
        Article: maker.table(Article, week, ARTICLES, {"article_id": articles, "title": maker.text(len(articles), 9), "text": maker.text(len(articles), 40), "published_at": [at] * len(articles)}),
        Thread: maker.table(Thread, week, THREADS, {"thread_id": [f"t{n:015d}" for n in range(THREADS)] * countries, "title": maker.text(THREADS * countries, 9)}),
        Score: maker.table(Score, week, 1, {"threat_score": maker.score}),
        Run: maker.table(Run, week, 1, {"status": ["complete"] * countries, "finished_at": [at] * countries}),
    }  # fmt: skip


def questions(countries: Sequence[str], weeks: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> query and parameters."""
    last = FIRST + dt.timedelta(days=7 * (weeks - 1))
    one = countries[len(countries) // 2]
    return {
        "events of a country": ("events", {"country": one}),
        "events of all, 12 weeks, 5 killed": ("events", {"from": last - dt.timedelta(days=77), "killed": 5}),
        "events of all weeks, an actor": ("events", {"actor": "GROUP-7"}),
        "events within 100 km, all weeks": ("events", {"lat": 10.0, "lng": 20.0}),
        "event": ("event", {"event": event_ids(countries, weeks - 1)[len(countries) // 2 * EVENTS]}),
        "deadliest": ("deadliest", {}),
        "new-actors of a country": ("new-actors", {"country": one}),
        "new-actors of all": ("new-actors", {}),
        "threads of a country": ("threads", {"country": one}),
        "compare-with": ("compare-with", {"file": "docs/examples/incidents.csv"}),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "weekwatch-events")
    parser.add_argument("--countries", type=int, default=195)
    parser.add_argument("--weeks", type=int, default=104)
    options = parser.parse_args(arguments)
    countries = codes(options.countries)
    home = Home.open(options.home) if (options.home / "warehouse.json").exists() else Home.create(options.home)
    there, maker = {week for _, week in Store(home).current_runs()}, Maker(countries)
    for number in range(options.weeks):
        tables = week_tables(maker, number)
        if FIRST + dt.timedelta(days=7 * number) not in there:
            for row_type, rows in tables.items():
                delta.append(home, row_type.table, rows)
    print(f"sync {sync(home).seconds:.1f} s", file=sys.stderr)
    connection = connect(home)
    print("| question | rows | warm ms of the clock, of all processors | aim |\n|---|---|---|---|")
    missed = 0
    for name, (query, parameters) in questions(countries, options.weeks).items():
        sql, values = get_query(query).sql, bind(get_query(query), parameters)
        count = len(connection.execute(sql, values).fetchall())
        clock, worked = warm_ms(lambda sql=sql, values=values: connection.execute(sql, values).fetchall())  # type: ignore[misc]
        missed += worked > AIM_MS
        print(f"| {name} | {count} | {clock:.1f}, {worked:.1f} | {AIM_MS:.0f} |")
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
