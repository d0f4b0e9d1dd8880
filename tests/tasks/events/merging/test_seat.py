"""Where an act of state is placed of which no place is told."""

from __future__ import annotations

import pytest

from tasks.events.actors import find_actors
from tasks.events.merging.seat import is_told_in_titles, seat_of
from tests.tasks.rows import place


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
