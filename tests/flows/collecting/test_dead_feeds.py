"""Dead feeds are looked for on their outlets' sites while collecting, and nobody but `check --mend` changes a profile."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.collecting.dead_feeds import MOST_LOOKED_FOR, looked_for, propose_mending
from flows.collecting.proposals import FOUND, proposals
from tasks.collect.http.fetch import NOT_ASKED
from tasks.countries.profiles import Feed
from tests.tasks.collect.broken_sites import NOW, serve_sites
from tests.tasks.collect.patience import patient
from tests.warehouse.samples import fetch
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedHealth, Issue

WEEK = dt.timedelta(days=7)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def feed_of(name: str) -> Feed:
    return Feed(url=f"http://{name}.localhost/old", outlet=name, language="en", source="a test")


def look(
    home: Home,
    healths: Mapping[str, FeedHealth],
    at: dt.datetime = NOW,
    rows: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[dict[str, str], list[str]]:
    """Site -> where its feed is now, and what was asked, after a pass that found the sites' feeds in these states.

    rows: site -> what else its attempt's row says.
    """
    feeds = [(feed_of(name), ["XA"]) for name in healths]
    attempts = {
        feed.url: fetch(feed.url, at, countries=["XA"], health=health, **(rows or {}).get(feed.outlet, {}))
        for (feed, _), health in zip(feeds, healths.values(), strict=True)
    }
    with serve_sites() as (port, asked):
        settings = patient(port)
        asyncio.run(propose_mending(home, feeds, attempts, at, settings, lambda: at))
    found = proposals(home, at + dt.timedelta(days=8))
    return {url.split("//")[1].split(".")[0]: " ".join(said) for url, said in found.items()}, asked


def test_a_dead_feed_is_found_where_it_is_now(home: Home) -> None:
    found, asked = look(home, {"namedlost": "dead", "nowhere": "dead", "shut": "dead", "usual0lost": "failing"})
    assert found == {
        "namedlost": "namedlost: http://namedlost.localhost/old is dead (HTTP 404); http://namedlost.localhost/the/feed answers "
        "(its page names it) weekwatch check XA --mend writes it into the profile"
    }
    assert [url for url in asked if url.startswith("shut")] == ["shut.localhost/old"]  # it refuses
    assert not [url for url in asked if url.startswith("usual0lost")]  # not dead yet


def test_a_pass_looks_for_a_few_and_forgets_what_is_old(home: Home) -> None:
    dead: dict[str, FeedHealth] = {f"gone{n}": "dead" for n in range(MOST_LOOKED_FOR + 3)}
    _, asked = look(home, dead)
    assert len({url.split(".")[0] for url in asked if url.startswith("gone")}) == MOST_LOOKED_FOR
    look(home, {"namedlost": "dead"})
    assert proposals(home, NOW + dt.timedelta(days=30)) == {}


def test_who_waits_for_the_next_pass_comes_first_in_it(home: Home) -> None:
    dead: dict[str, FeedHealth] = {f"gone{n:02}": "dead" for n in range(MOST_LOOKED_FOR + 3)}
    Store(home).append(looked_for(home, feed_of(name), NOW) for name in list(dead)[:MOST_LOOKED_FOR])
    _, asked = look(home, dead, NOW + WEEK)
    assert {f"gone{MOST_LOOKED_FOR + n}" for n in range(3)} <= {url.split(".")[0] for url in asked}


def test_hosts_that_want_to_be_left_alone_are_not_looked_through(home: Home) -> None:
    failed: dict[str, Any] = {"status": "failed", "http_status": None, "due_at": NOW + WEEK}
    rows: dict[str, dict[str, Any]] = {
        "namedlost": failed | {"error": f"{NOT_ASKED}: HTTP 429, retry after 900 s"},
        "namedill": failed | {"http_status": 503},
        "namedclosed": failed | {"http_status": 403},
        "namedhtml": failed | {"error": "TLS: the certificate has expired"},
    }
    found, asked = look(home, dict.fromkeys(rows, "dead"), rows=rows)
    assert set(found) == {url.split(".")[0] for url in asked} == {"namedhtml"}


def test_a_dead_feed_at_the_host_of_one_that_was_slowed_is_not_looked_for(home: Home) -> None:
    old, other = "http://namedlost.localhost/old", "http://namedlost.localhost/other"
    attempts = {old: fetch(old, NOW, health="dead", http_status=404), other: fetch(other, NOW, http_status=429)}
    feed = feed_of("namedlost")
    with serve_sites() as (port, asked):
        asyncio.run(propose_mending(home, [(feed, ["XA"])], attempts, NOW, patient(port), lambda: NOW))
    assert asked == []


def test_what_was_proposed_is_not_looked_for_at_once_and_the_newest_word_counts(home: Home) -> None:
    assert look(home, {"namedlost": "dead"})[1]
    assert look(home, {"namedlost": "dead"}, NOW + WEEK)[1] == []
    (first,) = [issue for issue in Store(home).read(Issue) if issue.kind == FOUND]
    later = first.model_copy(update={"week": first.week + WEEK, "message": "a later word"})
    Store(home).append([later])
    assert proposals(home, NOW + WEEK)[first.subject][0] == "a later word"
    assert look(home, {"namedlost": "dead"}, NOW + 3 * WEEK)[1]


def test_looking_ends_when_its_time_is_up_and_keeps_what_it_found(home: Home) -> None:
    old = "http://namedlost.localhost/old"
    feed = feed_of("namedlost")
    attempts = {old: fetch(old, NOW, health="dead")}
    with serve_sites() as (port, _):
        look_for = propose_mending(home, [(feed, ["XA"])], attempts, NOW, patient(port), lambda: NOW, most_seconds=0.0)
        assert asyncio.run(look_for) == []
    assert [issue.subject for issue in Store(home).read(Issue)] == [old]  # others come first next time
