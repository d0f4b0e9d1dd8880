"""The few words of the pages that are not in the reports."""

from __future__ import annotations

import datetime as dt
import functools

from tasks.report.prose.event_kinds import CATEGORIES
from warehouse.tables import Event, Sector

SECTORS: dict[Sector, str] = {
    "diplomacy": "Diplomacy",
    "military": "Military and defence",
    "border_trade": "Border and trade",
    "energy": "Energy",
    "cyber": "Cyber security",
    "internal_security": "Internal security",
    "unrest": "Unrest",
    "disaster": "Disasters and accidents",
    "health": "Health",
    "other": "Other matters",
}

KIND_NAMES: dict[str, str] = {
    kind: name.split(" ", 1)[1].capitalize() for kind, (name, _) in sorted(CATEGORIES.items())
}
"""Categories of events in words: `Attack`, `Natural disaster`."""
STATES: dict[str, str] = {
    "ongoing": "goes on",
    "ended": "over",
    "planned": "announced, not yet happened",
    "alleged": "warned of, alleged or denied; nothing shows that it happened",
}
PARTS: dict[str, str] = {
    "site": "it happened there",
    "actor": "acted in it",
    "target": "was the target",
    "mention": "is only named",
}


def sureness(event: Event) -> str:
    """How sure it is that an event happened as told, in words; never more than 99%, since reports can agree and be wrong."""
    share = min(event.certainty, 0.99)
    word = "high" if share >= SURE else "moderate" if share >= UNSURE else "low"
    return f"{word} ({100 * share:.0f}%)"


SURE, UNSURE = 0.8, 0.5
"""Least certainty of the words high and moderate, as confidence is told elsewhere (ICD 203)."""


def interval(low: float, high: float) -> str:
    """The 90 % interval of a score in words: `90% interval 72 to 75`; empty where both ends round to the same number."""
    return f"90% interval {low:.0f} to {high:.0f}" if f"{low:.0f}" != f"{high:.0f}" else ""


def days(first: dt.date, last: dt.date) -> str:
    """A period without what both days share: `November 24 to 30, 2025`, `January 30 to February 5, 2023`."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    until = f"{last.day}" if first.month == last.month else f"{last:%B} {last.day}"
    return f"{first:%B} {first.day} to {until}, {last.year}"


@functools.lru_cache(maxsize=1024)
def day(date: dt.date) -> str:
    """A date as the reports write it: `January 30, 2023`."""
    return f"{date:%B} {date.day}, {date.year}"
