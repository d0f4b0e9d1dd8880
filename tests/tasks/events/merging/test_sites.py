"""Where an event happened: no place abroad that few of its articles name."""

from __future__ import annotations

from tasks.events.merging.sites import sites
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
