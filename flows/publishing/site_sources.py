"""The site's pages on where it all comes from: the outlets that were heard, and each country's feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from flows.catalogue import profiles_of
from flows.homes import countries_folder
from tasks.collect.living import Floor, floor_of, shared_feeds
from tasks.countries.profiles import load_profile, profile_paths
from tasks.publish.site.provenance import (
    SOURCES_LISTED,
    FeedCount,
    FewOutlets,
    HeardFeeds,
    HeardOutlet,
    feeds_page,
    sources_page,
)
from tasks.publish.site.render import SitePage
from warehouse.frames import Warehouse
from warehouse.schema import arrow_schema, rows_from_arrow, under_schema
from warehouse.store.home import Home
from warehouse.tables import Fetch


def outlets_page(door: Warehouse, names: Mapping[str, str], weeks: Sequence[dt.date]) -> SitePage:
    """The page of the outlets that were heard in these weeks. names: country -> its name."""
    found = door.arrow(
        "select outlet, any_value(publisher) as publisher, any_value(outlet_country) as country, "
        "list_sort(list(distinct lang)) as languages, count(distinct country) as countries, "
        "count(distinct article_id) as articles, count(distinct article_id) filter (where duplicate_of is null) as originals, "
        "max(published_at)::date as newest from articles where week >= $first group by outlet order by articles desc, outlet",
        {"first": weeks[0]},
    )
    feeds = door.arrow(
        "select health, count(*) as feeds from (select feed_url, arg_max(health, fetched_at) as health from fetches "
        "where health is not null group by feed_url) group by health order by 2 desc, 1"
    )
    few = [
        FewOutlets(country, names[country], floor.words)
        for country, floor in _floors(door.home, _attempts(door)).items()
        if country in names and floor.is_low
    ]
    outlets = [HeardOutlet(**row) for row in found.slice(0, SOURCES_LISTED).to_pylist()]
    counts = [FeedCount(**row) for row in feeds.to_pylist()]
    return sources_page(outlets, counts, names, weeks=len(weeks), total=found.num_rows, few=few)


def feed_pages(door: Warehouse, names: Mapping[str, str], countries: Collection[str]) -> dict[str, SitePage]:
    """Country -> the page of its feeds, of these. names: country -> its name."""
    if not countries:
        return {}
    profiles = profile_paths(countries_folder(door.home))
    heard = _heard(door, countries)
    return {
        country: feeds_page(
            country, names[country], load_profile(profiles[country]) if country in profiles else None, heard[country]
        )
        for country in sorted(countries)
    }


def _heard(door: Warehouse, countries: Collection[str]) -> dict[str, HeardFeeds]:
    """Country -> what it was heard from in its newest week, for those of these that have one."""
    attempts = _attempts(door)
    floors = _floors(door.home, attempts)
    newest = door.arrow("select country, max(week) as week from reports group by country").to_pylist()
    weeks = {row["country"]: row["week"] for row in newest if row["country"] in countries}
    counted: dict[str, dict[str, int]] = {}
    found = door.arrow(
        "select country, feed_url, count(*) as articles from articles where list_contains($weeks, week) "
        "and (country, week) in (select unnest($countries), unnest($weeks)) group by all",
        {"countries": list(weeks), "weeks": list(weeks.values())},
    )
    for row in found.to_pylist():
        counted.setdefault(row["country"], {})[row["feed_url"]] = row["articles"]
    return {
        country: HeardFeeds(week, counted.get(country, {}), attempts, floors.get(country))
        for country, week in weeks.items()
    }


def _attempts(door: Warehouse) -> dict[str, Fetch]:
    """Feed URL -> its newest attempt of the last two weeks that have any."""
    schema = arrow_schema(Fetch)
    found = door.arrow(
        f"select {', '.join(schema.names)} from fetches where week >= (select min(week) from "
        "(select distinct week from fetches order by week desc limit 2)) and status in ('fetched', 'not_modified', 'failed') "
        "qualify row_number() over (partition by feed_url order by fetched_at desc) = 1 order by feed_url"
    )
    return {row.feed_url: row for row in rows_from_arrow(Fetch, under_schema(found, schema))}


def _floors(home: Home, attempts: Mapping[str, Fetch]) -> dict[str, Floor]:
    """Country -> from how many outlets it is heard, for those of which a feed was asked."""
    if not attempts:
        return {}
    at = max(row.fetched_at for row in attempts.values())
    profiles = profiles_of(countries_folder(home))
    shared = shared_feeds(profiles.values())
    found = {country: floor_of(profile, attempts, at, shared) for country, profile in profiles.items()}
    return {country: floor for country, floor in found.items() if floor is not None}
