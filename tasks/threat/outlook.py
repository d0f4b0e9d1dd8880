"""What may come: deaths and the level next week and next month, announced events, flashpoints and indicators.

Each is written down with the rule by which it will be judged, before anyone knows how it ends.

The chances are logistic regressions (`formula.yaml`): of at least one and of at least 25 deaths by organised violence on the deaths
that were counted of late (`python -m tests.measure.train_outlook`), of a higher level on the score. The level is expected to stay that of the score's mean of the last two months.
`tasks.threat.judge_outlook` judges what was said when its time has come.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.threat.formula import Formula
from tasks.time.event_time import Announced, announced_dates
from warehouse.tables import LEVELS, SECTORS, Article, Hotspot, Outlook, Score, Story, ThreatLevel
from warehouse.weeks import Week

CALENDAR_DAYS = 92
"""The outlook speaks of one to three months."""
EVENTS_AT_MOST = 12
FLASHPOINTS_AT_MOST = 4
INDICATORS_AT_MOST = 4


def make_outlook(
    *,
    country: str,
    week: Week,
    revision: str,
    score: Score,
    history: Sequence[Score],
    stories: Sequence[Story],
    articles: Sequence[Article],
    hotspots: Sequence[Hotspot],
    recent: float,
    formula: Formula,
) -> list[Outlook]:
    """The outlook rows of a country-week: levels, deaths, then events, flashpoints and indicators, in that order.

    recent: points of the deaths counted of late, as known when the week ended.
    """
    key = {"country": country, "week": week.start, "revision": revision}
    by_story = _originals_by_story(articles)
    rows = []
    if score.threat_level in LEVELS:
        rows += _levels(key, week, score, history, stories, formula)
        rows += _deaths(key, week, recent, stories, formula)
    rows += _events(key, week, articles)
    rows += _flashpoints(key, week, hotspots, by_story)
    rows += _indicators(key, week, score, history, stories, by_story)
    return rows


def _row(key: dict[str, object], said: dict[str, object]) -> Outlook:
    return Outlook.model_validate({**key, **said, "outcome": None})


def _originals_by_story(articles: Sequence[Article]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for article in sorted(articles, key=lambda a: (a.published_at, a.article_id)):
        if article.story_id is not None and article.duplicate_of is None:
            members.setdefault(article.story_id, []).append(article.article_id)
    return members


def _deaths(
    key: dict[str, object], week: Week, recent: float, stories: Sequence[Story], formula: Formula
) -> list[Outlook]:
    """Chances of at least so many deaths, judged by what UCDP counts when it comes."""
    rows = []
    gravest = sorted(stories, key=lambda s: (-s.severity, s.story_id))[:3]
    for deaths, chances in formula.outlook.deaths.items():
        for horizon in sorted(chances):
            likely = chance_of_deaths(deaths, horizon, recent, formula)
            until = week.shift(horizon).end
            least = "a death" if deaths == 1 else f"{deaths} deaths"
            ahead = "the next week" if horizon == 1 else f"the next {horizon} weeks"
            rows.append(
                _row(
                    key,
                    {
                        "outlook_id": f"deaths-{deaths}-{horizon}w",
                        "kind": "deaths",
                        "subject": str(deaths),
                        "statement": f"Organised violence will cost at least {least} in {ahead}.",
                        "probability": likely,
                        "from_date": week.end,
                        "resolves_on": until,
                        "resolution_rule": f"UCDP's candidate events count at least {least} from {week.end} to before {until}",
                        "threshold": float(deaths),
                        "citations": [s.lead_article_id for s in gravest],
                    },
                )
            )
    return rows


def chance_of_deaths(least: int, horizon: int, recent: float, formula: Formula) -> float:
    """The probability of at least so many deaths within so many weeks; more weeks hold no fewer deaths. Never 0 or 1."""
    chances = formula.outlook.deaths[least]
    return max(chances[weeks].at(recent) for weeks in chances if weeks <= horizon)


def _levels(
    key: dict[str, object],
    week: Week,
    score: Score,
    history: Sequence[Score],
    stories: Sequence[Story],
    formula: Formula,
) -> list[Outlook]:
    rows = []
    gravest = sorted(stories, key=lambda s: (-s.severity, s.story_id))[:3]
    for horizon in formula.outlook.rise:
        until = week.shift(horizon)
        forecast = foretell(score, history, horizon, formula)
        rows.append(
            _row(
                key,
                {
                    "outlook_id": f"level-{horizon}w",
                    "kind": "level",
                    "subject": score.threat_level,
                    "statement": f"The level in the week of {until.start} will be higher than {score.threat_level}.",
                    "probability": forecast.deterioration,
                    "from_date": week.end,
                    "resolves_on": until.end,
                    "resolution_rule": f"scores.threat_level of week {until.start} is above {score.threat_level}",
                    "citations": [s.lead_article_id for s in gravest],
                    "expected_level": forecast.level,
                },
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Forecast:
    """The level expected some weeks on, and the probability that it is higher than now."""

    level: ThreatLevel
    deterioration: float


def foretell(score: Score, history: Sequence[Score], horizon: int, formula: Formula) -> Forecast:
    """What is expected `horizon` weeks after a week that has a level: its mean of the last two months."""
    since = score.week - dt.timedelta(weeks=formula.change.weeks)
    known = [
        s.threat_score
        for s in (*history, score)
        if s.week > since and s.threat_level in LEVELS and s.formula_version == formula.version
    ]
    level = formula.level_of(math.fsum(known) / len(known))
    if score.threat_level == LEVELS[-1]:
        return Forecast(level, 0.0)
    bar = formula.levels[LEVELS[LEVELS.index(score.threat_level) + 1]]
    return Forecast(level, formula.outlook.rise[horizon].at(score.threat_score - bar))


def _events(key: dict[str, object], week: Week, articles: Sequence[Article]) -> list[Outlook]:
    """Events that the week's articles announce for a day after the week."""
    found: dict[tuple[dt.date, dt.date | None], list[tuple[Announced, Article]]] = {}
    for article in sorted(articles, key=lambda a: (a.published_at, a.article_id)):
        if article.duplicate_of is not None or article.story_id is None:
            continue
        for event in announced_dates(article.title, article.text, published_at=article.published_at, lang=article.lang):
            if week.end <= event.start <= week.end + dt.timedelta(days=CALENDAR_DAYS * 3):
                found.setdefault((event.start, event.end), []).append((event, article))
    rows = []
    for (start, end), said in sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1] or pair[0][0])):
        by_story: dict[str, list[tuple[Announced, Article]]] = {}
        for event, article in said:
            by_story.setdefault(article.story_id or "", []).append((event, article))
        for story_id, tellings in by_story.items():
            event, _ = tellings[0]
            name = hashlib.sha256(f"{start}{end}{story_id}".encode()).hexdigest()[:8]
            rows.append(
                _row(
                    key,
                    {
                        "outlook_id": f"event-{start}-{name}",
                        "kind": "event",
                        "subject": story_id,
                        "statement": event.what,
                        "probability": None,
                        "from_date": start,
                        "resolves_on": end or start,
                        "resolution_rule": f"an article of the weeks around {start} reports that it took place",
                        "citations": [article.article_id for _, article in tellings],
                    },
                )
            )
    return rows[:EVENTS_AT_MOST]


