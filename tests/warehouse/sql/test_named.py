from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tests.warehouse.samples import NOW, WEEK, country_week, fetch
from warehouse.errors import InputError
from warehouse.schema import Row
from warehouse.sql.connect import query_sql, sync
from warehouse.sql.named import NamedQuery, bind, get_query, list_queries, run_query
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Contribution, Event, EventArticle, EventFigure, Hotspot, Outlook, Score, Story

NAMES = [
    "build-costs",
    "compare",
    "compare-with",
    "corrections",
    "coverage",
    "deadliest",
    "event",
    "events",
    "feed-health",
    "formula-versions",
    "hotspot-trends",
    "hotspots-near",
    "movers",
    "new-actors",
    "outlook-calibration",
    "outlook-record",
    "revisions",
    "search",
    "sectors",
    "since-last-week",
    "threads",
    "threat-series",
    "top-stories",
    "why",
]


def _records(home: Home, name: str, **parameters: Any) -> list[dict[str, Any]]:
    columns, rows = run_query(home, name, **parameters)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_the_queries_are_there() -> None:
    assert [query.name for query in list_queries()] == NAMES


@pytest.mark.parametrize("query", list_queries(), ids=lambda q: q.name)
def test_every_query_is_described_and_its_example_answers(shared: Home, query: NamedQuery) -> None:
    assert len(query.description) > 40
    assert query.example
    assert all(p.description.endswith(".") for p in query.parameters)
    assert all(f"${p.name}" in query.sql for p in query.parameters)
    assert _records(shared, query.name, **query.example)


def test_threat_series_measures_against_the_weeks_before(home: Home) -> None:
    scores = [10.0, 20.0, 30.0, 40.0, 50.0, 90.0]
    weeks = [WEEK - dt.timedelta(days=7 * n) for n in range(len(scores) - 1, -1, -1)]
    Store(home).replace_country_weeks([country_week("MN", w, score=s) for w, s in zip(weeks, scores, strict=True)])
    last = _records(home, "threat-series", country="mn")[-1]
    assert (last["threat_score"], last["score_change"], last["mean_4w"], last["mean_12w"]) == (90.0, 40.0, 35.0, 30.0)
    assert last["week_label"] == "2026-W17"
    narrowed = _records(home, "threat-series", country="MN", from_=weeks[-1])
    assert [r["mean_4w"] for r in narrowed] == [35.0]  # the weeks before `from` still count in the means


def test_weeks_without_evidence_are_never_calm(home: Home) -> None:
    week = WEEK - dt.timedelta(days=7)
    quiet = country_week("MN", week, score=5.0)
    score = quiet.rows[Score][0].model_copy(update={"threat_level": "Insufficient evidence"})
    rows: dict[type[Row], Sequence[Row]] = {**quiet.rows, Score: [score]}
    Store(home).replace_country_weeks([replace(quiet, rows=rows), country_week("MN", score=50.0)])
    last = _records(home, "threat-series", country="MN")[-1]
    assert last["score_change"] is None
    assert last["mean_4w"] is None
    assert _records(home, "movers") == []
    (period,) = _records(home, "compare", period="all")
    assert (period["mean_score"], period["weeks"], period["weeks_without_evidence"]) == (50.0, 2, 1)


def test_movers_show_rises_and_falls(shared: Home) -> None:
    rows = _records(shared, "movers")
    assert [(r["direction"], r["country"], r["score_change"]) for r in rows] == [
        ("rise", "UA", 5.0),
        ("fall", "MN", -5.0),
    ]


def test_compare_ranks_within_a_period(shared: Home) -> None:
    rows = _records(shared, "compare", country=["MN", "UA"], period="all")
    assert [(r["country"], r["rank"], r["mean_score"], r["heaviest_sector"]) for r in rows] == [
        ("UA", 1, 53.0, "military"),
        ("MN", 2, 50.0, "military"),
    ]


def test_hotspot_trends_tell_rising_from_fading(home: Home) -> None:
    batches = []
    for back in range(4):
        week = WEEK - dt.timedelta(days=7 * back)
        batches.append(country_week("MN", week, score=80.0 - 20 * back, place_id="geonames:1"))
        batches.append(country_week("UA", week, score=20.0 + 20 * back, place_id="geonames:2"))
    Store(home).replace_country_weeks(batches)
    rows = _records(home, "hotspot-trends", weeks=4)
    assert {r["country"]: (r["trend"], r["weeks_seen"]) for r in rows} == {"MN": ("rising", 4), "UA": ("fading", 4)}


def test_hotspots_near_measures_on_the_sphere(home: Home) -> None:
    far = country_week("UA")
    hotspot = far.rows[Hotspot][0].model_copy(update={"lat": 50.45, "lng": 30.52})
    Store(home).replace_country_weeks([country_week("MN"), replace(far, rows={**far.rows, Hotspot: [hotspot]})])
    assert [r["country"] for r in _records(home, "hotspots-near", lat="47.9", lng="106.9", km=10)] == ["MN"]
    (kyiv,) = _records(home, "hotspots-near", lat=52.52, lng=13.405, km=1300)  # Berlin to Kyiv: 1,205 km
    assert kyiv["distance_km"] == pytest.approx(1205, abs=3)
    assert _records(home, "hotspots-near", lat=0, lng=0) == []


def test_search_finds_a_term_in_any_case(shared: Home) -> None:
    assert len(_records(shared, "search", term="SHELLING near", country="MN")) == 9
    assert _records(shared, "search", term="50% 'quoted'") == []
    assert len(_records(shared, "search", term="officials", limit=4)) == 4


def test_why_adds_up_to_the_score(shared: Home) -> None:
    rows = _records(shared, "why", country="MN")
    (score,) = Store(shared).read(Score, countries=["MN"], weeks=[WEEK])
    assert sum(r["points"] for r in rows) == pytest.approx(score.raw_points)
    assert sum(r["score_points"] for r in rows) == pytest.approx(score.threat_score)
    assert sum(r["share"] for r in rows) == pytest.approx(1)
    assert sum(len(r["articles"] or []) for r in rows) == 3


def test_why_shows_the_standing_what_is_ordinary_and_what_lies_beyond_the_limit(home: Home) -> None:
    batch = country_week("MN")
    (score,) = (row for row in batch.rows[Score] if isinstance(row, Score))
    event = next(row for row in batch.rows[Contribution] if isinstance(row, Contribution))
    none = {"story_id": None, "sector": None, "tellings": None, "dangerous_tellings": None, "deaths": None}
    more = [
        event.model_copy(
            update=none | {"part": "standing", "subject": "ucdp-2024", "label": "2024: 3 deaths", "points": 5.0}
        ),
        event.model_copy(
            update=none | {"part": "ordinary", "subject": "ordinary", "label": "ordinary", "points": -1.0}
        ),
    ]
    raised = score.model_copy(update={"raw_points": score.raw_points + 4.0})
    rows: dict[type[Row], Sequence[Row]] = {**batch.rows, Score: [raised]}
    rows[Contribution] = [*batch.rows[Contribution], *more]
    Store(home).replace_country_weeks([replace(batch, rows=rows)])
    said = _records(home, "why", country="MN", limit=1)
    assert [r["part"] for r in said] == ["standing", "ordinary", "event", "event"]
    assert said[0]["label"] == "2024: 3 deaths"
    assert said[-1]["label"].endswith("further rows")
    assert sum(r["points"] for r in said) == pytest.approx(raised.raw_points)
    assert sum(r["score_points"] for r in said) == pytest.approx(raised.threat_score)


