"""Which events of the world come first, what a line says of an event, and which have a page."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest

from tasks.publish.site.event_lines import (
    MOST_OF_A_COUNTRY,
    by_unit,
    has_page,
    headings_of,
    once_each,
    place_of,
    told_toll,
    weekly,
    world_events,
)
from tests.warehouse.event_samples import event_rows
from tests.warehouse.samples import country_week
from warehouse.tables import Event, Statement

WEEK = dt.date(2026, 4, 20)


def event(name: str, country: str = "MN", week: dt.date = WEEK, **fields: Any) -> Event:
    article = "a" + hashlib.sha256(name.encode()).hexdigest()[:15]
    row = event_rows(country, week, "r" * 16, [article], ["s" * 16], "geonames:1")[Event][0]
    assert isinstance(row, Event)
    return row.model_copy(update={"title": name} | fields)


def test_the_worlds_events_stand_once_and_a_country_has_a_few_at_most() -> None:
    war = [event(f"strike {k}", "UA", salience=20.0 - k, site_country="UA") for k in range(6)]
    flood = event("flood", "LK", salience=9.0, site_country="LK")
    abroad = flood.model_copy(update={"country": "IN", "salience": 30.0, "nearness": "involved"})
    found = world_events([*war, abroad, flood])
    assert [e.country for e in found] == ["UA"] * MOST_OF_A_COUNTRY + ["LK"]


@pytest.mark.parametrize(
    "fields", [{"state": "planned"}, {"state": "alleged"}, {"relevance": 0.4}, {"nearness": "mentioned"}]
)
def test_what_did_not_happen_or_is_not_of_security_is_no_event_of_the_world(fields: dict[str, Any]) -> None:
    assert world_events([event("quiet", **fields)]) == []


def test_the_row_of_the_newest_week_and_of_the_own_country_stands_for_an_event() -> None:
    old, new = event("siege"), event("siege", week=WEEK + dt.timedelta(days=7))
    other = new.model_copy(update={"country": "CN"})
    assert once_each([old, other, new]) == [new]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"killed_low": 28, "killed_best": 31, "killed_high": 35}, "31 killed (28 to 35)"),
        ({"killed_best": None}, ""),
        ({"killed_low": 200, "killed_best": 999, "killed_high": 999}, "200 to 999 killed"),
        ({"killed_low": 1, "killed_best": 2, "killed_high": 2}, "2 killed (1 to 2)"),
        ({"killed_best": 1200, "killed_low": 1200, "killed_high": 1200, "injured_best": 4}, "1,200 killed, 4 injured"),
    ],
)
def test_a_toll_in_words(fields: dict[str, Any], expected: str) -> None:
    assert told_toll(event("toll", **fields)) == expected


def test_a_place_has_its_country_by_the_name_of_its_reports() -> None:
    assert place_of(event("x", site="Velmora", site_country="XA"), {"XA": "Orvenia"}) == "Velmora, Orvenia"
    assert place_of(event("x", site="Monaco", site_country="MC"), {}) == "Monaco"
    assert place_of(event("x", site=None, site_country=None), {}) == ""
    seat = event("x", site="Ankara", site_country="TR", site_basis="seat")
    assert place_of(seat, {"TR": "Turkey"}) == "Ankara (seat), Turkey"
    assert place_of(seat, {}, "TR") == "Ankara (seat)"


def test_deaths_are_counted_in_the_week_that_first_told_them_and_once() -> None:
    later = WEEK + dt.timedelta(days=7)
    rows = [event("quake", killed_best=40), event("quake", week=later, killed_best=90, first_week=WEEK)]
    counts, deaths = weekly(rows, [WEEK, later])
    assert (counts, deaths) == ({WEEK: 1, later: 0}, {WEEK: 40, later: 50})
    assert weekly(rows, [later])[1] == {later: 50}


def test_a_flood_of_several_countries_counts_in_that_of_its_site() -> None:
    flood = event("flood", "LK", site="Colombo", site_country="LK", site_basis="named", killed_best=334)
    abroad = flood.model_copy(update={"country": "IN", "nearness": "involved"})
    assert world_events([abroad, flood]) == [flood]
    assert weekly([flood], [WEEK]) == ({WEEK: 1}, {WEEK: 334})
    assert weekly([abroad], [WEEK]) == ({WEEK: 0}, {WEEK: 0})


def test_units_are_told_by_name_the_deadliest_first() -> None:
    rows = [event("a", unit="MN-1", killed_best=1), event("b", unit="MN-2", killed_best=7), event("c", unit=None)]
    assert by_unit(rows, {"MN-1": "Ulaanbaatar"}) == [("MN-2", 1, 7), ("Ulaanbaatar", 1, 1)]


def test_an_event_with_dead_has_a_page_whatever_its_rank() -> None:
    assert has_page(event("x", rank=90, killed_best=1))
    assert not has_page(event("x", rank=90, killed_best=None))


def test_an_event_and_what_followed_from_it_take_one_line_of_the_worlds() -> None:
    fire = event("fire", salience=9.0, event_id="e" + "1" * 15)
    arrests = event("arrests", salience=7.0, event_id="e" + "2" * 15, follows=fire.event_id)
    trial = event("trial", salience=5.0, event_id="e" + "3" * 15, follows=arrests.event_id)
    other = event("flood", salience=3.0, event_id="e" + "4" * 15)
    assert world_events([trial, other, arrests, fire]) == [fire, other]


def test_arrests_after_a_fire_count_none_of_its_dead_and_a_reprisal_counts_its_own() -> None:
    fire = event("fire", killed_best=146, kind="accident", unit="MN-1")
    arrests = event("arrests", killed_best=128, kind="coerce", unit="MN-1", follows=fire.event_id)
    reprisal = event("reprisal", killed_best=3, kind="assault", unit="MN-1", follows=fire.event_id)
    assert weekly([fire, arrests, reprisal], [WEEK])[1] == {WEEK: 149}
    assert by_unit([fire, arrests, reprisal], {}) == [("MN-1", 3, 149)]
    assert weekly([event("aid", killed_best=22_000, kind="aid")], [WEEK])[1] == {WEEK: 0}


@pytest.mark.parametrize(("language", "shared"), [("en", "Further developments"), ("fr", "Autres faits")])
def test_a_heading_above_several_events_is_the_name_of_none(language: str, shared: str) -> None:
    statements = [
        s.model_copy(update={"section": "developments", "supported": True, "event_id": name, "heading": heading})
        for s in country_week().rows[Statement][:1]
        if isinstance(s, Statement)
        for name, heading in (("e" + "1" * 15, "Bridge falls"), ("e" + "2" * 15, shared))
    ]
    assert {k: h.text for k, h in headings_of(statements, language).items()} == {"e" + "1" * 15: "Bridge falls"}
