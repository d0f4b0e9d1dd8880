"""A day of hourly passes over the searches of every country, none of whose own feeds answers: `python -m tests.measure.searches`.

Prints what the fakes of the services counted: the most requests of a pass, those of the day, and how many countries
have a full week; once with all services well, once with Google refusing from the sixth hour on.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import tempfile
from collections import Counter
from pathlib import Path

from flows.collecting.feeds import collect_searches
from tasks.collect.searches import SERVICES
from tasks.countries.profiles import load_profiles
from tests.tasks.collect.patience import patient
from tests.tasks.collect.search_fakes import FAKED, FakeServices, Story, serve_searches
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Fetch

NOW = dt.datetime(2026, 4, 24, 0, tzinfo=dt.UTC)
COUNTRIES = Path(__file__).parents[2] / "deployments" / "countries"
STORIES = 30


def main() -> None:
    """Prints the figures of both days."""
    for named, refusing_from in (("all well", 24), ("Google refuses from 06:00", 6)):
        with tempfile.TemporaryDirectory() as folder:
            _day(named, Home.create(Path(folder) / "home"), refusing_from)


def _day(named: str, home: Home, refusing_from: int) -> None:
    profiles = list(load_profiles(COUNTRIES).values())
    stories = [
        Story(f"Story {n}", f"https://press.example/{n}", NOW - n * dt.timedelta(hours=5), "Press")
        for n in range(STORIES)
    ]
    services = FakeServices(stories)
    most = Counter[str]()
    with serve_searches(services) as port:
        for hour in range(24):
            if hour == refusing_from:
                services.refusing["google"] = 503
            before, ticks = services.asked.copy(), itertools.count()
            start = NOW + hour * dt.timedelta(hours=1)
            clock = lambda start=start, ticks=ticks: start + dt.timedelta(milliseconds=next(ticks))  # noqa: E731
            asyncio.run(collect_searches(home, profiles, patient(port), clock, FAKED))
            most |= services.asked - before
    answered = {row.countries[0] for row in Store(home).read(Fetch) if row.item_count}
    budgets = {service.name.split()[0].lower(): service.budget for service in SERVICES}
    print(f"{named}: {len(answered)} of {len(profiles)} countries have their week; budgets {budgets}")
    print(f"  most requests of a pass {dict(most)}; of the day {dict(services.asked)}")


if __name__ == "__main__":
    main()
