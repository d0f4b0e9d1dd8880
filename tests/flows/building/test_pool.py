"""The pool of a week: attributed once, kept, and found out again where what is kept is of no use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.building import pool as pools
from flows.building.pool import attribute, pool_of
from flows.catalogue import attributor_of
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.about.attribute import About
from tests.flows.building.test_batch import NEWS, NOW, WEEK, write_news
from warehouse.store.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return filled(Home.create(tmp_path / "home"), tmp_path, NEWS)


def filled(home: Home, folder: Path, news: list[tuple[str, str, str, str]]) -> Home:
    list(import_files(home, [write_news(folder / "news.jsonl", news)], {}, NOW))
    return home


def told(home: Home, *countries: str) -> dict[str, list[tuple[str, str]]]:
    """By country the titles about it, each with the words that show it."""
    pool = pool_of(home, BUNDLED_COUNTRIES, WEEK, countries)
    return {c: [(item.title, about.evidence) for item, about in pool.about(c)] for c in countries}


def kept(home: Home) -> list[Path]:
    return sorted((home.local / "cache" / "about").iterdir())


def test_what_is_kept_gives_the_same_pool(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(home, "UA", "PK")
    assert all(first.values())
    monkeypatch.setattr(pools, "attributor_of", lambda folder: pytest.fail("attributed a second time"))
    assert told(home, "UA", "PK") == first
    assert told(home, "PK") == {"PK": first["PK"]}
    assert told(home, "MN") == {"MN": []}


def test_what_was_found_out_ahead_is_not_found_out_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    attribute(home, BUNDLED_COUNTRIES, WEEK)
    monkeypatch.setattr(pools, "attributor_of", lambda folder: pytest.fail("attributed a second time"))
    attribute(home, BUNDLED_COUNTRIES, WEEK)
    assert told(home, "UA")["UA"]


def test_a_damaged_file_is_made_again(home: Home) -> None:
    first = told(home, "UA")
    path, *_ = kept(home)
    sound = path.read_bytes()
    path.write_bytes(sound[: len(sound) // 2])
    assert told(home, "UA") == first
    assert path.read_bytes() == sound


def test_new_items_are_attributed_and_the_former_file_goes(home: Home, tmp_path: Path) -> None:
    first = told(home, "UA")
    first_days, rest, next_week = kept(home)
    title = "Ukraine reopens the bridge at Kryvyi Rih"
    filled(home, tmp_path, [("2023-01-05T10:00:00Z", "Daily Bridge", title, "Lorries cross again.")])
    now = told(home, "UA")
    assert {said for said, _ in now["UA"]} - {said for said, _ in first["UA"]} == {title}
    now_first_days, now_rest, still = kept(home)
    assert first_days != now_first_days
    assert rest != now_rest
    assert still == next_week


def test_a_folder_that_cannot_be_written_costs_time_alone(home: Home) -> None:
    (home.local / "cache").write_text("no folder")
    assert told(home, "UA")["UA"]


def test_the_week_after_is_read_as_far_as_it_may_tell_of_this_one(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, later = "Ukraine counts the dead of Kryvyi Rih", "Ukraine mourns in Kryvyi Rih"
    news = [("2023-01-09T10:00:00Z", "A", late, ""), ("2023-01-12T10:00:00Z", "A", later, "")]
    list(import_files(home, [write_news(tmp_path / "more.jsonl", news)], {}, NOW + dt.timedelta(days=30)))
    attributor, read = attributor_of(BUNDLED_COUNTRIES), list[str]()

    class Noting:
        def about(self, title: str, *rest: str, outlet_country: str | None) -> list[About]:
            read.append(title)
            return attributor.about(title, *rest, outlet_country=outlet_country)

    monkeypatch.setattr(pools, "attributor_of", lambda folder: Noting())
    assert late in {title for title, _ in told(home, "UA")["UA"]}
    assert later not in read
    before = len(read)
    pool = pool_of(home, BUNDLED_COUNTRIES, WEEK.shift(1), ["UA"])
    assert later in {item.title for item, _ in pool.about("UA")}
    assert late not in read[before:]
