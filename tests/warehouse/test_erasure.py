"""What is erased stands nowhere any more: no row, no bytes, no old file, no report; and does not come in again."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from tests.warehouse.samples import NOW, WEEK, item
from warehouse.erasure import Trace, drop, erase, forget_before, traces
from warehouse.errors import InputError
from warehouse.sql import connect as db
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import known, put_raw
from warehouse.store.soundness import check_files
from warehouse.tables import Article, FeedItem, Run
from warehouse.weeks import Week

NAMED = "Orghana Tsetseg"
ADDRESS = f"https://news.example/MN-{WEEK}-1"


@pytest.fixture
def named(filled: Home) -> Home:
    """Two countries and three weeks; one item of another address tells of a person, and so does the feed that it came from."""
    home = filled
    body = f"<rss><item><title>{NAMED.upper()} resigns</title></item></rss>".encode()
    digest = hashlib.sha256(body).hexdigest()
    other = b"<rss>nothing of it</rss>"
    put_raw(home, WEEK, {digest: body, hashlib.sha256(other).hexdigest(): other})
    Store(home).append([item("person", WEEK, title=f"{NAMED} resigns", raw_sha256=digest)])
    reports = home.local / "reports" / "MN"
    reports.mkdir(parents=True)
    (reports / f"{WEEK}.html").write_text(f"<a href='{ADDRESS}'>x</a>")
    (home.local / "reports" / "UA.txt").write_text("of another country")
    db.sync(home)
    return home


def test_an_address_goes_from_everywhere_with_the_country_week_that_tells_of_it(named: Home) -> None:
    before = traces(named, [ADDRESS])
    assert {trace.where.split("/")[1] for trace in before} >= {"items", "articles", "MN"}
    done = erase(named, [ADDRESS], NOW)
    assert (done.items, done.country_weeks, done.left) == (1, (("MN", WEEK),), ())
    assert done.files == (f"reports/MN/{WEEK}.html",)
    assert traces(named, [ADDRESS]) == []
    store = Store(named)
    assert ("MN", WEEK) not in store.current_runs()
    assert len(store.current_runs()) == 5
    assert {(row.country, row.week) for row in store.read(Article)} == set(store.current_runs())
    assert len(store.read(FeedItem)) == 18
    assert list(check_files(named)) == []
    assert next(db.query_sql(named, "select count(*) from runs")[1]) == (len(store.read(Run)),)


def test_a_country_week_is_dropped_with_its_report_and_its_items_stay(named: Home) -> None:
    store = Store(named)
    items = len(store.read(FeedItem))
    assert drop(named, "MN", Week(WEEK)) > 1
    assert ("MN", WEEK) not in store.current_runs()
    assert len(store.current_runs()) == 5
    assert not [row for row in store.read(Article) if (row.country, row.week) == ("MN", WEEK)]
    assert len(store.read(FeedItem)) == items
    assert not (named.local / "reports" / "MN" / f"{WEEK}.html").exists()
    assert next(db.query_sql(named, "select count(*) from runs")[1]) == (len(store.read(Run)),)
    with pytest.raises(InputError, match="nothing for MN"):
        drop(named, "MN", Week(WEEK))


def test_what_was_erased_does_not_come_in_again(named: Home) -> None:
    erase(named, [ADDRESS], NOW)
    again = [item("new id, old address", WEEK, url=ADDRESS), item("another", WEEK)]
    assert Store(named).append(again) == 1
    assert ADDRESS not in (named.local / "erased.json").read_text()


def test_a_name_goes_in_any_case_with_the_feed_that_told_it(named: Home) -> None:
    done = erase(named, [NAMED.lower()], NOW)
    assert (done.items, done.bodies, done.country_weeks, done.left) == (1, 1, (), ())
    assert len(known(named, {hashlib.sha256(b"<rss>nothing of it</rss>").hexdigest()})) == 1
    assert len(Store(named).current_runs()) == 6


def test_files_that_no_version_needs_are_looked_through_too(named: Home) -> None:
    Store(named).append([item("later", WEEK)])
    (named.local / "exported.json").write_text(f'{{"title": "{NAMED}"}}')
    assert Trace("exported.json", 1) in traces(named, [NAMED])
    assert erase(named, [NAMED], NOW).left == (Trace("exported.json", 1),)


def test_short_words_and_none_are_refused(named: Home) -> None:
    with pytest.raises(InputError, match="too short"):
        erase(named, ["Li"], NOW)
    with pytest.raises(InputError, match="nothing was given to look for"):
        traces(named, [])


def test_old_items_are_forgotten_and_what_was_built_of_them_stays(named: Home) -> None:
    first = WEEK - dt.timedelta(days=14)
    assert forget_before(named, WEEK) == 12
    store = Store(named)
    assert {row.week for row in store.read(FeedItem)} == {WEEK}
    assert first in {row.week for row in store.read(Article)}
