"""What an event is called in a sentence: `an air strike`, `the air strike in Odesa (January 12)`; made of facts, in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tasks.events.actors import find_actors
from tasks.report.evidence import Evidence
from tasks.report.prose.bearing import bearing_of, is_hedged
from tasks.report.prose.event_kinds import exact_kind, is_concrete, names_of
from tasks.report.prose.outlets import outlet_name
from tasks.verify.text.words import fold_word
from tasks.voice.voice import ORGANISATIONS, Voice, capital, unmarked
from warehouse.tables import Event, Place

_BETWEEN = ("agree", "consult", "support", "cooperate", "aid", "exercise")
"""Categories of what two parties do with each other."""
_HELD = ("consult", "exercise")
"""Of these, the ones that are held at a place."""
EXACT_FROM = 0.3
"""Share of an event's English headlines that must say its exact kind for it to be called so."""
PLACED_FROM = 0.2
"""Share of an event's headlines that must name its place for it to be called by it, and for advice to be tied to it."""
PARTNER_FROM = 0.3
"""Share of an event's headlines that must name another state for the event to be a dealing with it."""
_NARROW = ("city", "capital", "border_crossing", "facility", "admin1", "admin2", "region")


def event_name(category: str, title: str, *, known: bool, say: Voice) -> str:
    """The event with its article: `an air strike`, or `the air strike` when the reader knows it."""
    return say(names_of(category, title.lower())[known])


def label_of(evidence: Evidence, event: Event, say: Voice, *, beside: str = "") -> str:
    """How an event that was told is referred to: `the exercise in Dornogovi (April 26)`. Made of facts, not of its title.

    `beside`: a country's code or a place's id that the sentence has named already.
    """
    return say(
        "{event} ({day})", event=undated_label(evidence, event, say, beside=beside), day=say.day(event.event_date)
    )


def undated_label(evidence: Evidence, event: Event, say: Voice, *, beside: str = "") -> str:
    """The label without its day."""
    what = event_name(event.kind, kind_title(evidence, event), known=True, say=say)
    place, partners = main_place(evidence, event), partners_of(evidence, event)
    if event.kind in _BETWEEN and partners:
        if beside not in partners:
            what = say("{event} with {country}", event=what, country=say.join([say.in_prose(p) for p in partners[:2]]))
        if place is None or event.kind not in _HELD:
            return what
    if place:
        if place.place_id == beside:
            return what
        if place.kind == "border_crossing":
            return say("{event} at {place}", event=what, place=place_name(evidence, place))
        return say("{event} in {place}", event=what, place=place_name(evidence, place))
    if partners:
        return (
            what
            if beside in partners
            else say("{event} involving {country}", event=what, country=say.in_prose(partners[0]))
        )
    lead = evidence.article[event.lead_article_id]
    return say("{event} reported by {outlet}", event=what, outlet=outlet_name(lead, inside=True))


def partners_of(evidence: Evidence, event: Event) -> list[str]:
    """The other states and organisations of states that the event is about: actors that its headlines name, most common in the event first."""
    own = (evidence.profile.country, "XX")
    members = evidence.members.get(event.event_id, ())
    named = Counter(code for a in members for code in find_actors(a.title, "", lang=a.lang))
    return [
        a
        for a in event.actors
        if named[a] >= PARTNER_FROM * len(members)
        and a not in own
        and (a in ORGANISATIONS or re.fullmatch("[A-Z]{2}", a))
    ]


def shown_name(evidence: Evidence, headings: Mapping[str, str], event: Event, say: Voice) -> str:
    """The event in a list: by the heading under which it is told where there is one, else by what it is."""
    heading = headings.get(event.event_id)
    if heading is None:
        return label_of(evidence, event, say)
    return say("{event} ({day})", event=heading, day=say.day(event.event_date))


def event_in_prose(evidence: Evidence, headings: Mapping[str, str], event: Event, say: Voice) -> str:
    """The event inside a sentence: by what it is where that says it, else by its heading in quotation marks."""
    heading = headings.get(event.event_id)
    is_ours = heading is not None and heading.startswith(capital(unmarked(undated_label(evidence, event, say))))
    if heading is None or is_ours:
        return label_of(evidence, event, say)
    if tells_it_apart(evidence, event) and not _is_of_another_place(evidence, event, heading):
        return label_of(evidence, event, say)
    return say("{event} ({day})", event=f"“{heading}”", day=say.day(event.event_date))


def _is_of_another_place(evidence: Evidence, event: Event, heading: str) -> bool:
    """Whether a heading names a place of the event inside the country and not the one by which it would be called: then two happenings are in it."""
    place = main_place(evidence, event)
    named = [
        p
        for p in evidence.places_of.get(event.event_id, ())
        if p.kind != "country" and not p.is_foreign and p.text.casefold() in heading.casefold()
    ]
    return place is not None and bool(named) and all(p.place_id != place.place_id for p in named)


def tells_it_apart(evidence: Evidence, event: Event) -> bool:
    """Whether kind and place of an event say what it was: `the air strike in Odesa` does, `the act of coercion in Rio` does not.

    Nor does `the earthquake in Van` for a rescue after the earthquake that another event of the report is, nor a kind and a place that no
    headline tells together.
    """
    if event.event_id in evidence.changes:
        return False  # `the massacre in El Fasher` is not its fall
    situation = evidence.event.get(evidence.situation.get(event.event_id, ""))
    if situation is not None and situation.kind == event.kind:
        return False
    place = main_place(evidence, event)
    if place is None or (place.kind == "capital" and place.is_foreign):  # that is a government
        return False
    if event.kind in _BETWEEN and len(partners_of(evidence, event)) > 1:  # with whom, and against whom?
        return False
    title = kind_title(evidence, event)
    return (
        is_concrete(event.kind, title)
        and is_placed(evidence, event)
        and _told_together(evidence, event, place, exact_kind(event.kind, title))
    )


