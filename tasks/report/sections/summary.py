"""Executive Summary, the brief that is forwarded: bottom line, takeaways by event, what changed, what to watch; 300 words at most."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import facts, narrate
from tasks.report.prose.bearing import bearing_of, gravity_beside
from tasks.report.prose.event_names import (
    event_in_prose,
    main_place,
    partners_of,
    place_name,
    tells_it_apart,
    undated_label,
)
from tasks.report.prose.headlines import EventHeadline
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.prose.pick_clauses import OF_A_STEP, OF_ANOTHER_EVENT, says_something_new
from tasks.report.relevance import DEALINGS, GRAVE, goes_on, matters
from tasks.verify.text.words import fold_word
from tasks.voice.voice import ENGLISH, N_, Voice, with_article
from warehouse.tables import Event, Place, Score

KEY = "summary"
EMPTY = N_(
    "No article about the country was found for this week, so no summary can be given; this is not a sign of calm."
)
TAKEAWAYS = N_("Key takeaways")
CHANGED = N_("What changed since last week")
WATCH = N_("What to watch")
EVENTS_AT_MOST = 7
HEADLINES_TRIED = 40
"""Of an event, until one says more than what was said."""
HEADLINES_AT_MOST = 3
"""Quoted of one event."""
OF_MANY = 100
"""Times the dead of a headline from which those of the event make it one of its many stories."""
DATES_AT_MOST = 3
OF_WEIGHT = 3
"""Gravity (0 to 5, rounded) from which another deed in an event's headlines, as a state of emergency is, comes before its last day."""
WORDS_AT_MOST = 300
"""Of the whole brief: what one screen holds."""
CORROBORATED = 2
"""Independent publishers from which an event is corroborated."""


def write_summary(manuscript: Manuscript) -> None:
    """Writes the bottom line, the takeaways as far as the length allows, the change and what to watch."""
    told = [e for e in manuscript.evidence.foremost if e.event_id in manuscript.told]
    if not told:
        return
    events = [e for e in told if narrate.is_readable(manuscript, e) or _is_known_by_name(manuscript, e)] or told[:1]
    first = _bottom_line(manuscript, events)
    last = [_change(manuscript, events), *_watch(manuscript)]
    manuscript.add(first)
    for draft in _takeaways(manuscript, events, WORDS_AT_MOST - sum(_length(d) for d in (first, *last))):
        manuscript.add(draft)
    for draft in last:
        manuscript.add(draft)


def _length(draft: StatementDraft) -> int:
    return len(draft.text.split())


def _is_known_by_name(manuscript: Manuscript, event: Event) -> bool:
    """Whether a grave event that no headline in the report's language tells is told by its kind and place: `the earthquake in Van`."""
    return event.severity >= GRAVE and tells_it_apart(manuscript.evidence, event)


LOW_PUBLISHERS, HIGH_PUBLISHERS = 3, 8
"""With fewer publishers than the first the level is of low confidence; from the second on it may be of high."""
LOW_WIDTH, HIGH_WIDTH = 40, 20
"""Points between the ends of the score's interval: above the first, two levels wide, confidence is low; up to the second, one level, it may be high."""


