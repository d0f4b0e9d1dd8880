"""A decision of the desk changes the next build of its week, says so in report, table and log, and makes no other week stale."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.building.batch import build_batch
from flows.building.current import current_weeks
from flows.building.outcome import Batch
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from flows.publishing.finished import render_report
from flows.publishing.publish import publish
from flows.publishing.site import build_site
from tests.conftest import copied
from tests.flows.building.test_batch import write_news
from warehouse.errors import InputError
from warehouse.frames import Warehouse
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Correction, Event, Issue
from warehouse.weeks import Week

WEEK = Week(dt.date(2023, 1, 2))
NOW = dt.datetime(2023, 1, 20, tzinfo=dt.UTC)
COUNTRIES = ("UA", "PK")
NEWS = [
    ("2023-01-03T08:00:00Z", "Alpha Daily", "Missile strike in Kyiv kills 12", "Twelve people were killed in Kyiv, Ukraine."),
    ("2023-01-03T09:00:00Z", "Beta Post", "Missile strike in Kyiv kills 12, mayor says", "The mayor of Kyiv said 12 were killed."),
    ("2023-01-04T08:00:00Z", "Gamma News", "Flood in Odesa displaces hundreds", "Heavy rain flooded streets of Odesa, Ukraine."),
    ("2023-01-05T08:00:00Z", "Alpha Daily", "Protest in Lviv over power cuts", "Hundreds marched in Lviv, Ukraine."),
    ("2023-01-04T08:00:00Z", "Delta Wire", "Pakistan police detain six in Lahore", "Police in Pakistan said six men were held."),
    ("2023-01-05T08:00:00Z", "Alpha Daily", "Bus falls into ravine in Pakistan", "A bus fell into a ravine near Quetta, Pakistan."),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    made = Home.create(folder / "home")
    list(import_files(made, [write_news(folder / "items.jsonl", NEWS)], {}, NOW))
    build(made)
    return folder / "home"


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Home:
    return Home.open(copied(built, tmp_path / "home"))


def build(home: Home) -> dict[str, str]:
    batch = Batch(home.location, BUNDLED_COUNTRIES, COUNTRIES, WEEK, NOW, False)
    outcomes = {o.country: o.status for o in build_batch(batch)}
    publish(home, [(country, WEEK) for country in COUNTRIES])
    return dict(outcomes)


def decide(home: Home, text: str) -> None:
    folder = home.local / "desk"
    folder.mkdir(exist_ok=True)
    (folder / "2023.yaml").write_text("decisions:\n" + text, encoding="utf-8")


def events(home: Home) -> list[Event]:
    return Store(home).read(Event, countries=["UA"], weeks=[WEEK.start])


def about(home: Home, place: str) -> Event:
    return next(event for event in events(home) if event.site == place)


def corrections(home: Home) -> list[Correction]:
    return Store(home).read(Correction)


def test_events_are_made_one_and_only_their_week_is_built_again(home: Home, tmp_path: Path) -> None:
    before = events(home)
    strike, flood = about(home, "Kyiv"), about(home, "Odesa")
    decide(
        home,
        "  - {id: one-thing, because: The flood followed from the strike on the dam., country: UA, week: 2023-W01,\n"
        f"     decided: 2023-01-18, merge: [{strike.event_id}, {flood.event_id}]}}\n",
    )
    assert current_weeks(Store(home), BUNDLED_COUNTRIES, COUNTRIES, [WEEK], NOW) == {("PK", WEEK.start)}
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    after = events(home)
    assert len(after) == len(before) - 1
    merged = next(event for event in after if event.event_id == strike.event_id)
    assert merged.article_count == strike.article_count + flood.article_count
    assert merged.corrected_because == "The flood followed from the strike on the dam."
    (row,) = corrections(home)
    assert (row.decision_id, row.kind, row.effect) == ("one-thing", "merge", "2 events were made one")
    assert row.subjects == [strike.event_id, flood.event_id]
    report = render_report(home, "UA", WEEK, "md")
    assert "CORRECTED" in report
    assert "One decision of the analysts' desk was applied by hand" in report
    assert "corrected by the desk: The flood followed from the strike on the dam." in report
    build_site(home, tmp_path / "site", workers=1)
    log = (tmp_path / "site" / "corrections.html").read_text(encoding="utf-8")
    assert "The flood followed from the strike on the dam." in log
    assert "Corrected by the analysts" in (tmp_path / "site" / "event" / f"{strike.event_id}.html").read_text("utf-8")
    assert build(home) == {"UA": "unchanged", "PK": "unchanged"}


def test_a_decision_taken_back_gives_the_week_as_it_was(home: Home) -> None:
    before = events(home)
    decide(home, "  - {id: no-alpha, because: It invents its news., country: UA, outlet: Alpha Daily}\n")
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    assert "Alpha Daily" not in {a.outlet for a in Store(home).read(Article, countries=["UA"])}
    (row,) = corrections(home)
    assert row.effect == "2 articles were left out"
    (home.local / "desk" / "2023.yaml").unlink()
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    assert events(home) == before
    assert corrections(home) == []


def test_a_refused_outlet_makes_those_countries_new_that_heard_it(home: Home) -> None:
    decide(home, "  - {id: no-gamma, because: It invents its news., outlet: Gamma News}\n")
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    decide(home, "  - {id: no-omega, because: It invents its news., outlet: Omega}\n")
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    assert current_weeks(Store(home), BUNDLED_COUNTRIES, COUNTRIES, [WEEK], NOW) == {(c, WEEK.start) for c in COUNTRIES}


def test_only_some_outlets_are_used_of_a_country(home: Home) -> None:
    decide(home, "  - {id: one, because: We know these two only., country: UA, only: [Beta Post, Gamma News]}\n")
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    assert {a.outlet for a in Store(home).read(Article, countries=["UA"])} == {"Beta Post", "Gamma News"}
    assert "We know these two only." in render_report(home, "UA", WEEK, "md")


def test_a_toll_that_was_told_wrongly_is_told_nowhere(home: Home) -> None:
    strike = about(home, "Kyiv")
    assert strike.killed_best == 12
    decide(
        home,
        "  - {id: two-dead, because: The ministry's list has two names., country: UA, week: 2023-W01,\n"
        f"     toll: {{event: {strike.event_id}, killed: 2}}}}\n",
    )
    assert build(home)["UA"] == "built"
    corrected = about(home, "Kyiv")
    assert (corrected.killed_low, corrected.killed_best, corrected.killed_high) == (2, 2, 2)
    (row,) = corrections(home)
    assert row.effect == "told: 12 killed; decided: 2 killed"
    answer = Warehouse(home).sql(
        "select distinct covers, counts from event_figures where country = 'UA' and what = 'killed'"
    )
    assert answer.rows() == [("refused", False)]
    assert "The ministry's list has two names." in render_report(home, "UA", WEEK, "md")


def test_articles_that_are_not_about_the_country_leave_it(home: Home) -> None:
    decide(
        home,
        "  - {id: not-ours, because: It is about another Lviv., country: UA, week: 2023-W01,\n"
        "     not_about: ['https://n.example/3']}\n",
    )
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    assert "https://n.example/3" not in {a.url for a in Store(home).read(Article, countries=["UA"])}


def test_a_decision_that_finds_nothing_is_an_issue(home: Home) -> None:
    decide(
        home,
        "  - {id: gone, because: There was no such strike., country: UA, week: 2023-W01,\n"
        "     toll: {event: e000000000000000, killed: none}}\n",
    )
    assert build(home) == {"UA": "built", "PK": "unchanged"}
    (row,) = corrections(home)
    assert row.subjects == []
    issue = next(i for i in Store(home).read(Issue, countries=["UA"]) if i.kind == "decision_without_effect")
    assert (issue.subject, issue.message) == ("gone", "nothing changed: the week does not have this event")


def test_a_wrong_file_stops_the_build_with_its_name(home: Home) -> None:
    decide(home, "  - {id: gone, because: There was no such strike., country: UA}\n")
    with pytest.raises(InputError, match=r"desk/2023\.yaml: decisions\.0: give one of"):
        build(home)
