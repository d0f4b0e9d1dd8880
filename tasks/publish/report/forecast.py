"""The short-term forecast: how likely a higher level and deaths by organised violence are.

It is counted from scores and from UCDP's figures, and cites no article: what an outlet wrote this week does not bear it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.report.prose.likelihood import Confidence, confidence_words, likelihood
from tasks.report.sections.opening import level_confidence, level_name
from tasks.voice.voice import N_, Voice
from warehouse.tables import Outlook, Score

HEADING = N_("Short-term forecast (one to four weeks)")
WEEK_DAYS = 7
WORTH_FORETELLING = 0.2
"""Chance of a death by organised violence from which the chances are told: of a country at peace they say nothing."""
LEAST_SHARE = 0.01
"""A smaller probability is shown as under this one: it is no certainty."""
HIGHEST = "Severe"
"""The level that has none above it."""


@dataclass(frozen=True, slots=True)
class ForecastSentence:
    """A sentence on what is likely, the outlook row that it begins with, and how sure it is."""

    outlook_id: str
    text: str
    confidence: Confidence


def forecasts(
    score: Score, outlook: Sequence[Outlook], *, provisional: bool, say: Voice
) -> tuple[ForecastSentence, ...]:
    """The chance of a higher level and those of deaths, in this order; none where the rows have none, or they say nothing."""
    sure = _sure(score, provisional=provisional)
    found = []
    levels = sorted((r for r in outlook if r.kind == "level"), key=lambda r: (r.resolves_on, r.outlook_id))
    if levels and score.threat_level != HIGHEST:
        found.append(ForecastSentence(levels[0].outlook_id, _level(score, levels, sure, say), sure))
    deaths = [r for r in outlook if r.kind == "deaths" and (r.resolves_on - r.from_date).days == WEEK_DAYS]
    deaths.sort(key=lambda r: (r.threshold or 0.0, r.outlook_id))
    if max((r.probability or 0.0 for r in deaths), default=0.0) >= WORTH_FORETELLING:
        found.append(ForecastSentence(deaths[0].outlook_id, _deaths(deaths, sure, say), sure))
    return tuple(found)


def _sure(score: Score, *, provisional: bool) -> Confidence:
    """How sure a forecast is: never surer than the level that it starts from, and moderate at most."""
    return "low" if level_confidence(score, provisional=provisional) == "low" else "moderate"


def _shown_share(share: float, say: Voice) -> str:
    return say.share(share) if share >= LEAST_SHARE else say("under {share}", share=say.share(LEAST_SHARE))


def _level(score: Score, rows: Sequence[Outlook], sure: Confidence, say: Voice) -> str:
    """How likely a higher level is, over the horizons of the rows; said once where all have the same word."""
    horizons = []
    for row in rows:
        when = say.many("next week", "{count} weeks from now", (row.resolves_on - row.from_date).days // WEEK_DAYS)
        horizons.append((likelihood(row.probability or 0.0, say), when, _shown_share(row.probability or 0.0, say)))
    if len({likely for likely, _, _ in horizons}) == 1:
        when = say.join([say("{when} ({share})", when=when, share=share) for _, when, share in horizons])
        said = say("{likely} {when}", likely=horizons[0][0], when=when)
    else:
        said = say.join([say("{likely} {when} ({share})", likely=a, when=b, share=c) for a, b, c in horizons])
    return say(
        "Judging by past scores, a level above {level} is {horizons}; we assess this with {confidence}.",
        level=level_name(score.threat_level, say), horizons=said, confidence=confidence_words(sure, say),
    )  # fmt: skip


def _deaths(rows: Sequence[Outlook], sure: Confidence, say: Voice) -> str:
    """How likely so many deaths by organised violence are next week, the fewest first."""
    chances = [
        say.many(
            "at least one death is {likely} ({share})", "at least {count} deaths are {likely} ({share})", round(row.threshold or 0.0),
            likely=likelihood(row.probability or 0.0, say), share=_shown_share(row.probability or 0.0, say),
        )
        for row in rows
    ]  # fmt: skip
    return say(
        "Judging by UCDP's counts of organised violence in the country, {chances} next week; we assess this with {confidence}.",
        chances=say.join(chances), confidence=confidence_words(sure, say),
    )  # fmt: skip
