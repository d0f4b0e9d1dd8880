"""The page of a country: where it stands and why, its level over time, its events and threads, hotspots, and its reports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site import pictures
from tasks.publish.site.event_lines import (
    EventLine,
    Heading,
    by_unit,
    country_in_words,
    event_line,
    has_page,
    once_each,
    weekly,
)
from tasks.publish.site.render import SitePage, level_rank, render_page
from tasks.publish.site.words import SECTORS as SECTOR_NAMES
from tasks.report.prose.inert import plain
from warehouse.tables import SECTORS, Event, Hotspot, Report, Score, Story, Thread
from warehouse.weeks import Week

PEAKS = 5
"""Weeks of the highest scores that are explained."""
PEAK_SERIES = 4
"""Weeks with a level from which on one of them can be a peak."""
PEAK_APART = 3
"""Weeks between two peaks: the flanks of a peak are not peaks of their own."""
RECENT_WEEKS = 12
"""Weeks whose events stand in the page; those before are fetched by who asks for them."""
LISTED = 60
"""Events in the page at most."""
BAR_WEEKS = 52
"""Weeks of the bars of events and deaths."""
SECTOR_POINTS = 0.5
"""Of a score in any week, from which on a sector is drawn: less is a flat line that says 0."""
STORY_EVENTS = 8
"""Events told of a thread."""


@dataclass(frozen=True, slots=True)
class CountryEvents:
    """What happened in and with a country, over all its weeks."""

    events: Sequence[Event]
    """Its rows of events, oldest week first."""
    threads: Sequence[Thread]
    """Of its newest week."""
    headings: Mapping[str, Heading]
    """What its reports call the events, by event_id."""
    languages: Mapping[str, str]
    """Of the titles of events, by event_id."""
    names: Mapping[str, str]
    """Names of countries, by code."""
    units: Mapping[str, str]
    """Names of first-level units, by ISO 3166-2 code."""


@dataclass(frozen=True, slots=True)
class StorySoFar:
    """A thread with its events, those of the newest week first."""

    thread: Thread
    lines: Sequence[EventLine]
    more: int


@dataclass(frozen=True, slots=True)
class Peak:
    """A week of a high score and the story that weighed most in it."""

    number: int
    """From 1, oldest first, as in the chart."""
    score: Score
    story: Story
    lang: str


def peak_weeks(scores: Sequence[Score]) -> list[dt.date]:
    """The weeks to explain, oldest first: the highest scores that no neighbouring week exceeds; none of a few weeks."""
    known = [s for s in scores if level_rank(s.threat_level)]
    if len(known) < PEAK_SERIES:
        return []
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
    happened: CountryEvents,
) -> list[SitePage]:
    """The country's page and its data files. Rows oldest first; `peaks` are the top story of each peak week, with its language."""
    last = reports[-1]
    explained = [
        Peak(number, score, *peaks[score.week])
        for number, score in enumerate((s for s in scores if s.week in peaks), start=1)
    ]
    frame = [hotspot for week in hotspots.values() for hotspot in week]
    weeks = [score.week for score in scores]
    heard = [sector for sector in SECTORS if any(getattr(s, sector) >= SECTOR_POINTS for s in scores)]
    years: dict[int, list[Report]] = {}
    for report in reversed(reports):
        years.setdefault(report.week.year, []).append(report)
    lines = _lines(happened)
    recent = [line for line in lines if line.event.week in weeks[-RECENT_WEEKS:]]
    newest = [e for e in happened.events if e.week in weeks[-RECENT_WEEKS:]]
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
        sectors=pictures.sector_lines(scores, heard) if heard else "",
        quiet=[SECTOR_NAMES[sector].lower() for sector in SECTORS if sector not in heard and sector != "other"],
        map=pictures.hotspot_map(last.country, last.country_name, hotspots.get(weeks[-1], ()), frame),
        hotspots=sorted(hotspots.get(weeks[-1], ()), key=lambda h: (-h.intensity, -h.points, h.place_id)),
        any_hotspot=bool(frame),
        weeks=weeks,
        years=years,
        bars=pictures.events_by_week(*weekly(happened.events, weeks[-BAR_WEEKS:])),
        lines=recent[:LISTED],
        line_count=len(recent),
        recent_weeks=min(RECENT_WEEKS, len(weeks)),
        all_events=len(lines),
        kinds=sorted({line.kind for line in lines}),
        event_units=sorted({(_unit_name(line, happened), line.event.unit) for line in lines if line.event.unit}),
        actors=sorted({actor for line in lines for actor in line.event.actors}, key=str.casefold),
        actor_names={a: country_in_words(a, happened.names) for line in lines for a in line.event.actors},
        by_unit=by_unit(newest, happened.units),
        threads=_threads(happened, lines),
    )
    return [
        page,
        SitePage(f"{last.country}/series.json", dumps(_series(last, scores))),
        SitePage(f"{last.country}/events.json", dumps([_row(line, happened) for line in lines])),
        SitePage(f"{last.country}/hotspots.json", dumps(_hotspots(scores, hotspots))),
        SitePage(f"{last.country}/hotspots.svg", pictures.hotspot_layers(last.country, last.country_name, hotspots)),
    ]


def _lines(happened: CountryEvents) -> list[EventLine]:
    """Its events, each once, the newest week first and the weightiest first within it; what only mentions the country is left out."""
    own = [e for e in happened.events if e.nearness != "mentioned"]
    paged = {e.event_id for e in happened.events if has_page(e)}
    lines = [
        event_line(
            e,
            happened.headings.get(e.event_id),
            happened.languages.get(e.event_id, "und"),
            paged=e.event_id in paged,
            names=happened.names,
            home=e.country,
        )
        for e in once_each(own)
    ]
    return sorted(lines, key=lambda line: (-line.event.week.toordinal(), -line.event.salience, line.event.event_id))


def _unit_name(line: EventLine, happened: CountryEvents) -> str:
    unit = line.event.unit or ""
    return happened.units.get(unit, unit)


def _threads(happened: CountryEvents, lines: Sequence[EventLine]) -> list[StorySoFar]:
    """The threads of the newest week that last, the costliest and longest first."""
    of: dict[str, list[EventLine]] = {}
    for line in lines:
        if line.event.thread_id:
            of.setdefault(line.event.thread_id, []).append(line)
    running = [t for t in happened.threads if t.week_count > 1 or len(of.get(t.thread_id, ())) > 1]
    running.sort(key=lambda t: (-(t.killed_best or 0), -t.week_count, t.thread_id))
    return [
        StorySoFar(t, found[:STORY_EVENTS], max(0, len(found) - STORY_EVENTS))
        for t in running
        if (found := of.get(t.thread_id, []))
    ]


def _row(line: EventLine, happened: CountryEvents) -> list[object]:
    """What the list of events filters and shows: as EVENT_COLUMNS of assets/country.js."""
    e = line.event
    return [
        str(e.event_date), plain(line.heading.text), line.heading.lang, line.kind, plain(line.place), e.unit or "",
        e.killed_best, e.actors, line.href or "", str(e.week), e.state, line.killed,
    ]  # fmt: skip


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
