"""Every attack is refused or bounded, leaves its issue row, and takes no other feed with it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from flows.collecting.feeds import collect_feeds
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import Feed
from tests.tasks.collect.attacks import Attack, attacks, serve
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Fetch, Issue

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
ATTACKS = attacks()
QUIET = 5
LIMITS = {"max_body_bytes": 2_000_000, "read_seconds": 1.0, "total_seconds": 3.0, "host_delay_seconds": 0.0}


def feed(url: str) -> Feed:
    """A feed as a profile could never list it: the fetcher must not rely on the profiles' checks."""
    return Feed.model_construct(
        url=url, outlet="Outlet", language="en", kind="national", publisher=None, owner=None, source="attack"
    )


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[str]]:
    """One pass over all attacks and some quiet feeds, and the paths that were asked for."""
    home = Home.create(tmp_path_factory.mktemp("attacked") / "home")
    with serve(ATTACKS) as (port, asked):
        feeds = [(feed(attack.url), ["MN"]) for attack in ATTACKS]
        feeds += [(feed(f"http://quiet{n}.attack.localhost/quiet"), ["MN"]) for n in range(QUIET)]
        settings = FetchSettings(loopback_port=port, concurrency=20, **LIMITS)  # type: ignore[arg-type]
        asyncio.run(collect_feeds(home, feeds, settings, lambda: NOW))
    return Store(home), asked


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len({attack.url for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name.replace(" ", "-"))
def test_an_attack_is_an_issue(attacked: tuple[Store, list[str]], attack: Attack) -> None:
    store, _ = attacked
    kinds = defaultdict(set)
    items = {item.item_id: item.feed_url for item in store.read(FeedItem)}
    for issue in store.read(Issue):
        kinds[items.get(issue.subject, issue.subject)].add(issue.kind)
    stated = kinds[attack.url] | kinds[attack.url.replace("user:secret@", "")]
    assert stated & attack.kinds, f"{attack.name}: {sorted(stated)}"


def test_nobody_else_suffers(attacked: tuple[Store, list[str]]) -> None:
    store, _ = attacked
    quiet = [row for row in store.read(Fetch) if row.feed_url.endswith("/quiet")]
    assert [(row.status, row.item_count) for row in quiet] == [("fetched", 1)] * QUIET


def test_no_address_of_this_machine_was_asked(attacked: tuple[Store, list[str]]) -> None:
    _, asked = attacked
    assert "feed" not in asked
    assert len(asked) <= len(ATTACKS) + QUIET + 6


def test_what_comes_in_is_small_and_inert(attacked: tuple[Store, list[str]]) -> None:
    store, _ = attacked
    secret = Path("/etc/passwd").read_text(encoding="utf-8").split(":", 1)[0]
    for item in store.read(FeedItem):
        assert len(item.title) <= 500
        assert len(item.text) <= 20_000
        assert not item.url or item.url.startswith("https://a.example/")
        assert "\0" not in item.title
        assert not item.title.endswith(secret)
    for row in store.read(Fetch):
        assert "secret" not in f"{row.final_url} {row.error}"
