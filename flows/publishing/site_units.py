"""Makes the units of the site: reads the rows that a page shows, has it drawn, and writes its files."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from flows.publishing.site_events import country_events, country_names, event_pages, week_events
from tasks.publish.formats import EXPORTS
from tasks.publish.site.country import country_page, peak_weeks
from tasks.publish.site.event_lines import event_line, has_page, once_each
from tasks.publish.site.render import SitePage
from tasks.publish.site.report import CountryWeek, report_page
from tasks.publish.site.tools import FoundEvent, Title, titles_file
from warehouse.frames import Warehouse
from warehouse.store.home import Home
from warehouse.tables import (
    Article,
    Contribution,
    Correction,
    CountryWeekRow,
    Event,
    Hotspot,
    Issue,
    Outlook,
    Report,
    Score,
    Statement,
    Story,
)

R = TypeVar("R", bound=CountryWeekRow)
Made = dict[str, tuple[str, ...]]
"""Unit -> the files made for it, below the root of the site."""

FORMATS = {"markdown": "Markdown", "geojson": "GeoJSON", "html": "One-file HTML"}
"""How formats are written out, where it is not in capitals."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of work for one process: reports of neighbouring weeks, or countries."""

    weeks: Sequence[tuple[dt.date, Sequence[str], bool]] = ()
    """A week, the countries whose reports are to be made, and whether its titles are."""
    neighbours: Mapping[tuple[str, dt.date], tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    countries: Sequence[str] = ()
    events: Sequence[tuple[dt.date, Sequence[str]]] = ()
    """A week, and the countries that own events of it whose pages are to be made."""

    @property
    def units(self) -> list[str]:
        """The units that it makes."""
        return [
            *(f"report {country} {week}" for week, countries, _ in self.weeks for country in countries),
            *(f"titles {week}" for week, _, titles in self.weeks if titles),
            *(f"country {country}" for country in self.countries),
            *(f"events {country} {week}" for week, countries in self.events for country in countries),
        ]


def make(location: str, out: Path, chunk: Chunk) -> Made:
    """The files of a chunk's units, written."""
    gc.disable()  # a sixth of the time went into looking for circles in rows, which hold none
    try:
        with Warehouse(Home.open(location)).within() as door:
            return make_with(door, out, chunk)
    finally:
        gc.enable()


def make_with(door: Warehouse, out: Path, chunk: Chunk) -> Made:
    """The same over a connection that is open."""
    made: Made = {}
    known: tuple[dt.date, dict[str, list[Story]]] = (dt.date.min, {})
    for week, countries, titles in chunk.weeks:
        last = week - dt.timedelta(days=7)
        before = known[1] if known[0] == last else {}
        if missing := set(countries) - before.keys():
            before = before | _stories(door, last, missing)
        now = _stories(door, week, countries)
        made |= _reports(door, out, chunk, week, countries, now, before)
        if titles:
            made[f"titles {week}"] = write(out, [titles_file(week, _titles(door, week), _found_events(door, week))])
        known = (week, now)
    for country, files in _countries(door, chunk.countries).items():
        made[f"country {country}"] = write(out, files)
    for week, countries in chunk.events:
        pages = event_pages(door, week, countries)
        made |= {f"events {country} {week}": write(out, found) for country, found in pages.items()}
    return made


def _reports(
    door: Warehouse,
    out: Path,
    chunk: Chunk,
    week: dt.date,
    countries: Sequence[str],
    now: Mapping[str, list[Story]],
    before: Mapping[str, list[Story]],
) -> Made:
    if not countries:
        return {}

    def read(table: type[R]) -> dict[str, list[R]]:
        return by_country(door.rows(table, countries=countries, weeks=[week]))

    reports, scores, statements, points = read(Report), read(Score), read(Statement), read(Contribution)
    articles, hotspots, outlook, events = read(Article), read(Hotspot), read(Outlook), read(Event)
    corrections = read(Correction)
    issues: dict[str, list[Issue]] = {}
    for issue in door.rows(Issue, countries=countries, weeks=[week]):
        issues.setdefault(str(issue.country), []).append(issue)
    made: Made = {}
    for country in countries:
        rows = CountryWeek(
            report=reports[country][0],
            score=scores[country][0],
            statements=statements.get(country, []),
            contributions=points.get(country, []),
            stories=now.get(country, []),
            hotspots=hotspots.get(country, []),
            outlook=outlook.get(country, []),
            articles=articles.get(country, []),
            issues=issues.get(country, []),
            events=events.get(country, []),
            corrections=corrections.get(country, []),
        )
        earlier, later = chunk.neighbours[country, week]
        has_before = earlier == week - dt.timedelta(days=7)
        downloads = _downloads(door.home, out, country, week)
        page = report_page(
            rows,
            before=before.get(country, []) if has_before else None,
            earlier=earlier,
            later=later,
            downloads=downloads,
        )
        made[f"report {country} {week}"] = (*write(out, [page]), *(f"{country}/{name}" for _, name in downloads))
    return made


def _downloads(home: Home, out: Path, country: str, week: dt.date) -> list[tuple[str, str]]:
    """The report's files in other formats, as far as the builds left them in the home: format and name, copied."""
    found = []
    for export in EXPORTS:
        source = home.local / "reports" / country / f"{week}.{export.suffix}"
        if source.is_file():
            name = f"{week}.report.{export.suffix}"
            (out / country).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, out / country / name)
            found.append((FORMATS.get(export.name, export.name.upper()), name))
    return found


