"""A profile of one's own, a news sitemap and a refused outlet, from the command that copies the profile to what is collected."""

from __future__ import annotations

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from flows.cli.app import app
from flows.collect import fetch_and_store
from flows.homes import BUNDLED_COUNTRIES, countries_folder
from tasks.countries.profiles import profile_paths
from tests.tasks.collect.broken_sites import NOW, serve_sites
from tests.tasks.collect.patience import patient
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Fetch

FEEDS = """feeds:
  - {url: 'http://well.localhost/old', outlet: Well, language: en, source: a test}
  - {url: 'http://sitemapped.localhost/news-sitemap.xml', outlet: Mapped, language: en, source: a test}
  - {url: 'http://selfnamed.localhost/x?a=1&b=2', outlet: Refused, language: en, source: a test}
"""
REFUSED = "decisions: [{id: no-refused, because: Its news are invented., outlet: Refused}]\n"


def test_an_edited_copy_of_a_bundled_profile_is_what_collect_asks(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "data")
    assert CliRunner().invoke(app, ["country", "new", "MN", "--home", home.location]).exit_code == 0
    folder = countries_folder(home)
    own = folder / "MN.yaml"
    text = own.read_text("utf-8")
    begin, end = text.index("feeds:\n"), text.index("places:\n")
    own.write_text(text[:begin] + FEEDS + text[end:], "utf-8")
    (folder / "_international.yaml").write_text("feeds: []\n", "utf-8")
    (home.local / "desk").mkdir()
    (home.local / "desk" / "ours.yaml").write_text(REFUSED, "utf-8")
    with serve_sites() as (port, asked):
        settings = patient(port)
        passed = fetch_and_store(
            home, folder, ["MN"], settings, lambda: NOW, due_only=True, whole=False, searches=False
        )
        found = asyncio.run(passed)
    assert sorted(asked) == ["sitemapped.localhost/news-sitemap.xml", "well.localhost/old"]
    assert (found.feeds, found.new_items) == (2, 6)
    assert {item.outlet for item in Store(home).read(FeedItem)} == {"Well", "Mapped"}
    assert {tuple(row.countries) for row in Store(home).read(Fetch)} == {("MN",)}
    assert profile_paths(folder)["UA"].parent == BUNDLED_COUNTRIES
