"""The bottom line of the brief: the level in words, how it stands, and the event of the week with its newest toll."""

from __future__ import annotations

from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import facts
from tasks.report.prose.event_names import event_in_prose
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.relevance import is_thin, matters
from tasks.voice.voice import ENGLISH, N_, Voice, with_article
from warehouse.tables import Event, Score

KEY = "summary"
CORROBORATED = 2
"""Independent publishers from which an event is corroborated."""
LOW_PUBLISHERS, HIGH_PUBLISHERS = 3, 8
"""With fewer publishers than the first the level is of low confidence; from the second on it may be of high."""
LOW_WIDTH, HIGH_WIDTH = 40, 20
"""Points between the ends of the score's interval: above the first, two levels wide, confidence is low; up to the second, one level, it may be high."""


def level_confidence(score: Score, *, provisional: bool) -> Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval. Low where `provisional`, as callers take a thin week to be."""
    width = score.score_high - score.score_low
    if provisional or score.publisher_count < LOW_PUBLISHERS or width > LOW_WIDTH:
        return "low"
    return "high" if score.publisher_count >= HIGH_PUBLISHERS and width <= HIGH_WIDTH else "moderate"


def country_in_prose(manuscript: Manuscript, say: Voice) -> str:
    """The country of the report inside a sentence."""
    profile = manuscript.evidence.profile
    if profile.synthetic or say is ENGLISH:
        return with_article(profile.name, say.language)
    return say.in_prose(profile.country)


def level_name(level: str, say: Voice) -> str:
    """The threat level in the report's language."""
    names = {
        "Insufficient evidence": N_("Insufficient evidence"), "Low": N_("Low"), "Guarded": N_("Guarded"),
        "Elevated": N_("Elevated"), "High": N_("High"), "Severe": N_("Severe"),
    }  # fmt: skip
    return say(names[level])


def bottom_line(manuscript: Manuscript, events: list[Event]) -> StatementDraft:
    """The level in words, how it stands to the week before and to the standing danger, and the event of the week with its newest toll."""
    evidence, score, event = manuscript.evidence, manuscript.evidence.score, events[0]
    confidence = level_confidence(score, provisional=evidence.provisional or is_thin(evidence.articles))
    toll = facts.newest_toll(manuscript, event)
    if event.kind not in facts.DEADLY or (
        toll is not None and len(toll.articles) < CORROBORATED and event.status == "continuing"
    ):
        toll = None  # one headline on a war that goes on may count the losses of all of it
    if toll is not None and not facts.is_told_widely(toll, evidence.members[event.event_id]):
        toll = None

    def phrase(say: Voice) -> str:
        name, sure = country_in_prose(manuscript, say), confidence_words(confidence, say)
        if score.threat_level == "Insufficient evidence":
            first = say(
                "The evidence on {country} this week is insufficient for a threat level, which is no sign of calm ({confidence}).",
                country=name, confidence=sure,
            )  # fmt: skip
        else:
            first = say(
                "The threat level for {country} is {level}{compared}{standing} ({confidence}).",
                confidence=sure, country=name, level=level_name(score.threat_level, say),
                compared=_compared(score, evidence.previous_score, say), standing=_standing(score, say),
            )  # fmt: skip
        if is_thin(evidence.articles):
            first = f"{_too_few(manuscript, say)} {first}"
        label = event_in_prose(evidence, manuscript.headings, event, say)
        if not matters(event):
            return first + " " + say("The most notable event: {event}.", event=label)
        if toll is None or facts.names_toll(toll, label):
            return first + " " + say("The event of the week: {event}.", event=label)
        killed = say.many("one person killed", "{count} people killed", toll.killed)
        second = say(
            "The event of the week: {event}, with {toll} as of {day}.",
            event=label,
            toll=killed,
            day=say.day(toll.as_of),
        )
        return f"{first} {second}"

    return manuscript.draft(
        phrase,
        key=f"{KEY}:level",
        section=KEY,
        citations=_cited(manuscript, event),
        confidence=confidence,
        rests_on=(manuscript.told[event.event_id],),
        event_id=event.event_id,
    )


def _too_few(manuscript: Manuscript, say: Voice) -> str:
    """That the week's articles are too few, and how many there are."""
    count = sum(a.duplicate_of is None and a.time_kind == "current" for a in manuscript.evidence.articles)
    return say.many(
        "Insufficient coverage this week: only one article about {country} was found, so most of what happened there is not in this report.",
        "Insufficient coverage this week: only {count} articles about {country} were found, so most of what happened there is not in this report.",
        count,
        country=country_in_prose(manuscript, say),
    )


def _standing(score: Score, say: Voice) -> str:
    """How the level stands to the danger that was known before the week; empty where no source knows that."""
    if score.standing_level is None or score.standing_level == "Insufficient evidence":
        return ""
    standing = level_name(score.standing_level, say)
    if score.basis == "standing only":
        return say("; it rests on what was known before, since the week's news is too thin to say more")
    return say("; the standing danger, known before the week, is {level}", level=standing)


def _cited(manuscript: Manuscript, event: Event) -> tuple[str, ...]:
    toll = facts.newest_toll(manuscript, event)
    return tuple(
        dict.fromkeys((*(a.article_id for a in (toll.articles[:2] if toll else ())), *leads(manuscript, [event])))
    )


def _compared(score: Score, before: Score | None, say: Voice) -> str:
    """How the level stands against the week before; empty where that cannot be said."""
    if before is None or score.change == "unknown" or before.threat_level == "Insufficient evidence":
        return ""
    if before.threat_level == score.threat_level:
        judged = {
            "deteriorated": N_(", as in the week before, with the situation worse"),
            "improved": N_(", as in the week before, with the situation better"),
            "unchanged": N_(", as in the week before"),
        }[score.change]
        return say(judged)
    judged = {
        "deteriorated": N_(", up from {level} in the week before"),
        "improved": N_(", down from {level} in the week before"),
        "unchanged": N_(", after {level} in the week before"),
    }[score.change]
    return say(judged, level=level_name(before.threat_level, say))
