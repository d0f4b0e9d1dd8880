"""From the standing danger and what happened to a threat level: rows that add up, and why it is that level.

    contributions(incidents, standing)   -> Contribution*   standing, what is ordinary, and a row an incident
    score(contributions, history)        -> Score           0-100, level, interval, change, posture

The score says how many people a year would be killed if all weeks were like this one, on a logarithmic scale (`formula.yaml`).
What is known before the week stands in it as the standing danger; the week adds or takes by the share of dangerous tellings
against what is ordinary for such a standing, and its gravest event stands for itself. Coverage does not count, only its share.

Properties (tests/tasks/threat/test_score.py): the contributions sum to `raw_points`; a graver event never lowers the score, nor
does one more dangerous telling; a repetition changes nothing; more coverage of the same share moves it only towards that share.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tasks.threat.formula import MOST_POINTS, Formula
from tasks.threat.incidents import Incident
from tasks.threat.standing import Standing, points_of
from warehouse.tables import SECTORS, Article, Contribution, Score, ThreatLevel

MAD_TO_DEVIATION = 1.4826
"""A normal distribution's standard deviation in median absolute deviations."""


def contributions(
    country: str,
    week: dt.date,
    revision: str,
    *,
    incidents: Sequence[Incident],
    standing: Standing,
    thin: bool,
    formula: Formula,
) -> list[Contribution]:
    """What the score adds up from: the standing's parts, what is ordinary, then the incidents, most points first.

    thin: the news are too few for their share to say anything; the gravest event still stands for itself.
    """
    key = {"country": country, "week": week, "revision": revision, "formula_version": formula.version}
    rows = [
        Contribution(**key, part="standing", subject=part.subject, label=part.label, points=part.points)
        for part in standing.parts
    ]
    told = 0 if thin else sum(incident.tellings for incident in incidents)
    ordinary = formula.news.expected_share.at(standing.points)
    a_telling = formula.news.weight(standing.points) / (told + formula.news.prior_tellings)
    shares = [0.0 if thin else a_telling * _danger(i, formula) for i in incidents]
    taken = a_telling * ordinary * told
    taken = min(taken, standing.points + math.fsum(shares))
    if told:
        label = f"an ordinary week: {ordinary:.0%} of what is told is of danger"
        rows.append(Contribution(**key, part="ordinary", subject="ordinary", label=label, points=0.0 - taken))
    before = standing.points - taken + math.fsum(shares)
    gravest = gravest_of(incidents, formula)
    happened = [
        Contribution(
            **key,
            part="event",
            subject=i.event_id,
            label=i.title,
            story_id=i.story_id,
            sector=i.sector,
            points=share + (max(0.0, _grave_points(i, formula) - before) if i is gravest else 0.0),
            tellings=i.tellings,
            dangerous_tellings=_danger(i, formula),
            deaths=deaths_of(i, formula),
        )
        for i, share in zip(incidents, shares, strict=True)
    ]
    return [*rows, *sorted(happened, key=lambda row: (-row.points, row.subject, row.story_id))]


def _danger(incident: Incident, formula: Formula) -> float:
    """Its dangerous tellings; what only mentions the country does not count."""
    if incident.nearness == "mentioned":
        return 0.0
    return incident.tellings * incident.of_security * formula.news.danger.get(incident.kind, 0.0)


def deaths_of(incident: Incident, formula: Formula, end: Literal[0, 1, 2] = 1) -> float:
    """What an incident stands for in deaths by violence: its toll, or its severity where that says more.

    end: 0, 1 or 2 for the low, best and high figure. The fewer publishers tell it, the nearer to none, and no more than texts of
    such a severity tell of: a total of a war in a week's report of diplomacy is none of the week.
    """
    rule = formula.gravest
    here = incident.nearness == "inside" or (
        incident.nearness == "involved" and incident.kind not in rule.where_it_happens
    )
    factor = rule.deaths_factor.get(incident.kind, 0.0) if here and incident.happened else 0.0
    toll = min(incident.killed[end], rule.toll_bound.at(incident.severity)) if incident.killed else 0.0
    by_severity = rule.uncounted_share * 10.0 ** (incident.severity - 3.0) if incident.severity >= 3.0 else 0.0
    return max(
        _sure(factor * toll, incident.toll_publishers, rule.doubt),
        _sure(factor * by_severity, incident.publishers, rule.doubt),
    )


