"""FinishedWeek: the rows of one finished country-week and its report, all that an export may look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.publish.graphics.charts import WeekScore, draw_why_bar, level_line, parts_of
from tasks.publish.graphics.map import country_map, view_of
from tasks.publish.report.document import ReportDocument
from tasks.report.headings import shared_headings
from tasks.threat.incidents import points_by_story
from warehouse.tables import Article, Contribution, Hotspot, Score, Statement, Story

MAP_WIDTH = 600.0
"""Of a map in pixels of its own: its letters are of about nine points on a printed page."""
HISTORY_WEEKS = 52
"""Weeks of the line of levels, this one included."""


@dataclass(frozen=True, slots=True)
class FinishedWeek:
    """A country-week as the tables have it; `history` are the scores up to this week, oldest first."""

    document: ReportDocument
    stories: tuple[Story, ...]
    articles: tuple[Article, ...]
    hotspots: tuple[Hotspot, ...]
    contributions: tuple[Contribution, ...]
    statements: tuple[Statement, ...]
    history: tuple[Score, ...] = ()

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.document.report.country

    @property
    def start(self) -> dt.date:
        """First day of the week."""
        return self.document.report.week

    @property
    def starts_at(self) -> dt.datetime:
        """First instant of the week, UTC."""
        return dt.datetime.combine(self.start, dt.time(), dt.UTC)

    @property
    def ends_at(self) -> dt.datetime:
        """First instant after the week, UTC."""
        return dt.datetime.combine(self.document.report.period_end, dt.time(), dt.UTC)

    def ordered_hotspots(self) -> list[Hotspot]:
        """The country's own first, the gravest first."""
        return sorted(self.hotspots, key=lambda h: (h.is_foreign, -h.intensity, -h.points, h.place_id))

    def ordered_stories(self) -> list[Story]:
        """By the points that they bring, the heaviest first."""
        points = points_by_story(self.contributions)
        return sorted(self.stories, key=lambda s: (-points.get(s.story_id, 0.0), s.event_date, s.story_id))

    def articles_of_stories(self) -> dict[str, list[Article]]:
        """The articles of each story, the lead first, originals before repetitions."""
        leads = {story.lead_article_id for story in self.stories}
        ordered = sorted(
            self.articles,
            key=lambda a: (a.article_id not in leads, a.duplicate_of is not None, a.published_at, a.article_id),
        )
        found: dict[str, list[Article]] = {story.story_id: [] for story in self.stories}
        for article in ordered:
            if article.story_id in found:
                found[article.story_id].append(article)
        return found

    def headings(self) -> dict[str, str]:
        """What the report calls its stories, by story_id; those that it does not tell are missing."""
        return headings(self.statements, self.document.report.language)


def headings(statements: Sequence[Statement], language: str) -> dict[str, str]:
    """What a report of these statements in this language calls its stories, by story_id."""
    shared = shared_headings([language])
    told = sorted(statements, key=lambda s: s.position)
    return {
        s.story_id: s.heading
        for s in reversed(told)
        if s.supported
        and s.story_id
        and s.heading
        and s.section not in ("outlook", "summary")
        and s.heading not in shared
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a report as SVG; empty where there is nothing to draw."""

    map: str
    levels: str
    why: str


def report_figures(week: FinishedWeek) -> Figures:
    """Map, level over time and what the level is made of."""
    report = week.document.report
    names = {story.story_id: story.title for story in week.stories} | week.headings()
    scores = [
        WeekScore(s.week, s.threat_level, s.threat_score, s.score_low, s.score_high)
        for s in week.history[-HISTORY_WEEKS:]
    ]
    return Figures(
        map=country_map(
            week.country, week.hotspots, ident="map", name=report.country_name,
            view=view_of(week.country, week.hotspots, width=MAP_WIDTH),
            title=f"Hotspots of the week, {report.country_name}",
        ) if week.hotspots else "",
        levels=level_line(
            scores, ident="levels", title=f"Threat score by week, {report.country_name}", current=report.week, height=210
        ) if len(scores) > 1 else "",
        why=draw_why_bar(
            parts_of(week.contributions, names),
            ident="why", title="What the level is made of",
        ),
    )  # fmt: skip
