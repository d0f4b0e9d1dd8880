"""Makes the units of the site: reads the rows that a page shows, has it drawn, and writes its files."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tasks.exports import EXPORTS
from tasks.site.country import country_page, peak_weeks
from tasks.site.data import Download, data_page
from tasks.site.front import front_page
from tasks.site.render import Page
from tasks.site.report import CountryWeek, report_page
from tasks.site.tools import compare_page, index_file, search_page, titles_file
from warehouse.db import query_sql
from warehouse.dictionary import entries
from warehouse.door import Warehouse
from warehouse.exports import publish_tables
from warehouse.home import Home
from warehouse.tables import (
    Article,
    Contribution,
    CountryWeekRow,
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
FEED = "reports.atom"
PUBLISHED = ("scores", "reports", "hotspots", "outlook")
"""Tables that the data page offers whole."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of work for one process: reports of neighbouring weeks, or countries."""

    weeks: Sequence[tuple[dt.date, Sequence[str], bool]] = ()
    """A week, the countries whose reports are to be made, and whether its titles are."""
    neighbours: Mapping[tuple[str, dt.date], tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    countries: Sequence[str] = ()

    @property
    def units(self) -> list[str]:
        """The units that it makes."""
        return [
            *(f"report {country} {week}" for week, countries, _ in self.weeks for country in countries),
            *(f"titles {week}" for week, _, titles in self.weeks if titles),
            *(f"country {country}" for country in self.countries),
        ]


def revisions(home: Home) -> list[tuple[str, dt.date, str]]:
    """Country, week and current revision of everything there is, sorted."""
    _, rows = query_sql(home, "select country, week, revision from reports order by all")
    return [(country, week, revision) for country, week, revision in rows]


def make(location: str, out: Path, chunk: Chunk) -> Made:
    """The files of a chunk's units, written."""
    with Warehouse(Home.open(location)).within() as door:
        return _make(door, out, chunk)


def _make(door: Warehouse, out: Path, chunk: Chunk) -> Made:
    made: Made = {}
    stories: tuple[dt.date, dict[str, list[Story]]] | None = None
    for week, countries, titles in chunk.weeks:
        last = week - dt.timedelta(days=7)
        if stories is None or stories[0] != last:
            stories = (last, _by_country(door.rows(Story, weeks=[last], countries=countries)))
        before = stories[1]
        now = _by_country(door.rows(Story, weeks=[week], countries=None if titles else countries))
        made |= _reports(door, out, chunk, week, countries, now, before)
        if titles:
            made[f"titles {week}"] = write(out, [titles_file(week, _with_language(door, week, now))])
        stories = (week, now) if titles or set(countries) == set(now) else None
    for country in chunk.countries:
        made[f"country {country}"] = write(out, _country(door, country))
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
        return _by_country(door.rows(table, countries=countries, weeks=[week]))

    reports, scores, statements, points = read(Report), read(Score), read(Statement), read(Contribution)
    articles, hotspots, outlook = read(Article), read(Hotspot), read(Outlook)
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


def _with_language(door: Warehouse, week: dt.date, now: Mapping[str, list[Story]]) -> list[tuple[Story, str]]:
    """The stories of a week with the language of their titles."""
    lang = _languages(door, [week])
    return [
        (story, lang.get((story.country, story.lead_article_id), "und")) for found in now.values() for story in found
    ]


def _languages(door: Warehouse, weeks: Collection[dt.date], country: str | None = None) -> dict[tuple[str, str], str]:
    """(country, article_id) -> language."""
    found = door.arrow(
        "select country, article_id, lang from articles where list_contains($weeks, week) and ($country is null or country = $country)",
        {"weeks": sorted(weeks), "country": country},
    )
    countries, ids, langs = (found.column(name).to_pylist() for name in ("country", "article_id", "lang"))
    return dict(zip(zip(countries, ids, strict=True), langs, strict=True))


def _country(door: Warehouse, country: str) -> list[Page]:
    scores = door.rows(Score, countries=[country])
    hotspots: dict[dt.date, list[Hotspot]] = {}
    for hotspot in door.rows(Hotspot, countries=[country]):
        hotspots.setdefault(hotspot.week, []).append(hotspot)
    weeks = peak_weeks(scores)
    best: dict[dt.date, Contribution] = {}
    for row in door.rows(Contribution, countries=[country], weeks=weeks):
        if row.points > 0 and (row.week not in best or row.points > best[row.week].points):
            best[row.week] = row
    told = {(s.week, s.story_id): s for s in door.rows(Story, countries=[country], weeks=weeks)} if best else {}
    lang = _languages(door, weeks, country) if best else {}
    peaks = {
        week: (story, lang.get((country, story.lead_article_id), "und"))
        for week, row in best.items()
        if (story := told.get((week, row.story_id)))
    }
    return country_page(scores, door.rows(Report, countries=[country]), hotspots, peaks)


# --- the site's own pages -----------------------------------------------------------------------


def make_site(home: Home, out: Path) -> tuple[str, ...]:
    """The files of the front page, the comparison, the search and the data."""
    door = Warehouse(home)
    scores = _by_country(door.rows(Score))
    newest = max(series[-1].week for series in scores.values())
    now = door.rows(Report, weeks=[newest])
    names = dict(
        _rows(home, "select country, arg_max(country_name, week) from reports group by country order by country")
    )
    weeks = sorted({score.week for series in scores.values() for score in series})
    built_at = next(iter(_rows(home, "select max(built_at) from revisions where is_current")))[0]
    invented = _rows(home, "select distinct country_name from reports where synthetic order by 1")
    feed = (home.local / "reports" / FEED).is_file()
    pages = [
        front_page(
            scores,
            names,
            built_at=built_at,
            provisional=sum(report.provisional for report in now),
            synthetic=[name for (name,) in invented],
            feed=FEED if feed else None,
        ),
        compare_page(names, weeks),
        search_page(names, weeks),
        index_file(names, weeks, scores),
    ]
    counts = publish_tables(home, out / "data", PUBLISHED)
    about = [entry for entry in entries() if entry.name in PUBLISHED]
    downloads = [
        Download(
            entry.name,
            entry.description,
            counts[entry.name],
            tuple(
                (kind, path, (out / path).stat().st_size)
                for kind, suffix in (("Parquet", "parquet"), ("CSV", "csv"))
                for path in (f"data/{entry.name}.{suffix}",)
            ),
        )
        for entry in about
    ]
    columns = [(e.name, [(c.name, c.duckdb_type.lower(), c.comment) for c in e.columns]) for e in about]
    pages.append(data_page(downloads, columns))
    if feed:
        shutil.copyfile(home.local / "reports" / FEED, out / FEED)
    return (*write(out, pages), *(path for d in downloads for _, path, _ in d.files), *([FEED] if feed else ()))


def write(out: Path, pages: Iterable[Page]) -> tuple[str, ...]:
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


def _by_country(rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.country, []).append(row)
    return found


def _rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    return list(query_sql(home, sql)[1])
