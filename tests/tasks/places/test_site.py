"""Where it happened among the places named, and what the others do."""

from __future__ import annotations

import pytest

from tasks.places.find import find_places, find_site


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Moscow says drones hit refinery in Ryazan", "Ryazan"),
        ("UN in Geneva condemns massacre in El Fasher", "El Fasher"),
        ("Japan condemns attack on Odesa", "Odesa"),
    ],
)
def test_the_site_is_not_where_somebody_spoke(title: str, site: str) -> None:
    found = find_site(title, "", lang="en")
    assert found is not None
    assert found.text == site


def test_a_dateline_is_an_origin() -> None:
    text = "BEIRUT, Jan 8 (Reuters) - Two people were killed by a strike in Nabatieh on Thursday."
    roles = {mention.text: mention.role for mention in find_places("", text, lang="en")}
    assert roles["BEIRUT"] == "origin"


def test_no_places_no_site() -> None:
    assert find_site("Inflation slows", "", lang="en") is None
