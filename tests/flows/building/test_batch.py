"""Building country-weeks over a small home: revisions, failures that stop no other, two builders at once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from flows.building.batch import build_batch, make_drafts
from flows.building.current import current_weeks
from flows.building.outcome import Batch, Outcome
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from flows.publishing.finished import render_report
from flows.publishing.publish import publish, publish_outcomes, refuse_unsound, unpublished
from tasks.country_week import build as build_stages
from tasks.draft import Draft
from tasks.publish.formats import EXPORTS
from warehouse.errors import InputError, NotFoundError, WarehouseError
from warehouse.schema import rows_to_arrow
from warehouse.sql.connect import query_sql, sync
from warehouse.store import delta
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import Article, Hotspot, Report, Run, Score
from warehouse.weeks import Week

WEEK = Week(dt.date(2023, 1, 2))
NOW = dt.datetime(2023, 1, 10, tzinfo=dt.UTC)

NEWS = [
    (
        "2023-01-03T08:00:00Z",
        "Alpha Daily",
        "Drones hit power station in Kyiv",
        "Two people were killed in Kyiv, officials said.",
    ),
    (
        "2023-01-03T09:00:00Z",
        "Beta Post",
        "Ukraine reports strike on Kyiv power station",
        "Officials said two people died.",
    ),
    ("2023-01-04T08:00:00Z", "Gamma News", "Ukraine and Poland sign rail agreement", "The ministers met in Warsaw."),
    (
        "2023-01-05T08:00:00Z",
        "Alpha Daily",
        "Kharkiv mayor opens school shelter in Ukraine",
        "Classes begin on Monday.",
    ),
    (
        "2023-01-04T08:00:00Z",
        "Delta Wire",
        "Pakistan police detain six in Lahore",
        "Police in Pakistan said six men were held.",
    ),
    ("2023-01-05T08:00:00Z", "Beta Post", "Pakistan and Iran discuss border trade", "Officials met in Islamabad."),
    (
        "2023-01-06T08:00:00Z",
        "Alpha Daily",
        "Flooding closes road in Pakistan's Swat",
        "Nobody was hurt, Pakistan's officials said.",
    ),
]


def write_news(path: Path, news: list[tuple[str, str, str, str]]) -> Path:
    lines = [
        {
            "published": at,
            "outlet": outlet,
            "title": title,
            "summary": text,
            "link": f"https://n.example/{n}",
            "lang": "en",
        }
        for n, (at, outlet, title, text) in enumerate(news)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.create(tmp_path / "home")
    list(import_files(made, [write_news(tmp_path / "news.jsonl", NEWS)], {}, NOW))
    return made


def build(home: Home, countries: list[str], *, week: Week = WEEK, force: bool = False) -> dict[str, str]:
    outcomes = build_batch(Batch(home.location, BUNDLED_COUNTRIES, tuple(countries), week, NOW, force))
    return {o.country: o.status for o in outcomes}


def test_what_is_current_is_left_alone(home: Home) -> None:
    assert build(home, ["UA", "PK"]) == {"UA": "built", "PK": "built"}
    assert build(home, ["UA", "PK"]) == {"UA": "unchanged", "PK": "unchanged"}
    assert build(home, ["UA"], force=True) == {"UA": "built"}
    assert len(Store(home).read(Report)) == 2


def test_a_run_that_crashed_and_is_started_anew_forces_nothing_twice(home: Home) -> None:
    forced = Batch(
        home.location, BUNDLED_COUNTRIES, ("UA",), WEEK, NOW, force=True, asked_at=NOW - dt.timedelta(hours=1)
    )
    assert [o.status for o in build_batch(forced)] == ["built"]
    assert [o.status for o in build_batch(forced)] == ["unchanged"]
    later = replace(forced, asked_at=NOW + dt.timedelta(hours=1))
    assert [o.status for o in build_batch(later)] == ["built"]


def test_new_items_make_a_week_stale_and_only_for_their_country(home: Home, tmp_path: Path) -> None:
    build(home, ["UA", "PK"])
    late = ("2023-01-07T08:00:00Z", "Gamma News", "Ukraine says bridge in Kherson was damaged", "No one was hurt.")
    list(import_files(home, [write_news(tmp_path / "late.jsonl", [late])], {}, NOW))
    assert build(home, ["UA", "PK"]) == {"UA": "built", "PK": "unchanged"}
    titles = {a.title for a in Store(home).read(Article, countries=["UA"])}
    assert late[2] in titles


def test_every_article_is_about_its_country_and_in_its_week(home: Home) -> None:
    build(home, ["UA", "PK"])
    articles = Store(home).read(Article)
    assert {a.country for a in articles} == {"UA", "PK"}
    for article in articles:
        assert article.published_at in WEEK
        assert article.about_evidence.casefold() in f"{article.title} {article.text}".casefold()


def test_one_that_fails_stops_no_other_and_keeps_what_it_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home, ["UA", "PK"])
    before = Store(home).read(Report)

    def broken(draft: Draft) -> Draft:
        if draft.profile.country == "UA":
            raise ZeroDivisionError("no such thing")
        return build_stages(draft)

    monkeypatch.setattr("flows.building.batch.build", broken)
    assert build(home, ["UA", "PK"], force=True) == {"UA": "failed", "PK": "built"}
    assert Store(home).read(Report) == before
    (failed,) = [run for run in Store(home).read(Run) if run.status == "failed"]
    assert "ZeroDivisionError: no such thing" in (failed.error or "")


def test_two_builders_of_the_same_week_leave_one_result(home: Home) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: build(home, ["UA", "PK"], force=True), range(2)))
    reports = Store(home).read(Report)
    assert sorted(r.country for r in reports) == ["PK", "UA"]
    articles = Store(home).read(Article)
    assert len({(a.country, a.article_id) for a in articles}) == len(articles)


def test_an_empty_week_is_written_as_empty_and_shows_the_standing(home: Home) -> None:
    assert build(home, ["UA"], week=WEEK.shift(1)) == {"UA": "built"}
    (report,) = Store(home).read(Report)
    assert report.article_count == 0
    assert report.threat_level not in (
        "Low",
        "Guarded",
    )  # silence is no calm: the standing of a country at war is shown
    assert report.threat_level in render_report(home, "UA", WEEK.shift(1), "md")


def test_publishing_writes_each_format_and_a_missing_report_is_said(home: Home) -> None:
    build(home, ["UA"])
    published = publish(home, [("UA", WEEK)])
    paths = published.files
    assert published.withheld == {}
    always = {f"2023-01-02.{export.suffix}" for export in EXPORTS if export.always}
    assert {path.name for path in paths} == {*always, "2023-01-02.published.json", "reports.atom"}
    assert {"2023-01-02.md", "2023-01-02.html", "2023-01-02.stix.json"} <= always
    with pytest.raises(NotFoundError, match="weekwatch run --countries PK"):
        render_report(home, "PK", WEEK, "md")


def test_what_an_interrupted_run_left_unpublished_is_published_by_the_next(home: Home) -> None:
    build(home, ["UA", "PK"])
    unchanged = [Outcome(country, WEEK.start, "unchanged") for country in ("PK", "UA")]
    assert publish_outcomes(home, unchanged) == unchanged
    reports = home.local / "reports"
    assert {path.parent.name for path in reports.glob("*/*.html")} == {"PK", "UA"}
    assert unpublished(home, [("PK", WEEK), ("UA", WEEK)]) == []
    (reports / "PK" / "2023-01-02.published.json").write_text('{"revision": "of a former build", "files": []}')
    (reports / "UA" / "2023-01-02.md").unlink()
    assert unpublished(home, [("PK", WEEK), ("UA", WEEK)]) == [("PK", WEEK), ("UA", WEEK)]


def test_whether_a_week_is_published_does_not_depend_on_the_language_of_its_report(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "countries"
    shutil.copytree(BUNDLED_COUNTRIES, folder)
    profile = folder / "UA.yaml"
    profile.write_text(profile.read_text("utf-8") + "\nreport: {language: es}\n", "utf-8")
    (outcome,) = build_batch(Batch(home.location, folder, ("UA",), WEEK, NOW))
    publish_outcomes(home, [outcome])
    assert "Ucrania" in (home.local / "reports" / "UA" / "2023-01-02.md").read_text("utf-8")
    assert unpublished(home, [("UA", WEEK)]) == []


def test_a_day_that_no_week_starts_on_is_refused_before_anything_is_written(home: Home) -> None:
    wednesday = Week(dt.date(2023, 1, 4))
    with pytest.raises(InputError, match="2023-01-04 is a Wednesday, and weeks here start on Monday"):
        build(home, ["UA"], week=wednesday)
    build(home, ["UA"])
    (run,) = Store(home).read(Run)
    moved = run.model_copy(update={"week": wednesday.start})
    with pytest.raises(InputError, match="its week is that of 2023-01-02"):
        Store(home).replace_country_weeks([CountryWeekRows("UA", wednesday.start, run.revision, moved)])
    assert [r.week for r in Store(home).read(Run)] == [WEEK.start]


def test_a_country_week_that_breaks_a_check_is_withheld_and_says_why(home: Home) -> None:
    build(home, ["UA", "PK"])
    (score,) = Store(home).read(Score, countries=["UA"])
    delta.append(home, "scores", rows_to_arrow(Score, [score]))
    published = publish(home, [("UA", WEEK), ("PK", WEEK)])
    assert set(published.withheld) == {("UA", WEEK.start)}
    (said,) = published.reasons()
    assert "doubled-rows: UA 2023-01-02: score" in said
    assert "weekwatch run --countries UA --week 2023-01-02 --force" in said
    reports = home.local / "reports"
    assert (reports / "PK" / "2023-01-02.html").exists()
    assert not (reports / "UA").exists()
    feed = (reports / "reports.atom").read_text()
    assert "Pakistan" in feed
    assert "Ukraine" not in feed
    with pytest.raises(WarehouseError, match=r"UA 2023-01-02 breaks .* rules"):
        refuse_unsound(home, "UA", WEEK)
    refuse_unsound(home, "PK", WEEK)
    assert build(home, ["UA"], force=True) == {"UA": "built"}
    assert publish(home, [("UA", WEEK)]).withheld == {}
    assert (reports / "UA" / "2023-01-02.html").exists()


def test_what_is_current_is_known_without_reading_a_text(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home, ["UA", "PK"])
    build(home, ["UA", "PK"], week=WEEK.shift(1))
    weeks = [WEEK, WEEK.shift(1)]
    done = {(country, week.start) for country in ("PK", "UA") for week in weeks}
    assert current_weeks(Store(home), BUNDLED_COUNTRIES, ["UA", "PK"], weeks, NOW) == done

    def attribute(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a text was read")

    monkeypatch.setattr("tasks.about.attribute.Attributor.about", attribute)
    assert build(home, ["UA", "PK"]) == {"UA": "unchanged", "PK": "unchanged"}


def test_a_week_stands_on_its_items_and_the_weeks_before(home: Home, tmp_path: Path) -> None:
    weeks = [WEEK, WEEK.shift(1)]
    for week in weeks:
        build(home, ["UA", "PK"], week=week)
    late = ("2023-01-07T08:00:00Z", "Gamma News", "Ukraine says bridge in Kherson was damaged", "No one was hurt.")
    list(import_files(home, [write_news(tmp_path / "late.jsonl", [late])], {}, NOW))
    second = weeks[1].start
    assert current_weeks(Store(home), BUNDLED_COUNTRIES, ["UA", "PK"], weeks, NOW) == {("PK", second), ("UA", second)}
    assert build(home, ["UA", "PK"]) == {"UA": "built", "PK": "unchanged"}
    now_current = {("PK", WEEK.start), ("UA", WEEK.start), ("PK", second)}
    assert current_weeks(Store(home), BUNDLED_COUNTRIES, ["UA", "PK"], weeks, NOW) == now_current


def test_a_run_of_an_earlier_version_is_confirmed_on_its_basis(home: Home) -> None:
    build(home, ["UA"])
    store = Store(home)
    (run,) = store.current_runs().values()
    earlier = run.model_copy(update={"basis_digest": None, "finished_at": run.finished_at + dt.timedelta(seconds=1)})
    store.replace_country_weeks([CountryWeekRows("UA", WEEK.start, run.revision, earlier)])
    articles = store.read(Article)
    assert articles
    assert build(home, ["UA"]) == {"UA": "unchanged"}
    assert store.current_runs()["UA", WEEK.start].basis_digest == run.basis_digest
    assert store.read(Article) == articles


def test_a_warehouse_of_before_there_were_place_weeks_is_read_and_gets_them(home: Home) -> None:
    """As a home of version 0.1: the table is not there, the trend is reckoned from the hotspots, the next week adds the table."""
    asked = Batch(home.location, BUNDLED_COUNTRIES, ("UA",), WEEK, NOW)
    build_batch(asked)
    shutil.rmtree(home.table("place_weeks"))
    store = Store(home)
    (of_hotspots,) = {row.week for row in store.read(Hotspot, countries=["UA"])}
    assert of_hotspots == WEEK.start
    (draft,) = make_drafts(home, BUNDLED_COUNTRIES, ["UA"], WEEK.shift(1), NOW)
    assert {(p.week, p.place_id) for p in draft.past.place_weeks} == {
        (h.week, h.place_id) for h in store.read(Hotspot, countries=["UA"])
    }
    assert [o.status for o in build_batch(replace(asked, week=WEEK.shift(1)))] == ["built"]
    sync(home)
    _, rows = query_sql(home, "select count(*) from place_weeks where week = date '2023-01-02'")
    assert list(rows) == [(0,)]
