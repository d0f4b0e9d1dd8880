"""Outlook and Forecast: trends, flashpoints, indicators, recommendations and the calendar, each resting on the week."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from tasks.report import narrate, words
from tasks.report.draft import Desk, Draft, leads
from warehouse.tables import Outlook, Sector, Story

KEY = "outlook"
EMPTY = "This week's articles give no ground for an outlook."
TRENDS = "Short-term trends (1-3 months)"
FLASHPOINTS = "Critical flashpoints and risk areas"
INDICATORS = "Indicators to monitor"
RECOMMENDATIONS = "Strategic recommendations"
CALENDAR = "Calendar of announced dates"
HEADINGS = (TRENDS, FLASHPOINTS, INDICATORS, RECOMMENDATIONS, CALENDAR)
"""The sub-headings in the order in which they stand."""
RECOMMENDATIONS_AT_MOST = 4


def write(desk: Desk) -> None:
    """Writes the five parts from the outlook rows and the stories that have been told."""
    if not desk.told:
        return
    rows = desk.evidence.outlook
    for row in (r for r in rows if r.kind == "level"):
        _add(desk, row, TRENDS, _level(row, desk.evidence.score.threat_level))
    for row in (r for r in rows if r.kind == "flashpoint"):
        confidence = _confidence(row)
        _add(desk, row, FLASHPOINTS, f"We assess with {confidence} confidence that {_lower(row.statement)}", confidence)
    for row in (r for r in rows if r.kind == "indicator"):
        confidence = _confidence(row)
        judged = words.day(row.resolves_on, year=True)
        text = f"{row.statement.rstrip('.')}: we expect so with {confidence} confidence, to be judged from the tables on {judged}."
        _add(desk, row, INDICATORS, text, confidence)
    _recommend(desk)
    for row in (r for r in rows if r.kind == "event"):
        _announce(desk, row)


def _lower(sentence: str) -> str:
    """The sentence as it stands after `that`: the names that open these rows keep their capital."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def _level(row: Outlook, level: str) -> str:
    weeks = (row.resolves_on - row.from_date).days // 7
    when = "next week" if weeks <= 1 else f"{words.count(weeks, 'week')} from now"
    share = row.probability or 0.0
    word = "very unlikely" if share < 0.1 else "unlikely" if share < 0.35 else "possible" if share < 0.65 else "likely"
    return (
        f"We assess with {_confidence(row)} confidence that a level above {level} {when} is {word} "
        f"(probability {round(100 * share)} %)."
    )


def _confidence(row: Outlook) -> words.Confidence:
    return "moderate" if row.kind == "level" and row.probability is not None else "low"


def _add(desk: Desk, row: Outlook, heading: str, text: str, confidence: words.Confidence | None = None) -> None:
    citations = tuple(dict.fromkeys(a for a in row.citations if a in desk.evidence.article))
    rests = tuple(
        dict.fromkeys(
            desk.told[story_id]
            for a in citations
            if (story_id := desk.evidence.article[a].story_id) is not None and story_id in desk.told
        )
    )
    if not rests:
        story_id = next(iter(desk.told))
        rests = (desk.told[story_id],)
        citations = citations or leads(desk.evidence, [desk.evidence.story[story_id]])
    desk.add(
        Draft(
            key=f"{KEY}:{row.outlook_id}",
            section=KEY,
            heading=heading,
            text=text,
            citations=citations,
            confidence=confidence or _confidence(row),
            rests_on=rests,
        )
    )


def _announce(desk: Desk, row: Outlook) -> None:
    """An announced date: reported, so it must be in the articles that announce it."""
    citations = tuple(a for a in row.citations if a in desk.evidence.article)
    if not citations:
        return
    article = desk.evidence.article[citations[0]]
    end = row.resolves_on if row.resolves_on > row.from_date else None
    story = desk.evidence.story.get(article.story_id or "")
    what = narrate.label_of(desk, story).rpartition(" (")[0] if story else words.SECTOR_NAMES[article.sector]
    text = f"Scheduled for {words.days(row.from_date, end, year=True)}, according to {narrate.outlet_name(article, inside=True)}: a date named in connection with {what}."
    desk.add(
        Draft(
            key=f"{KEY}:{row.outlook_id}",
            section=KEY,
            heading=CALENDAR,
            text=text,
            citations=citations,
            story_id=article.story_id,
            sector=article.sector,
            event_date=row.from_date,
            known=(what,),
        )
    )


def _recommend(desk: Desk) -> None:
    """Recommendations for the sectors that weighed most, each resting on their told stories."""
    evidence = desk.evidence
    by_sector: dict[Sector, list[Story]] = {}
    for story in evidence.by_importance:
        if story.story_id in desk.told and story.nearness != "mentioned":
            by_sector.setdefault(story.sector, []).append(story)
    weight = {s: sum(evidence.points.get(t.story_id, 0.0) for t in stories) for s, stories in by_sector.items()}
    for sector in sorted(by_sector, key=lambda s: (-weight[s], s))[:RECOMMENDATIONS_AT_MOST]:
        advice = _advice().get(sector)
        if advice is None:
            continue
        stories = by_sector[sector][:3]
        gravest = max(s.severity for s in stories)
        text = advice["grave" if gravest >= 3 else "calm"]
        ground = narrate.labels(desk, stories[:2])
        desk.add(
            Draft(
                key=f"{KEY}:recommend:{sector}",
                section=KEY,
                heading=RECOMMENDATIONS,
                text=f"In view of {ground}, we recommend with low confidence: {text}",
                citations=leads(evidence, stories),
                confidence="low",
                rests_on=tuple(desk.told[s.story_id] for s in stories),
                sector=sector,
            )
        )


@functools.cache
def _advice() -> dict[str, dict[str, str]]:
    """Sector -> what to do when its gravest story is grave, and when it is calm."""
    path = Path(__file__).with_name("recommendations.yaml")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
