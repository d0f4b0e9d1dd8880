"""`weekwatch demo`: collect the sample feeds, build every week, say where to look."""

from __future__ import annotations

import asyncio

from flows.cli.console import print_rows, progress, say
from flows.cli.demo_feeds import NOW, WEEKS, feed_server, make_demo_home
from flows.homes import DEMO_HOME, countries_folder
from flows.publishing.finished import brief_of
from flows.runtime.environment import prefect_ready, prepare_prefect
from flows.runtime.progress import listening
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import load_profiles
from warehouse.errors import WeekwatchError
from warehouse.sql.connect import query_sql
from warehouse.store.home import Home

LEVELS_SQL = """
select country, count(*) as weeks,
       min(threat_score) filter (threat_level <> 'Insufficient evidence') as lowest,
       max(threat_score) filter (threat_level <> 'Insufficient evidence') as highest,
       string_agg(case threat_level when 'Insufficient evidence' then '?' else threat_level end, ' ' order by week) as levels
from reports group by country order by country
"""


def run_demo(given_home: str | None) -> None:
    """Prints the threat levels, where the reports are, Mongolia's brief, and three commands to try next."""
    home = make_demo_home(given_home or DEMO_HOME)
    folder = countries_folder(home)
    countries = sorted(load_profiles(folder))
    say(f"Building {len(countries)} countries x {len(WEEKS)} weeks from sample feeds in {home.location} ...")
    prepare_prefect()
    _collect(home, countries)
    _build(home, countries)
    columns, rows = query_sql(home, LEVELS_SQL)
    print_rows(columns, rows)
    reports = home.local / "reports"
    hint = "" if given_home is None else f" --home {given_home}"
    written = sum(1 for _ in reports.glob("*/*"))
    print(f"{written} report files are in {reports} (open MN/2026-04-24.html in a browser).\n")
    print(brief_of(home, "MN", WEEKS[-1]))
    print("Try next:")
    print(f"  weekwatch report Mongolia{hint}")
    print(f'  weekwatch sql "select country, week, threat_level, threat_score from reports order by 1, 2"{hint}')
    print(f"  weekwatch query why --country XA --week 2026-04-03{hint}")


def _collect(home: Home, countries: list[str]) -> None:
    from flows.catalogue import load_feeds
    from flows.collect import collect

    folder = countries_folder(home)
    with feed_server() as port, progress("fetching feeds", len(load_feeds(folder, countries))) as bar:
        settings = FetchSettings(loopback_port=port)
        prefect_ready()
        with listening(bar.advance):
            asyncio.run(collect(due_only=False, home=home.location, fetching=settings, now=NOW, searches=False))


def _build(home: Home, countries: list[str]) -> None:
    from flows.cli.start import build_weeks

    with progress("building country-weeks", len(countries) * len(WEEKS)) as bar:
        outcomes = build_weeks(home.location, countries, WEEKS[0], WEEKS[-1], now=NOW, on_progress=bar.advance)
    failed = [o for o in outcomes if o.status in ("failed", "withheld")]
    if failed:
        raise WeekwatchError("; ".join(f"{o.country} {o.week}: {o.reason}" for o in failed))
