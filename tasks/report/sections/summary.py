"""Executive Summary, the brief that is forwarded: bottom line, takeaways by event, what changed, what to watch; 300 words at most."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tasks.report.desk import Desk, StatementDraft, leads
from tasks.report.evidence import ToldToll
from tasks.report.prose import facts, narrate
from tasks.report.prose.event_names import event_in_prose, shown_name, tells_it_apart, undated_label
from tasks.report.prose.headlines import EventHeadline
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.prose.pick_clauses import says_something_new
from tasks.report.relevance import GRAVE
from tasks.voice.voice import ENGLISH, N_, Voice, capital, unmarked, with_article
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
CORROBORATED = 2
"""Independent publishers from which an event is corroborated."""


def write_summary(desk: Desk) -> None:
    """Writes the bottom line, as many takeaways as the length allows, the change and what to watch."""
    told = [e for e in desk.evidence.foremost if e.event_id in desk.told]
    if not told:
        return
    events = [e for e in told if e.severity >= GRAVE or _is_readable(desk, e)] or told[:1]
    first = _bottom_line(desk, events)
    last = [_change(desk, events), *_watch(desk)]
    words = sum(len(d.text.split()) for d in (first, *last))
    desk.add(first)
    for event in events[:EVENTS_AT_MOST]:
        draft = _takeaway(desk, event)
        words += len(draft.text.split())
        if words > WORDS_AT_MOST:
            break
        desk.add(draft)
    for draft in last:
        desk.add(draft)


def _is_readable(desk: Desk, event: Event) -> bool:
    """Whether a headline of the event can be read in the report's language, by its outlet or a translator, and says that it is about this country."""
    evidence = desk.evidence
    names = [n.rstrip("*").casefold() for names in evidence.profile.names.values() for n in names]
    names += [p.text.casefold() for p in evidence.places_of.get(event.event_id, ()) if not p.is_foreign]
    for line in narrate.headlines_of(desk, event):
        text = evidence.translations.get(line.article.article_id, line.text)
        own = line.article.lang == desk.say.language or line.article.article_id in evidence.translations
        if own and any(re.search(rf"(?<!\w){re.escape(name)}", text.casefold()) for name in names):
            return True
    return False


def level_confidence(score: Score, *, provisional: bool) -> Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval."""
    width = score.score_high - score.score_low
    if provisional or score.publisher_count < 3 or width > 40:
        return "low"
    return "high" if score.publisher_count >= 8 and width <= 20 else "moderate"


def country_in_prose(desk: Desk, say: Voice) -> str:
    """The country of the report inside a sentence."""
    profile = desk.evidence.profile
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


def _bottom_line(desk: Desk, events: list[Event]) -> StatementDraft:
    """The level in words, how it stands to the week before and to the standing danger, and the event of the week with its newest toll."""
    evidence, score, event = desk.evidence, desk.evidence.score, events[0]
    confidence = level_confidence(score, provisional=evidence.provisional)
    toll = facts.newest_toll(desk, event)
    if toll is not None and not _is_told_widely(desk, event, toll):
        toll = None

    def phrase(say: Voice) -> str:
        name, sure = country_in_prose(desk, say), confidence_words(confidence, say)
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
        label = event_in_prose(evidence, desk.headings, event, say)
        if toll is None:
            return first + " " + say("The event of the week: {event}.", event=label)
        killed = say.many("one person killed", "{count} people killed", toll.killed)
        second = say(
            "The event of the week: {event}, with {toll} as of {day}.",
            event=label,
            toll=killed,
            day=say.day(toll.as_of),
        )
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


def _standing(score: Score, say: Voice) -> str:
    """How the level stands to the danger that was known before the week; empty where no source knows that."""
    if score.standing_level is None or score.standing_level == "Insufficient evidence":
        return ""
    standing = level_name(score.standing_level, say)
    if score.basis == "standing only":
        return say("; it rests on what was known before, since the news of the week are too thin to say more")
    return say("; the standing danger, known before the week, is {level}", level=standing)


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


def _takeaway(desk: Desk, event: Event) -> StatementDraft:
    """The event in one sentence: what and where with its newest toll, the best headline and, if it says more, the newest, in their own words."""
    lines = narrate.headlines_of(desk, event)
    for line in lines[: narrate.HEADLINES_TRIED]:
        latest = _latest(desk, lines, line)
        for newest_line in (latest, None) if latest is not None else (None,):
            for toll in (True, False):
                draft = _quoted(desk, event, line, toll=toll, newest_line=newest_line)
                if desk.accepts(draft):
                    return draft
    source = next(d for d in desk.drafts if d.key == desk.told[event.event_id])
    return dataclasses.replace(source, key=f"{KEY}:{event.event_id}:0", section=KEY, heading=desk.say(TAKEAWAYS))


def _is_told_widely(desk: Desk, event: Event, toll: ToldToll) -> bool:
    """Whether a number of dead may stand in the brief: two publishers tell it, or a headline does."""
    return len(toll.articles) > 1 or any(
        facts.names_toll(toll, line.text) for line in narrate.headlines_of(desk, event)
    )


def _latest(desk: Desk, lines: Sequence[EventHeadline], line: EventHeadline) -> EventHeadline | None:
    """The best headline of the event's last day that says more than `line`; None where none does."""
    last = max(one.article.published_at.date() for one in lines)
    own = [one for one in lines if one.article.lang == desk.say.language and one.article.published_at.date() == last]
    for one in own[: narrate.HEADLINES_TRIED]:
        if (
            line.article.lang == desk.say.language
            and last > line.article.published_at.date()
            and says_something_new(one.text, [line.text])
        ):
            return one
    return None


def _quoted(
    desk: Desk, event: Event, line: EventHeadline, *, toll: bool, newest_line: EventHeadline | None
) -> StatementDraft:
    newest = facts.newest_toll(desk, event) if toll else None
    if newest is not None and not _is_told_widely(desk, event, newest):
        newest = None
    named = tells_it_apart(desk.evidence, event)
    lines = [line] if newest_line is None else [line, newest_line]
    if newest is not None and any(facts.names_toll(newest, one.text) for one in lines):
        newest = None

    def what(say: Voice) -> str:
        label = capital(unmarked(undated_label(desk.evidence, event, say))) if named else ""
        if newest is None:
            return label
        killed = say.many("one person killed", "{count} people killed", newest.killed)
        if not label:
            return capital(say("{toll} as of {day}", toll=killed, day=say.day(newest.as_of)))
        return say("{event}, {toll} as of {day}", event=label, toll=killed, day=say.day(newest.as_of))

    phrase = facts.quotation_phrase(desk, lines, what=what if named or newest is not None else None)
    sources = (*(one.article for one in lines), *(newest.articles[: facts.NAMED] if newest is not None else ()))
    draft = facts.make(desk, event, KEY, desk.say(TAKEAWAYS), 0, phrase, sources)
    told = next(d for d in desk.drafts if d.key == desk.told[event.event_id])
    return dataclasses.replace(
        draft,
        known=(*draft.known, undated_label(desk.evidence, event, ENGLISH)),
        also=tuple(dict.fromkeys((*told.citations, *told.also))),
    )


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
