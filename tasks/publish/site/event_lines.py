"""An event in a line, as the front page, a country's page and the search show it: heading, place, toll, day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.graphics.borders import country_name
from tasks.publish.site.words import KIND_NAMES
from tasks.report.headings import shared_headings
from tasks.report.prose.facts import DEADLY
from tasks.voice import report_languages
from warehouse.tables import Event, Statement

PAGE_RANK = 5
"""The first events of a country's week have a page each; so has every event with dead. The rest stand in the lists: a page for
each of a million minor events would cost more time and files than all reports."""
TOP_EVENTS = 10
"""Events of the world on the front page."""
WORLD_RELEVANCE = 1.0
"""Least relevance of these: 1 is the context of security, 2 an event of it (events.relevance)."""
VAGUE = 3
"""A range whose end is so many times its beginning is told as a range."""
VAGUE_FROM = 10
"""Least number with which such a range begins: no word says `2 to 7`."""
MOST_OF_A_COUNTRY = 3
"""Of these, at most so many in one country: one war must not hide the rest of the world."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What an event is called: the heading of the report that tells it, or else the title of its best article."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with what a line about it says."""

    event: Event
    heading: Heading
    place: str
    """Site and country in words; empty where no place was told."""
    toll: str
    """Killed and injured in words; empty where none were told."""
    killed: str
    """The dead alone: `31`, `2,000 to 9,999`; empty where none were told."""
    kind: str
    """The category in words."""
    href: str | None
    """Its page below the root of the site; None where it has none."""


def event_path(event_id: str) -> str:
    """Where the page of an event lies in the site. It stays: the identity outlives weeks and rebuilds."""
    return f"event/{event_id}.html"


def has_page(event: Event) -> bool:
    """Whether this week's row gives the event a page of its own."""
    return event.rank <= PAGE_RANK or bool(event.killed_best)


def event_line(
    event: Event, heading: Heading | None, lang: str, *, paged: bool, names: Mapping[str, str], home: str | None = None
) -> EventLine:
    """The event's line; `lang` is the language of its title, `paged` whether it has a page, `names` those of the countries with
    reports, `home` the country whose page shows it and does not say its own name."""
    return EventLine(
        event=event,
        heading=heading or Heading(event.title, lang),
        place=place_of(event, names, home),
        toll=told_toll(event),
        killed=_number(event.killed_best, event.killed_low, event.killed_high),
        kind=KIND_NAMES.get(event.kind, "Other"),
        href=event_path(event.event_id) if paged else None,
    )


def country_in_words(code: str, names: Mapping[str, str]) -> str:
    """A country's name as its reports write it, or else that of CLDR."""
    return names.get(code) or country_name(code)


def place_of(event: Event, names: Mapping[str, str], home: str | None = None) -> str:
    """Where it happened: `Kharkiv, Ukraine`; only the country where that is all, or nothing. The name of `home` is left out.

    Where no place was told and the event stands at the seat of who acted, that is said: `Ankara (seat), Turkey`."""
    country = country_in_words(event.site_country, names) if event.site_country else ""
    if not event.site:
        return "" if event.site_country == home else country
    site = f"{event.site} (seat)" if event.site_basis == "seat" else event.site
    return site if not country or event.site == country or event.site_country == home else f"{site}, {country}"


def told_toll(event: Event) -> str:
    """Killed and injured with their ranges: `31 killed (28 to 35), 120 injured`, `200 to 999 killed` where nobody told a number."""
    parts = [
        _counted(event.killed_best, event.killed_low, event.killed_high, "killed"),
        _counted(event.injured_best, event.injured_low, event.injured_high, "injured"),
    ]
    return ", ".join(part for part in parts if part)


def _counted(best: int | None, low: int | None, high: int | None, what: str) -> str:
    if best is None:
        return ""
    spread = "" if low is None or high is None or low == high or _vague(low, high) else f" ({low:,} to {high:,})"
    return f"{_number(best, low, high)} {what}{spread}"


def _number(best: int | None, low: int | None, high: int | None) -> str:
    if low is not None and high is not None and _vague(low, high):
        return f"{low:,} to {high:,}"
    return "" if best is None else f"{best:,}"


