"""Historical weeks out of each archive's fake, over real HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.collecting.archives import Archived, fetch_archive
from flows.collecting.feeds import import_files
from tasks.collect.archives import ARCHIVES
from tasks.collect.archives.base import Answer, Job, Manners, ServiceError
from tasks.collect.archives.wikipedia import events
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import CountryProfile, Feed
from tests.tasks.collect.archives.fakes import News, Services, address_of, serve
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, FeedItem, Fetch, Issue
from warehouse.weeks import Week

WEEK = Week(dt.date(2023, 1, 30))
NOW = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
SITE = "https://montsame.example"
TITLES = (
    "Mongolia and Russia sign protocol on railway tariffs in Ulaanbaatar",
    "Two herders die in a snowstorm in Mongolia's Khovd province",
    "Mongolia's parliament debates the budget of the defence ministry",
    "Police in Ulaanbaatar detain nine people over coal export theft",
    "Mongolia opens the Gashuunsukhait crossing for night traffic",
    "Mongolian and Chinese foreign ministers meet in Beijing",
    "Earthquake of magnitude 5.1 shakes western Mongolia, no damage reported",
    "Mongolia reports an outbreak of foot-and-mouth disease in Dornod",
    "Protesters gather at Sukhbaatar Square in Ulaanbaatar over air pollution",
    "Mongolia's central bank keeps its rate at 13 percent",
)
PROFILE = CountryProfile(
    country="MN",
    name="Mongolia",
    names={"en": ("Mongolia*", "Ulaanbaatar")},
    languages=("en",),
    time_zone="Asia/Ulaanbaatar",
    feeds=(Feed(url=f"{SITE}/feed", outlet="Montsame", language="en", source="invented"),),
)
IGNORED = {
    "article_id",
    "story_id",
    "feed_url",
    "raw_sha256",
    "position",
    "revision",
    "duplicate_of",
    "fetched_at",
    "guid",
    "publisher",
}
"""What names the source rather than the article. A profile knows an outlet's publisher, a file only its site."""


def news() -> list[News]:
    """Ten articles of the week, and five a week before and after it."""
    start = WEEK.starts_at
    found = [
        News(title, f"{SITE}/{n}", start + dt.timedelta(hours=15 * n + 3), "Montsame", f"Officials said so. {title}.")
        for n, title in enumerate(TITLES)
    ]
    for n in range(5):
        for days, when in ((-6, "before"), (9, "after")):
            at = start + dt.timedelta(days=days, hours=7 * n)
            found.append(News(f"Mongolia {when} the week, part {n}", f"{SITE}/{when}{n}", at, "Montsame", "Nothing."))
    return found


_ticks = itertools.count()


def clock() -> dt.datetime:
    """Another second each time, as a clock does."""
    return NOW + dt.timedelta(seconds=next(_ticks))


def fetch(home: Home, name: str, services: Services, **changes: Any) -> Archived:
    archive = replace(ARCHIVES[name], manners=replace(ARCHIVES[name].manners, delay_seconds=0.0, **changes))
    with serve(services) as port:
        (done,) = asyncio.run(
            fetch_archive(
                home,
                archive,
                [PROFILE],
                [WEEK],
                clock,
                settings={"appname": "approved"},
                fetching=FetchSettings(loopback_port=port, host_delay_seconds=0.0),
                address_of=address_of,
            )
        )
    return done


def carried(name: str, article: News) -> dict[str, str]:
    """A row of a file that holds what the archive can carry of an article."""
    row = {
        "title": article.title,
        "summary": article.summary,
        "link": article.url,
        "published": article.published_at.isoformat(),
        "outlet": article.outlet,
        "lang": "en",
    }
    if name in ("google-news", "gdelt", "wikipedia"):
        row["summary"] = ""
    if name == "wikipedia":
        row |= {
            "summary": "Relations",
            "published": f"{article.published_at:%Y-%m-%dT12:00:00+00:00}",
            "outlet": f"{article.outlet}, via Wikipedia",
        }
    if name == "gdelt":
        row |= {"outlet": "montsame.example"}
    if name in ("gdelt", "common-crawl", "wayback", "wordpress"):
        row |= {"outlet_country": "MN"}
    return row


