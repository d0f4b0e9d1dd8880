"""Speed of the warehouse: 195 countries x 104 weeks, 2 million synthetic articles, on the machine that runs it.

Makes the warehouse once (`--home`, kept; some minutes), then prints what the analyst waits for: warm (same
process, median of 15, as an Arrow table and as Python tuples) and cold (a new process, beyond the start of DuckDB itself), the same questions over one small
Parquet file a country-week, a sync after one rebuilt country-week, a full rebuild with its memory, and bytes an article.

    python -m tests.measure.warehouse [--home DIR] [--countries 195] [--weeks 104] [--no-peer]
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import resource
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.warehouse.samples import country_week
from warehouse.schema import Row, arrow_schema
from warehouse.sql import connect as db
from warehouse.sql.named import bind, get_query
from warehouse.store import delta
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import (
    LEVELS,
    SECTORS,
    Article,
    Contribution,
    FeedItem,
    Hotspot,
    Outlook,
    Place,
    Report,
    Run,
    Score,
    Statement,
    Story,
)

FIRST = dt.date(2024, 1, 1)
ARTICLES, STORIES, HOTSPOTS, STATEMENTS = 100, 40, 5, 15
"""A country-week."""
WARM_MS = {
    "one week, all countries": 3.0,
    "one country's series": 5.0,
    "all series": 10.0,
    "hotspot trends, 12 weeks": 10.0,
    "search, one country, 12 weeks": 40.0,
}
COLD_MS = 150.0

Columns = dict[str, Any]


def codes(count: int) -> list[str]:
    """That many two-letter codes, in order."""
    return ["".join(pair) for pair in itertools.islice(itertools.product(string.ascii_uppercase, repeat=2), count)]


# --- making it ----------------------------------------------------------------------------------


class Maker:
    """Makes the rows of a week as Arrow tables; words are Zipf-distributed, so that text compresses as prose does."""

    def __init__(self, countries: list[str], seed: int = 7) -> None:
        self.countries = countries
        self.random = np.random.default_rng(seed)
        letters = np.array(list("etaoinshrdlucmfwypvbgkqjxz"))
        lengths = self.random.integers(2, 11, 20_000)
        self.words = ["".join(self.random.choice(letters[: 8 + n % 18], n)) for n in lengths]
        weight = 1 / np.arange(1, len(self.words) + 1) ** 0.9
        self.chance = np.cumsum(weight / weight.sum())
        self.score = self.random.uniform(5, 90, len(countries))

    def text(self, count: int, words: int) -> list[str]:
        """That many texts of that many words."""
        drawn = np.searchsorted(self.chance, self.random.random((count, words)))
        return [" ".join([self.words[i] for i in row]) for row in drawn.tolist()]

    def ids(self, count: int) -> list[str]:
        """Random ids of 16 hex digits."""
        return [f"{n:016x}" for n in self.random.integers(0, 2**63, count).tolist()]

    def table(self, row_type: type[Row], week: dt.date, each: int, columns: Columns) -> pa.Table:
        """`each` rows a country; columns not given are constant by type."""
        count = each * len(self.countries)
        given: Columns = {
            "week": [week] * count,
            "country": np.repeat(self.countries, each),
            "revision": np.repeat([f"{hash_of(c, week):016x}" for c in self.countries], each),
        } | columns
        arrays = []
        schema = arrow_schema(row_type)
        for field in schema:
            values = given.get(field.name)
            arrays.append(
                pa.array(values, field.type) if values is not None else pa.array([filler(field)] * count, field.type)
            )
        return pa.Table.from_arrays(arrays, schema=schema)

    def week(self, week: dt.date) -> dict[type[Row], pa.Table]:
        """All tables of one week."""
        n, countries = ARTICLES, len(self.countries)
        count = n * countries
        at = dt.datetime.combine(week, dt.time(), dt.UTC)
        published = [at + dt.timedelta(seconds=int(s)) for s in self.random.integers(0, 604_800, count)]
        ids, title, text = self.ids(count), self.text(count, 9), self.text(count, 40)
        outlets = [f"Outlet {i}" for i in self.random.integers(0, 900, count)]
        sha = [f"{a}{b}" * 2 for a, b in zip(ids, reversed(ids), strict=True)]
        story = self.ids(STORIES * countries)
        of_story = [story[(k // n) * STORIES + int(s)] for k, s in enumerate(self.random.integers(0, STORIES, count))]
        shared: Columns = {
            "title": title,
            "text": text,
            "published_at": published,
            "raw_sha256": sha,
            "outlet": outlets,
        }
        shared |= {
            "publisher": outlets,
            "url": [f"https://{i}.example/{t[:20]}" for i, t in zip(ids, title, strict=True)],
        }
        shared |= {"lang": ["en"] * count, "feed_url": [f"https://feeds.example/{o[7:]}" for o in outlets]}
        order = sorted(range(count), key=ids.__getitem__)
        items = {k: [v[i] for i in order] for k, v in (shared | {"item_id": ids, "fetched_at": published}).items()}
        self.score = np.clip(self.score + self.random.normal(0, 5, countries), 1, 99)
        level = [LEVELS[int(s // 20)] for s in self.score]
        points = self.random.exponential(2, STORIES * countries)
        near = np.repeat(self.random.uniform(-50, 60, countries), HOTSPOTS)
        place = [f"geonames:{c}{p}" for c in self.countries for p in self.random.permutation(30)[:HOTSPOTS]]
        scored = {"threat_score": self.score, "threat_level": level, "score_low": self.score, "score_high": self.score}
        make = self.table
        return {
            FeedItem: make(FeedItem, week, n, items),
            Article: make(
                Article, week, n, shared | {"article_id": ids, "story_id": of_story, "time_kind": ["current"] * count}
            ),
            Story: make(Story, week, STORIES, {"story_id": story, "title": self.text(len(story), 9)}),
            Place: make(
                Place, week, n, {"article_id": ids, "text": [t[:8] for t in title], "place_id": self.ids(count)}
            ),
            Contribution: make(Contribution, week, STORIES, {"story_id": story, "points": points}),
            Score: make(Score, week, 1, scored | {sector: self.random.exponential(2, countries) for sector in SECTORS}),
            Hotspot: make(
                Hotspot,
                week,
                HOTSPOTS,
                {
                    "place_id": place,
                    "label": place,
                    "detail": self.text(HOTSPOTS * countries, 15),
                    "lat": near,
                    "lng": near,
                    "intensity": self.random.integers(1, 6, HOTSPOTS * countries),
                    "points": self.random.exponential(5, HOTSPOTS * countries),
                },
            ),
            Report: make(
                Report,
                week,
                1,
                {"threat_score": self.score, "threat_level": level, "summary": self.text(countries, 90)},
            ),
            Statement: make(
                Statement,
                week,
                STATEMENTS,
                {
                    "text": self.text(STATEMENTS * countries, 25),
                    "statement_id": [f"s{k:03d}" for k in range(STATEMENTS)] * countries,
                    "citations": [[i] for i in self.ids(STATEMENTS * countries)],
                },
            ),
            Outlook: make(
                Outlook, week, 3, {"outlook_id": ["a", "b", "c"] * countries, "statement": self.text(3 * countries, 20)}
            ),
            Run: make(Run, week, 1, {"status": ["complete"] * countries, "finished_at": [at] * countries}),
        }


def hash_of(country: str, week: dt.date) -> int:
    """A number that stands for the revision of a country-week."""
    return (week.toordinal() * 1_000_003 + sum(ord(c) << (8 * k) for k, c in enumerate(country))) % 2**63


def filler(field: pa.Field) -> Any:
    """A constant for a column that no query of the benchmark looks at."""
    if field.nullable:
        return None
    if pa.types.is_list(field.type):
        return []
    if pa.types.is_string(field.type):
        return "en"
    if pa.types.is_date(field.type):
        return FIRST
    if pa.types.is_timestamp(field.type):
        return dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    return pa.scalar(1, pa.int8()).cast(field.type).as_py()


def make(home: Home, countries: list[str], weeks: int, peer: Path | None) -> None:
    """Writes what is missing, week by week."""
    store, maker = Store(home), Maker(countries)
    there = {week for _, week in store.current_runs()}
    if len(there) >= weeks:
        return
    for number in range(weeks):
        week = FIRST + dt.timedelta(days=7 * number)
        tables = maker.week(week)
        if week in there:
            continue
        for row_type, data in tables.items():
            delta.append(home, row_type.table, data)
        if peer is not None:
            for row_type in (Article, Report, Hotspot):
                each = tables[row_type].num_rows // len(countries)
                for k, country in enumerate(countries):
                    folder = peer / row_type.table / f"country={country}"
                    folder.mkdir(parents=True, exist_ok=True)
                    rows = tables[row_type].slice(k * each, each).drop_columns(["country"])
                    pq.write_table(rows, folder / f"{week}.parquet", compression="zstd")
        print(f"\r  made week {number + 1} of {weeks}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


# --- asking it ----------------------------------------------------------------------------------


def questions(countries: list[str], weeks: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> SQL and parameters."""
    last = FIRST + dt.timedelta(days=7 * (weeks - 1))
    one = countries[len(countries) // 2]
    search, series, trends = get_query("search"), get_query("threat-series"), get_query("hotspot-trends")
    period = {"from": last - dt.timedelta(days=77), "to": last}
    return {
        "one week, all countries": (
            "select country, threat_level, threat_score, summary from reports where week = $week order by threat_score desc",
            {"week": last},
        ),
        "one country's series": (series.sql, bind(series, {"country": one})),
        "all series": ("select country, week, threat_score, threat_level from reports order by country, week", {}),
        "hotspot trends, 12 weeks": (trends.sql, bind(trends, {"to": last, "country": one})),
        "hotspot trends, all countries": (trends.sql, bind(trends, {"to": last})),
        "search, one country, 12 weeks": (search.sql, bind(search, {"term": "oil", "country": one, **period})),
        "why": (get_query("why").sql, bind(get_query("why"), {"country": one})),
    }


def over_small_files(peer: Path, countries: list[str], weeks: int) -> dict[str, str]:
    """The same questions over one Parquet file a country-week."""
    last = FIRST + dt.timedelta(days=7 * (weeks - 1))
    since = last - dt.timedelta(days=77)
    one = countries[len(countries) // 2]

    def files(table: str) -> str:
        return f"read_parquet('{peer}/{table}/*/*.parquet', hive_partitioning = true)"

    return {
        "one week, all countries": f"select country, threat_level, threat_score, summary from {files('reports')} where week = date '{last}' order by threat_score desc",
        "one country's series": f"select week, threat_score, avg(threat_score) over (order by week rows 12 preceding) from {files('reports')} where country = '{one}' order by week",
        "all series": f"select country, week, threat_score, threat_level from {files('reports')} order by country, week",
        "hotspot trends, 12 weeks": f"select place_id, sum(points) filter (week > date '{last}' - 42), sum(points) from {files('hotspots')} where country = '{one}' and week > date '{since}' group by place_id",
        "search, one country, 12 weeks": f"select week, title from {files('articles')} where country = '{one}' and week >= date '{since}' and (contains(lower(title), 'oil') or contains(lower(text), 'oil')) order by published_at desc limit 50",
    }


def answer(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> pa.Table:
    """All rows as an Arrow table, as `warehouse.open(home).arrow` gives them."""
    return connection.sql(sql, params=parameters or None).to_arrow_table()


def tuples(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> list[Any]:
    """All rows as Python tuples, as `query_sql` gives them to the command line."""
    return db.run(connection, sql, parameters).fetchall()


def warm_ms(run: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """Median milliseconds, of the clock and of all processors, after two runs that warm it."""
    took, worked = [], []
    for _ in range(times + 2):
        started, before = time.perf_counter(), time.process_time()
        run()
        took.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - before) * 1000)
    return statistics.median(took[2:]), statistics.median(worked[2:])


_COLD = """
import sys, time, datetime
import duckdb
duckdb.connect().execute("select 1").fetchall()
started = time.perf_counter()
from warehouse.store.home import Home
from warehouse.sql import connect as db
columns, rows = db.query_sql(Home.open(sys.argv[1]), sys.argv[2], eval(sys.argv[3]))
list(rows)
print((time.perf_counter() - started) * 1000)
"""


def cold_ms(home: Home, sql: str, parameters: dict[str, Any], times: int = 5) -> float:
    """Median milliseconds in new processes, beyond the import and start of DuckDB."""
    took = []
    for _ in range(times):
        command = [sys.executable, "-c", _COLD, home.location, sql, repr(parameters)]
        took.append(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    return statistics.median(took)


_REBUILD = """
import resource, sys
from warehouse.store.home import Home
from warehouse.sql import connect as db
print(db.rebuild(Home.open(sys.argv[1])).seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 0 whatever they are."""
    parser = argparse.ArgumentParser(description="Speed of the warehouse.")
    parser.add_argument("--home", default=str(Path(tempfile.gettempdir()) / "weekwatch-bench"))
    parser.add_argument("--countries", type=int, default=195)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--no-peer", action="store_true", help="leave out the comparison with small files")
    chosen = parser.parse_args(arguments)
    place = Path(chosen.home) / f"{chosen.countries}x{chosen.weeks}"
    home = Home.create(place / "home")
    peer = None if chosen.no_peer else place / "small"
    countries = codes(chosen.countries)
    make(home, countries, chosen.weeks, peer)

    command = [sys.executable, "-c", _REBUILD, home.location]
    seconds, memory_kb = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    asked = questions(countries, chosen.weeks)
    small = over_small_files(peer, countries, chosen.weeks) if peer else {}
    print(
        f"{'question':34} {'warm ms':>8} {'target':>7} {'CPU ms':>7} {'tuples ms':>10} {'cold ms':>8} {'target':>7} {'small files ms':>15} {'ratio':>6}"
    )
    with db.connect(home) as connection, duckdb.connect() as plain:
        for name, (sql, parameters) in asked.items():
            warm, worked = warm_ms(partial(answer, connection, sql, parameters))
            as_tuples, _ = warm_ms(partial(tuples, connection, sql, parameters))
            cold = cold_ms(home, sql, parameters)
            theirs_sql = small.get(name)
            theirs = warm_ms(partial(answer, plain, theirs_sql, {}), 3)[0] if theirs_sql else None
            target = f"{WARM_MS[name]:.0f}" if name in WARM_MS else ""
            beside = f"{theirs:15.0f} {theirs / warm:6.0f}" if theirs is not None else ""
            print(
                f"{name:34} {warm:8.1f} {target:>7} {worked:7.1f} {as_tuples:10.1f} {cold:8.0f} {COLD_MS:7.0f} {beside}"
            )

    last = FIRST + dt.timedelta(days=7 * (chosen.weeks - 1))
    syncs = []
    for n in range(3):
        now = dt.datetime.now(dt.UTC)
        batch = country_week(
            countries[3], last, revision=f"{time.time_ns():016x}", articles=ARTICLES - n, finished_at=now
        )
        Store(home).replace_country_weeks([batch])
        syncs.append(db.sync(home).seconds)
    rows = {
        name: next(db.query_sql(home, f"select count(*) from {name}")[1])[0]
        for name in ("articles", "reports", "hotspots")
    }
    size = {
        folder.name: sum(f.stat().st_size for f in folder.rglob("*.parquet"))
        for folder in (place / "home" / "tables").iterdir()
    }
    print()
    print(f"{'figure':34} {'value':>14} {'target':>14}")
    print(f"{'articles':34} {rows['articles']:14,}")
    print(f"{'reports, hotspots':34} {rows['reports']:>6,} {rows['hotspots']:>7,}")
    print(f"{'sync of one rebuilt country-week':34} {statistics.median(syncs):12.2f} s {'1 s':>14}")
    print(f"{'full rebuild of the DuckDB file':34} {seconds:12.1f} s {'180 s':>14}")
    print(f"{'  its memory':34} {memory_kb / 1024:11.0f} MB {'3000 MB':>14}")
    print(f"{'DuckDB file':34} {home.database.stat().st_size / 1e6:11.0f} MB")
    print(f"{'bytes an article: articles':34} {size['articles'] / rows['articles']:14.0f}")
    print(f"{'bytes an article: all tables':34} {sum(size.values()) / rows['articles']:14.0f}")
    print(f"{'memory of this process':34} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:11.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
