"""The events of the site: which country-weeks an event's page rests on, and the rows that it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from tasks.publish.site.country import CountryEvents
from tasks.publish.site.event import EventDossier, chosen_sources, event_page
from tasks.publish.site.event_lines import PAGE_RANK, Heading, has_page, headings_of, once_each
from tasks.publish.site.render import SitePage
from tasks.report.headings import shared_headings
from warehouse.frames import Warehouse
from warehouse.tables import (
    Article,
    CountryWeekRow,
    Event,
    EventArticle,
    EventCountry,
    EventFigure,
    Score,
    Statement,
    Thread,
)

R = TypeVar("R", bound=CountryWeekRow)

_OWNED = f"""
with paged as (
    select event_id, first(country order by week, country <> coalesce(site_country, ''), country) as owner, min(week) as first_week
    from events group by event_id having bool_or(rank <= {PAGE_RANK} or killed_best > 0)
)
"""
"""The events that have a page, each with the country-week that makes it: the first one that tells it."""


def page_owners(door: Warehouse) -> dict[tuple[str, dt.date], str]:
    """(country, week) -> a digest of the country-weeks with their revisions that the pages of its events rest on, consequences and what they follow from included."""
    rows = door.arrow(
        f"{_OWNED}, shown as (select event_id as page, event_id from paged union all select follows, event_id from events where follows is not null "
        "union all select event_id, follows from events where follows is not null), "
        "rests as (select distinct p.owner, p.first_week, e.country, e.week, e.revision from paged p join shown s on s.page = p.event_id "
        "join events e on e.event_id = s.event_id) "
        "select owner, first_week, md5(string_agg(country || week || revision, ' ' order by country, week)) from rests group by all",
    )
    owner, week, rests_on = (column.to_pylist() for column in rows.columns)
    return dict(zip(zip(owner, week, strict=True), rests_on, strict=True))


def event_pages(door: Warehouse, week: dt.date, countries: Collection[str]) -> dict[str, list[SitePage]]:
    """The pages of the events that each of these countries' weeks owns; a country that owns none has an empty list."""
    owned = door.arrow(
        f"{_OWNED} select event_id, owner from paged where first_week = $week and list_contains($countries, owner)",
        {"week": week, "countries": sorted(countries)},
    )
    owner = dict(zip(owned.column("event_id").to_pylist(), owned.column("owner").to_pylist(), strict=True))
    pages: dict[str, list[SitePage]] = {country: [] for country in countries}
    for event_id, page in _pages(door, owner.keys()).items():
        pages[owner[event_id]].append(page)
    return pages


def _pages(door: Warehouse, ids: Collection[str]) -> dict[str, SitePage]:
    if not ids:
        return {}
    events = door.rows(Event, events=ids)
    weeks, countries = {e.week for e in events}, {e.country for e in events}
    tellings = _grouped(events)
    figures = _grouped(door.rows(EventFigure, events=ids, weeks=weeks))
    ties = _grouped(door.rows(EventArticle, events=ids, weeks=weeks))
    parts = _grouped(door.rows(EventCountry, events=ids, weeks=weeks))
    statements = _grouped(s for s in door.rows(Statement, events=ids, weeks=weeks) if s.supported and s.event_id)
    scores = {(s.country, s.week): s for s in door.rows(Score, countries=countries, weeks=weeks)}
    linked = _linked(door, ids, {e.follows for e in events if e.follows})
    after = _grouped((e for e in linked.values() if e.follows in ids), key="follows")
    paged = frozenset(e for e, row in linked.items() if has_page(row))
    best = {event_id: once_each(rows)[0] for event_id, rows in tellings.items()}
    chosen = {i: chosen_sources(best[i], ties.get(i, ()), figures.get(i, ())) for i in ids}
    articles = _articles(door, {a for found in chosen.values() for a in found}, countries, weeks)
    names = country_names(door)
    made = {}
    for event_id, rows in tellings.items():
        event = best[event_id]
        dossier = EventDossier(
            tellings=rows,
            figures=figures.get(event_id, []),
            ties=ties.get(event_id, []),
            parts=parts.get(event_id, []),
            statements=statements.get(event_id, []),
            sources=[articles[a] for a in chosen[event_id] if a in articles],
            scores=scores,
            before=linked.get(event.follows or ""),
            after=after.get(event_id, []),
            paged=paged,
            names=names,
        )
        called = headings_of(
            sorted(
                dossier.statements,
                key=lambda s: (
                    s.country != event.country,
                    -s.week.toordinal(),
                    event.lead_article_id
                    not in s.citations,  # of parts that a report tells apart, the event's own first
                    s.position,
                ),
            ),
            "en",
        )
        made[event_id] = event_page(dossier, called.get(event_id))
    return made


