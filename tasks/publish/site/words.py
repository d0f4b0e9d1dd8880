"""The few words of the pages that are not in the reports."""

from __future__ import annotations

import datetime as dt

from warehouse.tables import Sector

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


def day(date: dt.date) -> str:
    """A date as the reports write it: `January 30, 2023`."""
    return f"{date:%B} {date.day}, {date.year}"
