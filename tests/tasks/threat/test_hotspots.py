from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tasks.threat.hotspots import OWN_AT_MOST, Located, find_hotspots
from tests.tasks.rows import COUNTRY, REVISION, WEEK, article, event, hexed, member, place
from warehouse.tables import Contribution, Event, Hotspot, Place, PlaceWeek

DORNOGOVI: dict[str, Any] = {
    "place_id": "iso:MN-063",
    "name": "Dornogovi",
    "text": "Dornogovi",
    "kind": "admin1",
    "lat": 44.5,
    "lng": 110.0,
}
SAINSHAND: dict[str, Any] = {
    "place_id": "geonames:2029432",
    "name": "Saynshand",
    "text": "Sainshand",
    "kind": "city",
    "lat": 44.89,
    "lng": 110.14,
}
MOSCOW: dict[str, Any] = {
    "place_id": "geonames:524901",
    "name": "Moscow",
    "text": "Moscow",
    "lat": 55.75,
    "lng": 37.6,
    "place_country": "RU",
    "is_foreign": True,
}


def points_row(of: Event) -> Contribution:
    return Contribution(
        country=COUNTRY, week=WEEK, revision=REVISION, formula_version="test", part="event", subject=of.event_id, label=of.title,
        story_id=of.story_ids[0], sector=of.sector, points=of.severity,
    )  # fmt: skip


def spots(events: list[Event], places: list[Place], earlier: Sequence[PlaceWeek | Hotspot] = ()) -> list[Hotspot]:
    return located(events, places, earlier).hotspots


def located(events: list[Event], places: list[Place], earlier: Sequence[PlaceWeek | Hotspot] = ()) -> Located:
    return find_hotspots(
        country=COUNTRY,
        week=WEEK,
        revision=REVISION,
        events=events,
        members=[member(n) for n in range(1, 9) if any(e.lead_article_id == hexed(n) for e in events)],
        articles=[article(n) for n in range(1, 9)],
        places=places,
        contributions=[points_row(e) for e in events],
        earlier=earlier,
    )


def test_the_graver_place_comes_first_and_the_scale_is_that_of_severity() -> None:
    found = spots([event(1, severity=4.0), event(2, severity=1.0)], [place(2), place(1, **DORNOGOVI)])
    assert [(h.label, h.intensity) for h in found] == [("Dornogovi", 4), ("Ulaanbaatar", 1)]


def test_a_place_less_named_than_the_site_is_less_of_a_hotspot() -> None:
    twice = {"in_title": True, "start": 0, "end": 9}
    found = spots([event(1, severity=5.0)], [place(1), place(1, start=70, end=81), place(1, **SAINSHAND, **twice)])
    assert {h.label: h.intensity for h in found} == {"Sainshand": 5, "Ulaanbaatar": 5}
    found = spots([event(1, severity=5.0)], [place(1), place(1, **SAINSHAND, **twice)])
    assert {h.label: h.intensity for h in found} == {"Sainshand": 5, "Ulaanbaatar": 2}


def test_foreign_places_are_marked_and_come_after_the_countrys_own() -> None:
    found = spots([event(1, severity=5.0), event(2, severity=0.0)], [place(1, **MOSCOW), place(2)])
    assert [(h.label, h.is_foreign) for h in found] == [("Ulaanbaatar", False), ("Moscow (RU)", True)]


def test_a_province_yields_to_the_town_in_it() -> None:
    found = spots([event(1)], [place(1, **DORNOGOVI), place(1, start=40, end=49, **SAINSHAND)])
    assert [h.label for h in found] == ["Sainshand"]


def test_the_name_of_the_country_is_no_hotspot() -> None:
    assert spots([event(1)], [place(1, place_id="iso:MN", kind="country", name="Mongolia")]) == []


def test_places_of_articles_that_tell_no_event_are_no_hotspots() -> None:
    assert spots([event(1)], [place(2)]) == []


def test_an_events_points_are_shared_among_its_sites() -> None:
    found = spots([event(1)], [place(1), place(1, start=40, **SAINSHAND)])
    assert sum(h.points for h in found) == points_row(event(1)).points
    assert all(h.story_ids == [hexed(1)] for h in found)


def test_the_trend_looks_at_the_four_weeks_before() -> None:
    (now,) = spots([event(1, severity=3.0)], [place(1)])
    assert now.trend == "new"

    def before(points: float) -> list[Hotspot]:
        return [now.model_copy(update={"week": WEEK - dt.timedelta(weeks=n), "points": points}) for n in range(1, 5)]

    trends = {
        factor: spots([event(1, severity=3.0)], [place(1)], before(now.points * factor))[0].trend
        for factor in (0.5, 1.0, 2.0, 4.0)
    }
    assert trends == {0.5: "rising", 1.0: "steady", 2.0: "falling", 4.0: "fading"}


def test_an_event_inside_the_country_makes_no_foreign_place_hot() -> None:
    told = [place(1), place(1, start=40, **MOSCOW)]
    assert [h.label for h in spots([event(1, nearness="inside")], told)] == ["Ulaanbaatar"]
    assert [h.label for h in spots([event(1, nearness="involved")], told)] == ["Ulaanbaatar", "Moscow (RU)"]


def test_a_continent_is_no_hotspot_and_a_wide_province_is_one() -> None:
    europe = place(1, place_id="region:europe", name="Europe", text="Europe", kind="region", precision_km=2200.0)
    wide = place(1, start=40, **(DORNOGOVI | {"precision_km": 900.0}))
    assert [h.label for h in spots([event(1)], [europe, wide])] == ["Dornogovi"]


def test_a_place_that_is_only_named_and_whence_somebody_speaks_are_no_hotspots() -> None:
    told = [
        place(1, role="site"),
        place(1, start=40, role="mention", **SAINSHAND),
        place(1, start=60, role="origin", **DORNOGOVI),
    ]
    (found,) = spots([event(1)], told)
    assert (found.label, found.event_ids) == ("Ulaanbaatar", [f"e{1:015x}"])


def test_what_is_planned_or_only_mentions_the_country_is_on_no_map() -> None:
    assert spots([event(1, state="planned"), event(2, nearness="mentioned")], [place(1), place(2)]) == []


def test_every_place_is_kept_with_its_rank_and_a_map_shows_the_gravest() -> None:
    """A place that no map had room for was there all the same: its trend the week after is not "new"."""
    count = OWN_AT_MOST + 3
    happened = [event(n, severity=1.0 + 3.0 * (count - n) / count) for n in range(1, count + 1)]
    places = [place(n, place_id=f"geonames:{n}", name=f"Town {n}", text=f"Town {n}") for n in range(1, count + 1)]
    found = find_hotspots(
        country=COUNTRY,
        week=WEEK,
        revision=REVISION,
        events=happened,
        members=[member(n) for n in range(1, count + 1)],
        articles=[article(n) for n in range(1, count + 1)],
        places=places,
        contributions=[points_row(e) for e in happened],
        earlier=[],
    )
    assert [(p.rank, p.place_id) for p in found.place_weeks] == [(n, f"geonames:{n}") for n in range(1, count + 1)]
    assert [h.place_id for h in found.hotspots] == [p.place_id for p in found.place_weeks[:OWN_AT_MOST]]
    last = found.place_weeks[-1]
    before = last.model_copy(
        update={"week": WEEK - dt.timedelta(weeks=1), "place_id": DORNOGOVI["place_id"], "points": 1.0}
    )
    (again,) = spots([event(1, severity=1.0)], [place(1, **DORNOGOVI)], [before])
    assert again.trend == "steady"