def level_confidence(score: Score, *, provisional: bool) -> Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval."""
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


def _bottom_line(manuscript: Manuscript, events: list[Event]) -> StatementDraft:
    """The level in words, how it stands to the week before and to the standing danger, and the event of the week with its newest toll."""
    evidence, score, event = manuscript.evidence, manuscript.evidence.score, events[0]
    confidence = level_confidence(score, provisional=evidence.provisional)
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
        label = event_in_prose(evidence, manuscript.headings, event, say)
        if not matters(event):
            return first + " " + say("No event of weight was found this week; the most salient: {event}.", event=label)
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

    return manuscript.draft(
        phrase,
        key=f"{KEY}:level",
        section=KEY,
        citations=_cited(manuscript, event),
        confidence=confidence,
        rests_on=(manuscript.told[event.event_id],),
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


@dataclass(frozen=True, slots=True)
class Takeaway:
    """An event of the brief: the headlines that tell it and its statement."""

    event: Event
    lines: tuple[EventHeadline, ...]
    draft: StatementDraft


def _takeaways(manuscript: Manuscript, events: Sequence[Event], words: int) -> list[StatementDraft]:
    """A statement an event, none that says what was said; then, while `words` last, further headlines of the most salient ones."""
    told: list[Takeaway] = []
    said: list[str] = []
    for event in events:
        lines = next(_lines_to_add(manuscript, event, said, told), ())
        draft = _takeaway(manuscript, event, lines) if lines or not told else None
        if draft is None or len(told) == EVENTS_AT_MOST or _length(draft) > words:
            continue
        words -= _length(draft)
        told.append(Takeaway(event, lines, draft))
        said.append(draft.text)
    for count in range(2, HEADLINES_AT_MOST + 1):
        for position, one in enumerate(told):
            for more in _lines_to_add(manuscript, one.event, said, told) if len(one.lines) == count - 1 else ():
                longer = _takeaway(manuscript, one.event, (*one.lines, *more))
                if longer is not None and 0 < _length(longer) - _length(one.draft) <= words:
                    words -= _length(longer) - _length(one.draft)
                    told[position] = Takeaway(one.event, (*one.lines, *more), longer)
                    said.append(longer.text)
                    break
    return [one.draft for one in told]


def _lines_to_add(
    manuscript: Manuscript, event: Event, said: Sequence[str], told: Sequence[Takeaway]
) -> Iterator[tuple[EventHeadline, ...]]:
    """The headlines of an event that say more than what was said: the best first, and after it the grave ones beside it and those of the last days.

    Of an event that no headline in the report's language tells, the best one of all, where kind and place say what happened.
    """
    lines = narrate.headlines_of(manuscript, event)
    readable = [
        one for one in lines if narrate.is_readable_line(manuscript, one) and narrate.names_home(manuscript, event, one)
    ]
    is_told = any(one.event.event_id == event.event_id for one in told)
    if is_told:
        beside = {one.article.article_id: round(gravity_beside(one.article, event.kind)) for one in readable}
        readable = [
            o for o in readable if beside[o.article.article_id] >= OF_WEIGHT or not _is_reaction(manuscript, event, o)
        ]
        readable.sort(
            key=lambda one: (
                -max(beside[one.article.article_id], OF_WEIGHT - 1),
                -one.article.published_at.date().toordinal(),
            )
        )
    share = OF_A_STEP if is_told or _repeats_a_dealing(manuscript, event, told) else OF_ANOTHER_EVENT
    for line in readable[:HEADLINES_TRIED]:
        if is_told and not _is_of_it(manuscript, event, line):
            continue
        if says_something_new(line.text, said, share=share):
            yield (line,)
    if not readable and not is_told and _is_known_by_name(manuscript, event):
        yield tuple(lines[:1])


def _is_of_it(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a further headline is of the event or a grave deed beside it, and not of another before it or of a few of its thousands of dead."""
    toll, killed = facts.newest_toll(manuscript, event), line.article.killed
    is_of_few = toll is not None and killed is not None and 0 < killed * OF_MANY < toll.killed
    if is_of_few or line.text.endswith("...") or facts.came_before(event, line.article):
        return False
    return round(gravity_beside(line.article, event.kind)) >= OF_WEIGHT or facts.is_of_it(manuscript, event, line.text)


def _repeats_a_dealing(manuscript: Manuscript, event: Event, told: Sequence[Takeaway]) -> bool:
    """Whether a dealing with the same partner within a day was told: two readings of one call are one news."""
    if event.kind not in DEALINGS or not (partners := set(partners_of(manuscript.evidence, event))):
        return False
    return any(
        one.event.kind in DEALINGS
        and abs((one.event.event_date - event.event_date).days) <= 1
        and partners & set(partners_of(manuscript.evidence, one.event))
        for one in told
    )


