"""Country profiles and what is made of them, read once a process."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.countries.profiles import (
    INTERNATIONAL,
    CountryProfile,
    Feed,
    choose_profiles,
    load_groups,
    load_international_feeds,
    load_profiles,
)

if TYPE_CHECKING:
    from tasks.about.attribute import Attributor

if TYPE_CHECKING:
    from tasks.about.attribute import Attributor


@functools.lru_cache(maxsize=4)
def profiles_of(folder: Path) -> dict[str, CountryProfile]:
    """The profiles of a folder by country code."""
    return load_profiles(folder)


def choose(folder: Path, wanted: str | Sequence[str]) -> dict[str, CountryProfile]:
    """The profiles of a folder that `all`, codes and names of groups mean. Raises ProfileError naming what is not there."""
    return choose_profiles(profiles_of(folder), wanted, load_groups(folder))


@functools.lru_cache(maxsize=4)
def attributor_of(folder: Path) -> Attributor:
    """What tells which of the folder's countries a text is about."""
    from tasks.about.attribute import (
        Attributor,  # here: it loads what texts are read with, which most commands need not
    )

    return Attributor(profiles_of(folder))


def load_feeds(folder: Path, countries: Sequence[str]) -> list[tuple[Feed, list[str]]]:
    """The feeds of some countries and the international ones, each once, with the countries that list it."""
    return feeds_of((profiles_of(folder)[c] for c in countries), load_international_feeds(folder))


def feeds_of(profiles: Iterable[CountryProfile], international: Iterable[Feed]) -> list[tuple[Feed, list[str]]]:
    """Each feed once, in order of its URL, with the countries that list it (`XX`: the international list)."""
    listed: dict[str, tuple[Feed, list[str]]] = {}
    for feed in international:
        listed.setdefault(feed.url, (feed, []))[1].append(INTERNATIONAL)
    for profile in profiles:
        for feed in profile.feeds:
            listed.setdefault(feed.url, (feed, []))[1].append(profile.country)
    return [listed[url] for url in sorted(listed)]
