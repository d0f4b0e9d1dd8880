"""From stories to a threat level: every point belongs to a story, and the level says why it is what it is.

    contributions(stories, articles)  -> Contribution*   points a story
    score(contributions, history)     -> Score           0-100, level, interval, against the country's own past

The score asks how much of what is told of a country is grave, not how much is told: the points are a mean over all
tellings and over `standing.tellings` more that stand for what the country's weeks before were like. So a thin week
leans on the standing danger, a rich one speaks for itself, and a feed more or fewer moves it little.

Properties (tests/tasks/threat/test_score.py): the contributions sum to `raw_points`; a graver telling of a story never
lowers the score, nor does one more story that is graver than the week so far; a repetition of an article changes nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tasks.threat.formula import Formula
from warehouse.tables import LEVELS, SECTORS, Article, Contribution, Score, Story, ThreatLevel

MAD_TO_DEVIATION = 1.4826
"""A normal distribution's standard deviation in median absolute deviations."""

POINTS = 100.0
"""Points of a week in which every telling stands one step of severity above routine."""


def contributions(stories: Sequence[Story], articles: Sequence[Article], formula: Formula) -> list[Contribution]:
    """The points of each story, most first; stories of no weight are kept with 0 points.

    How grave a story is, is the mean over its articles that are no repetitions, each as it was read: one misread headline is
    one voice of many. A story of which no article is given counts by its own severity and category.
    """
    told: dict[str, list[tuple[float, str]]] = {}
    for article in articles:
        if article.duplicate_of is None and article.story_id is not None:
            told.setdefault(article.story_id, []).append((article.severity, article.category))
    share = POINTS / (_reach_of(stories, formula) + formula.standing.tellings)
    rows = [_contribution(s, told.get(s.story_id) or [(s.severity, s.category)], share, formula) for s in stories]
    return sorted(rows, key=lambda row: (-row.points, row.story_id))


def reach(story: Story, formula: Formula) -> float:
    """Weight of a story by its independent tellings: publishers with a text of their own.

    Repetitions of one text by many publishers are one telling.
    """
    tellings = min(story.publisher_count, story.original_count, formula.reach.at_most)
    return float(tellings**formula.reach.exponent)


def _reach_of(stories: Sequence[Story], formula: Formula) -> float:
    return math.fsum(reach(story, formula) for story in stories)


def _contribution(story: Story, told: Sequence[tuple[float, str]], share: float, formula: Formula) -> Contribution:
    """`told`: severity and category of each article that tells the story in its own words."""
    above = [max(0.0, severity - formula.gravity.routine) for severity, _ in told]
    weighed = [value * formula.factor_of(category) for value, (_, category) in zip(above, told, strict=True)]
    grave = math.fsum(above)
    factors = {
        "severity_points": grave / len(told),
        "category_factor": math.fsum(weighed) / grave if grave else formula.factor_of(story.category),
        "reach_factor": reach(story, formula),
        "certainty_factor": story.certainty,
        "nearness_factor": formula.nearness_factor[story.nearness],
        "novelty_factor": formula.novelty_factor[story.status],
        "rank_factor": 1.0,
        "coverage_factor": share,
    }
    return Contribution(
        country=story.country,
        week=story.week,
        revision=story.revision,
        formula_version=formula.version,
        story_id=story.story_id,
        sector=story.sector,
        **factors,
        points=math.prod(factors.values()),
    )


def threat_score(raw_points: float, formula: Formula) -> float:
    """Points on the saturating scale of 0 to 100."""
    knee, ceiling = formula.score.knee, formula.score.ceiling
    return min(100.0, 100.0 * math.log1p(raw_points / knee) / math.log1p(ceiling / knee))


