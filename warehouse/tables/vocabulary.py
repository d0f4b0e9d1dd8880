"""The words that several tables share, and the columns that every row of a country-week starts with."""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from warehouse.schema import Row, column

ThreatLevel = Literal["Insufficient evidence", "Low", "Guarded", "Elevated", "High", "Severe"]
LEVELS: tuple[ThreatLevel, ...] = get_args(ThreatLevel)[1:]
"""From the calmest to the gravest. "Insufficient evidence" is the refusal to give a level."""

Sector = Literal[
    "diplomacy",
    "military",
    "border_trade",
    "energy",
    "cyber",
    "internal_security",
    "unrest",
    "disaster",
    "health",
    "other",
]
SECTORS: tuple[Sector, ...] = get_args(Sector)

TimeKind = Literal["current", "past", "anniversary", "repost", "roundup", "explainer", "future"]
"""What a text is in time. Only `current` (which includes announcements of things to come) counts for a week's score;
`future` marks an item that is only a calendar notice, `past` one about a dated earlier event."""

Genre = Literal["news", "live", "comment", "analysis", "stub"]
"""What a text is: news reports something that happened or was said; live several things (live blog, round-up, newsletter);
comment has an opinion; analysis explains, remembers, portrays or serves; stub has no content (advert, quiz, reader call)."""

Reality = Literal["now", "past", "future", "hypo"]
"""Of a text's main event: now (within about a week), past (background), future (planned), hypo (warned, alleged, denied)."""

DuplicateBasis = Literal["same_url", "same_text", "near_text"]
StoryStatus = Literal["new", "continuing"]
Trend = Literal["new", "rising", "steady", "falling", "fading"]
IssueSeverity = Literal["info", "warning", "error"]
EventState = Literal["ongoing", "ended", "planned", "alleged"]
"""Of an event at the end of the week: it goes on or its figures still rise; it is over; it has been announced; it was warned of,
alleged or denied and nothing shows that it happened."""

SiteBasis = Literal["named", "seat"]
"""Whether articles name the site, or it is the capital of the country that acted, where none is named for an act of state."""
UcdpType = Literal["state-based", "non-state", "one-sided"]
"""Organised violence, as UCDP types it: a state is a party; two groups; a state or group against people who bear no arms."""

FigureKind = Literal["killed", "injured", "missing", "displaced"]
FigureScope = Literal["event", "running", "total", "mixed", "expected", "earlier", "refused"]
"""What a number counts: the event alone; the event so far, so that the newest replaces the older ones (a rising toll); a war, a
season or a year to date; killed and wounded, or captured, together; deaths that are only feared or forecast; an event before this
one; a number that the analysts' desk refused. Only the first two ever reach `events.killed_best`."""

CountryPart = Literal["site", "actor", "target", "mention"]
"""A country's part in an event: it happened there; it did it; it was done to it or its people; it is only named."""

DecisionKind = Literal["merge", "not_about", "toll", "outlet", "only"]
"""What the analysts' desk decided: events are one; articles are not about the country; a toll is wrong; an outlet is not used."""

Nearness = Literal["inside", "involved", "mentioned"]
"""It happened in the country; abroad, and the country or its people take part; neither."""

PlaceRole = Literal["site", "origin", "compared", "mention"]
PlaceKind = Literal["country", "admin1", "admin2", "capital", "city", "border_crossing", "facility", "region", "water"]


class Span(BaseModel):
    """A stretch of text that proves something: `text[start:end]`, in the title or in the text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    start: int
    end: int
    in_title: bool


class CountryWeekRow(Row):
    """The columns that every row of a country-week starts with."""

    country: str = column("Country that the row is about, ISO 3166-1 alpha-2.", pattern="^[A-Z]{2}$")
    week: dt.date = column("Start of the week, seven days from 00:00 UTC (partition).")
    revision: str = column("Digest of what the country-week was computed from; the current one is named in runs.")
