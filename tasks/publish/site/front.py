"""The front page: what happened, which levels changed, the world by level, every country with its line, and how fresh it all is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.site import pictures
from tasks.publish.site.event_lines import EventLine, Heading, event_line, has_page, world_events
from tasks.publish.site.render import SitePage, level_rank, render_page
from warehouse.tables import LEVELS, Event, Score
from warehouse.weeks import Week

SPARK_WEEKS = 26
"""Weeks in a country's line at most."""
LABELLED = 16
"""Countries named on the map at most: those of the events above, then the gravest."""
NAMED_FROM = "High"
"""The level from which a country is named on the map though none of the week's first events happened there."""


@dataclass(frozen=True, slots=True)
class CountryStanding:
    """Where a country stands in its newest week."""

    country: str
    name: str
    score: Score
    step: float | None
    """Points against the week before; None where one of the two weeks has too little news for a level of its own or was not built."""
    before: str | None
    """The level of the week before; None where that was not built or had too little news for one."""
    spark: str
    """The line of the last weeks as SVG."""
    current: bool
    """Whether it has the newest week of all."""

    @property
    def standing_only(self) -> bool:
        """The news of the week were too thin: the level is that of the standing danger."""
        return self.score.basis == "standing only" and level_rank(self.score.threat_level) > 0


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


@dataclass(frozen=True, slots=True)
class Board:
    """The countries of the newest week by what became of their level since the week before."""

    deteriorated: tuple[CountryStanding, ...]
    """Those whose level rose, the gravest first."""
    improved: tuple[CountryStanding, ...]
    unchanged: tuple[tuple[str, tuple[CountryStanding, ...]], ...]
    """Level -> the countries that stay there, the gravest level first."""
    standing_only: tuple[CountryStanding, ...]
    """Too little news for a level of the week: the standing danger is shown, and no change is told."""
    unknown: tuple[CountryStanding, ...]
    """Too little news, and no standing known."""
    uncompared: tuple[CountryStanding, ...]
    """With a level of the week, but none of the week before."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the week's events of the world, with the level of the country where it happened."""

    line: EventLine
    country: str
    name: str
    score: Score | None


def front_page(
    scores: Mapping[str, Sequence[Score]],
    names: Mapping[str, str],
    weeks: Sequence[dt.date],
    *,
    built_at: dt.datetime,
    provisional: int,
    synthetic: Sequence[str],
    events: Sequence[Event] = (),
    headings: Mapping[str, Heading] | None = None,
    feed: str | None = None,
) -> SitePage:
    """The front page. `scores` are each country's last SPARK_WEEKS scores or more, oldest first; `weeks` all weeks of the
    warehouse, oldest first; `synthetic` the names of invented countries; `events` those of the newest week with what the
    reports call them, by event_id; `feed` the Atom feed of the reports, if any."""
    newest = weeks[-1]
    line = min(SPARK_WEEKS, (newest - weeks[0]).days // 7 + 1)
    standings = [_standing(names[country], series, newest, line) for country, series in scores.items()]
    standings.sort(key=lambda s: (not s.current, -level_rank(s.score.threat_level), -s.score.threat_score, s.name))
    now = [s for s in standings if s.current]
    current = {s.country: s.score for s in now}
    headlines = [
        Headline(
            event_line(
                event,
                (headings or {}).get(event.event_id),
                event.languages[0] if len(event.languages) == 1 else "und",
                paged=has_page(event),
                names=names,
            ),
            event.country,
            names[event.country],
            current.get(event.country),
        )
        for event in world_events(events)
    ]
    grave = [s.country for s in now if level_rank(s.score.threat_level) >= level_rank(NAMED_FROM)]
    labelled = list(dict.fromkeys([*(h.country for h in headlines), *grave]))[:LABELLED]
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
        headlines=headlines,
        board=_board(now),
        counts=counts,
        coverage=coverage,
        synthetic=synthetic,
        feed=feed,
        spark_weeks=line,
        map=pictures.world([s.score for s in now], names, labelled),
    )


def _board(now: Sequence[CountryStanding]) -> Board:
    """`now` are the countries of the newest week, the gravest first. A level that rests on the standing alone is never compared."""
    of: dict[str, list[CountryStanding]] = {}
    stay: dict[str, list[CountryStanding]] = {level: [] for level in reversed(LEVELS)}
    for s in now:
        level, before = level_rank(s.score.threat_level), level_rank(s.before or "")
        if not level:
            of.setdefault("unknown", []).append(s)
        elif s.standing_only:
            of.setdefault("standing", []).append(s)
        elif not before:
            of.setdefault("uncompared", []).append(s)
        elif level == before:
            stay[s.score.threat_level].append(s)
        else:
            of.setdefault("worse" if level > before else "better", []).append(s)
    return Board(
        deteriorated=tuple(of.get("worse", ())),
        improved=tuple(of.get("better", ())),
        unchanged=tuple((level, tuple(found)) for level, found in stay.items() if found),
        standing_only=tuple(of.get("standing", ())),
        unknown=tuple(of.get("unknown", ())),
        uncompared=tuple(of.get("uncompared", ())),
    )


def _standing(name: str, series: Sequence[Score], newest: dt.date, line: int) -> CountryStanding:
    last = series[-1]
    before = next((s for s in series[-2:-1] if s.week == last.week - dt.timedelta(days=7)), None)
    own = [s for s in (last, before) if s is not None and s.basis != "standing only" and level_rank(s.threat_level)]
    return CountryStanding(
        country=last.country,
        name=name,
        score=last,
        step=last.threat_score - before.threat_score if before is not None and len(own) == 2 else None,
        before=before.threat_level if before and before.basis != "standing only" else None,
        spark=pictures.spark(name, series, line),
        current=last.week == newest,
    )
