"""Recommendations: what an organisation with people or interests in the country may do about what was found."""

from __future__ import annotations

from tasks.voice.voice import N_
from warehouse.tables import Sector

GRAVE = 3.0
"""Severity of a sector's gravest story from which the graver advice is given."""

ADVICE: dict[Sector, tuple[str, str]] = {
    "diplomacy": (
        N_("check travel, sanctions and contact rules that depend on the partners named, and prepare for their change at short notice"),
        N_("follow whether what was agreed is signed, funded and put into force on the dates announced"),
    ),
    "military": (
        N_("keep staff away from the places named, review shelter and evacuation plans, and confirm ways out that avoid them"),
        N_("note the times and places of the exercises and visits named, and expect closed areas and air space around them"),
    ),
    "border_trade": (
        N_("plan for closed crossings and delayed cargo, with stocks and a second route"),
        N_("confirm opening hours and procedures at the crossings named before moving goods or people"),
    ),
    "energy": (
        N_("prepare for outages and fuel shortages with reserves and fall-back power"),
        N_("watch fuel prices and delivery dates against what was agreed"),
    ),
    "cyber": (
        N_("check networks for the methods described, reset exposed credentials and raise monitoring"),
        N_("apply outstanding patches and warn staff of targeted messages"),
    ),
    "internal_security": (
        N_("avoid the places and kinds of gathering that were attacked, vary routes, and check in daily with staff in the area"),
        N_("keep to ordinary precautions and follow local police notices for the places named"),
    ),
    "unrest": (
        N_("stay away from demonstrations and government buildings, and keep supplies for several days indoors"),
        N_("follow calls for demonstrations and plan journeys around them"),
    ),
    "disaster": (
        N_("account for staff in the area, expect damaged roads and lines, and follow the rescue services' instructions"),
        N_("review local warnings and the safety of transport used by staff"),
    ),
    "health": (
        N_("follow the health authorities' measures, check medical cover and limit travel to the places named"),
        N_("follow the health authorities' notices and keep vaccinations up to date"),
    ),
}  # fmt: skip
"""Sector -> advice where its gravest story is grave, and where it is calm. `other` has none."""
