"""A host's budget over several passes: who slowed us down is remembered for a day, and who was not asked comes first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flows.collecting.budgets import to_ask_now
from tasks.collect.http.fetch import NOT_ASKED
from tasks.collect.polling import SLOWED_BUDGET, SLOWED_FOR
from tests.warehouse.samples import fetch
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home

START = dt.datetime(2026, 4, 24, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
URLS = [f"https://www.many.example/{n:02}" for n in range(2 * SLOWED_BUDGET)]
OTHER = "https://other.example/feed"


def test_a_host_that_slowed_us_down_is_asked_for_fewer_feeds_for_a_day(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    store = Store(home)
    assert to_ask_now(home, [*URLS, OTHER], START) == {*URLS, OTHER}
    answered = [fetch(url, START) for url in URLS[:3]]
    refused = fetch(URLS[3], START, status="failed", http_status=429, error="HTTP 429 (too many requests)")
    left = {"status": "failed", "http_status": None, "error": f"{NOT_ASKED}: HTTP 429 (too many requests)"}
    store.append([*answered, refused, *(fetch(url, START + HOUR / 60, **left) for url in URLS[4:])])
    second = to_ask_now(home, [*URLS, OTHER], START + HOUR)
    assert second == {*URLS[4 : 4 + SLOWED_BUDGET], OTHER}  # no request for them went out yet
    store.append(fetch(url, START + HOUR) for url in second)
    third = to_ask_now(home, URLS, START + 2 * HOUR)
    assert third == {*URLS[4 + SLOWED_BUDGET :], *URLS[:4]}
    store.append(fetch(url, START + 2 * HOUR) for url in third)  # the refused one answers
    store.append([fetch(URLS[3], START + 3 * HOUR, **left)])
    assert len(to_ask_now(home, URLS, START + 4 * HOUR)) == SLOWED_BUDGET  # and the refusal is remembered
    assert to_ask_now(home, URLS, START + SLOWED_FOR) == set(URLS)
