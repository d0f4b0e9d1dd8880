"""The short-term forecast: how likely a higher level and deaths are, and where the danger of the week's sectors is going."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.report.manuscript import Manuscript, leads
from tasks.report.prose.event_names import event_in_prose
from tasks.report.prose.likelihood import Confidence, confidence_words, likelihood
from tasks.report.sections.opening import level_confidence, level_name
from tasks.report.sections.sectors import SectorTrend, trend_of, trend_words
from tasks.voice.voice import N_, Phrase, Voice, capital
from warehouse.tables import Event, Outlook, Sector

KEY = "outlook"
TRENDS = N_("Short-term trends (one to four weeks)")
SECTORS_AT_MOST = 2
"""Sectors whose trend is spoken of."""
WEEK_DAYS = 7
WORTH_FORETELLING = 0.2
"""Chance of a death by organised violence from which the chances are told: of a country at peace they say nothing."""
VIOLENT = frozenset(["assault", "protest", "crime", "coerce", "mobilize"])
"""Kinds of events on which a forecast of deaths by violence rests, where one was told."""
LEAST_SHOWN = 0.01
"""A smaller probability is shown as under this one: it is no certainty."""


def write_forecast(manuscript: Manuscript) -> None:
    """Writes the chances of a higher level and of deaths, and the trends of the sectors of the most salient events."""
    rows = manuscript.evidence.outlook
    levels = [r for r in rows if r.kind == "level"]
    if levels and manuscript.evidence.score.threat_level != "Severe":  # there is none above it
        _foretell(manuscript, levels[0], _levels(manuscript, levels))
    deaths = [r for r in rows if r.kind == "deaths" and (r.resolves_on - r.from_date).days == WEEK_DAYS]
    if deaths and max(r.probability or 0.0 for r in deaths) >= WORTH_FORETELLING:
        _foretell(manuscript, deaths[0], _deaths(manuscript, sorted(deaths, key=lambda r: r.threshold or 0.0)))
    _trends(manuscript)


def _sure(manuscript: Manuscript) -> Confidence:
    """How sure a forecast is: never surer than the level that it starts from, and moderate at most."""
    known = level_confidence(manuscript.evidence.score, provisional=manuscript.evidence.provisional)
    return "low" if known == "low" else "moderate"


def _shown_share(share: float, say: Voice) -> str:
    return say.share(share) if share >= LEAST_SHOWN else say("under {share}", share=say.share(LEAST_SHOWN))


def _levels(manuscript: Manuscript, rows: Sequence[Outlook]) -> Phrase:
    """How likely a higher level is, over the horizons of the rows; said once where all have the same word."""

    def phrase(say: Voice) -> str:
        sure, level = confidence_words(_sure(manuscript), say), level_name(manuscript.evidence.score.threat_level, say)
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
            "A level above {level} is {horizons}; we assess this with {confidence}.",
            level=level,
            horizons=said,
            confidence=sure,
        )

    return phrase


def _deaths(manuscript: Manuscript, rows: Sequence[Outlook]) -> Phrase:
    """How likely so many deaths by organised violence are next week, the fewest first."""

    def phrase(say: Voice) -> str:
        chances = [
            say.many(
                "at least one is {likely} ({share})", "at least {count} are {likely} ({share})", round(row.threshold or 0.0),
                likely=likelihood(row.probability or 0.0, say), share=_shown_share(row.probability or 0.0, say),
            )
            for row in rows
        ]  # fmt: skip
        return say(
            "Deaths in the country by organised violence, as UCDP counts them, next week: {chances} ({confidence}).",
            chances=say.join(chances), confidence=confidence_words(_sure(manuscript), say),
        )  # fmt: skip

    return phrase


def _by_sector(manuscript: Manuscript) -> dict[Sector, list[Event]]:
    """The told events of each sector, the sector of the most salient event first."""
    found: dict[Sector, list[Event]] = {}
    for event in manuscript.evidence.ranked:
        if event.event_id in manuscript.told:
            found.setdefault(event.sector, []).append(event)
    return found


def _trends(manuscript: Manuscript) -> None:
    """What the sectors of the most salient events point to for the months ahead, each with the events that it rests on."""
    evidence = manuscript.evidence
    for sector, events in list(_by_sector(manuscript).items())[:SECTORS_AT_MOST]:
        trend, weeks = trend_of(evidence, (sector,))
        if sector == "other" or trend == "unknown":
            continue
        manuscript.add(
            manuscript.draft(
                _trend(manuscript, sector, trend=trend, weeks=weeks, events=events[:2]),
                key=f"{KEY}:trend:{sector}",
                section=KEY,
                heading=manuscript.say(TRENDS),
                citations=leads(manuscript, events[:2]),
                confidence="low",
                rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in events[:2])),
                sector=sector,
            )
        )


def _trend(
    manuscript: Manuscript, sector: Sector, *, trend: SectorTrend, weeks: int, events: Sequence[Event]
) -> Phrase:
    def phrase(say: Voice) -> str:
        expected = {
            "rising": N_("{sector}: the danger {trend} and is likely to stay high ({confidence}), given {events}."),
            "easing": N_("{sector}: the danger {trend} and is likely to ease further ({confidence}), unless there is more like {events}."),
            "steady": N_("{sector}: the danger {trend} and is likely to stay so ({confidence}), given {events}."),
        }[trend]  # fmt: skip
        return say(
            expected, sector=capital(say.sector(sector)), events=_shown(manuscript, events, say),
            trend=trend_words(trend, weeks, say), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase


def _shown(manuscript: Manuscript, events: Sequence[Event], say: Voice) -> str:
    return say.join([event_in_prose(manuscript.evidence, manuscript.headings, e, say) for e in events])


def _foretell(manuscript: Manuscript, row: Outlook, phrase: Phrase) -> None:
    """A forecast of an outlook row, resting on the most salient event that was told; one of deaths, if there is one, on one of violence."""
    told = [e for e in manuscript.evidence.ranked if e.event_id in manuscript.told]
    violent = [e for e in told if e.kind in VIOLENT] if row.kind == "deaths" else []
    event = (violent or told)[0]
    manuscript.add(
        manuscript.draft(
            phrase,
            key=f"{KEY}:{row.outlook_id}",
            section=KEY,
            heading=manuscript.say(TRENDS),
            citations=leads(manuscript, [event]),
            confidence=_sure(manuscript),
            rests_on=(manuscript.told[event.event_id],),
        )
    )