def test_both_formulas_of_a_week_stand_side_by_side(home: Home) -> None:
    later = NOW + dt.timedelta(days=1)
    old, new = (
        country_week("MN", revision="r1", score=40),
        country_week("MN", revision="r2", score=55, finished_at=later),
    )
    before = [row.model_copy(update={"formula_version": "0"}) for row in old.rows[Score]]
    Store(home).replace_country_weeks([replace(old, rows={**old.rows, Score: before})])
    Store(home).replace_country_weeks([new])
    rows = _records(home, "formula-versions", country="MN")
    assert [(r["is_current"], r["threat_score"]) for r in rows] == [(False, 40.0), (True, 55.0)]
    assert rows[1]["against_version_before"] == 15.0


def test_the_record_of_forecasts_beside_climatology_and_persistence(home: Home) -> None:
    outcomes = {"MN": True, "UA": False, "RU": False, "SD": None}
    batches = []
    for country, outcome in outcomes.items():
        batch = country_week(country)
        said = [row.model_copy(update={"outcome": outcome, "probability": 0.5}) for row in batch.rows[Outlook]]
        batches.append(replace(batch, rows={**batch.rows, Outlook: said}))
    Store(home).replace_country_weeks(batches)
    (row,) = _records(home, "outlook-record")
    assert (row["said"], row["judged"], row["came_true"]) == (4, 3, 1)
    assert (row["brier"], row["brier_climatology"], row["brier_persistence"]) == (0.25, 0.2222, 0.3333)
    (of_bin,) = _records(home, "outlook-calibration")
    assert (of_bin["said"], of_bin["forecasts"], of_bin["share_true"]) == ("50-100 %", 3, 0.333)


def test_sub_scores_by_sector_sum_to_the_points(shared: Home) -> None:
    rows = _records(shared, "sectors", country="MN", from_=WEEK)
    (score,) = Store(shared).read(Score, countries=["MN"], weeks=[WEEK])
    assert sum(r["points"] for r in rows) == pytest.approx(score.raw_points, abs=0.01)
    assert {r["sector"] for r in rows} == {"military"}


def test_top_stories_of_all_countries(shared: Home) -> None:
    rows = _records(shared, "top-stories", limit=3)
    assert [r["country"] for r in rows] == ["UA", "UA", "MN"]
    assert all(r["url"].startswith("https://") for r in rows)


def test_since_last_week_tells_new_gone_and_escalated(home: Home) -> None:
    before, now = country_week("MN", WEEK - dt.timedelta(days=7)), country_week("MN")
    old, gone = (story for story in before.rows[Story] if isinstance(story, Story))
    first, second = (story for story in now.rows[Story] if isinstance(story, Story))
    escalated = first.model_copy(update={"continues": old.story_id, "status": "continuing", "severity": 4.5})
    Store(home).replace_country_weeks([before, replace(now, rows={**now.rows, Story: [escalated, second]})])
    rows = _records(home, "since-last-week", country="MN")
    assert {r["story_id"]: r["what"] for r in rows} == {
        escalated.story_id: "escalated",
        second.story_id: "new",
        gone.story_id: "gone",
    }