def _sure(deaths: float, publishers: int, doubt: float) -> float:
    return float((1.0 + deaths) ** (1.0 - doubt ** max(1, publishers)) - 1.0)


def gravest_of(incidents: Sequence[Incident], formula: Formula) -> Incident | None:
    """The incident that stands for most deaths, if any stands for some."""
    ranked = sorted(incidents, key=lambda i: (-deaths_of(i, formula), -i.tellings, i.event_id, i.story_id))
    return ranked[0] if ranked and deaths_of(ranked[0], formula) > 0 else None


def _grave_points(incident: Incident, formula: Formula, end: Literal[0, 1, 2] = 1) -> float:
    points = points_of(formula.gravest.weeks_a_year * deaths_of(incident, formula, end), formula)
    return points if points >= formula.gravest.from_points else 0.0


def too_thin(articles: Sequence[Article], formula: Formula) -> bool:
    """Whether the week's news are too few to say anything of a share."""
    own = [a for a in articles if a.story_id is not None and a.duplicate_of is None]
    need = formula.minimum_evidence
    return len(own) < need.articles or len({a.publisher for a in own}) < need.publishers


def score(
    country: str,
    week: dt.date,
    revision: str,
    *,
    points: Sequence[Contribution],
    incidents: Sequence[Incident],
    standing: Standing,
    articles: Sequence[Article],
    history: Sequence[Score],
    formula: Formula,
) -> Score:
    """The score and level of a country-week.

    `history` holds earlier weeks of the same country in any order; scores of another version of the formula are no history,
    they cannot be compared (`weekwatch rescore` computes them again). The level has no memory: it is that of the score.
    """
    thin = too_thin(articles, formula)
    raw = max(
        0.0, math.fsum(p.points for p in points)
    )  # not a rounding error below, nor -0.0, which is shown with a sign
    value = min(MOST_POINTS, max(0.0, raw))
    known = standing.known or not thin
    level: ThreatLevel = formula.level_of(value) if known else "Insufficient evidence"
    low, high = _interval(points, incidents, standing, thin, formula)
    low, high = min(low, value), max(high, value)
    earlier = sorted((s for s in history if s.week < week and _comparable(s, formula)), key=lambda s: s.week)
    past = [s for s in earlier if s.week >= week - dt.timedelta(weeks=formula.baseline.weeks)]
    recent = [s for s in past if s.week > week - dt.timedelta(weeks=formula.posture.weeks)]
    median, z = _against_baseline(value, [s.threat_score for s in past], formula)
    gravest = gravest_of(incidents, formula)
    deaths = deaths_of(gravest, formula) if gravest else 0.0
    counted = [a for a in articles if a.story_id is not None]
    return Score(
        country=country,
        week=week,
        revision=revision,
        formula_version=formula.version,
        raw_points=raw,
        threat_score=value,
        score_low=low,
        score_high=high,
        threat_level=level,
        level_reason=_reason(points, standing, thin, gravest, formula) if known else _unknown(articles, formula),
        change=_change(week, value, (low, high), thin, deaths, standing, past, formula),
        baseline_median=median,
        baseline_weeks=len(past),
        relative_z=z,
        trend_4w=_trend(value, week, past, 4, 2),
        trend_12w=_trend(value, week, past, 12, 6),
        article_count=len(counted),
        story_count=len({i.story_id for i in incidents}),
        publisher_count=len({a.publisher for a in counted if a.duplicate_of is None}),
        **{name: math.fsum(p.points for p in points if p.sector == name) for name in SECTORS},
        basis="standing only" if thin else "news",
        standing_points=standing.points,
        standing_level=formula.level_of(standing.points) if standing.known else None,
        posture=formula.level_of(_mean([value, *(s.threat_score for s in recent)])) if known else None,
        gravest_deaths=deaths,
    )


