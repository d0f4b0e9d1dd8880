"""The pages that work in the browser: comparison and search, and the small files that they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site.country import dumps
from tasks.publish.site.event_lines import EventLine
from tasks.publish.site.render import SitePage, level_rank, render_page
from tasks.report.prose.inert import plain
from tasks.threat.formula import load_formula
from warehouse.tables import SECTORS, Score, Sector
from warehouse.weeks import Week

SUGGESTED = 3
"""Countries that are compared until the reader chooses."""
SHARD = "titles"
"""Folder of the search index: a file a week, so that a rebuilt country-week touches one."""


def compare_page(names: Mapping[str, str], weeks: Sequence[dt.date]) -> SitePage:
    """The comparison of any countries over any period. `names` by code, weeks oldest first."""
    return render_page("compare.html", "compare", here="compare", names=_sorted(names), weeks=_labelled(weeks))


def search_page(names: Mapping[str, str], weeks: Sequence[dt.date]) -> SitePage:
    """The search over the titles of stories."""
    return render_page("search.html", "search", here="search", names=_sorted(names), weeks=_labelled(weeks))


def index_file(names: Mapping[str, str], weeks: Sequence[dt.date], scores: Mapping[str, Sequence[Score]]) -> SitePage:
    """What both pages know of the site: countries, weeks oldest first, and which countries to compare unasked."""
    gravest = sorted(scores, key=lambda c: (-level_rank(scores[c][-1].threat_level), -scores[c][-1].threat_score, c))
    content = {
        "countries": dict(_sorted(names)),
        "weeks": _labelled(weeks),
        "sectors": SECTORS,
        "levels": {f"{low:g}": level for level, low in load_formula().levels.items()},
        "suggested": gravest[:SUGGESTED],
    }
    return SitePage("site.json", dumps(content))


@dataclass(frozen=True, slots=True)
class Title:
    """A headline that can be found."""

    country: str
    title: str
    lang: str
    sector: Sector
    severity: float
    outlet: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event that can be found."""

    line: EventLine
    name: str
    """Of the country whose week tells it."""


def titles_file(week: dt.date, titles: Iterable[Title], events: Iterable[FoundEvent] = ()) -> SitePage:
    """The shard of one week, what weighs most first: `events` and `titles`, each a row of the columns that assets/search.js names."""
    rows = [
        [t.country, plain(t.title), t.lang, SECTORS.index(t.sector), round(t.severity, 1), plain(t.outlet), str(t.day)]
        for t in titles
    ]
    found = [
        [
            e.line.event.country, plain(e.line.heading.text), e.line.heading.lang, e.line.kind, str(e.line.event.event_date),
            plain(e.line.place), e.line.toll, e.line.href or "",
        ]
        for e in events
    ]  # fmt: skip
    return SitePage(f"{SHARD}/{week}.json", dumps({"events": found, "titles": rows}))


def missing_page() -> SitePage:
    """What a web server shows where there is no page (404.html); its links start at the root of the server."""
    return render_page("404.html", "missing", root="/", here="")


def _sorted(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def _labelled(weeks: Sequence[dt.date]) -> list[tuple[str, str]]:
    return [(str(week), Week(week).label) for week in weeks]