def is_placed(evidence: Evidence, event: Event) -> bool:
    """Whether enough of an event's headlines name its place: one of two dozen may name that of another event."""
    place = main_place(evidence, event)
    if place is None:
        return False
    named = {
        p.article_id for p in evidence.places_of.get(event.event_id, ()) if p.place_id == place.place_id and p.in_title
    }
    members = evidence.members.get(event.event_id, ())
    return sum(a.article_id in named for a in members) >= PLACED_FROM * len(members) > 0


def _told_together(evidence: Evidence, event: Event, place: Place, exact: str | None) -> bool:
    """Whether a headline of the event names the place and its main clause tells the deed, of the exact kind in English.

    A title that names a place abroad too may tell what happened there: `Memories resurface in Davao as police trace the Bondi shooting`.
    """
    titled = [p for p in evidence.places_of.get(event.event_id, ()) if p.in_title]
    naming = {p.article_id for p in titled if p.place_id == place.place_id}
    elsewhere = {p.article_id for p in titled if p.is_foreign and not place.is_foreign and p.kind in _NARROW}
    return any(
        (exact_kind(event.kind, a.title) == exact if a.lang == "en" else a.category == event.kind)
        and bearing_of(a.title, a.lang, event.kind) in ("deed", "control")
        and not is_hedged(a)
        and a.article_id not in elsewhere
        for a in evidence.members.get(event.event_id, ())
        if a.article_id in naming
    )


def labels(evidence: Evidence, events: Sequence[Event], say: Voice, *, beside: str = "") -> str:
    """Several events referred to in a row, each label once."""
    return say.join([label_of(evidence, event, say, beside=beside) for event in events])


def main_place(evidence: Evidence, event: Event) -> Place | None:
    """The place that an event is best known by: inside the country, in a title, named by the lead, the narrower one.

    None where that is a place abroad while the headlines rather name the country: then its site was read wrongly.
    """
    members = {a.article_id for a in evidence.members.get(event.event_id, ())}
    found = evidence.places_of.get(event.event_id, ())
    named = [
        p
        for p in found
        if p.kind in _NARROW and p.article_id in members and is_sure(evidence, p) and not _is_outlet(evidence, p)
    ]  # fmt: skip
    best = min(
        named,
        key=lambda p: (
            p.place_id != event.place_id,
            p.is_foreign,
            not p.in_title,
            p.article_id != event.lead_article_id,
            evidence.article[p.article_id].lang != "en",
            p.kind == "capital",
            p.precision_km,
            p.start,
            p.article_id,
            p.place_id,
        ),
        default=None,
    )
    return None if best is not None and best.is_foreign and _is_of_home(evidence, event, best) else best


def _is_of_home(evidence: Evidence, event: Event, place: Place) -> bool:
    """Whether an event is rather of the report's country than of a place abroad: it happened inside, or more headlines name the country."""
    if event.nearness == "inside":
        return True
    titles = [a.title.casefold() for a in evidence.members.get(event.event_id, ())]
    of_home = sum(
        any(re.search(rf"(?<!\w){re.escape(name)}", title) for name in evidence.own_names) for title in titles
    )
    return of_home > sum(place.text.casefold() in title for title in titles)


def _is_outlet(evidence: Evidence, place: Place) -> bool:
    """Whether the name is that of an outlet of the week, as `Al Jazeera` is."""
    return any(place.text.casefold() in article.outlet.casefold() for article in evidence.articles)


def is_sure(evidence: Evidence, place: Place) -> bool:
    """Whether a place is surely meant: named in English or in another script, or in a title and spelled nearly as the gazetteer does."""
    article = evidence.article.get(place.article_id)
    if article is None or article.lang == "en" or not re.search("[A-Za-zÀ-ž]", place.text):
        return True
    return place.in_title and fold_word(place.text)[:4] == fold_word(place.name)[:4]


def place_name(evidence: Evidence, place: Place) -> str:
    """The place as an English article spells it, else as the gazetteer does."""
    article = evidence.article.get(place.article_id)
    if article is None or article.lang != "en" or not re.fullmatch(r"[A-Z][A-Za-zÀ-ž' -]{2,40}", place.text):
        return place.name
    return place.text.title() if place.text.isupper() and len(place.text) > 3 else place.text


def kind_title(evidence: Evidence, event: Event) -> str:
    """The English headline by which the event's kind is named: of the exact kind that most of its headlines say; empty where it has none."""
    titles = [a.title for a in evidence.members.get(event.event_id, ()) if a.lang == "en"]
    kinds = [(exact_kind(event.kind, title), title) for title in titles]
    votes = Counter(kind for kind, _ in kinds)
    if not votes:
        return ""
    exact = max((kind for kind in votes if kind is not None), key=lambda kind: (votes[kind], kind), default=None)
    chosen = exact if exact is not None and votes[exact] >= EXACT_FROM * len(titles) else None
    return next((title for kind, title in kinds if kind == chosen), titles[0])
