"""The page of a country: its level over time, sectors, hotspots week by week, and its reports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site import pictures
from tasks.publish.site.render import SitePage, level_rank, render_page
from tasks.publish.site.words import SECTORS as SECTOR_NAMES
from tasks.report.prose.inert import plain
from warehouse.tables import SECTORS, Hotspot, Report, Score, Story
from warehouse.weeks import Week

PEAKS = 5
"""Weeks of the highest scores that are explained."""
PEAK_APART = 3
"""Weeks between two peaks: the flanks of a peak are not peaks of their own."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A week of a high score and the story that weighed most in it."""

    number: int
    """From 1, oldest first, as in the chart."""
    score: Score
    story: Story
    lang: str


def peak_weeks(scores: Sequence[Score]) -> list[dt.date]:
    """The weeks to explain, oldest first: the highest scores that no neighbouring week exceeds."""
    known = [s for s in scores if level_rank(s.threat_level)]
    of = {s.week: s.threat_score for s in known}
    week = dt.timedelta(days=7)
    tops = [
        s
        for s in known
        if s.threat_score > 0 and s.threat_score >= max(of.get(s.week - week, 0), of.get(s.week + week, 0))
    ]
    chosen: list[dt.date] = []
    for score in sorted(tops, key=lambda s: (-s.threat_score, s.week)):
        if len(chosen) < PEAKS and all(abs(score.week - other) >= week * PEAK_APART for other in chosen):
            chosen.append(score.week)
    return sorted(chosen)


def country_page(
    scores: Sequence[Score],
    reports: Sequence[Report],
    hotspots: Mapping[dt.date, Sequence[Hotspot]],
    peaks: Mapping[dt.date, tuple[Story, str]],
) -> list[SitePage]:
    """The country's page and its data files. Rows oldest first; `peaks` are the top story of each peak week, with its language."""
    last = reports[-1]
    explained = [
        Peak(number, score, *peaks[score.week])
        for number, score in enumerate((s for s in scores if s.week in peaks), start=1)
    ]
    frame = [hotspot for week in hotspots.values() for hotspot in week]
    weeks = [score.week for score in scores]
    heard = [sector for sector in SECTORS if any(getattr(s, sector) > 0 for s in scores)]
    years: dict[int, list[Report]] = {}
    for report in reversed(reports):
        years.setdefault(report.week.year, []).append(report)
    page = render_page(
        f"{last.country}/index.html",
        "country",
        here="",
        country=last.country,
        name=last.country_name,
        synthetic=last.synthetic,
        last=last,
        score=scores[-1],
        chart=pictures.level_over_time(scores, peaks.keys()),
        peaks=explained,
        sectors=pictures.sector_lines(scores, heard),
        quiet=[SECTOR_NAMES[sector].lower() for sector in SECTORS if sector not in heard],
        map=pictures.hotspot_map(last.country, last.country_name, hotspots.get(weeks[-1], ()), frame),
        hotspots=sorted(hotspots.get(weeks[-1], ()), key=lambda h: (-h.intensity, -h.points, h.place_id)),
        weeks=weeks,
        years=years,
    )
    return [
        page,
        SitePage(f"{last.country}/series.json", dumps(_series(last, scores))),
        SitePage(f"{last.country}/hotspots.json", dumps(_hotspots(scores, hotspots))),
        SitePage(f"{last.country}/hotspots.svg", pictures.hotspot_layers(last.country, last.country_name, hotspots)),
    ]


def _series(last: Report, scores: Sequence[Score]) -> dict[str, object]:
    """What the comparison page draws: one list a column, oldest first."""
    return {
        "country": last.country,
        "name": last.country_name,
        "week": [str(s.week) for s in scores],
        "score": [round(s.threat_score, 1) for s in scores],
        "low": [round(s.score_low, 1) for s in scores],
        "high": [round(s.score_high, 1) for s in scores],
        "level": [level_rank(s.threat_level) for s in scores],
        "articles": [s.article_count for s in scores],
    }


def _hotspots(scores: Sequence[Score], hotspots: Mapping[dt.date, Sequence[Hotspot]]) -> list[dict[str, object]]:
    """What the slider tells: of each week its level, and the hotspots gravest first."""
    return [
        {
            "week": str(score.week),
            "label": Week(score.week).label,
            "level": level_rank(score.threat_level),
            "hotspots": [
                [plain(h.label), h.intensity, h.trend, plain(h.detail)]
                for h in sorted(hotspots.get(score.week, ()), key=lambda h: (-h.intensity, -h.points, h.place_id))
            ],
        }
        for score in scores
    ]


def dumps(content: object) -> str:
    """Compact JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
