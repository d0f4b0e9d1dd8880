"""Executive Summary, the brief that is forwarded: bottom line, takeaways by event, what changed, what to watch; 300 words at most."""

from __future__ import annotations

import dataclasses

from tasks.report.desk import Desk, StatementDraft, leads
from tasks.report.prose import copied_runs as prose
from tasks.report.prose import facts
from tasks.report.prose.event_names import event_in_prose, main_place, shown_name, undated_label
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.retell import shortened
from tasks.voice.voice import ENGLISH, N_, Voice
from warehouse.tables import Event, Score

KEY = "summary"
EMPTY = N_(
    "No article about the country was found for this week, so no summary can be given; this is not a sign of calm."
)
TAKEAWAYS = N_("Key takeaways")
CHANGED = N_("What changed since last week")
WATCH = N_("What to watch")
EVENTS_AT_MOST = 7
DATES_AT_MOST = 3
WORDS_AT_MOST = 300
"""Of the whole brief: what one screen holds."""
SHORT_WORDS = 26
"""Of the main clause of a takeaway."""
CORROBORATED = 2
"""Independent publishers from which an event is corroborated."""


def write_summary(desk: Desk) -> None:
    """Writes the bottom line, as many takeaways as the length allows, the change and what to watch."""
    events = [e for e in desk.evidence.ranked if e.event_id in desk.told]
    if not events:
        return
    first = _bottom_line(desk, events)
    last = [_change(desk, events), *_watch(desk)]
    words = sum(len(d.text.split()) for d in (first, *last))
    desk.add(first)
    for event in events[:EVENTS_AT_MOST]:
        drafts = _takeaway(desk, event)
        words += sum(len(d.text.split()) for d in drafts)
        if words > WORDS_AT_MOST:
            break
        for draft in drafts:
            desk.add(draft)
    for draft in last:
        desk.add(draft)


def level_confidence(score: Score, *, provisional: bool) -> Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval."""
    width = score.score_high - score.score_low
    if provisional or score.publisher_count < 3 or width > 40:
        return "low"
    return "high" if score.publisher_count >= 8 and width <= 20 else "moderate"


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


def _bottom_line(desk: Desk, events: list[Event]) -> StatementDraft:
    """The level in words, how it stands to the week before, and the event of the week with its newest toll."""
    evidence, score, event = desk.evidence, desk.evidence.score, events[0]
    confidence = level_confidence(score, provisional=evidence.provisional)
    toll = facts.newest_toll(desk, event)

    def phrase(say: Voice) -> str:
        name, sure = country_in_prose(desk, say), confidence_words(confidence, say)
        if score.threat_level == "Insufficient evidence":
            first = say(
                "The evidence on {country} this week is insufficient for a threat level, which is no sign of calm ({confidence}).",
                country=name, confidence=sure,
            )  # fmt: skip
        else:
            first = say(
                "The threat level for {country} is {level}{compared} ({confidence}).",
                confidence=sure, country=name, level=level_name(score.threat_level, say),
                compared=_compared(score, evidence.previous_score, say),
            )  # fmt: skip
        label = event_in_prose(evidence, desk.headings, event, say)
        if toll is not None:
            killed = say.many("one person killed", "{count} people killed", toll.killed)
            second = say(
                "The event of the week: {event}, with {toll} as of {day}.",
                event=label, toll=killed, day=say.day(toll.as_of),
            )  # fmt: skip
        else:
            second = say("The event of the week: {event}.", event=label)
        return f"{first} {second}"

    return desk.draft(
        phrase,
        key=f"{KEY}:level",
        section=KEY,
        citations=_cited(desk, event),
        confidence=confidence,
        rests_on=(desk.told[event.event_id],),
        event_id=event.event_id,
    )


def _cited(desk: Desk, event: Event) -> tuple[str, ...]:
    toll = facts.newest_toll(desk, event)
    return tuple(
        dict.fromkeys((*(a.article_id for a in (toll.articles[:2] if toll else ())), *leads(desk.evidence, [event])))
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


def _takeaway(desk: Desk, event: Event) -> list[StatementDraft]:
    """The event in one short sentence, and its newest toll where that sentence lacks it."""
    source = next(d for d in desk.drafts if d.key == desk.told[event.event_id])
    told = dataclasses.replace(
        source, key=f"{KEY}:{event.event_id}:0", section=KEY, heading=desk.say(TAKEAWAYS), also=source.also
    )
    if short := _in_short(desk, event):
        text, article_id = short
        again = dataclasses.replace(told, text=text, citations=(article_id,))
        told = again if desk.accepts(again) else told
    drafts = [told]
    if main_place(desk.evidence, event) and (found := facts.toll_of(desk, event, named=True)) is not None:
        phrase, articles = found
        first = facts.make(desk, event, KEY, desk.say(TAKEAWAYS), 1, phrase, articles)
        first = dataclasses.replace(
            first, known=(*first.known, undated_label(desk.evidence, event, ENGLISH)), also=told.also
        )
        if desk.accepts(first):
            return [first, dataclasses.replace(told, also=())]
    toll = next((d for d in desk.drafts if d.event_id == event.event_id and d.is_toll), None)
    if toll is None and not facts.gives_toll(desk, event, drafts) and (found := facts.toll_of(desk, event)) is not None:
        phrase, articles = found
        toll = facts.make(desk, event, KEY, desk.say(TAKEAWAYS), 1, phrase, articles)
        toll = toll if desk.accepts(toll) else None
    if toll is not None and not facts.gives_toll(desk, event, drafts):
        drafts.append(
            dataclasses.replace(toll, key=f"{KEY}:{event.event_id}:1", section=KEY, heading=desk.say(TAKEAWAYS))
        )
    return drafts


def _in_short(desk: Desk, event: Event) -> tuple[str, str] | None:
    """The event's first clause again, cut to its main part, with its article; None where it was not told from a clause."""
    telling = desk.told_by.get(event.event_id)
    if telling is None or desk.say is not ENGLISH:
        return None
    article, sources = telling.article, [f"{telling.article.title}\n{telling.article.text}"]
    clause = shortened(telling.clause, SHORT_WORDS)
    outlet = outlet_name(article, inside=True)
    whose = f"according to {outlet}"
    options = [f"{clause}, {whose}."]
    if interrupted := prose.interpose(clause, whose, sources):
        options.append(f"{interrupted}.")
    if broken := prose.break_runs(clause, sources):
        options.append(f"{broken}, {whose}.")
    text = next((option for option in options if prose.copied_run(option, sources) is None), None)
    return None if text is None else (text, article.article_id)


