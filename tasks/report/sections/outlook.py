"""Outlook and Forecast: the calendar, trends, flashpoints, indicators and recommendations, each resting on the week."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tasks.report.desk import Desk, leads
from tasks.report.prose.event_names import labels, undated_label
from tasks.report.prose.likelihood import Confidence, confidence_words, likelihood
from tasks.report.prose.outlets import outlet_name
from tasks.report.sections.advice import ADVICE, GRAVE
from tasks.report.sections.sectors import trend_of, trend_words
from tasks.report.sections.summary import level_name
from tasks.voice.voice import ENGLISH, N_, Phrase, Voice, capital
from warehouse.tables import SECTORS, Article, Outlook, Sector, Story

KEY = "outlook"
EMPTY = N_("This week's articles give no ground for an outlook.")
TRENDS = N_("Short-term trends (1-3 months)")
FLASHPOINTS = N_("Critical flashpoints and risk areas")
INDICATORS = N_("Indicators to monitor")
RECOMMENDATIONS = N_("Strategic recommendations")
CALENDAR = N_("Calendar of announced dates")
HEADINGS = (CALENDAR, TRENDS, FLASHPOINTS, INDICATORS, RECOMMENDATIONS)
"""The sub-headings in the order in which they stand."""
SECTORS_AT_MOST = 3
"""Sectors whose trend is spoken of."""
RECOMMENDATIONS_AT_MOST = 4
LEAST_SHOWN = 0.01
"""A smaller probability is shown as under this one: it is no certainty."""


def write(desk: Desk) -> None:
    """Writes the five parts from the outlook rows and the stories that have been told."""
    if not desk.told:
        return
    rows = desk.evidence.outlook
    for row in _calendar([r for r in rows if r.kind == "event"]):
        _announce(desk, row)
    levels = [r for r in rows if r.kind == "level"]
    if levels:
        _add(desk, levels[0], TRENDS, _levels(desk, levels), "moderate")
    _trends(desk)
    for row in (r for r in rows if r.kind == "flashpoint"):
        _add(desk, row, FLASHPOINTS, _flashpoint(desk, row), "low")
    for row in (r for r in rows if r.kind == "indicator"):
        _add(desk, row, INDICATORS, _indicator(desk, row), "low")
    _recommend(desk)


def _calendar(rows: Sequence[Outlook]) -> list[Outlook]:
    """The announced dates in order, but none that only repeats the end of a span named before."""
    kept: list[Outlook] = []
    for row in sorted(rows, key=lambda r: (r.from_date, -r.resolves_on.toordinal(), r.outlook_id)):
        spans = [k for k in kept if k.from_date < k.resolves_on and k.subject == row.subject]
        if row.from_date < row.resolves_on or not any(row.from_date in (k.from_date, k.resolves_on) for k in spans):
            kept.append(row)
    return kept


def _levels(desk: Desk, rows: Sequence[Outlook]) -> Phrase:
    """How likely a higher level is, over the horizons of the rows."""

    def phrase(say: Voice) -> str:
        level = level_name(desk.evidence.score.threat_level, say)
        horizons = []
        for row in rows:
            weeks = (row.resolves_on - row.from_date).days // 7
            share = row.probability or 0.0
            when = say.many("next week", "{count} weeks from now", weeks)
            shown = say.share(share) if share >= LEAST_SHOWN else say("under {share}", share=say.share(LEAST_SHOWN))
            horizons.append(say("{likely} {when} ({share})", likely=likelihood(share, say), when=when, share=shown))
        return say(
            "A level above {level} is {horizons}; we assess this with {confidence}.",
            confidence=confidence_words("moderate", say), level=level, horizons=say.join(horizons),
        )  # fmt: skip

    return phrase


def _by_sector(desk: Desk) -> dict[Sector, list[Story]]:
    """The told stories of each sector, the heaviest sector first."""
    evidence = desk.evidence
    found: dict[Sector, list[Story]] = {}
    for story in evidence.by_importance:
        if story.story_id in desk.told and story.nearness != "mentioned":
            found.setdefault(story.sector, []).append(story)
    weight = {s: math.fsum(evidence.points.get(t.story_id, 0.0) for t in stories) for s, stories in found.items()}
    return {s: found[s] for s in sorted(found, key=lambda s: (-weight[s], s))}


def _trends(desk: Desk) -> None:
    """What the heaviest sectors point to for the months ahead, each with the events that it rests on."""
    evidence = desk.evidence
    for sector, stories in list(_by_sector(desk).items())[:SECTORS_AT_MOST]:
        if sector == "other" or not any(evidence.points.get(s.story_id) for s in stories):
            continue
        trend, weeks = trend_of(evidence, (sector,))
        continuing = [s for s in stories if s.status == "continuing"]
        desk.add(
            desk.draft(
                _trend(
                    desk,
                    sector,
                    trend_key=(trend, weeks),
                    stories=continuing[:2] or stories[:2],
                    lasting=bool(continuing),
                ),
                key=f"{KEY}:trend:{sector}",
                section=KEY,
                heading=desk.say(TRENDS),
                citations=leads(evidence, stories[:3]),
                confidence="low",
                rests_on=tuple(dict.fromkeys(desk.told[s.story_id] for s in stories[:3])),
                sector=sector,
            )
        )


def _trend(
    desk: Desk, sector: Sector, *, trend_key: tuple[str, int], stories: Sequence[Story], lasting: bool
) -> Phrase:
    trend, weeks = trend_key

    def phrase(say: Voice) -> str:
        expected = {
            "rising": N_("{sector} {trend} and expected to stay high over the next one to three months ({confidence}), given {events}."),
            "easing": N_("{sector} {trend} and expected to ease further over the next one to three months ({confidence}), unless there is more like {events}."),
            "steady": N_("{sector} {trend} and expected to stay so over the next one to three months ({confidence}), given {events}."),
            "unknown": N_("{sector} {trend}; expected to stay a concern over the next one to three months ({confidence}), given {events}."),
        }[trend]  # fmt: skip
        named = labels(desk.evidence, stories, say)
        if lasting:
            named = say.many(
                "{events}, which continues from the week before",
                "{events}, which continue from the week before",
                len(stories),
                events=named,
            )
        return say(
            expected, sector=say("{sector}: the pressure", sector=capital(say.sector(sector))), events=named,
            trend=trend_words(trend, weeks, say), confidence=confidence_words("low", say),  # type: ignore[arg-type]
        )  # fmt: skip

    return phrase


def _flashpoint(desk: Desk, row: Outlook) -> Phrase:
    evidence = desk.evidence
    spot = next((h for h in evidence.hotspots if h.place_id == row.subject), None)
    stories = [evidence.story[s] for s in (spot.story_ids if spot else ()) if s in desk.told and s in evidence.story][
        :2
    ]

    def phrase(say: Voice) -> str:
        sure = confidence_words("low", say)
        if spot is None:
            return say("{what} We say so with {confidence}.", what=row.statement, confidence=sure)
        values = {
            "place": spot.label,
            "intensity": say.number(spot.intensity),
            "confidence": sure,
            "day": say.day(row.resolves_on, year=True),
        }
        if stories:
            return say(
                "{place}: after {events}, expected to be a hotspot of intensity {intensity} or more again by {day} ({confidence}).",
                events=labels(evidence, stories, say, beside=spot.place_id), **values,
            )  # fmt: skip
        return say(
            "{place}: expected to be a hotspot of intensity {intensity} or more again by {day} ({confidence}).",
            **values,
        )

    return phrase


def _indicator(desk: Desk, row: Outlook) -> Phrase:
    recent = [
        s for s in desk.evidence.history if desk.evidence.week.shift(-4).start <= s.week < desk.evidence.week.start
    ]
    sector = row.subject
    if sector not in SECTORS:
        return lambda say: say(
            "{what} We say so with {confidence}.", what=row.statement, confidence=confidence_words("low", say)
        )
    now = float(getattr(desk.evidence.score, sector))
    bar = max(now, math.fsum(getattr(s, sector) for s in recent) / len(recent) if recent else 0.0)

    def phrase(say: Voice) -> str:
        return say(
            "{sector}: more than {bar} points in any week up to {day} would show a deterioration (this week: {now}). Decided by the "
            "table of scores; held with {confidence}.",
            sector=capital(say.sector(sector)), bar=say.number(bar, 1), now=say.number(now, 1),
            day=say.day(row.resolves_on, year=True), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase


def _add(desk: Desk, row: Outlook, heading: str, phrase: Phrase, confidence: Confidence) -> None:
    """An assessment of an outlook row, resting on what was told of the articles that it cites."""
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
        desk.draft(
            phrase,
            key=f"{KEY}:{row.outlook_id}",
            section=KEY,
            heading=desk.say(heading),
            citations=citations,
            confidence=confidence,
            rests_on=rests,
        )
    )


def _announce(desk: Desk, row: Outlook) -> None:
    """An announced date: reported, so it must be in the articles that announce it."""
    citations = tuple(a for a in row.citations if a in desk.evidence.article)
    if not citations:
        return
    article = desk.evidence.article[citations[0]]
    story = desk.evidence.story.get(article.story_id or "")
    draft = desk.draft(
        _calendar_line(desk, row, article, story),
        key=f"{KEY}:{row.outlook_id}",
        section=KEY,
        heading=desk.say(CALENDAR),
        citations=citations,
        story_id=article.story_id,
        sector=article.sector,
        event_date=row.from_date,
        known=(_what(desk, story, article, ENGLISH), "date named connection"),
    )
    if desk.accepts(draft):
        desk.add(draft)


def _calendar_line(desk: Desk, row: Outlook, article: Article, story: Story | None) -> Phrase:
    def phrase(say: Voice) -> str:
        values = {
            "days": say.days(row.from_date, row.resolves_on), "outlet": outlet_name(article, inside=True),
            "what": _what(desk, story, article, say),
        }  # fmt: skip
        return say("{days}: named by {outlet} in connection with {what}.", **values)

    return phrase


def _what(desk: Desk, story: Story | None, article: Article, say: Voice) -> str:
    return undated_label(desk.evidence, story, say) if story else say.sector(article.sector)


def _recommend(desk: Desk) -> None:
    """Recommendations for the sectors that weighed most, each resting on their told stories."""
    evidence = desk.evidence
    given = 0
    for sector, stories in _by_sector(desk).items():
        if sector not in ADVICE or given == RECOMMENDATIONS_AT_MOST:
            continue
        given += 1
        grave, calm = ADVICE[sector]
        advice = grave if max(s.severity for s in stories) >= GRAVE else calm
        desk.add(
            desk.draft(
                _recommendation(desk, advice, stories[:2]),
                key=f"{KEY}:recommend:{sector}",
                section=KEY,
                heading=desk.say(RECOMMENDATIONS),
                citations=leads(evidence, stories[:3]),
                confidence="low",
                rests_on=tuple(dict.fromkeys(desk.told[s.story_id] for s in stories[:3])),
                sector=sector,
            )
        )


def _recommendation(desk: Desk, advice: str, stories: Sequence[Story]) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "In view of {events}: {advice} ({confidence}).",
            events=labels(desk.evidence, tuple(stories), say), advice=say(advice), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase
