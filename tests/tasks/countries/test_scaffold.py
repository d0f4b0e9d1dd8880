from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tasks.countries.names import facts
from tasks.countries.profiles import CountryProfile, load_profile
from tasks.countries.scaffold import WIDELY_READ, official_languages, pattern_feeds, profile_yaml, scaffold, time_zone
from warehouse.errors import InputError


@pytest.mark.parametrize("code", ["NO", "BA", "KI", "FO", "TD", "AQ"])
def test_a_scaffold_is_a_profile_that_reads_back_the_same(code: str, tmp_path: Path) -> None:
    profile = scaffold(code)
    path = tmp_path / f"{code}.yaml"
    path.write_text(profile_yaml(profile, "a heading\nof two lines"), encoding="utf-8")
    assert load_profile(path) == profile
    assert path.read_text("utf-8").startswith("# a heading\n# of two lines\n")
    assert set(profile.names) >= set(WIDELY_READ)


def test_what_data_sets_know() -> None:
    chad = scaffold("TD")
    assert chad.neighbours == ("CF", "CM", "LY", "NE", "NG", "SD")
    assert (chad.time_zone, chad.languages) == ("Africa/Ndjamena", ("ar", "fr"))
    assert {"Chad", "Chadian", "Chadians"} <= set(chad.names["en"])
    assert "https://allafrica.com/tools/headlines/rdf/chad/headlines.rdf" in {feed.url for feed in chad.feeds}
    assert scaffold("TT").name == "Trinidad and Tobago"
    assert scaffold("RS").neighbours == ("AL", "BA", "BG", "HR", "HU", "ME", "MK", "RO", "XK")
    assert official_languages("NO") == ["no"]
    assert time_zone("KZ") == "Asia/Almaty"


def test_every_country_can_be_scaffolded() -> None:
    for code in facts():
        profile = CountryProfile.model_validate(yaml.safe_load(profile_yaml(scaffold(code), "x")))
        assert profile.country == code
        assert len({feed.url for feed in pattern_feeds(code)}) == len(profile.feeds)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(InputError, match="not a country of ISO 3166-1"):
        scaffold("QQ")