def _linked(door: Warehouse, ids: Collection[str], followed: Collection[str]) -> dict[str, Event]:
    """The newest row of the events that these follow from, and of those that follow from them."""
    found = door.arrow(
        "select distinct event_id from events where follows in (select unnest($ids)) or event_id in (select unnest($followed))",
        {"ids": sorted(ids), "followed": sorted(followed)},
    )
    near = found.column("event_id").to_pylist()
    return {e.event_id: e for e in once_each(door.rows(Event, events=near))} if near else {}


def _articles(
    door: Warehouse, ids: Collection[str], countries: Collection[str], weeks: Collection[dt.date]
) -> dict[str, Article]:
    found = door.rows(Article, countries=countries, weeks=weeks, articles=ids) if ids else []
    return {a.article_id: a for a in found}


def country_names(door: Warehouse) -> dict[str, str]:
    """The newest name of each country with a report, by code."""
    found = door.arrow("select country, arg_max(country_name, week) as name from reports group by country")
    return dict(zip(found.column("country").to_pylist(), found.column("name").to_pylist(), strict=True))


def country_events(door: Warehouse, newest: Mapping[str, dt.date]) -> dict[str, CountryEvents]:
    """What happened in and with each country, over all its weeks. `newest`: the newest week of each, whose threads run."""
    countries = sorted(newest)
    events = _grouped(door.rows(Event, countries=countries), key="country")
    found = door.arrow(
        "select country, article_id, any_value(lang) as lang from articles "
        "where list_contains($countries, country) and article_id in (select unnest($ids)) group by all",
        {"countries": countries, "ids": sorted({e.lead_article_id for rows in events.values() for e in rows})},
    )
    lang = {(row["country"], row["article_id"]): row["lang"] for row in found.to_pylist()}
    weeks = sorted({e.week for rows in events.values() for e in rows})
    headings = _headings(door, countries, weeks, each_country=True)
    threads = _grouped(door.rows(Thread, country_weeks=newest.items()), key="country")
    names = country_names(door)
    return {
        country: CountryEvents(
            events=(own := events.get(country, [])),
            threads=threads.get(country, []),
            headings=headings.get(country, {}),
            languages={e.event_id: lang.get((country, e.lead_article_id), "und") for e in own},
            names=names,
            units={e.unit: e.unit_name or e.unit for e in own if e.unit},
        )
        for country in countries
    }


def week_events(door: Warehouse, week: dt.date) -> tuple[list[Event], dict[str, Heading]]:
    """The events of a week in all countries, and what the reports of the countries where they happened call them."""
    events = door.rows(Event, weeks=[week])
    if not events:
        return events, {}
    return events, _headings(door, sorted({e.country for e in events}), [week])[EVERYWHERE]


EVERYWHERE = ""
"""Where headings are asked for of all countries together, they stand under this."""


def _headings(
    door: Warehouse, countries: Sequence[str], weeks: Sequence[dt.date], *, each_country: bool = False
) -> dict[str, dict[str, Heading]]:
    """event_id -> the newest heading, by country or, of all countries together, that of the one where the event happened."""
    languages = door.arrow("select distinct language from reports").column("language").to_pylist()
    own = "list_contains(s.citations, e.lead_article_id)"  # of parts that a report tells apart, the event's own
    order = f"order by s.week desc, s.country <> coalesce(e.site_country, ''), s.country, not {own}, s.position"
    found = door.arrow(
        f"select {'s.country' if each_country else repr(EVERYWHERE)} as told_in, s.event_id, "
        f"first(s.heading {order}) as heading, first(r.language {order}) as lang "
        "from statements s join events e on e.country = s.country and e.week = s.week and e.event_id = s.event_id "
        "join reports r on r.country = s.country and r.week = s.week "
        "where s.section = 'developments' and s.supported and s.heading is not null and not list_contains($shared, s.heading) "
        "and list_contains($countries, s.country) and list_contains($weeks, s.week) group by 1, 2",
        {"countries": list(countries), "weeks": list(weeks), "shared": sorted(shared_headings(languages))},
    )
    headings: dict[str, dict[str, Heading]] = {} if each_country else {EVERYWHERE: {}}
    for row in found.to_pylist():
        headings.setdefault(row["told_in"], {})[row["event_id"]] = Heading(row["heading"], row["lang"])
    return headings


def _grouped(rows: Iterable[R], key: str = "event_id") -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found
