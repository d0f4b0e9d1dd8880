"""The pages that work in the browser: comparison and search, and the small files that they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site.country import dumps
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


def titles_file(week: dt.date, titles: Iterable[Title]) -> SitePage:
    """The shard of one week: a row a title (country, title, language, sector's number, severity), gravest first."""
    rows = [[t.country, plain(t.title), t.lang, SECTORS.index(t.sector), round(t.severity, 1)] for t in titles]
    return SitePage(f"{SHARD}/{week}.json", dumps(rows))


def _sorted(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def _labelled(weeks: Sequence[dt.date]) -> list[tuple[str, str]]:
    return [(str(week), Week(week).label) for week in weeks]