def _stories(door: Warehouse, week: dt.date, countries: Collection[str]) -> dict[str, list[Story]]:
    """The stories of a week by country; a country without any has an empty list."""
    found = by_country(door.rows(Story, weeks=[week], countries=countries)) if countries else {}
    return {country: found.get(country, []) for country in countries}


def _titles(door: Warehouse, week: dt.date) -> list[Title]:
    """The headlines of all stories of a week, the gravest first."""
    found = door.arrow(
        "select s.country, s.title, coalesce(a.lang, 'und') as lang, s.sector, s.severity, coalesce(a.outlet, '') as outlet, "
        "s.event_date as day from stories s "
        "left join articles a on a.country = s.country and a.week = s.week and a.article_id = s.lead_article_id "
        "where s.week = $week order by s.severity desc, s.country, s.story_id",
        {"week": week},
    )
    return [Title(**row) for row in found.to_pylist()]


def _found_events(door: Warehouse, week: dt.date) -> list[FoundEvent]:
    """The events of a week, each once, the weightiest first, as the front page has them."""
    events, headings = week_events(door, week)
    names = country_names(door)
    lines = [
        event_line(e, headings.get(e.event_id), "und", paged=has_page(e), names=names)
        for e in once_each(events)
        if e.nearness != "mentioned"
    ]
    lines.sort(key=lambda line: (-line.event.salience, line.event.country, line.event.event_id))
    return [FoundEvent(line, names.get(line.event.country, line.event.country)) for line in lines]


def _countries(door: Warehouse, countries: Sequence[str]) -> dict[str, list[SitePage]]:
    """The files of some countries, read together: a question about one reads as much as one about twelve."""
    if not countries:
        return {}
    scores = by_country(door.rows(Score, countries=countries))
    reports = by_country(door.rows(Report, countries=countries))
    hotspots = by_country(door.rows(Hotspot, countries=countries))
    peaks = _peaks(door, scores)
    happened = country_events(door, {country: rows[-1].week for country, rows in scores.items()})
    pages = {}
    for country in countries:
        by_week: dict[dt.date, list[Hotspot]] = {}
        for hotspot in hotspots.get(country, ()):
            by_week.setdefault(hotspot.week, []).append(hotspot)
        pages[country] = country_page(
            scores[country], reports[country], by_week, peaks.get(country, {}), happened[country]
        )
    return pages


def _peaks(door: Warehouse, scores: Mapping[str, Sequence[Score]]) -> dict[str, dict[dt.date, tuple[Story, str]]]:
    """By country and week of a peak: the story that weighed most, with the language of its title."""
    weeks = [(country, week) for country, rows in scores.items() for week in peak_weeks(rows)]
    best: dict[tuple[str, dt.date], Contribution] = {}
    for row in door.rows(Contribution, country_weeks=weeks):
        former = best.get((row.country, row.week))
        if row.story_id is not None and row.points > 0 and (former is None or row.points > former.points):
            best[row.country, row.week] = row
    told = {(s.country, s.week, s.story_id): s for s in door.rows(Story, country_weeks=best)} if best else {}
    stories = [story for (c, week), row in best.items() if (story := told.get((c, week, row.story_id or "")))]
    lang = _languages(door, stories)
    peaks: dict[str, dict[dt.date, tuple[Story, str]]] = {}
    for story in stories:
        peaks.setdefault(story.country, {})[story.week] = (story, lang.get(story.lead_article_id, "und"))
    return peaks


def _languages(door: Warehouse, stories: Sequence[Story]) -> dict[str, str]:
    """Id of the lead article -> its language, for some stories."""
    found = door.arrow(
        "select article_id, lang from articles where list_contains($weeks, week) and article_id in (select unnest($ids))",
        {"weeks": sorted({s.week for s in stories}), "ids": sorted({s.lead_article_id for s in stories})},
    )
    return dict(zip(found.column("article_id").to_pylist(), found.column("lang").to_pylist(), strict=True))


def write(out: Path, pages: Iterable[SitePage]) -> tuple[str, ...]:
    """The paths of the pages, each written beside and renamed, so that no reader sees half a page."""
    paths = []
    for page in pages:
        path = out / page.path
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_text(page.content, encoding="utf-8")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(page.content, encoding="utf-8")
        beside.replace(path)
        paths.append(page.path)
    return tuple(paths)


def by_country(rows: Iterable[R]) -> dict[str, list[R]]:
    """The rows of each country, in their order."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.country, []).append(row)
    return found
