"""Prints what each export of finished weeks costs and weighs, over the newest weeks of a warehouse.

python -m tests.benchmarks.exports HOME [COUNTRIES]
"""

from __future__ import annotations

import sys
import time

from flows.publish import finished_weeks
from tasks.exports import EXPORTS
from tasks.weeks import Week
from warehouse.home import Home
from warehouse.store import Store
from warehouse.tables import Report

WEEKS = 2


def main() -> None:
    """CPU milliseconds and bytes a country-week, format by format; the first pass draws each map anew."""
    store = Store(Home.open(sys.argv[1]))
    countries = sys.argv[2].split(",") if len(sys.argv) > 2 else sorted({r.country for r in store.read(Report)})
    newest = sorted({r.week for r in store.read(Report, countries=countries)})[-WEEKS:]
    begun = time.process_time()
    weeks = [week for _, week in finished_weeks(store, countries, [Week(start) for start in newest])]
    print(f"{len(weeks)} country-weeks read in {time.process_time() - begun:.1f} s CPU")
    for attempt in ("first", "again"):
        for export in EXPORTS:
            begun = time.process_time()
            size = sum(len(export.render(week)) for week in weeks)
            spent = (time.process_time() - begun) / len(weeks) * 1000
            print(f"{attempt:6} {export.name:9} {spent:7.1f} ms {size / len(weeks) / 1000:8.1f} kB")


if __name__ == "__main__":
    main()