def articles(home: Home, folder: Path) -> list[dict[str, Any]]:
    """The articles table of the country-week, without what names the source."""
    (outcome,) = build_batch(Batch(home.location, folder, ("MN",), WEEK, NOW))
    assert outcome.status == "built", outcome.reason
    rows = [row.model_dump(mode="json", exclude=IGNORED) for row in Store(home).read(Article)]
    return sorted(rows, key=lambda row: row["title"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    countries = tmp_path / "countries"
    countries.mkdir()
    (countries / "MN.yaml").write_text(json.dumps(PROFILE.model_dump(mode="json")), encoding="utf-8")
    return countries


@pytest.mark.slow
@pytest.mark.parametrize("name", ARCHIVES)
def test_a_week_from_an_archive_equals_the_same_items_from_a_file(name: str, tmp_path: Path, folder: Path) -> None:
    services = Services(news())
    fetched, imported = Home.create(tmp_path / "fetched"), Home.create(tmp_path / "imported")
    done = fetch(fetched, name, services)
    assert (done.items, done.new_items, done.failed, done.complete) == (10, 10, 0, True)
    file = tmp_path / "items.jsonl"
    rows = [carried(name, article) for article in services.news[: len(TITLES)]]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    list(import_files(imported, [file], {}, NOW))
    assert articles(fetched, folder) == articles(imported, folder)


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_is_there_is_not_asked_for_again(name: str, tmp_path: Path) -> None:
    services = Services(news())
    home = Home.create(tmp_path / "home")
    first = fetch(home, name, services)
    asked = len(services.asked)
    assert first.asked == asked
    again = fetch(home, name, services)
    assert len(services.asked) == asked
    assert (again.pages, again.asked, again.items, again.new_items) == (first.pages, 0, first.items, 0)


def test_an_interrupted_fetch_goes_on_where_it_stopped(tmp_path: Path) -> None:
    services = Services(news())
    home = Home.create(tmp_path / "home")
    part = fetch(home, "wayback", services, max_requests=4)
    assert not part.complete
    assert [issue.kind for issue in Store(home).read(Issue)] == ["incomplete"]
    rest = fetch(home, "wayback", services)
    assert (rest.complete, rest.items) == (True, 10)
    assert len(set(services.asked)) == len(services.asked)
    assert len(Store(home).items([WEEK.start])) == 10


def test_full_answers_are_asked_for_in_parts(tmp_path: Path) -> None:
    many = [
        News(
            f"Mongolia announces measure number {n}",
            f"{SITE}/m{n}",
            WEEK.starts_at + dt.timedelta(minutes=15 * n),
            "Montsame",
        )
        for n in range(600)
    ]
    for name in ("google-news", "gdelt"):
        home = Home.create(tmp_path / name)
        done = fetch(home, name, Services(many))
        assert (done.new_items, done.complete) == (600, True), name
        assert done.asked > 3


def test_a_service_that_is_busy_or_broken_costs_no_page_for_good(tmp_path: Path) -> None:
    services = Services(news())
    home = Home.create(tmp_path / "home")
    busy = b"Please limit requests to one every 5 seconds or contact us."
    services.broken["api.gdeltproject.org"] = [(200, busy, {})]
    failed = fetch(home, "gdelt", services)
    assert (failed.items, failed.failed, failed.complete) == (0, 1, False)
    issue = Store(home).read(Issue)[0]
    assert (issue.stage, issue.kind) == ("archive", "service_error")
    assert "limit requests" in issue.message
    services.broken["api.gdeltproject.org"] = [(429, b"", {"Retry-After": "0"}), (503, b"", {})]
    assert fetch(home, "gdelt", services).new_items == 10
    statuses = [row.status for row in Store(home).read(Fetch)]
    assert sorted(statuses) == ["archived", "failed"]


@pytest.mark.parametrize("name", ["gdelt", "wayback", "wikipedia", "reliefweb", "common-crawl"])
@pytest.mark.parametrize("body", [b"Too many\nrequests \xff", b"[" * 100_000])
def test_what_should_be_json_and_is_not_is_what_the_service_says(name: str, body: bytes) -> None:
    job = Job(PROFILE, WEEK, settings={"appname": "approved"})
    request = ARCHIVES[name].plan(job)[0]
    with pytest.raises(ServiceError, match=r"^(Too many requests|\[\[)"):
        ARCHIVES[name].read(job, Answer(request, body, "0" * 64, NOW))


def test_a_site_whose_robots_forbid_it_is_not_paged_through(tmp_path: Path) -> None:
    services = Services(news(), robots="User-agent: *\nDisallow: /*?paged=\n")
    home = Home.create(tmp_path / "home")
    done = fetch(home, "wordpress", services)
    assert (done.asked, done.items, done.failed, done.complete) == (0, 0, 0, False)
    assert services.asked == []
    (issue,) = Store(home).read(Issue)
    assert (issue.stage, issue.kind) == ("archive", "robots")
    services.robots = "User-agent: weekwatch\nAllow: /\n\nUser-agent: *\nDisallow: /\n"
    assert fetch(home, "wordpress", services).new_items == 10
    services.robots = "User-agent: *\nDisallow: /\n"
    assert fetch(Home.create(tmp_path / "other"), "wayback", services).new_items == 10  # a service for programs


def test_a_long_pause_ends_the_job(tmp_path: Path) -> None:
    services = Services(news(), broken={"api.gdeltproject.org": [(429, b"", {"Retry-After": "3600"})]})
    home = Home.create(tmp_path / "home")
    assert fetch(home, "gdelt", services).failed == 1
    assert len(services.asked) == 1


def test_what_is_missing_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    with pytest.raises(InputError, match="WEEKWATCH_RELIEFWEB_APPNAME"):
        asyncio.run(fetch_archive(home, ARCHIVES["reliefweb"], [PROFILE], [WEEK], lambda: NOW))
    early = Week(dt.date(2016, 5, 2))
    with pytest.raises(InputError, match="2017"):
        asyncio.run(fetch_archive(home, ARCHIVES["gdelt"], [PROFILE], [early], lambda: NOW))
    no_blog = PROFILE.model_copy(update={"feeds": ()})
    with pytest.raises(InputError, match="WordPress"):
        asyncio.run(fetch_archive(home, ARCHIVES["wordpress"], [no_blog], [WEEK], lambda: NOW))


def test_a_blog_is_searched_not_read_from_its_beginning(tmp_path: Path) -> None:
    later = [
        News(
            f"Later post {n} on Mongolia",
            f"{SITE}/later{n}",
            WEEK.ends_at + dt.timedelta(hours=5 * (n + 1)),
            "Montsame",
        )
        for n in range(2_000)
    ]
    services = Services([*news()[:10], *later])
    done = fetch(Home.create(tmp_path / "home"), "wordpress", services)
    assert (done.items, done.complete) == (10, True)
    assert done.asked < 30


def test_manners_are_stated_and_kept() -> None:
    for archive in ARCHIVES.values():
        assert isinstance(archive.manners, Manners)
        assert archive.manners.delay_seconds >= 1.0
        assert archive.manners.source
    assert ARCHIVES["gdelt"].manners.delay_seconds >= 5.0


def test_events_of_a_page_stand_below_their_topics() -> None:
    page = (
        ";'''Armed conflicts and attacks'''\n*[[Sudan conflict (2023)|Sudan conflict]]\n"
        "**[[Battle of X]]\n***Ten people are [[killing|killed]] in [[Y]].{{cn}} [https://a.example/1 (Reuters)] [https://b.example (AP)]\n"
        "*A lone event. [https://c.example/2 (BBC)]\n*No source here.\n"
    )
    assert events(page) == [
        ("Sudan conflict; Battle of X", "Ten people are killed in Y.", "https://a.example/1", "Reuters"),
        ("", "A lone event.", "https://c.example/2", "BBC"),
    ]


def test_items_of_archives_say_so(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    fetch(home, "wordpress", Services(news()))
    assert {item.published_basis for item in Store(home).read(FeedItem)} == {"archive"}
