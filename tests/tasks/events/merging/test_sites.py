"""Where an event happened: no place abroad that few of its articles name; an act of state at the seat of who acted."""

from __future__ import annotations

import pytest

from tasks.events.actors import find_actors
from tasks.events.merging.sites import is_told_in_titles, seat_of, sites
from tests.tasks.rows import place
from warehouse.tables import Place


def abroad(article: int) -> Place:
    """The neighbour's coast, named by an article."""
    return place(article, place_id="geonames:2", name="Chennai", place_country="IN", is_foreign=True, role="site")


def test_a_place_abroad_that_few_articles_name_is_no_site() -> None:
    named = [abroad(1), abroad(2)]
    assert [found.name for found, _ in sites(named, inside=False, told_by=40)] == []
    assert [found.name for found, _ in sites(named, inside=False, told_by=5)] == ["Chennai"]


def test_a_place_at_home_is_one_however_few_name_it() -> None:
    home = place(1, place_id="geonames:1", name="Colombo", is_foreign=False, role="site")
    assert [found.name for found, _ in sites([home, abroad(2)], inside=False, told_by=40)] == ["Colombo"]


def test_a_territory_yields_to_the_district_in_it_and_not_to_a_place_elsewhere() -> None:
    territory = place(
        1, place_id="geonames:3", name="West Bank", kind="admin1", lat=32.0, lng=35.25, precision_km=57.0, role="site"
    )
    district = place(
        2, place_id="geonames:4", name="Jenin", kind="admin1", lat=32.4, lng=35.3, precision_km=14.0, role="site"
    )
    elsewhere = place(
        3, place_id="geonames:5", name="Gaza", kind="admin1", lat=31.4, lng=34.4, precision_km=20.0, role="site"
    )
    assert [found.name for found, _ in sites([territory, territory, district], inside=True)] == ["Jenin"]
    assert [found.name for found, _ in sites([territory, territory, elsewhere], inside=True)] == ["West Bank", "Gaza"]


def test_a_unit_yields_to_a_town_that_lies_in_it_however_far_from_its_centre() -> None:
    unit = place(1, place_id="iso:US-NY", name="New York", kind="admin1", lat=43.0, lng=-75.5, role="site")
    town = place(2, place_id="geonames:5128581", name="New York City", kind="city", lat=40.71, lng=-74.0, role="site")
    assert [found.name for found, _ in sites([unit, unit, town], inside=True)] == ["New York City"]


def test_a_town_abroad_that_one_of_many_names_is_no_site_though_most_name_its_country() -> None:
    capital = place(
        1, place_id="geonames:9", name="Tehran", kind="capital", place_country="IR", is_foreign=True, role="site"
    )
    land = [
        place(n, place_id="iso:IR", name="Iran", kind="country", place_country="IR", is_foreign=True, role="site")
        for n in range(10)
    ]
    assert sites([capital, *land], inside=False, told_by=15) == []


@pytest.mark.parametrize(
    ("kind", "actors", "seat"),
    [
        ("sanction", ["PE", "MX"], "Lima"),
        ("reject", ["EU", "GB"], None),
        ("politics", ["UN"], None),
        ("request", find_actors("African Union urges Israel to stop", "", lang="en"), None),
        ("reject", find_actors("Australia rejects the request", "", lang="en"), "Canberra"),
        ("accuse", [], None),
        ("assault", ["PE"], None),
        ("accident", ["PE"], None),
    ],
)
def test_an_act_of_state_is_placed_in_the_capital_of_the_first_country_that_acts(
    kind: str, actors: list[str], seat: str | None
) -> None:
    found = seat_of(kind, actors)
    assert (found.name if found else None) == seat


def test_what_most_titles_name_is_where_it_took_place() -> None:
    named = [place(n, place_id="geonames:1", in_title=n < 2) for n in range(4)]
    assert is_told_in_titles(named[0], named, 3)
    assert not is_told_in_titles(named[0], named, 4)


def test_a_title_that_names_the_unit_around_a_town_names_its_ground() -> None:
    town = place(1, place_id="geonames:5128581", name="New York City", in_title=False)
    unit = [place(n, place_id="iso:US-NY", name="New York", kind="admin1", in_title=True) for n in range(1, 3)]
    assert is_told_in_titles(town, [town, *unit], 3)
    assert not is_told_in_titles(town, [town, unit[0]], 3)