def _vague(low: int, high: int) -> bool:
    """Whether a range is a word in numbers: `hundreds` is 200 to 999, and not 999. A few dead that are told differently are counted."""
    return VAGUE_FROM <= low < high and high >= VAGUE * low


def headings_of(statements: Iterable[Statement], language: str) -> dict[str, Heading]:
    """What a report calls its events: event_id -> the first heading above a development that tells it, and it alone."""
    found: dict[str, Heading] = {}
    shared = shared_headings(report_languages())
    for s in statements:
        if s.supported and s.event_id and s.heading and s.section == "developments" and s.heading not in shared:
            found.setdefault(s.event_id, Heading(s.heading, language))
    return found


def once_each(events: Iterable[Event]) -> list[Event]:
    """The newest row of each event: that of the country where it happened before those of others."""
    best: dict[str, Event] = {}
    for event in events:
        known = best.get(event.event_id)
        if known is None or _nearest(event) < _nearest(known):
            best[event.event_id] = event
    return list(best.values())


def _nearest(event: Event) -> tuple[int, bool, bool, str]:
    return (-event.week.toordinal(), event.country != event.site_country, event.nearness != "inside", event.country)


def world_events(events: Sequence[Event]) -> list[Event]:
    """The events of the world's week, the weightiest first: each once, those that happened, a few of a country at most.

    The weight is the event's own (`salience`) in the country where it happened; what is planned, only alleged or not of
    security is left out; an event and what followed from it take one line, that of the weightiest.
    """
    follows = {e.event_id: e.follows for e in events if e.follows}
    happened = [e for e in once_each(events) if e.nearness == "inside" and e.state in ("ongoing", "ended")]
    told = [e for e in happened if e.relevance >= WORLD_RELEVANCE]
    chosen: list[Event] = []
    of: dict[str, int] = {}
    affairs: set[str] = set()
    for event in sorted(told, key=lambda e: (-e.salience, -(e.killed_best or 0), e.event_id)):
        affair = _cause(event.event_id, follows)
        if of.get(event.country, 0) < MOST_OF_A_COUNTRY and affair not in affairs:
            of[event.country] = of.get(event.country, 0) + 1
            affairs.add(affair)
            chosen.append(event)
    return chosen[:TOP_EVENTS]


def _cause(event_id: str, follows: Mapping[str, str | None]) -> str:
    """The event at the beginning of a chain of consequences; the event itself where it follows from none."""
    passed = {event_id}
    while (cause := follows.get(event_id)) and cause not in passed:
        passed.add(cause)
        event_id = cause
    return event_id


def own_deaths(event: Event) -> int:
    """The deaths that the event itself caused: arrests and aid after a fire repeat the toll of the fire, and count none."""
    return (event.killed_best or 0) if event.kind in DEADLY else 0


def weekly(events: Iterable[Event], weeks: Sequence[dt.date]) -> tuple[dict[dt.date, int], dict[dt.date, int]]:
    """New events of each week, and the deaths that its reports add to those told before of the same event; 0 where there were none."""
    inside = [e for e in events if e.nearness == "inside"]
    counts, deaths = dict.fromkeys(weeks, 0), dict.fromkeys(weeks, 0)
    for event in once_each(inside):
        if event.first_week in counts:
            counts[event.first_week] += 1
    known: dict[str, int] = {}
    for event in sorted(inside, key=lambda e: e.week):
        told, before = own_deaths(event), known.get(event.event_id, 0)
        if event.week in deaths:
            deaths[event.week] += max(0, told - before)
        known[event.event_id] = max(told, before)
    return counts, deaths


def by_unit(events: Iterable[Event], names: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """First-level units of events inside the country with how many events and deaths, the deadliest first."""
    found: dict[str, list[int]] = {}
    for event in once_each(events):
        if event.nearness == "inside" and event.unit:
            row = found.setdefault(event.unit, [0, 0])
            row[0] += 1
            row[1] += own_deaths(event)
    rows = [(names.get(unit, unit), count, killed) for unit, (count, killed) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))