def _is_reaction(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a headline tells neither the event nor its change of control."""
    evidence = manuscript.evidence
    names = evidence.names_of_control(evidence.members[event.event_id])
    told = bearing_of(line.article.title, line.article.lang, event.kind, names)
    return told != "control" if event.event_id in evidence.changes else told not in ("control", "deed")


def _takeaway(manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline]) -> StatementDraft | None:
    """What happened and where, its newest toll, and further headlines in their own words; None where that is not supported.

    The sentence is the one retold among the key developments where there is one, else the first headline. Without headlines the event is
    told as it is there.
    """
    source = next(d for d in manuscript.drafts if d.key == manuscript.told[event.event_id])
    source = dataclasses.replace(
        source, key=f"{KEY}:{event.event_id}:0", section=KEY, heading=manuscript.say(TAKEAWAYS)
    )
    if not lines or not narrate.is_readable_line(manuscript, lines[0]):
        return source if not lines or manuscript.accepts(source) else None
    for retold in (source, None) if source.is_retold else (None,):
        for toll in (True, False):
            draft = _sentences(manuscript, event, lines, retold=retold, toll=toll)
            if manuscript.accepts(draft):
                return draft
    return None


def _sentences(
    manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline], *, retold: StatementDraft | None, toll: bool
) -> StatementDraft:
    """The statement of a takeaway. `retold`: the sentence that stands for its first headline. `toll`: with the newest number of dead."""
    quoted = lines if retold is None else lines[1:]
    place = main_place(manuscript.evidence, event)
    first = lines[0].text if retold is None else retold.text
    is_placed = place is None or not _is_named_by(manuscript, event, lines[0]) or _names_place(place, first)
    told = [first, *(one.text for one in quoted)]
    dead = facts.toll_of(manuscript, event) if toll else None
    newest = facts.newest_toll(manuscript, event)
    if newest is None or any(facts.names_toll(newest, text) for text in told):
        dead = None

    def phrase(say: Voice) -> str:
        found = [retold.text] if retold is not None else [facts.quotation_phrase(manuscript, lines[:1])(say)]
        if not is_placed and place is not None:
            found[0] = say("{place}: {sentence}", place=place_name(manuscript.evidence, place), sentence=found[0])
        if dead is not None:
            found.append(dead[0](say))
        if more := lines[1:]:
            found.append(facts.quotation_phrase(manuscript, more)(say))
        return " ".join(found)

    sources = [*(one.article for one in quoted), *(dead[1] if dead is not None else ())]
    if retold is not None:
        sources = [*(manuscript.evidence.article[a] for a in retold.citations), *sources]
    draft = facts.make(
        manuscript, event, KEY, manuscript.say(TAKEAWAYS), 0, phrase, list({a.article_id: a for a in sources}.values())
    )
    told_there = next(d for d in manuscript.drafts if d.key == manuscript.told[event.event_id])
    return dataclasses.replace(
        draft,
        known=(*draft.known, undated_label(manuscript.evidence, event, ENGLISH)),
        also=tuple(dict.fromkeys((*told_there.citations, *told_there.also))),
    )


def _is_named_by(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether kind and place say what the event was, and the article of the headline names that place too."""
    place = main_place(manuscript.evidence, event)
    if place is None or not tells_it_apart(manuscript.evidence, event):
        return False
    places = manuscript.evidence.places_of.get(event.event_id, ())
    return any(p.place_id == place.place_id and p.article_id == line.article.article_id for p in places)


def _names_place(place: Place, text: str) -> bool:
    """Whether a text says where the event happened."""
    return any(fold_word(name) in fold_word(text) for name in (place.name, place.text))


def _change(manuscript: Manuscript, events: list[Event]) -> StatementDraft:
    """What is new and what goes on, by name."""
    evidence = manuscript.evidence
    apart = _apart(manuscript, events)
    lasting = [e for e in apart if goes_on(e, evidence.week.start)]
    new = [e for e in apart if e not in lasting and e.status in ("new", "continuing")]

    def phrase(say: Voice) -> str:
        if evidence.previous_score is None:
            return say("The week before was not built, so what changed is unknown (high confidence).")
        parts = []
        if new:
            parts.append(
                say(
                    "New this week: {events}.",
                    events=say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in new[:2]]),
                )
            )
        if lasting:
            parts.append(
                say(
                    "Continuing: {events}.",
                    events=say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in lasting[:2]]),
                )
            )
        if not parts:
            return say("No change was found ({confidence}).", confidence=confidence_words("moderate", say))
        return " ".join(parts)[:-1] + say(" ({confidence}).", confidence=confidence_words("moderate", say))

    shown = [*new[:2], *lasting[:2]]
    return manuscript.draft(
        phrase,
        key=f"{KEY}:change",
        section=KEY,
        heading=manuscript.say(CHANGED),
        citations=leads(manuscript, shown),
        confidence="high" if evidence.previous_score is None else "moderate",
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in shown)),
    )


def _apart(manuscript: Manuscript, events: Sequence[Event]) -> list[Event]:
    """The events without those that are called like one before them: two of `the armed attack in Bondi` are one to a reader."""
    found: dict[str, Event] = {}
    for event in events:
        alike = (
            undated_label(manuscript.evidence, event, ENGLISH)
            if tells_it_apart(manuscript.evidence, event)
            else event.event_id
        )
        found.setdefault(alike, event)
    return list(found.values())


def _watch(manuscript: Manuscript) -> list[StatementDraft]:
    """The announced dates that come first, and the first thing to look out for."""
    dated = [
        d for d in manuscript.drafts if d.section == "outlook" and d.key.startswith("outlook:") and d.confidence is None
    ]
    dated = sorted(dated, key=lambda d: (str(d.event_date), d.key))[:DATES_AT_MOST]
    signs = [d for d in manuscript.drafts if d.section == "outlook" and d.key.startswith("outlook:sign:")][
        : 1 if dated else 2
    ]
    return [
        dataclasses.replace(d, key=f"{KEY}:{d.key}", section=KEY, heading=manuscript.say(WATCH))
        for d in (*dated, *signs)
    ]
