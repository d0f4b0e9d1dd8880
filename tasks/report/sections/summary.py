"""Executive Summary: the bottom line first: the level, why, the gravest events, and what changed since last week."""

from __future__ import annotations

import dataclasses
import math

from tasks.report.desk import Desk, Draft, leads
from tasks.report.prose import copied_runs as prose
from tasks.report.prose.event_names import labels
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.retell import shortened
from tasks.voice.voice import ENGLISH, N_, Voice, capital
from warehouse.tables import SECTORS, Score, Story

KEY = "summary"
EMPTY = N_(
    "No article about the country was found for this week, so no summary can be given; this is not a sign of calm."
)
EVENTS = 4
SHORT_WORDS = 30


def write(desk: Desk) -> None:
    """Writes the level with its reason, the leading events in short, and the change."""
    evidence = desk.evidence
    told: dict[str, Story] = {}
    for story in evidence.by_importance:
        if story.story_id in desk.told:
            told.setdefault(desk.told[story.story_id], story)
    stories = list(told.values())
    if not stories:
        return
    desk.add(_level(desk, stories))
    for draft in _events(desk, stories):
        desk.add(draft)
    desk.add(_change(desk, stories))


def level_confidence(score: Score, *, provisional: bool) -> Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval."""
    width = score.score_high - score.score_low
    if provisional or score.publisher_count < 3 or width > 40:
        return "low"
    return "high" if score.publisher_count >= 8 and width <= 20 else "moderate"


def _rests(desk: Desk, told: list[Story]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(desk.told[s.story_id] for s in told))


def country_in_prose(desk: Desk, say: Voice) -> str:
    """The country of the report inside a sentence."""
    profile = desk.evidence.profile
    return profile.name if profile.synthetic else say.in_prose(profile.country)


def level_name(level: str, say: Voice) -> str:
    """The threat level in the report's language."""
    names = {
        "Insufficient evidence": N_("Insufficient evidence"), "Low": N_("Low"), "Guarded": N_("Guarded"),
        "Elevated": N_("Elevated"), "High": N_("High"), "Severe": N_("Severe"),
    }  # fmt: skip
    return say(names[level])


def _level(desk: Desk, told: list[Story]) -> Draft:
    evidence, score = desk.evidence, desk.evidence.score
    confidence = level_confidence(score, provisional=evidence.provisional)
    weights = {
        s: math.fsum(evidence.points.get(t.story_id, 0.0) for t in evidence.stories if t.sector == s) for s in SECTORS
    }
    total = math.fsum(weights.values())
    heavy = [s for s in sorted(weights, key=lambda s: (-weights[s], s)) if total and weights[s] >= 0.1 * total][:3]
    weighty = sorted((s for s in told if s.sector in heavy), key=lambda s: -evidence.points.get(s.story_id, 0.0))

    def phrase(say: Voice) -> str:
        name, sure = country_in_prose(desk, say), confidence_words(confidence, say)
        if score.threat_level == "Insufficient evidence":
            first = say(
                "The evidence on {country} this week is insufficient for a threat level, which is no sign of calm; we say so with "
                "{confidence}.",
                country=name, confidence=sure,
            )  # fmt: skip
        else:
            first = say(
                "We assess with {confidence} that the threat level for {country} this week is {level} (score {score} of 100, 90 % "
                "interval {low} to {high}){compared}.",
                confidence=sure, country=name, level=level_name(score.threat_level, say), score=say.number(score.threat_score),
                low=say.number(score.score_low), high=say.number(score.score_high), compared=_compared(score, evidence.previous_score, say),
            )  # fmt: skip
        if not heavy:
            return first
        shares = [say("{sector} ({share})", sector=say.sector(s), share=say.share(weights[s] / total)) for s in heavy]
        why = say(
            "Of the points behind it, most come from {sectors}, above all from {events}.",
            sectors=say.join(shares), events=labels(evidence, weighty[:2] or told[:1], say),
        )  # fmt: skip
        return f"{first} {why}"

    return desk.draft(
        phrase,
        key=f"{KEY}:level",
        section=KEY,
        citations=leads(evidence, told[:EVENTS]),
        confidence=confidence,
        rests_on=_rests(desk, told[:EVENTS]),
    )


