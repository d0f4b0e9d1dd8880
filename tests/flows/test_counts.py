"""The log says what became of the items of what was built, and of nothing else."""

from __future__ import annotations

import dataclasses

from flows.building.outcome import Outcome
from flows.counts import kept_and_dropped
from tests.warehouse.samples import WEEK, country_week, run
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home


def test_what_was_kept_and_dropped_is_counted(tmp_path: object) -> None:
    home = Home.create(str(tmp_path))
    rows = country_week("MN")
    counted = run("MN", revision="r1", item_count=10, article_count=3, duplicate_count=1, dropped_count=2)
    Store(home).replace_country_weeks([dataclasses.replace(rows, run=counted), country_week("XA")])
    first, noted, last = kept_and_dropped(home, [Outcome("MN", WEEK, "built"), Outcome("XA", WEEK, "unchanged")])
    assert first == "10 items about the countries: 3 kept (1 of them repetitions), 7 dropped"
    assert noted.startswith("noted: 1 ")
    assert last.endswith("2 dropped by the verifier")
    assert kept_and_dropped(home, [Outcome("XA", WEEK, "unchanged")]) == []
