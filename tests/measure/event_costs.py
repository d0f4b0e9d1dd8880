"""What events cost of a build: their stage's share of all stages, and what writing their tables adds.

    python -m tests.measure.event_costs HOME [--countries PK,NG]

HOME is a built warehouse, of which all countries or some are taken. The share is of the seconds that the builds left in `runs`: a process builds one country-week at a time, so that
whatever else the machine does lengthens all stages alike. For writing, the rows of each built week are written anew into an empty
warehouse, with the tables of events and without, in CPU. Aim: at most 15 % more than the build would take without events.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from tasks.country_week import STAGES, happen
from warehouse.schema import Row
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, CountryWeekRow, Event, EventArticle, EventCountry, EventFigure, Run, Thread

OF_EVENTS = (Event, EventFigure, EventArticle, EventCountry, Thread)
AIM = 0.15


def share_of_stage(runs: Sequence[Run]) -> tuple[float, float]:
    """Seconds of the stage that makes events, and of all others with it left out."""
    took = {
        stage: sum(getattr(one, f"{stage}_seconds") or 0.0 for one in runs)
        for stage in ("gather", *(stage.__name__ for stage in STAGES))
    }
    return took.pop(happen.__name__), sum(took.values())


def seconds_of_writing(store: Store, runs: Sequence[Run], without: Collection[type[Row]]) -> float:
    """CPU seconds that the rows of these builds take to be written, a commit a week, the tables `without` left out."""
    rows: dict[tuple[str, dt.date], dict[type[Row], list[Row]]] = defaultdict(lambda: defaultdict(list))
    weeks, countries = sorted({one.week for one in runs}), {one.country for one in runs}
    for row_type in TABLES:
        if row_type is not Run and issubclass(row_type, CountryWeekRow) and row_type not in without:
            for row in store.read(row_type, countries=countries, weeks=weeks):
                rows[row.country, row.week][row_type].append(row)
    with tempfile.TemporaryDirectory(prefix="weekwatch-event-costs-") as folder:
        empty = Store(Home.create(Path(folder) / "home"))
        began = time.process_time()
        for week in weeks:
            empty.replace_country_weeks(
                CountryWeekRows(one.country, week, one.revision, one, rows[one.country, week])
                for one in runs
                if one.week == week
            )
        return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 where the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--countries", default="")
    options = parser.parse_args(arguments)
    store, only = Store(Home.open(options.home)), options.countries
    every = sorted(store.current_runs().values(), key=lambda one: (one.week, one.country))
    runs = [one for one in every if not only or one.country in only.split(",")]
    if not runs:
        print("no week is built: nothing measured")
        return 0
    making, others = share_of_stage(runs)
    whole, less = (seconds_of_writing(store, runs, without) for without in ((), OF_EVENTS))
    more = (making + whole - less) / (others + less)
    print(
        f"{len(runs)} country-weeks, {sum(one.article_count for one in runs)} articles: events made in {making:.1f} s, the other stages {others:.1f} s; "
        f"writing {whole:.1f} s of CPU, without the tables of events {less:.1f} s: {more:.1%} more (aim {AIM:.0%})"
    )
    return int(more > AIM)


if __name__ == "__main__":
    raise SystemExit(main())
