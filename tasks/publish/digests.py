"""Watchlists: what somebody follows, and the digest that is sent of a day or a week. Rows in, messages out; sending is not here.

A watchlist names countries and groups, and may narrow them by kind of event, first-level unit, actor and level. Its weekly digest
tells the events that fit and then the brief of each country, with the report as PDF; its daily one the events first told that day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from tasks.countries.strict import StrictModel
from tasks.events.taxonomy import taxonomy
from tasks.publish.alerts import Attachment, Channel, Message
from tasks.publish.report.document import ReportDocument
from tasks.publish.report.mail import TEXT_WIDTH, brief_text
from tasks.publish.site.event_lines import WORLD_RELEVANCE, Heading, country_in_words, place_of, told_toll
from tasks.report.prose.inert import plain
from warehouse.tables import LEVELS, Event, Report, ThreatLevel
from warehouse.weeks import Week

EVENTS_TOLD = 25
"""Events in a digest at most; the rest are counted."""
PDFS = 10
"""Reports attached at most: a mail of more is refused by many servers."""

Every = Literal["day", "week"]


class Watchlist(StrictModel):
    """What is followed, by whom it is heard, and how often."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    channels: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of channels of the same file."""
    every: Every = "week"
    countries: tuple[str, ...] = ()
    """Codes, names and groups; all countries if empty."""
    kinds: tuple[str, ...] = ()
    """Categories of events (tasks/events/taxonomy.yaml); if empty all, as far as they are of security."""
    units: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")], ...] = ()
    """First-level units, ISO 3166-2; all if empty."""
    actors: tuple[str, ...] = ()
    """As in events.actors and events.targets: codes of countries, names of organisations; all if empty."""
    level: ThreatLevel | None = None
    """Only countries at this level or a graver one."""
    pdf: bool = True
    """The weekly digest carries the reports as PDF."""

    @field_validator("kinds")
    @classmethod
    def _are_kinds(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        known = list(taxonomy().categories)
        for kind in kinds:
            if kind not in known:
                raise ValueError(f"{kind!r} is no kind of event; one of {', '.join(known)}")
        return kinds

    @field_validator("level")
    @classmethod
    def _is_level(cls, level: ThreatLevel | None) -> ThreatLevel | None:
        if level is not None and level not in LEVELS:
            raise ValueError(f"one of {', '.join(LEVELS)}")
        return level

    @property
    def asks_for_events(self) -> bool:
        """Whether a country is of interest only where one of its events fits."""
        return bool(self.kinds or self.units or self.actors)

    def fits(self, event: Event) -> bool:
        """Whether an event is of a kind, unit and actor that is followed; of no named kind, whether it is of security at all."""
        actors = {name.casefold() for name in (*event.actors, *event.targets)}
        return (
            event.nearness != "mentioned"
            and (event.kind in self.kinds if self.kinds else event.relevance >= WORLD_RELEVANCE)
            and (not self.units or event.unit in self.units)
            and (not self.actors or any(name.casefold() in actors for name in self.actors))
        )


class AlertSettings(StrictModel):
    """`alerts.yaml` in the warehouse's folder."""

    channels: tuple[Channel, ...] = ()
    watchlists: tuple[Watchlist, ...] = ()

    @model_validator(mode="after")
    def _names_channels(self) -> AlertSettings:
        known = [channel.name for channel in self.channels]
        for watch in self.watchlists:
            for name in watch.channels:
                if name not in known:
                    raise ValueError(f"watchlist {watch.name} names the channel {name!r}, which is not there")
        names = [watch.name for watch in self.watchlists]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two watchlists are called {twice[0]}")
        return self


Told = tuple[dt.datetime, dt.datetime]
"""First instant and first instant after it."""


@dataclass(frozen=True, slots=True)
class WatchedWeek:
    """What a digest knows of one country's week."""

    document: ReportDocument
    events: Sequence[Event]
    headings: Mapping[str, Heading]
    """What the report calls its events, by event_id."""
    pdf: bytes | None = None


def digest_key(watch: Watchlist, period: dt.date) -> str:
    """What makes a digest the same: the watchlist and the week or day of which it tells."""
    return f"digest {watch.name} {watch.every} {period}"


def watched_events(
    watch: Watchlist, reports: Sequence[Report], events: Sequence[Event], told: Told | None = None
) -> dict[str, list[Event]]:
    """The countries of a week that the watchlist is about, the gravest level first, each with the events that fit.

    told: only events first told in that time (a day's digest), and only countries that have one.
    """
    of: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.rank, e.event_id)):
        if watch.fits(event) and (told is None or told[0] <= event.first_told_at < told[1]):
            of.setdefault(event.country, []).append(event)
    least = _rank(watch.level) if watch.level else 0
    found = [
        report
        for report in sorted(reports, key=lambda r: (-_rank(r.threat_level), r.country_name))
        if _rank(report.threat_level) >= least and (report.country in of or not (watch.asks_for_events or told))
    ]
    return {report.country: of.get(report.country, []) for report in found}


