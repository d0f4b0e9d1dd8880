"""Outlook and Forecast: the calendar, flashpoints, indicators and recommendations, each resting on the week.

The forecast of level and deaths is counted and stands beside them (`tasks/publish/report/forecast`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tasks.report.manuscript import Manuscript, leads
from tasks.report.prose import facts
from tasks.report.prose.copied_runs import quoted
from tasks.report.prose.event_kinds import is_concrete
from tasks.report.prose.event_names import (
    event_in_prose,
    is_placed,
    kind_title,
    main_place,
    place_name,
    tells_it_apart,
    undated_label,
)
from tasks.report.prose.headlines import cleaned, is_fit
from tasks.report.prose.likelihood import confidence_words
from tasks.report.prose.outlets import outlet_name
from tasks.report.sections.advice import ADVICE, ADVISED, GRAVE
from tasks.report.sections.opening import CORROBORATED
from tasks.verify.text.words import fold_word
from tasks.voice.voice import ENGLISH, N_, Phrase, Voice, capital
from warehouse.tables import Article, Event, Hotspot, Outlook, Sector

KEY = "outlook"
EMPTY = N_("This week's articles give no ground for an outlook.")
FLASHPOINTS = N_("Critical flashpoints and risk areas")
INDICATORS = N_("Indicators to monitor")
RECOMMENDATIONS = N_("Strategic recommendations")
CALENDAR = N_("Calendar of announced dates")
RECOMMENDATIONS_AT_MOST = 3
FLASHPOINTS_AT_MOST = 3
INDICATORS_AT_MOST = 3
CALENDAR_AT_MOST = 5
LEAST_SEVERITY = 2.0
"""Severity of an event from which another of its kind would be a turn for the worse."""
SIGNS: dict[str, str] = {
    "assault": N_("another deadly attack"),
    "protest": N_("a protest with deaths or a curfew"),
    "crime": N_("another crime with several deaths"),
    "mobilize": N_("a further deployment of troops"),
    "sanction": N_("a further sanction or a counter-measure"),
    "disaster": N_("a further rise of the toll or a longer state of emergency"),
    "disease": N_("a case of the disease in another province"),
    "humanitarian": N_("a further wave of displaced people"),
    "cyber": N_("another attack on a public service"),
}
"""Kind of event -> what a person can see happen that would show a turn for the worse."""
DEADLY = ("assault", "crime", "disaster")
"""Kinds whose sign is further deaths: it needs deaths to be further ones."""
SEVERAL = 3
"""Dead of a crime from which another one with several deaths is spoken of."""
_OF_NO_PLACE = ("disease", "sanction", "cyber")
"""Kinds whose sign is another place already, or none that can be pointed at."""
AIMED_AT_PEOPLE = ("assault", "crime")
"""Kinds from which advice follows only where several died: one killing between two people asks nobody to stay away."""


def write_outlook(manuscript: Manuscript) -> None:
    """Writes the four parts from the outlook rows and the events that have been told."""
    if not manuscript.told:
        return
    rows = manuscript.evidence.outlook
    for row in _calendar([r for r in rows if r.kind == "event"])[:CALENDAR_AT_MOST]:
        _announce(manuscript, row)
    _flashpoints(manuscript)
    _indicators(manuscript)
    _recommend(manuscript)


def _calendar(rows: Sequence[Outlook]) -> list[Outlook]:
    """The announced dates in order, but none that only repeats the end of a span named before."""
    kept: list[Outlook] = []
    for row in sorted(rows, key=lambda r: (r.from_date, -r.resolves_on.toordinal(), r.outlook_id)):
        spans = [k for k in kept if k.from_date < k.resolves_on and k.subject == row.subject]
        if row.from_date < row.resolves_on or not any(row.from_date in (k.from_date, k.resolves_on) for k in spans):
            kept.append(row)
    return kept


def _flashpoints(manuscript: Manuscript) -> None:
    """The hotspots inside the country where a told event happened, and what would show that it escalates there."""
    evidence = manuscript.evidence
    spots = sorted(
        (h for h in evidence.hotspots if not h.is_foreign), key=lambda h: (-h.intensity, -h.points, h.place_id)
    )
    used: set[str] = set()
    for spot in spots:
        by_story = [
            e for e in evidence.ranked if e.event_id in manuscript.told and set(e.story_ids) & set(spot.story_ids)
        ]
        if any(spot.label.casefold() == outlet_name(a).casefold() for a in evidence.articles):
            continue  # Al Jazeera is a province of Sudan too
        events = [
            e for e in by_story if e.nearness == "inside" and e.kind not in _OF_NO_PLACE and _is_at(manuscript, e, spot)
        ]
        events = [e for e in events if e.event_id not in used and _may_come_again(manuscript, e)][:1]
        if not events or len(used) == FLASHPOINTS_AT_MOST:
            continue
        used.add(events[0].event_id)
        _judge(
            manuscript, f"{KEY}:place:{spot.place_id}", FLASHPOINTS, _flashpoint(manuscript, spot, events[0]), events
        )


def _may_come_again(manuscript: Manuscript, event: Event) -> bool:
    """Whether there is a sign of another one: of a deadly kind only where somebody is surely told to have died, of a crime several."""
    if event.kind not in DEADLY:
        return event.kind in SIGNS
    if not _is_called_so(manuscript, event):
        return False
    toll = facts.newest_toll(manuscript, event)
    least = SEVERAL if event.kind == "crime" else 1
    return facts.toll_of(manuscript, event) is not None and toll is not None and toll.killed >= least


def _is_called_so(manuscript: Manuscript, event: Event) -> bool:
    """Whether headlines call an assault an attack of some kind: whoever dies in a police raid, it was none."""
    return event.kind != "assault" or is_concrete(event.kind, kind_title(manuscript.evidence, event))


def _has_several_dead(manuscript: Manuscript, event: Event) -> bool:
    toll = facts.newest_toll(manuscript, event)
    return facts.toll_of(manuscript, event) is not None and toll is not None and toll.killed >= SEVERAL


def _is_at(manuscript: Manuscript, event: Event, spot: Hotspot) -> bool:
    """Whether the event's place is the hotspot's, and what the event is called names it."""
    place = main_place(manuscript.evidence, event)
    return place is not None and place.place_id == spot.place_id and _is_seen_at(manuscript, event)


def _is_seen_at(manuscript: Manuscript, event: Event) -> bool:
    """Whether enough headlines of the event name its place, and what it is called here does: else a reader cannot see why that place."""
    place = main_place(manuscript.evidence, event)
    if place is None or not is_placed(manuscript.evidence, event):
        return False
    shown = fold_word(event_in_prose(manuscript.evidence, manuscript.headings, event, manuscript.say))
    return any(fold_word(name) in shown for name in (place.name, place.text, place_name(manuscript.evidence, place)))


def _flashpoint(manuscript: Manuscript, spot: Hotspot, event: Event) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "{place}: after {event}, {sign} there would mean that things are getting worse ({confidence}).",
            place=spot.label, event=event_in_prose(manuscript.evidence, manuscript.headings, event, say), sign=say(SIGNS[event.kind]),
            confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase


def _indicators(manuscript: Manuscript) -> None:
    """What a person can see happen in the next two weeks, each with the rule by which it counts."""
    seen: set[str] = set()
    until = manuscript.evidence.week.shift(2).end
    for event in manuscript.evidence.ranked:
        shown = event.event_id in manuscript.told and event.severity >= LEAST_SEVERITY and event.nearness == "inside"
        corroborated = event.publisher_count >= CORROBORATED and (
            event.kind in _OF_NO_PLACE or _is_seen_at(manuscript, event)
        )
        if not shown or not corroborated or event.kind in seen or not _may_come_again(manuscript, event):
            continue
        if len(seen) == INDICATORS_AT_MOST:
            break
        seen.add(event.kind)
        _judge(manuscript, f"{KEY}:sign:{event.kind}", INDICATORS, _indicator(manuscript, event, until), [event])


def _indicator(manuscript: Manuscript, event: Event, until: dt.date) -> Phrase:
    def phrase(say: Voice) -> str:
        what = capital(say(SIGNS[event.kind]))
        place = main_place(manuscript.evidence, event)
        where = what
        if place is not None and event.kind not in _OF_NO_PLACE:
            where = say("{sign} in {place}", sign=what, place=place_name(manuscript.evidence, place))
        return say(
            "{sign} by {day}, reported by two independent publishers ({confidence}).",
            sign=where, day=say.day(until, year=True), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase


def _judge(manuscript: Manuscript, key: str, heading: str, phrase: Phrase, events: Sequence[Event]) -> None:
    manuscript.add(
        manuscript.draft(
            phrase,
            key=key,
            section=KEY,
            heading=manuscript.say(heading),
            citations=leads(manuscript, list(events)),
            confidence="low",
            rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in events)),
        )
    )


def _announce(manuscript: Manuscript, row: Outlook) -> None:
    """An announced date: reported, so it must be in the articles that announce it."""
    citations = tuple(a for a in row.citations if a in manuscript.evidence.article)
    if not citations:
        return
    article = manuscript.evidence.article[citations[0]]
    event = manuscript.evidence.event.get(manuscript.evidence.event_of.get(article.article_id, ""))
    is_readable = article.lang == manuscript.reads and is_fit(article)
    if event is None or event.event_id not in manuscript.told:
        return
    if not is_readable and not tells_it_apart(manuscript.evidence, event):
        return  # a date of which nobody can say what happens on it
    draft = manuscript.draft(
        _calendar_line(manuscript, row, article, event if not is_readable else None),
        key=f"{KEY}:{row.outlook_id}",
        section=KEY,
        heading=manuscript.say(CALENDAR),
        citations=citations,
        event_id=event.event_id,
        sector=article.sector,
        event_date=row.from_date,
        known=(_what(manuscript, event, article, ENGLISH), "date named connection"),
    )
    if manuscript.accepts(draft):
        manuscript.add(draft)


def _calendar_line(manuscript: Manuscript, row: Outlook, article: Article, event: Event | None) -> Phrase:
    """The date and what is said of it: by the headline that names it, or of an event by its kind and place."""

    def phrase(say: Voice) -> str:
        days, outlet = say.days(row.from_date, row.resolves_on), outlet_name(article, inside=True)
        if event is None:
            return say(
                "{days}: the date given in {quote} ({outlet}).",
                days=days,
                outlet=outlet,
                quote=quoted(cleaned(article)),
            )
        return say(
            "{days}: the date that {outlet} gives for {what}.",
            days=days,
            outlet=outlet,
            what=undated_label(manuscript.evidence, event, say),
        )

    return phrase


def _what(manuscript: Manuscript, event: Event | None, article: Article, say: Voice) -> str:
    return undated_label(manuscript.evidence, event, say) if event else say.sector(article.sector)


def _recommend(manuscript: Manuscript) -> None:
    """Recommendations for corroborated events inside the country above a gravity, one a sector, each tied to its event."""
    given: set[Sector] = set()
    for event in manuscript.evidence.ranked:
        corroborated = event.publisher_count >= CORROBORATED and event.nearness == "inside" and event.severity >= GRAVE
        if (
            event.event_id not in manuscript.told
            or not corroborated
            or event.sector not in ADVICE
            or event.sector in given
        ):
            continue
        if event.kind not in ADVISED[event.sector] or not is_placed(manuscript.evidence, event):
            continue
        if event.kind in AIMED_AT_PEOPLE and not (
            _has_several_dead(manuscript, event) and _is_called_so(manuscript, event)
        ):
            continue
        if len(given) == RECOMMENDATIONS_AT_MOST:
            break
        given.add(event.sector)
        key = f"{KEY}:recommend:{event.sector}"
        _judge(manuscript, key, RECOMMENDATIONS, _recommendation(manuscript, ADVICE[event.sector], event), [event])


def _recommendation(manuscript: Manuscript, advice: str, event: Event) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "In view of {event}: {advice} ({confidence}).",
            event=event_in_prose(manuscript.evidence, manuscript.headings, event, say), advice=say(advice),
            confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase
