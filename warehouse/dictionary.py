"""The data dictionary: what every table and column means, as Markdown and as JSON Schema (`warehouse.columns` as text)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warehouse.columns import ColumnEntry, entries
from warehouse.sql.named import list_queries
from warehouse.tables import TABLES

DICTIONARY = Path(__file__).with_name("DICTIONARY.md")


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a row of a table, by the table's name. Raises KeyError for an unknown one."""
    row_type = {row_type.table: row_type for row_type in TABLES}[name]
    schema = row_type.model_json_schema(mode="serialization")  # every column is written, defaults too
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = name
    return schema


def json_schemas() -> str:
    """All tables' JSON Schemas as one JSON object, table by table."""
    return json.dumps({entry.name: json_schema(entry.name) for entry in entries()}, indent=2, ensure_ascii=False)


EXAMPLES: dict[str, str] = {
    "fetches": "select feed_url, fetched_at, status, http_status, item_count, error from fetches order by fetched_at desc limit 10",
    "items": "select lang, count(*) as items from items group by lang order by items desc",
    "articles": "select published_at, outlet, title from articles where country = 'MN' and severity >= 3 order by published_at",
    "stories": "select title, severity, publisher_count from stories where country = 'MN' and status = 'new' order by severity desc limit 10",
    "places": "select name, place_country, count(*) as mentions from places where country = 'MN' group by all order by mentions desc",
    "events": "select event_date, kind, site, killed_best, title from events where country = 'MN' order by week desc, rank limit 12",
    "event_figures": "select told_at, publisher, low, high, covers, words from event_figures where what = 'killed' order by event_id, told_at",
    "event_articles": "select title, event_articles.why from event_articles join articles using (country, week, article_id) order by event_id limit 20",
    "event_countries": "select part_country, part, count(distinct event_id) as events from event_countries group by all order by events desc",
    "threads": "select title, week_count, killed_best, trend from threads where country = 'MN' order by week desc, week_count desc",
    "contributions": "select week, sector, sum(points) as points from contributions where country = 'MN' group by all order by week, points desc",
    "scores": "select country, week, threat_score, score_low, score_high, relative_z from scores order by relative_z desc nulls last limit 10",
    "hotspots": "select label, lat, lng, intensity, trend from hotspots where country = 'MN' order by week desc, intensity desc",
    "place_weeks": "select name, points, trend, event_count from place_weeks where country = 'MN' order by week desc, is_foreign, rank limit 20",
    "reports": "select country, week, threat_level, threat_score from reports order by 1, 2",
    "statement_evidence": "select statement_id, article_id, words from statement_evidence where country = 'MN' order by week desc, statement_id, n",
    "statements": "select section, text, citations from statements where country = 'MN' order by week desc, position",
    "outlook": "select statement, probability, resolves_on, outcome from outlook where country = 'MN' order by resolves_on",
    "corrections": "select country, week, kind, effect, because from corrections order by week desc, country, decision_id",
    "issues": "select stage, kind, severity, count(*) as n from issues group by all order by n desc",
    "runs": "select country, week, revision, status, error, seconds from runs order by finished_at desc limit 10",
}
"""A first query on each table."""

_PREFACE = """# The data dictionary

Generated from the models in `warehouse/tables` and the files of `warehouse/queries`; `make docs` writes it again.

**How a row is read back.** scores -> contributions (country, week) -> stories (story_id) -> articles (story_id) ->
items (item_id = article_id) -> raw bytes (raw_sha256; of a full text page_sha256). Each step is a join on the columns named.

**Weeks** are half-open, `[week, week + 7 days)` in UTC, named by the day on which they start. Instants are UTC, in
DuckDB as `TIMESTAMP` without zone. Countries are ISO 3166-1 alpha-2 in upper case; `XX` stands for no one country.

**Revisions.** A country-week is built under a `revision`, the digest of all that it was computed from; the newest
complete row of `runs` names the current one, and every table and view below shows only that. What a week said
before is in `score_history`, `report_history`, `hotspot_history`, `statement_history`, `contribution_history` and
`outlook_history` (all columns of their table, with `built_at` and `is_current`), for good:

    select built_at, is_current, formula_version, threat_level, threat_score
    from report_history where country = 'MN' and week = date '2026-04-24' order by built_at

`weekwatch query revisions --country MN` shows a week's. Articles, stories and places of a superseded revision go with the
first `weekwatch warehouse compact` after its grace period (24 hours).

**Time travel.** The tables under `HOME/tables` are Delta tables; until compaction deletes what an older version needs, any
tool that reads Delta shows a table as it was, all revisions of it, by version or by time:

    from deltalake import DeltaTable

    reports = DeltaTable("HOME/tables/reports")
    reports.history()  # every commit: version, time, operation
    reports.load_as_version(0)  # or a datetime
    reports.to_pyarrow_table(columns=["country", "week", "revision", "threat_score"])
"""


def markdown() -> str:
    """The whole dictionary as Markdown."""
    parts = [_PREFACE, "## Tables\n"]
    for entry in entries():
        key = ", ".join(f"`{name}`" for name in entry.key)
        history = f" All revisions: `{entry.history}`." if entry.history else ""
        parts.append(f"### {entry.name}\n\n{entry.description}\n\nKey: {key}.{history}\n")
        parts.append("| column | type | meaning | unit and range | null means |\n|---|---|---|---|---|")
        parts.append("\n".join(_markdown_row(column) for column in entry.columns) + "\n")
        parts.append(f"    {EXAMPLES[entry.name]}\n")
    parts.append("## Named queries\n")
    for query in list_queries():
        parts.append(f"### {query.name}\n\n{query.description}\n")
        parts.append("| parameter | type | default | meaning |\n|---|---|---|---|")
        parts.append(
            "\n".join(
                f"| {p.name} | {p.type} | {'required' if p.required else p.default or ''} | {p.description} |"
                for p in query.parameters
            )
            + "\n"
        )
        parts.append(f"    {query.example_command}\n")
    return "\n".join(parts)


def _markdown_row(column: ColumnEntry) -> str:
    meaning = column.description + (f" One of: {', '.join(column.values)}." if column.values else "")
    unit = ", ".join(part for part in (column.unit, column.bounds) if part)
    cells = (f"`{column.name}`", column.duckdb_type, meaning, unit, (column.null or "never null"))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Writes DICTIONARY.md (`python -m warehouse.dictionary`)."""
    DICTIONARY.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