def level_for(value: float, previous: ThreatLevel | None, formula: Formula) -> ThreatLevel:
    """The level of a value of the score's scale; it leaves the previous level only when a cut-off is passed by the hysteresis."""
    plain = _plain_level(value, formula)
    if previous is None or previous not in LEVELS or plain == previous:
        return plain
    rising = LEVELS.index(plain) > LEVELS.index(previous)
    firm = _plain_level(max(0.0, value - formula.hysteresis if rising else value + formula.hysteresis), formula)
    return (max if rising else min)(firm, previous, key=LEVELS.index)


def _beside(level: ThreatLevel, value: float, formula: Formula) -> ThreatLevel:
    """The level, moved to within one step of the level of the week's own score, which the hysteresis widens."""
    least = LEVELS.index(_plain_level(max(0.0, value - formula.hysteresis), formula)) - 1
    most = LEVELS.index(_plain_level(value + formula.hysteresis, formula)) + 1
    return LEVELS[min(max(LEVELS.index(level), least), most)]


def _plain_level(value: float, formula: Formula) -> ThreatLevel:
    return max((level for level in LEVELS if value >= formula.levels[level]), key=LEVELS.index)


def score(
    country: str,
    week: dt.date,
    revision: str,
    *,
    points: Sequence[Contribution],
    stories: Sequence[Story],
    articles: Sequence[Article],
    history: Sequence[Score],
    formula: Formula,
) -> Score:
    """The score and level of a country-week.

    `history` holds earlier weeks of the same country in any order; weeks without sufficient evidence do not
    count as calm, they are left out of the baseline. Scores of another version of the formula are no history: they
    cannot be compared (`weekwatch rescore` makes them anew).
    """
    since = week - dt.timedelta(weeks=formula.baseline.weeks)
    past = sorted((s for s in history if since <= s.week < week and _comparable(s, formula)), key=lambda s: s.week)
    earlier = [s for s in past if s.threat_level != "Insufficient evidence"]
    last = past[-1] if past and past[-1].week == week - dt.timedelta(weeks=1) else None

    raw = math.fsum(p.points for p in points)
    standing = _standing(week, past, formula)
    prior = formula.standing.tellings
    carried = standing * prior / (_reach_of(stories, formula) + prior)
    value = threat_score(raw + carried, formula)
    low, high = _interval(points, standing, revision, formula)
    low, high = min(low, value), max(high, value)
    counted = [a for a in articles if a.story_id is not None]
    originals = sum(a.duplicate_of is None for a in counted)
    publishers = len({a.publisher for a in counted if a.duplicate_of is None})

    enough = originals >= formula.minimum_evidence.articles and publishers >= formula.minimum_evidence.publishers
    recent = [s.threat_score for s in earlier if s.week > week - dt.timedelta(weeks=formula.level.weeks)]
    settled = (value + math.fsum(recent)) / (1 + len(recent))
    before = earlier[-1].threat_level if recent else None
    level: ThreatLevel = "Insufficient evidence"
    if enough:
        level = _beside(level_for(settled, before, formula), value, formula)
    median, z = _against_baseline(value, [s.threat_score for s in earlier], formula)
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
        level_reason=_reason(level, value, carried, originals, publishers, points, stories, formula),
        change=_change(level, (low, value, high), last, recent, formula),
        baseline_median=median,
        baseline_weeks=len(earlier),
        relative_z=z,
        trend_4w=_trend(value, week, earlier, 4, 2),
        trend_12w=_trend(value, week, earlier, 12, 6),
        article_count=len(counted),
        story_count=len(stories),
        publisher_count=publishers,
        **{sector: math.fsum(p.points for p in points if p.sector == sector) for sector in SECTORS},
        carried_points=carried,
    )


def _comparable(earlier: Score, formula: Formula) -> bool:
    return earlier.formula_version == formula.version


def _standing(week: dt.date, past: Sequence[Score], formula: Formula) -> float:
    """Points of the country's usual week: the mean of the weeks before, shrunk to calm where they are few."""
    since = week - dt.timedelta(weeks=formula.standing.weeks)
    usual = [s.raw_points + (s.carried_points or 0.0) for s in past if s.week >= since]
    return math.fsum(usual) / (len(usual) + formula.standing.calm_weeks)


