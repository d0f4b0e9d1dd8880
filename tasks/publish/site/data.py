"""The data page: files to download, and SQL to paste into a `duckdb` shell or to ask in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.publish.site.render import POLICY, SQL_POLICY, SitePage, render_page

QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "The gravest weeks of all countries",
        "select country, week, threat_level, round(threat_score, 1) as score, level_reason\n"
        "from 'data/scores-*.parquet'\n"
        "order by threat_score desc\n"
        "limit 10",
    ),
    (
        "Rises and falls of the newest week",
        "select n.country, round(b.threat_score, 1) as before, round(n.threat_score, 1) as now,\n"
        "    round(n.threat_score - b.threat_score, 1) as change\n"
        "from 'data/scores-*.parquet' n\n"
        "join 'data/scores-*.parquet' b on b.country = n.country and b.week = n.week - 7\n"
        "where n.week = (select max(week) from 'data/scores-*.parquet')\n"
        "order by change desc",
    ),
    (
        "Mean, peak and grave weeks by country and quarter",
        "select country, date_trunc('quarter', week)::date as quarter, round(avg(threat_score), 1) as mean,\n"
        "    round(max(threat_score), 1) as peak, count(*) filter (where threat_level in ('High', 'Severe')) as grave_weeks\n"
        "from 'data/scores-*.parquet'\n"
        "where threat_level <> 'Insufficient evidence'\n"
        "group by all\n"
        "order by quarter desc, mean desc",
    ),
    (
        "Places that were hotspots in most weeks",
        "select country, label, count(*) as weeks, max(intensity) as highest, round(sum(points), 1) as points\n"
        "from 'data/hotspots-*.parquet'\n"
        "group by country, label, place_id\n"
        "order by weeks desc, points desc\n"
        "limit 20",
    ),
    (
        "Which sectors weigh most, all countries, newest week",
        "unpivot (select * from 'data/scores-*.parquet' where week = (select max(week) from 'data/scores-*.parquet'))\n"
        "on diplomacy, military, border_trade, energy, cyber, internal_security, unrest, disaster, health, other\n"
        "into name sector value points\n"
        "order by points desc\n"
        "limit 20",
    ),
)
"""Questions that run as they are in a `duckdb` shell started in the site's folder; a test runs every one."""


@dataclass(frozen=True, slots=True)
class QuarterFiles:
    """The files of a published table that hold the weeks which start in a quarter."""

    quarter: str
    """`2026-Q1`."""
    files: tuple[tuple[str, str, int], ...]
    """Format, path below the root, bytes."""


@dataclass(frozen=True, slots=True)
class Download:
    """A published table."""

    table: str
    description: str
    rows: int
    quarters: tuple[QuarterFiles, ...]
    """The newest first."""


def data_page(
    downloads: Sequence[Download],
    columns: Sequence[tuple[str, Sequence[tuple[str, str, str]]]],
    *,
    sql_inside: bool = False,
) -> SitePage:
    """The page. `columns`: table -> name, type and meaning of each column; `sql_inside`: DuckDB lies beside the page."""
    return render_page(
        "data.html",
        "data",
        policy=SQL_POLICY if sql_inside else POLICY,
        here="data",
        downloads=downloads,
        columns=columns,
        questions=QUESTIONS,
        sql_inside=sql_inside,
    )