def weekly_digest(watch: Watchlist, week: Week, weeks: Sequence[WatchedWeek]) -> Message | None:
    """The digest of a week: the events that fit, then the brief of each country; None where the watchlist is about nothing in it."""
    if not weeks:
        return None
    parts = [_told(weeks), *(brief_text(w.document) for w in weeks)]
    pdfs = [
        Attachment(f"{w.document.report.country}-{week.start}.pdf", "application/pdf", w.pdf)
        for w in weeks
        if w.pdf is not None
    ][:PDFS]
    if len(weeks) > len(pdfs) and pdfs:
        parts.append(f"{len(pdfs)} of {len(weeks)} reports are attached.\n")
    title = f"{watch.name}, week {week.label}: {_counted(weeks)}"
    return Message(_id(watch, week.start), title, _joined(parts), (), tuple(pdfs))


def daily_digest(watch: Watchlist, day: dt.date, weeks: Sequence[WatchedWeek]) -> Message | None:
    """The digest of a day: the events that fit and were first told on it; None where there was none."""
    if not weeks:
        return None
    levels = "\n".join(f"{w.document.report.country_name}: {_level(w)}" for w in weeks)
    title = f"{watch.name}, {day}: {_counted(weeks)}"
    return Message(_id(watch, day), title, _joined([_told(weeks), levels]), ())


def _told(weeks: Sequence[WatchedWeek]) -> str:
    """The events as lines, the weightiest first, of all countries together."""
    events = sorted(
        ((event, week) for week in weeks for event in week.events),
        key=lambda pair: (-pair[0].salience, pair[0].event_id),
    )
    once: dict[str, tuple[Event, WatchedWeek]] = {}
    for event, week in events:
        once.setdefault(event.event_id, (event, week))
    if not once:
        return ""
    names = {w.document.report.country: w.document.report.country_name for w in weeks}
    lines = ["WHAT HAPPENED", ""]
    for event, week in list(once.values())[:EVENTS_TOLD]:
        heading = week.headings.get(event.event_id)
        where = place_of(event, names) or country_in_words(event.country, names)
        facts = ", ".join(filter(None, (f"{event.event_date:%d %B}".lstrip("0"), where, told_toll(event))))
        told = plain(f"{heading.text if heading else event.title} ({facts})")
        lines.append(textwrap.fill(told, TEXT_WIDTH, initial_indent="- ", subsequent_indent="  "))
    if len(once) > EVENTS_TOLD:
        lines.append(f"- and {len(once) - EVENTS_TOLD} more")
    return "\n".join(lines) + "\n"


def _counted(weeks: Sequence[WatchedWeek]) -> str:
    events = len({event.event_id for week in weeks for event in week.events})
    countries = weeks[0].document.report.country_name if len(weeks) == 1 else f"{len(weeks)} countries"
    return f"{countries}, {events} event{'' if events == 1 else 's'}"


def _joined(parts: Collection[str]) -> str:
    rule = f"\n{'-' * TEXT_WIDTH}\n\n"
    return rule.join(part.rstrip() + "\n" for part in parts if part)


def _level(week: WatchedWeek) -> str:
    return week.document.report.threat_level


def _rank(level: str) -> int:
    return LEVELS.index(level) + 1 if level in LEVELS else 0


def _id(watch: Watchlist, period: dt.date) -> str:
    return hashlib.sha256(digest_key(watch, period).encode()).hexdigest()[:16]
