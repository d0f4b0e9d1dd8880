"""The stories of a week as CSV (RFC 4180, UTF-8 with a mark for Excel), the heaviest first, with their sources."""

from __future__ import annotations

import csv
import io

from tasks.publish.formats.finished import FinishedWeek
from tasks.report.prose.inert import link, plain
from tasks.threat.incidents import points_by_story

COLUMNS = (
    "country", "week", "rank", "points", "heading", "title", "event_date", "sector", "category", "severity", "killed_low",
    "killed_high", "injured_low", "injured_high", "status", "nearness", "certainty", "publishers", "articles", "languages",
    "actors", "outlets", "links", "story_id",
)  # fmt: skip

_FORMULAS = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, in the wide forms of East Asian ones too."""


def export_csv(week: FinishedWeek) -> str:
    """CSV text with a head line; lists are joined with ` | `. A cell never starts a formula of a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    points = points_by_story(week.contributions)
    headings = week.headings()
    told = week.articles_of_stories()
    for rank, story in enumerate(week.ordered_stories(), start=1):
        articles = told[story.story_id]
        row = (
            week.country, week.start, rank, round(points.get(story.story_id, 0.0), 3), headings.get(story.story_id, ""), story.title,
            story.event_date, story.sector, story.category, story.severity, story.killed_low, story.killed_high, story.injured_low,
            story.injured_high, story.status, story.nearness, story.certainty, story.publisher_count, story.article_count,
            " | ".join(story.languages), " | ".join(story.actors), " | ".join(dict.fromkeys(a.outlet for a in articles)),
            " | ".join(url for a in articles if (url := link(a.url))), story.story_id,
        )  # fmt: skip
        writer.writerow([inert_cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def inert_cell(value: object) -> object:
    """Text made inert: one that begins like a formula gets an apostrophe in front (OWASP, CSV injection)."""
    if not isinstance(value, str):
        return "" if value is None else value
    shown = plain(value)
    return f"'{shown}" if shown.startswith(_FORMULAS) else shown