def _events(desk: Desk, told: list[Story]) -> list[Draft]:
    """The leading events, each in one short sentence."""
    by_key = {draft.key: draft for draft in desk.drafts}
    found = []
    for story in told[:EVENTS]:
        source = by_key[desk.told[story.story_id]]
        again = dataclasses.replace(
            source,
            key=f"{KEY}:{story.story_id}",
            section=KEY,
            heading=None,
            story_id=story.story_id,
            sector=story.sector,
        )
        if short := _in_short(desk, story):
            text, article_id = short
            again = dataclasses.replace(again, text=text, citations=(article_id,))
        found.append(again)
    return found


def _in_short(desk: Desk, story: Story) -> tuple[str, str] | None:
    """The story's first clause again, cut to its main part, with its article; None where it was not told from a clause."""
    telling = desk.told_by.get(story.story_id)
    if telling is None or desk.say is not ENGLISH:
        return None
    article, sources = telling.article, [f"{telling.article.title}\n{telling.article.text}"]
    clause = shortened(telling.clause, SHORT_WORDS)
    outlet = outlet_name(article, inside=True)
    options = [f"{clause}, according to {outlet}."]
    if interrupted := prose.interpose(clause, f"according to {outlet}", sources):
        options.append(f"{interrupted}.")
    if broken := prose.break_runs(clause, sources):
        options.append(f"{broken}, according to {outlet}.")
    text = next((option for option in options if prose.copied_run(option, sources) is None), None)
    return None if text is None else (text, article.article_id)


def _compared(score: Score, before: Score | None, say: Voice) -> str:
    """How the level stands against the week before; empty where that cannot be said."""
    if before is None or score.change == "unknown":
        return ""
    judged = {
        "deteriorated": N_(", worse than the week before ({level}, {score})"),
        "improved": N_(", better than the week before ({level}, {score})"),
        "unchanged": N_(", little changed from the week before ({level}, {score})"),
    }[score.change]
    return say(judged, level=level_name(before.threat_level, say), score=say.number(before.threat_score))


def _change(desk: Desk, told: list[Story]) -> Draft:
    evidence, score, before = desk.evidence, desk.evidence.score, desk.evidence.previous_score
    lasting = [s for s in evidence.stories if s.status == "continuing"]
    new = len(evidence.stories) - len(lasting)
    shown = [s for s in told if s.status == "continuing"][:2]

    def phrase(say: Voice) -> str:
        if before is None:
            return say("There is no week before to compare with, so the change is unknown (high confidence).")
        counted = say(
            "{new} and {old}",
            new=capital(say.many("one story of the week is new", "{count} stories of the week are new", new)),
            old=say.many("one continues", "{count} continue", len(lasting)) if lasting else say("none continues"),
        )
        if shown:
            counted = say("{counted}, among them {events}", counted=counted, events=labels(evidence, shown, say))
        if moved := _moved(score, before, say):
            counted = say("{counted}; the pressure moved most in {sectors}", counted=counted, sectors=moved)
        return say("{counted} (high confidence: counted).", counted=counted)

    return desk.draft(
        phrase,
        key=f"{KEY}:change",
        section=KEY,
        citations=leads(evidence, told[:EVENTS]),
        confidence="high",
        rests_on=_rests(desk, told[:EVENTS]),
    )


def _moved(score: Score, before: Score, say: Voice) -> str:
    """The two sectors whose points moved most, with their signs; empty where none moved by half a point."""
    moves = {s: getattr(score, s) - getattr(before, s) for s in SECTORS}
    most = [s for s in sorted(moves, key=lambda s: (-abs(moves[s]), s)) if abs(moves[s]) >= 0.5][:2]
    return say.join(
        [
            say(
                "{sector} ({sign}{points} points)",
                sector=say.sector(s), sign="+" if moves[s] > 0 else "−", points=say.number(abs(moves[s]), 1),
            )
            for s in most
        ]
    )  # fmt: skip