def test_coverage_names_dead_feeds(filled: Home) -> None:
    dead = {"countries": ["MN", "UA"], "status": "failed", "error": "404", "http_status": 404}
    Store(filled).append([fetch("https://dead.example/feed", at=NOW - dt.timedelta(days=3), **dead)])
    row = next(r for r in _records(filled, "coverage", country="MN", from_=WEEK) if r["week"] == WEEK)
    assert (row["articles"], row["originals"], row["publishers"], row["languages"]) == (3, 2, 2, ["en", "fr"])
    assert (row["feeds_asked"], row["feeds_dead"], row["dead_feeds"]) == (2, 1, ["https://dead.example/feed"])


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("threat-serie", {}, "did you mean 'threat-series'"),
        ("threat-series", {}, "needs country"),
        ("threat-series", {"contry": "MN"}, "did you mean 'country'"),
        ("threat-series", {"country": "Mongolia"}, "alpha-2"),
        ("movers", {"week": "soon"}, "not a week"),
        ("movers", {"limit": 0}, "whole number"),
        ("movers", {"limit": "1.5"}, "limit is '1.5': give a whole number"),
        ("hotspots-near", {"lat": "nan", "lng": 1}, "finite"),
        ("hotspots-near", {"lat": "north", "lng": 1}, "lat is 'north': give a finite number"),
        ("hotspots-near", {"lat": 91, "lng": 1}, "from -90 to 90"),
        ("hotspots-near", {"lat": 1, "lng": "-181"}, "from -180 to 180"),
        ("compare", {"from": "2026-W10", "to": "2026-W09"}, "swap them"),
        ("compare", {"period": "decade"}, "month"),
        ("search", {"term": " "}, "empty"),
    ],
)
def test_wrong_parameters_are_named(home: Home, name: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_query(home, name, **parameters)


def test_weeks_follow_the_warehouse() -> None:
    bound = bind(get_query("movers"), {"week": "2026-W18"}, week_starts_on=4)
    assert bound == {"week": dt.date(2026, 4, 24), "limit": 10}
    assert bind(get_query("movers"), {"week": dt.date(2026, 4, 23)})["week"] == dt.date(2026, 4, 20)
    assert bind(get_query("compare"), {"country": "all"})["country"] is None


def test_the_python_door_gives_frames(shared: Home) -> None:
    house = warehouse.open(shared.location)
    frame = house.query("threat-series", country="UA", from_="2026-W16")
    assert frame["week"].to_list() == [WEEK - dt.timedelta(days=7), WEEK]
    assert house.arrow("select count(*) as n from articles")["n"].to_pylist() == [18]
    assert house.sql("select country from reports where country = $c", {"c": "MN"}).height == 3
    assert "reports" in house.tables()["name"].to_list()
    with pytest.raises(InputError, match="SQL is wrong"):
        house.sql("select nothing")


def test_contributions_belong_to_the_sample() -> None:
    assert sum(len(country_week().rows[t]) for t in (Contribution, Story)) == 4


def test_the_deaths_of_a_week_are_summed_once_an_event(shared: Home) -> None:
    rows = {row["site_country"]: row for row in _records(shared, "deadliest")}
    assert {country: (row["killed"], row["events"]) for country, row in rows.items()} == {"MN": (4, 2), "UA": (4, 2)}


def test_events_are_found_by_kind_unit_actor_and_deaths(shared: Home) -> None:
    found = _records(shared, "events", country="MN", kind="assault", unit="MN-1", actor="MN", killed=2)
    assert len(found) == 6  # two a week, three weeks
    assert _records(shared, "events", killed=3) == []


def _with_events(home: Home, **changes: Any) -> None:
    """Two weeks of MN of which the first event is one: told in both, its toll risen."""
    before, batch = country_week("MN", WEEK - dt.timedelta(days=7)), country_week("MN")
    events, name = [e for e in batch.rows[Event] if isinstance(e, Event)], before.rows[Event][0].key_values[-1]
    told = events[0].event_id
    risen = {"event_id": name, "killed_low": 5, "killed_best": 5, "killed_high": 6, "actors": ["MN", "RSF"]}
    rows: dict[type[Row], Sequence[Row]] = {
        **batch.rows,
        Event: [
            events[0].model_copy(update=risen | changes),
            events[1].model_copy(update={"follows": name, "kind": "coerce"}),
            *events[2:],
        ],
    }
    for table, update in ((EventArticle, {"event_id": name}), (EventFigure, {"event_id": name, "low": 5, "high": 5})):
        rows[table] = [
            row.model_copy(update=update) if row.model_dump()["event_id"] == told else row for row in batch.rows[table]
        ]
    Store(home).replace_country_weeks([before, replace(batch, rows=rows)])


def test_an_event_of_two_weeks_is_one_row_with_its_newest_toll(home: Home) -> None:
    _with_events(home)
    (event,) = _records(home, "events", country="MN", killed=3)
    assert (event["killed_best"], event["week"]) == (5, WEEK)
    parts = _records(home, "event", event=event["event_id"])
    assert [(r["part"], r["week"], r["best"]) for r in parts if r["part"] in ("stands", "figure")] == [
        ("stands", WEEK - dt.timedelta(days=7), 2),
        ("stands", WEEK, 5),
        ("figure", WEEK - dt.timedelta(days=7), 2),
        ("figure", WEEK, 5),
    ]
    assert [r["part"] for r in parts].count("follow-up") == 1
    assert [r["part"] for r in parts].count("source") >= 1
    (current,) = _rows_of(
        home, f"select country_name, week, killed_best from events_current where event_id = '{event['event_id']}'"
    )
    assert current == ("Mongolia", WEEK, 5)
    weeks = _rows_of(
        home,
        f"select week, killed_best, killed_more, countries from event_weeks where event_id = '{event['event_id']}' order by 1",
    )
    assert weeks == [(WEEK - dt.timedelta(days=7), 2, None, ["MN"]), (WEEK, 5, 3, ["MN"])]


def _rows_of(home: Home, sql: str) -> list[tuple[Any, ...]]:
    return list(query_sql(home, sql)[1])


def test_an_actors_events_are_those_of_the_newest_weeks(home: Home) -> None:
    _with_events(home)
    sync(home)
    (event,) = _records(home, "events", actor="RSF")
    assert (event["killed_best"], event["week"], event["actors"]) == (5, WEEK, ["MN", "RSF"])
    _with_events(home, actors=["MN", "SAF", "SAF"], killed_high=7)
    sync(home)
    assert _records(home, "events", actor="RSF") == []
    assert [row["event_id"] for row in _records(home, "events", actor="SAF")] == [event["event_id"]]


def test_events_within_km_of_a_point(home: Home) -> None:
    _with_events(home, lat=50.45, lng=30.52)
    (found,) = _records(home, "events", lat=50.4, lng=30.5, km=20)
    assert found["distance_km"] == pytest.approx(5.7, abs=0.3)
    assert _records(home, "events", lat=0, lng=0) == []


def test_new_actors_are_those_of_no_week_before(home: Home) -> None:
    _with_events(home)
    assert [(r["country"], r["actor"], r["killed"]) for r in _records(home, "new-actors")] == [("MN", "RSF", 5)]
    known = _records(home, "new-actors", week=WEEK, weeks=1, country="MN")
    assert [r["events"] for r in known] == [1]


ACLED = """event_id_cnty,event_date,latitude,longitude,fatalities,location
MN1,20 April 2026,47.9,106.9,6,Ulaanbaatar
MN2,20 April 2026,49.0,104.1,3,Erdenet
MN3,20 April 2026,47.9,106.9,0,Ulaanbaatar
"""


def test_compare_with_says_what_both_have_and_what_only_one(home: Home, tmp_path: Path) -> None:
    _with_events(home)
    (tmp_path / "acled.csv").write_text(ACLED)
    rows = _records(home, "compare-with", file=str(tmp_path / "acled.csv"), killed=3)
    assert [(r["found"], r["killed_ours"], r["killed_theirs"], r["their_id"]) for r in rows] == [
        ("both", 5, 6, "MN1"),
        ("only theirs", None, 3, "MN2"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "lacks columns"),
        ("event_date,latitude,longitude,fatalities\nsoon,1,2,3\n", "row 2: 'soon' is not a day"),
        ("event_date,latitude,longitude,fatalities\n2026-01-01,91,2,3\n", "row 2: '91' is not from -90 to 90"),
    ],
)
def test_a_file_that_is_none_of_incidents_is_refused_with_its_row(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        bind(get_query("compare-with"), {"file": str(tmp_path / "x.csv")})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        bind(get_query("compare-with"), {"file": str(tmp_path / "none.csv")})
