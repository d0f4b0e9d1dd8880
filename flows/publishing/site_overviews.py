"""The pages of the whole site: the front page, comparison and search, sources, corrections, and the tables to download."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from flows.publishing.site_events import country_names, week_events
from flows.publishing.site_plan import PUBLISHED, SOURCE_WEEKS, has_feed, tuples_of
from flows.publishing.site_sources import feed_pages, outlets_page
from flows.publishing.site_units import Made, by_country, write
from tasks.publish.formats.atom import FEED
from tasks.publish.site.data import Download, QuarterFiles, data_page
from tasks.publish.site.front import SPARK_WEEKS, front_page
from tasks.publish.site.provenance import corrections_page
from tasks.publish.site.render import SitePage
from tasks.publish.site.tools import compare_page, index_file, missing_page, search_page
from warehouse.columns import entries
from warehouse.copy import publish_tables
from warehouse.frames import Warehouse
from warehouse.store.home import Home
from warehouse.tables import Correction, Report, Score
from warehouse.weeks import Quarter


def make_overviews(door: Warehouse, out: Path, stale: Collection[str], feeds: Collection[str]) -> Made:
    """The files of the stale overviews but the data page, and of the pages of these countries' feeds."""
    if not stale and not feeds:
        return {}
    names = dict(sorted(country_names(door).items()))
    weeks = [week for (week,) in tuples_of(door.arrow("select distinct week from scores order by week"))]
    made: Made = {}
    if "front" in stale:
        made["front"] = write(out, [_front(door, names, weeks)])
    if "tools" in stale:
        made["tools"] = write(out, _tools(door, names, weeks))
    if "corrections" in stale:
        made["corrections"] = write(out, [corrections_page(door.rows(Correction), names)])
    if "sources" in stale:
        made["sources"] = write(out, [outlets_page(door, names, weeks[-SOURCE_WEEKS:])])
    pages = feed_pages(door, names, feeds)
    return made | {f"feeds {country}": write(out, [page]) for country, page in pages.items()}


def copy_feed(home: Home, out: Path) -> None:
    """Puts the Atom feed beside the pages; where the builds left none, none is on the site."""
    if has_feed(home):
        shutil.copyfile(home.local / "reports" / FEED, out / FEED)
    else:
        (out / FEED).unlink(missing_ok=True)


def _front(door: Warehouse, names: Mapping[str, str], weeks: Sequence[dt.date]) -> SitePage:
    newest = weeks[-1]
    events, headings = week_events(door, newest)
    reports = door.rows(Report, weeks=[newest])
    invented = tuples_of(door.arrow("select distinct country_name from reports where synthetic order by 1"))
    built = "select max(built_at) from revisions where is_current and week = $week"
    return front_page(
        _recent_scores(door, weeks),
        names,
        weeks,
        built_at=tuples_of(door.arrow(built, {"week": newest}))[0][0],
        provisional=sum(report.provisional for report in reports),
        synthetic=[name for (name,) in invented],
        events=events,
        headings=headings,
        feed=FEED if has_feed(door.home) else None,
    )


def _recent_scores(door: Warehouse, weeks: Sequence[dt.date]) -> dict[str, list[Score]]:
    """The scores by country, oldest first, as far back as the front page looks from each country's newest week."""
    newest = dict(tuples_of(door.arrow("select country, max(week) from scores group by country order by country")))
    late = [country for country, week in newest.items() if week < weeks[-1]]
    current = [country for country, week in newest.items() if week == weeks[-1]]
    rows = door.rows(Score, countries=current, weeks=weeks[-SPARK_WEEKS:])
    rows += door.rows(Score, countries=late) if late else []
    return dict(sorted(by_country(rows).items()))


def _tools(door: Warehouse, names: Mapping[str, str], weeks: Sequence[dt.date]) -> list[SitePage]:
    newest = tuples_of(door.arrow("select country, max(week) from scores group by country"))
    scores = by_country(door.rows(Score, country_weeks=newest))
    return [missing_page(), compare_page(names, weeks), search_page(names, weeks), index_file(names, weeks, scores)]


# --- the tables to download ---------------------------------------------------------------------


def make_tables(home: Home, out: Path, quarters: Collection[Quarter], *, sql_inside: bool) -> Made:
    """The tables to download, a file a quarter; `sql_inside`: also as the data page's own DuckDB reads them."""
    return {
        f"data {quarter.label}": tuple(
            f"data/{name}" for name in publish_tables(home, out / "data", PUBLISHED, quarter, arrow=sql_inside)
        )
        for quarter in sorted(quarters)
    }


def make_data_page(door: Warehouse, out: Path, quarters: Collection[Quarter], *, sql_inside: bool) -> tuple[str, ...]:
    """The page about the tables, whose files are there; `sql_inside`: the page asks DuckDB."""
    about = [entry for entry in entries() if entry.name in PUBLISHED]
    counts = dict(
        tuples_of(door.arrow(" union all ".join(f"select '{e.name}', count(*) from {e.name}" for e in about)))
    )
    ordered = sorted(quarters, reverse=True)
    downloads = [
        Download(
            entry.name,
            entry.description,
            counts[entry.name],
            tuple(QuarterFiles(q.label, _formats(out, f"data/{entry.name}-{q.label}")) for q in ordered),
        )
        for entry in about
    ]
    columns = [(e.name, [(c.name, c.duckdb_type.lower(), c.comment) for c in e.columns]) for e in about]
    return write(out, [data_page(downloads, columns, sql_inside=sql_inside)])


def _formats(out: Path, stem: str) -> tuple[tuple[str, str, int], ...]:
    """Format, path and bytes of a table's files."""
    paths = {"Parquet": f"{stem}.parquet", "CSV": f"{stem}.csv"}
    return tuple((kind, path, (out / path).stat().st_size) for kind, path in paths.items())
