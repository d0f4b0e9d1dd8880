"""The country profiles that are generated, and docs/SOURCES.md: `python -m deployments.make_countries [--check]`.

A profile is what `tasks.countries.scaffold` knows of a country (names, demonyms, neighbours, time zone, feed patterns) and the
reviewed facts of `country_facts/`: languages, offices and words of its own (`countries.yaml`), feeds (`feeds.csv`),
what public files say of their addresses (`evidence.csv`), addresses given up (`retired.csv`), facilities (`places.csv`). Only countries in `countries.yaml` are generated; the others' profiles are written by hand.
"""

from __future__ import annotations

import argparse
import csv
import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tasks.countries.coverage import coverage_of, coverage_page
from tasks.countries.profiles import (
    STANDINGS,
    CountryProfile,
    Feed,
    FeedEvidence,
    OverlayPlace,
    RetiredFeed,
    load_international_feeds,
    load_profiles,
)
from tasks.countries.scaffold import WIDELY_READ, names_in, profile_yaml, scaffold
from warehouse.errors import ProfileError

FACTS = Path(__file__).parent / "country_facts"
COUNTRIES = Path(__file__).parent / "countries"
PAGE = Path(__file__).parent.parent / "docs" / "SOURCES.md"
HEADING = "Generated: edit deployments/country_facts/, then run `python -m deployments.make_countries`."
PLACE_SOURCE = "commonly published position, rounded to 0.01 degree"


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the profiles and the page of sources; with --check only says which files differ. 0, or 1 where one does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what is stale")
    options = parser.parse_args(arguments)
    stale = []
    for profile in generated_profiles():
        path = COUNTRIES / f"{profile.country}.yaml"
        text = profile_yaml(profile, HEADING)
        if path.exists() and not path.read_text("utf-8").startswith(f"# {HEADING}"):
            raise ProfileError("is written by hand", where=str(path), remedy="remove it from country_facts/")
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(path)
            if not options.check:
                path.write_text(text, "utf-8")
    page = coverage_page(coverage_of(load_profiles(COUNTRIES), load_international_feeds(COUNTRIES)))
    if not PAGE.exists() or PAGE.read_text("utf-8") != page:
        stale.append(PAGE)
        if not options.check:
            PAGE.write_text(page, "utf-8")
    print(f"{len(stale)} files {'are stale' if options.check else 'written'}")
    return 1 if options.check and stale else 0


@functools.cache
def generated_profiles() -> list[CountryProfile]:
    """The generated profiles, by country code."""
    known: dict[str, dict[str, Any]] = yaml.safe_load((FACTS / "countries.yaml").read_text("utf-8"))
    return [_profile(code, facts) for code, facts in sorted(known.items())]


def _profile(code: str, facts: dict[str, Any]) -> CountryProfile:
    """The profile of a country: its best attested feeds first, without those that are given up."""
    feeds, places = _rows("feeds.csv").get(code, []), _rows("places.csv").get(code, [])
    made = scaffold(code)
    languages: list[str] = facts["languages"]
    own: dict[str, list[str]] = facts.get("names", {})
    names = {
        lang: tuple(dict.fromkeys((*names_in(code, lang), *own.get(lang, ()))))
        for lang in dict.fromkeys((*WIDELY_READ, *languages))
    }
    chosen = [Feed.model_validate({key: value for key, value in row.items() if value}) for row in feeds]
    retired = tuple(RetiredFeed.model_validate({k: v for k, v in row.items() if v}) for row in _retired(code))
    listed = {feed.url for feed in chosen} | {feed.url for feed in retired} | {feed.outlet for feed in chosen}
    added = [feed for feed in made.feeds if feed.url not in listed and feed.outlet not in listed]
    return made.model_copy(
        update={
            "names": names,
            "offices": tuple(facts.get("offices", ())),
            "languages": tuple(languages),
            "feeds": tuple(sorted(map(_attested, (*chosen, *added)), key=lambda feed: STANDINGS.index(feed.standing))),
            "retired": retired,
            "places": tuple(OverlayPlace.model_validate({**row, "source": PLACE_SOURCE}) for row in places),
        }
    )


@functools.cache
def _said() -> dict[str, tuple[FeedEvidence, ...]]:
    """What public files say of an address, by address."""
    said: dict[str, tuple[FeedEvidence, ...]] = {}
    for rows in _rows("evidence.csv").values():
        for row in rows:
            new = FeedEvidence(source=row["source"], month=row["month"], status=row["status"])
            said[row["url"]] = (*said.get(row["url"], ()), new)
    return said


def _attested(feed: Feed) -> Feed:
    """The feed with the evidence of its address; a candidate where something speaks against it, or nothing for it."""
    evidence = _said().get(feed.url, ())
    good = bool(evidence) and all(said.status in ("tested alive", "listed") for said in evidence)
    return feed.model_copy(update={"evidence": evidence, "candidate": not good})


def _retired(code: str) -> list[dict[str, str]]:
    return _rows("retired.csv").get(code, [])


@functools.cache
def _rows(file: str) -> dict[str, list[dict[str, str]]]:
    """The rows of a file of facts by country, without the column that names it."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (FACTS / file).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            rows.setdefault(row.pop("country"), []).append(row)
    return rows


if __name__ == "__main__":
    sys.exit(main())