def _flashpoints(
    key: dict[str, object], week: Week, hotspots: Sequence[Hotspot], by_story: dict[str, list[str]]
) -> list[Outlook]:
    own = [h for h in hotspots if not h.is_foreign and h.intensity >= 2]
    rows = []
    for spot in own[:FLASHPOINTS_AT_MOST]:
        rows.append(
            _row(
                key,
                {
                    "outlook_id": f"flashpoint-{spot.place_id}",
                    "kind": "flashpoint",
                    "subject": spot.place_id,
                    "statement": f"{spot.label} will again be a hotspot of intensity {spot.intensity} or more within four weeks.",
                    "probability": None,
                    "from_date": week.end,
                    "resolves_on": week.shift(4).end,
                    "resolution_rule": f"hotspots of the next four weeks hold place_id {spot.place_id} with intensity >= {spot.intensity}",
                    "threshold": float(spot.intensity),
                    "citations": [a for s in spot.story_ids for a in by_story.get(s, [])][:5],
                },
            )
        )
    return rows


def _indicators(
    key: dict[str, object],
    week: Week,
    score: Score,
    history: Sequence[Score],
    stories: Sequence[Story],
    by_story: dict[str, list[str]],
) -> list[Outlook]:
    """Sectors with weight this week: will they weigh more?"""
    recent = [s for s in history if week.shift(-4).start <= s.week < week.start]
    weighty = sorted(((getattr(score, s), s) for s in SECTORS if s != "other" and getattr(score, s) > 0), reverse=True)
    rows = []
    for points, sector in weighty[:INDICATORS_AT_MOST]:
        mean = math.fsum(getattr(s, sector) for s in recent) / len(recent) if recent else 0.0
        bar = max(points, mean)
        named = sector.replace("_", " ")
        cited = [
            a
            for s in sorted(stories, key=lambda s: (-s.severity, s.story_id))
            if s.sector == sector
            for a in by_story.get(s.story_id, [])
        ]
        rows.append(
            _row(
                key,
                {
                    "outlook_id": f"indicator-{sector}",
                    "kind": "indicator",
                    "subject": sector,
                    "statement": f"Points from {named} will exceed {bar:.1f} in one of the next four weeks.",
                    "probability": None,
                    "from_date": week.end,
                    "resolves_on": week.shift(4).end,
                    "resolution_rule": f"scores.{sector} of one of the next four weeks is above {bar:.6g}",
                    "threshold": bar,
                    "citations": cited[:5],
                },
            )
        )
    return rows
