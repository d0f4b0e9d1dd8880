"""Which outlets have a dagger, and that the table behind it makes no built week stale."""

from __future__ import annotations

import pytest

from flows.building.versions import building_files
from tasks.publish.report.daggers import controlled_by, legend, with_daggers
from tasks.voice.voice import voice
from tests.measure.report_weeks import make_article
from tests.tasks.report_rows import WEEK
from warehouse.tables import Article


def article(outlet: str, url: str) -> Article:
    return make_article("MN", WEEK, outlet=outlet, title="Talks held", text="", url=url)


TASS = article("TASS", "https://tass.com/1")


def test_the_state_behind_an_outlet_is_known_by_its_address_or_its_name() -> None:
    assert controlled_by(TASS) == "RU"
    assert controlled_by(article("Xinhua", "https://archive.example/1")) == "CN"
    assert controlled_by(article("the BBC", "https://www.bbc.com/1")) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Talks held (TASS, April 27).", "Talks held (TASS†, April 27)."),
        ("Hablan en Hovd (TASS, 27 de abril).", "Hablan en Hovd (TASS†, 27 de abril)."),
        ("Les pourparlers ont eu lieu, selon TASS.", "Les pourparlers ont eu lieu, selon TASS†."),
        ("“TASS, two others shut” (the Plain Post, April 27).", "“TASS, two others shut” (the Plain Post, April 27)."),
    ],
)
def test_the_dagger_stands_behind_the_name_and_in_no_quotation(text: str, shown: str) -> None:
    told, marked = with_daggers(text, [TASS])
    assert told == shown
    assert bool(marked) == ("†" in shown)


@pytest.mark.parametrize(("language", "state"), [("en", "Russia"), ("es", "Rusia"), ("fr", "Russie")])
def test_the_legend_names_outlet_and_state(language: str, state: str) -> None:
    (line,) = legend([TASS], voice(language))
    assert line.startswith("† ")
    assert f"TASS ({state})" in line
    assert legend([], voice(language)) == ()


def test_no_country_week_is_built_with_the_table() -> None:
    assert not [path for path in building_files() if "state_media" in path]
