"""Dead feeds are looked for on their outlets' sites while collecting, and nobody but `check --mend` changes a profile."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from flows.collecting.dead_feeds import MOST_LOOKED_FOR, propose_mending
from flows.collecting.proposals import proposals
from tasks.countries.profiles import Feed
from tests.tasks.collect.broken_sites import NOW, serve_sites
from tests.tasks.collect.patience import patient
from tests.warehouse.samples import fetch
from warehouse.store.home import Home
from warehouse.tables import FeedHealth


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def look(home: Home, **healths: FeedHealth) -> tuple[dict[str, str], list[str]]:
    """Site -> where its feed is now, and what was asked, after a pass that found the sites' feeds in these states."""
    feeds = [
        (Feed(url=f"http://{name}.localhost/old", outlet=name, language="en", source="a test"), ["XA"])
        for name in healths
    ]
    attempts = {
        feed.url: fetch(feed.url, NOW, countries=["XA"], health=health)
        for (feed, _), health in zip(feeds, healths.values(), strict=True)
    }
    with serve_sites() as (port, asked):
        settings = patient(port)
        asyncio.run(propose_mending(home, feeds, attempts, NOW, settings, lambda: NOW))
    found = proposals(home, NOW + dt.timedelta(days=8))
    return {url.split("//")[1].split(".")[0]: " ".join(said) for url, said in found.items()}, asked


def test_a_dead_feed_is_found_where_it_is_now(home: Home) -> None:
    found, asked = look(home, namedlost="dead", nowhere="dead", shut="dead", usual0lost="failing")
    assert found == {
        "namedlost": "namedlost: http://namedlost.localhost/old is dead (HTTP 404); http://namedlost.localhost/the/feed answers "
        "(its page names it) weekwatch check XA --mend writes it into the profile"
    }
    assert [url for url in asked if url.startswith("shut")] == ["shut.localhost/old"]  # it refuses
    assert not [url for url in asked if url.startswith("usual0lost")]  # not dead yet


def test_a_pass_looks_for_a_few_and_forgets_what_is_old(home: Home) -> None:
    dead: dict[str, FeedHealth] = {f"gone{n}": "dead" for n in range(MOST_LOOKED_FOR + 3)}
    _, asked = look(home, **dead)
    assert len({url.split(".")[0] for url in asked if url.startswith("gone")}) == MOST_LOOKED_FOR
    look(home, namedlost="dead")
    assert proposals(home, NOW + dt.timedelta(days=30)) == {}