def _change(desk: Desk, events: list[Event]) -> StatementDraft:
    """What is new and what goes on, by name."""
    evidence = desk.evidence
    lasting = [e for e in events if e.status == "continuing"]
    new = [e for e in events if e.status == "new"]

    def phrase(say: Voice) -> str:
        if evidence.previous_score is None:
            return say("There is no week before to compare with, so the change is unknown (high confidence).")
        parts = []
        if new:
            parts.append(
                say(
                    "New this week: {events}.",
                    events=say.join([shown_name(evidence, desk.headings, e, say) for e in new[:2]]),
                )
            )
        if lasting:
            parts.append(
                say(
                    "Continuing: {events}.",
                    events=say.join([shown_name(evidence, desk.headings, e, say) for e in lasting[:2]]),
                )
            )
        return " ".join([*parts, say("We say so with {confidence}.", confidence=confidence_words("moderate", say))])

    shown = [*new[:2], *lasting[:2]]
    return desk.draft(
        phrase,
        key=f"{KEY}:change",
        section=KEY,
        heading=desk.say(CHANGED),
        citations=leads(evidence, shown),
        confidence="high" if evidence.previous_score is None else "moderate",
        rests_on=tuple(dict.fromkeys(desk.told[e.event_id] for e in shown)),
    )


def _watch(desk: Desk) -> list[StatementDraft]:
    """The announced dates that come first, and the first thing to look out for."""
    dated = [d for d in desk.drafts if d.section == "outlook" and d.key.startswith("outlook:") and d.confidence is None]
    dated = sorted(dated, key=lambda d: (str(d.event_date), d.key))[:DATES_AT_MOST]
    signs = [d for d in desk.drafts if d.section == "outlook" and d.key.startswith("outlook:sign:")][
        : 1 if dated else 2
    ]
    return [
        dataclasses.replace(d, key=f"{KEY}:{d.key}", section=KEY, heading=desk.say(WATCH)) for d in (*dated, *signs)
    ]
