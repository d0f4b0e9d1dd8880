"""The site's pages on where it all comes from: the outlets that were heard, and each country's feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flows.catalogue import profiles_of
from flows.homes import countries_folder
from tasks.collect.living import floor_of, shared_feeds
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
from warehouse.sql.connect import query_sql
from warehouse.store.country_weeks import StillStore
from warehouse.store.home import Home
from warehouse.tables import Fetch


def source_pages(home: Home, names: Mapping[str, str], weeks: Sequence[dt.date]) -> list[SitePage]:
    """The page of the outlets heard in these weeks, and a page of each country's feeds. names: country -> its name."""
    heard = _heard(home)
    few = [
        FewOutlets(country, name, floor.words)
        for country, name in names.items()
        if (floor := heard[country].floor) and floor.is_low
    ]
    profiles = profiles_of(countries_folder(home))
    pages = [feeds_page(country, name, profiles.get(country), heard[country]) for country, name in names.items()]
    return [_outlets(home, names, weeks, few), *pages]


def _heard(home: Home) -> dict[str, HeardFeeds]:
    """Country -> what it was heard from in its newest week, for all that have one."""
    attempts = _attempts(home)
    at = max((row.fetched_at for row in attempts.values()), default=None)
    counted: dict[str, dict[str, int]] = {}
    weeks: dict[str, dt.date] = dict(query_sql(home, "select country, max(week) from reports group by country")[1])
    rows = query_sql(
        home,
        "select country, feed_url, count(*) from articles join (select country, max(week) as week from reports group by country) "
        "using (country, week) group by all",
    )[1]
    for country, url, number in rows:
        counted.setdefault(country, {})[url] = number
    profiles = profiles_of(countries_folder(home))
    shared = shared_feeds(profiles.values())
    return {
        country: HeardFeeds(
            week=week,
            articles=counted.get(country, {}),
            attempts=attempts,
            floor=floor_of(profiles[country], attempts, at, shared) if at and country in profiles else None,
        )
        for country, week in weeks.items()
    }


def _attempts(home: Home) -> dict[str, Fetch]:
    """Feed URL -> its newest attempt of the last two weeks that have any."""
    store = StillStore(home)
    return store.latest_attempts(store.weeks(Fetch)[-2:])


def _outlets(home: Home, names: Mapping[str, str], weeks: Sequence[dt.date], few: Sequence[FewOutlets]) -> SitePage:
    """The page of the outlets that were heard in these weeks."""
    outlets = [
        HeardOutlet(*row)
        for row in query_sql(
            home,
            "select outlet, any_value(publisher), any_value(outlet_country), list_sort(list(distinct lang)), count(distinct country), "
            "count(distinct article_id) as articles, count(distinct article_id) filter (where duplicate_of is null), "
            f"max(published_at)::date from articles where week >= date '{weeks[0]}' group by outlet order by articles desc, outlet",
        )[1]
    ]
    feeds = query_sql(
        home,
        "select health, count(*) from (select feed_url, arg_max(health, fetched_at) as health from fetches "
        "where health is not null group by feed_url) group by health order by 2 desc, 1",
    )[1]
    counts = [FeedCount(*row) for row in feeds]
    return sources_page(outlets[:SOURCES_LISTED], counts, names, weeks=len(weeks), total=len(outlets), few=few)