def _comparable(earlier: Score, formula: Formula) -> bool:
    return earlier.formula_version == formula.version and earlier.threat_level != "Insufficient evidence"


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _interval(
    points: Sequence[Contribution],
    incidents: Sequence[Incident],
    standing: Standing,
    thin: bool,
    formula: Formula,
) -> tuple[float, float]:
    """The score when the share is that many of its standard deviations lower or higher, and the gravest toll its low or high."""
    told = 0 if thin else sum(p.tellings or 0 for p in points)
    news, voices = formula.news, told + formula.news.prior_tellings
    ordinary = news.expected_share.at(standing.points)
    dangerous = 0.0 if thin else math.fsum(p.dangerous_tellings or 0.0 for p in points)
    share = (dangerous + news.prior_tellings * ordinary) / voices
    weight = news.weight(standing.points)
    middle = standing.points + weight * (share - ordinary)
    spread = formula.interval.deviations * weight * math.sqrt(share * (1.0 - share) / voices)
    gravest = gravest_of(incidents, formula)
    least, most = (_grave_points(gravest, formula, 0), _grave_points(gravest, formula, 2)) if gravest else (0.0, 0.0)
    return tuple(min(MOST_POINTS, max(0.0, end)) for end in (max(middle - spread, least), max(middle + spread, most)))  # type: ignore[return-value]


def _change(
    week: dt.date,
    value: float,
    interval: tuple[float, float],
    thin: bool,
    deaths: float,
    standing: Standing,
    past: Sequence[Score],
    formula: Formula,
) -> Literal["deteriorated", "improved", "unchanged", "unknown"]:
    """Against the country's ordinary week; with a graver event than its weeks had, nothing has improved."""
    if thin:
        return "unknown"
    recent = [s for s in past if s.week >= week - dt.timedelta(weeks=formula.change.weeks)]
    usual = _mean([s.threat_score for s in recent]) if recent else standing.points
    low, high = interval
    if value - usual >= formula.change.score_points and low > usual:
        return "deteriorated"
    graver = deaths > max((s.gravest_deaths or 0.0 for s in recent), default=0.0)
    if usual - value >= formula.change.score_points and high < usual and not (recent and graver):
        return "improved"
    return "unchanged"


def _against_baseline(value: float, past: Sequence[float], formula: Formula) -> tuple[float | None, float | None]:
    """Median of the past and the robust z of the value; the deviation is shrunk to a prior by length of history."""
    if not past:
        return None, None
    median = float(np.median(past))
    own = MAD_TO_DEVIATION * float(np.median(np.abs(np.asarray(past) - median)))
    n, prior = len(past), formula.baseline
    deviation = math.sqrt((n * own**2 + prior.prior_weeks * prior.prior_deviation**2) / (n + prior.prior_weeks))
    return median, (value - median) / deviation


def _trend(value: float, week: dt.date, earlier: Sequence[Score], weeks: int, needed: int) -> float | None:
    recent = [s.threat_score for s in earlier if s.week >= week - dt.timedelta(weeks=weeks)]
    return value - _mean(recent) if len(recent) >= needed else None


def _unknown(articles: Sequence[Article], formula: Formula) -> str:
    own = [a for a in articles if a.story_id is not None and a.duplicate_of is None]
    need = formula.minimum_evidence
    return (
        f"Only {len(own)} original articles from {len({a.publisher for a in own})} independent publishers, and no source of the "
        f"standing danger knows the country; at least {need.articles} from {need.publishers} are needed for a level."
    )


def _reason(
    points: Sequence[Contribution],
    standing: Standing,
    thin: bool,
    gravest: Incident | None,
    formula: Formula,
) -> str:
    """Two sentences: the standing, and what the week adds to it."""
    if standing.known:
        weighty = max(standing.parts, key=lambda part: (part.points, part.subject))
        level = formula.level_of(standing.points)
        a_year = round(standing.deaths_a_year)
        deaths = (
            "less than one death" if a_year < 1 else "about one death" if a_year == 1 else f"about {a_year:,} deaths"
        )
        stands = f"Standing danger: {level}, {deaths} a year, judged mainly by {weighty.label}."
    else:
        stands = "Standing danger: unknown, taken for calm."
    lifted = max((p for p in points if p.part == "event"), key=lambda p: p.points, default=None)
    if thin:
        news = "This week: news too thin, so the standing danger alone is shown"
    elif not any(p.tellings for p in points):
        news = "This week: no event was reported"
    else:
        told, dangerous = sum(p.tellings or 0 for p in points), math.fsum(p.dangerous_tellings or 0.0 for p in points)
        ordinary = formula.news.expected_share.at(standing.points)
        news = f"This week: {dangerous / told:.0%} of {told} news reports tell of danger, against {ordinary:.0%} in an ordinary week"
    if gravest and lifted and lifted.subject == gravest.event_id and _grave_points(gravest, formula) > standing.points:
        news += f"; the gravest event weighs as much as {deaths_of(gravest, formula):,.0f} deaths by violence"
    return f"{stands} {news}."
