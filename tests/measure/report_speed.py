"""How long a report of 400 articles takes: embedded analyst with its verification, on a real week; the aim is 2 s."""

from __future__ import annotations

import datetime as dt
import sys
import time

from tasks.report.writing import write_report
from tests.measure.report_weeks import corpora, real_week
from warehouse.weeks import Week

ARTICLES = 400
AIM_SECONDS = 2.0


def main() -> int:
    """Prints the seconds of the processor of a first small report in a process and of reports of 400 articles."""
    if not corpora().is_dir():
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
    warm = real_week("items-world-2023-jan-feb.parquet", "PE", "Peru", Week(dt.date(2023, 1, 9)), 20)
    began = time.process_time()
    write_report(warm)
    print(f"word lists and encoder read with a first small report: {time.process_time() - began:.2f} s")
    for country, name, start in (
        ("UA", "Ukraine", dt.date(2023, 1, 23)),
        ("SY", "Syria", dt.date(2023, 2, 6)),
        ("IN", "India", dt.date(2023, 1, 30)),
    ):
        evidence = real_week("items-world-2023-jan-feb.parquet", country, name, Week(start), ARTICLES)
        began = time.process_time()
        written = write_report(evidence)
        took = time.process_time() - began
        print(
            f"{name}: {len(evidence.articles)} articles, {len(written.statements)} statements, {written.report.support_rate:.0%} supported: "
            f"{took:.2f} s of CPU (aim {AIM_SECONDS:g})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
