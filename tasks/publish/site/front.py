"""The front page: the world by level, movers, every country with its line, and how fresh and complete it all is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site import pictures
from tasks.publish.site.render import SitePage, level_rank, render_page
from warehouse.tables import LEVELS, Score
from warehouse.weeks import Week

SPARK_WEEKS = 26
"""Weeks in a country's line at most."""
MOVERS = 4
"""Rises, and falls."""


@dataclass(frozen=True, slots=True)
class CountryStanding:
    """Where a country stands in its newest week."""

    country: str
    name: str
    score: Score
    step: float | None
    """Points against the week before; None where one of the two weeks lacks evidence or was not built."""
    before: str | None
    """The level of the week before."""
    spark: str
    """The line of the last weeks as SVG."""
    current: bool
    """Whether it has the newest week of all."""


@dataclass(frozen=True, slots=True)
class WorldCoverage:
    """How much was heard, for the newest week of all."""

    countries: int
    reported: int
    """Countries with a report of the newest week."""
    insufficient: int
    articles: int
    stories: int
    weeks: int
    """Weeks in the warehouse."""
    first: dt.date
    built_at: dt.datetime
    """When the newest report was built, UTC."""
    provisional: int
    """Reports of the newest week that were written before it was over."""


def front_page(
    scores: Mapping[str, Sequence[Score]],
    names: Mapping[str, str],
    weeks: Sequence[dt.date],
    *,
    built_at: dt.datetime,
    provisional: int,
    synthetic: Sequence[str],
    feed: str | None = None,
) -> SitePage:
    """The front page. `scores` are each country's last SPARK_WEEKS scores or more, oldest first; `weeks` all weeks of the
    warehouse, oldest first; `synthetic` the names of invented countries; `feed` the Atom feed of the reports, if any."""
    newest = weeks[-1]
    line = min(SPARK_WEEKS, (newest - weeks[0]).days // 7 + 1)
    standings = [_standing(names[country], series, newest, line) for country, series in scores.items()]
    standings.sort(key=lambda s: (not s.current, -level_rank(s.score.threat_level), -s.score.threat_score, s.name))
    now = [s for s in standings if s.current]
    moved = sorted((s for s in now if s.step is not None), key=lambda s: (-(s.step or 0), s.country))
    coverage = WorldCoverage(
        countries=len(standings),
        reported=len(now),
        insufficient=sum(level_rank(s.score.threat_level) == 0 for s in now),
        articles=sum(s.score.article_count for s in now),
        stories=sum(s.score.story_count for s in now),
        weeks=len(weeks),
        first=weeks[0],
        built_at=built_at,
        provisional=provisional,
    )
    counts = [(level, sum(s.score.threat_level == level for s in now)) for level in reversed(LEVELS)]
    return render_page(
        "index.html",
        "front",
        here="index",
        week=Week(newest),
        standings=standings,
        rises=[s for s in moved if (s.step or 0) >= 0.5][:MOVERS],
        falls=[s for s in reversed(moved) if (s.step or 0) <= -0.5][:MOVERS],
        counts=counts,
        coverage=coverage,
        synthetic=synthetic,
        feed=feed,
        spark_weeks=line,
        map=pictures.world([s.score for s in now], names),
    )


def _standing(name: str, series: Sequence[Score], newest: dt.date, line: int) -> CountryStanding:
    last = series[-1]
    before = next((s for s in series[-2:-1] if s.week == last.week - dt.timedelta(days=7)), None)
    known = before is not None and level_rank(last.threat_level) and level_rank(before.threat_level)
    return CountryStanding(
        country=last.country,
        name=name,
        score=last,
        step=last.threat_score - before.threat_score if before is not None and known else None,
        before=before.threat_level if before else None,
        spark=pictures.spark(name, series, line),
        current=last.week == newest,
    )