def _interval(points: Sequence[Contribution], standing: float, revision: str, formula: Formula) -> tuple[float, float]:
    """The interval of the score when the week's stories are drawn again with replacement.

    The seed is the revision, so that equal inputs give the equal interval.
    """
    prior = formula.standing.tellings
    if not points:
        return (threat_score(standing, formula),) * 2
    told = np.array([p.reach_factor for p in points])
    grave = np.array([p.points / (p.coverage_factor or 1.0) * POINTS for p in points])
    drawn = np.random.default_rng(int(revision, 16)).integers(
        len(points), size=(formula.interval.resamples, len(points))
    )
    raw = (grave[drawn].sum(axis=1) + standing * prior) / (told[drawn].sum(axis=1) + prior)
    tail = (1 - formula.interval.share) / 2
    low, high = np.quantile(raw, [tail, 1 - tail])
    return threat_score(float(low), formula), threat_score(float(high), formula)


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
    return value - math.fsum(recent) / len(recent) if len(recent) >= needed else None


def _change(
    level: ThreatLevel,
    interval: tuple[float, float, float],
    last: Score | None,
    recent: Sequence[float],
    formula: Formula,
) -> Literal["deteriorated", "improved", "unchanged", "unknown"]:
    """Against the week before: another level, or a score beyond that week's that left the mean of the weeks before beyond doubt."""
    if last is None or "Insufficient evidence" in (level, last.threat_level):
        return "unknown"
    low, value, high = interval
    step = LEVELS.index(level) - LEVELS.index(last.threat_level)
    mean = math.fsum(recent) / len(recent) if recent else value
    further, least = value - last.threat_score, formula.change.score_points
    if step > 0 or (step == 0 and further > 0 and value - mean >= least and low > mean):
        return "deteriorated"
    if step < 0 or (step == 0 and further < 0 and mean - value >= least and high < mean):
        return "improved"
    return "unchanged"


def _reason(
    level: ThreatLevel,
    value: float,
    carried: float,
    originals: int,
    publishers: int,
    points: Sequence[Contribution],
    stories: Sequence[Story],
    formula: Formula,
) -> str:
    if level == "Insufficient evidence":
        need = formula.minimum_evidence
        return (
            f"Only {originals} original articles from {publishers} independent publishers; "
            f"at least {need.articles} from {need.publishers} are needed for a level."
        )
    weighty = sorted((p for p in points if p.points > 0), key=lambda p: (-p.points, p.story_id))
    if not weighty:
        usual = ": all points are carried over from the country's usual week" if carried else ""
        return f"No story of the week carries a threat{usual}.{_held(level, value, formula)}"
    total = math.fsum(p.points for p in weighty)
    by_sector: dict[str, float] = {}
    for p in weighty:
        by_sector[p.sector] = by_sector.get(p.sector, 0.0) + p.points
    sector, most = max(by_sector.items(), key=lambda pair: (pair[1], pair[0]))
    gravest = max(s.severity for s in stories)
    top = math.fsum(p.points for p in weighty[:3]) / total
    named = sector.replace("_", " ")
    usual = (
        f"{carried / (carried + total):.0%} of the points are carried over from the country's usual week. "
        if carried
        else ""
    )
    own = "this week's own" if carried else "the points"
    return (
        f"{usual}Of {own}, {most / total:.0%} come from {named} and {top:.0%} "
        f"from the {min(3, len(weighty))} weightiest stories; the gravest story has severity {gravest:.1f} of 5.{_held(level, value, formula)}"
    )


def _held(level: ThreatLevel, value: float, formula: Formula) -> str:
    """Why the level is not that of the week's score, where it is not."""
    alone = _plain_level(value, formula)
    if alone == level:
        return ""
    return (
        f" The week alone would stand at {alone}; the level follows the mean of {formula.level.weeks} weeks, at most one level away "
        f"give or take {formula.hysteresis:g} points."
    )
