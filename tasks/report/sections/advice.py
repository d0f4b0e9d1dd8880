"""Recommendations: what an organisation with people or interests in the country may do about what was found."""

from __future__ import annotations

from tasks.voice.voice import N_
from warehouse.tables import Sector

GRAVE = 3.0
"""Severity of an event from which advice is given."""

ADVICE: dict[Sector, str] = {
    "diplomacy": N_("check travel, sanctions and contact rules that depend on the partners named, and prepare for their change at short notice"),
    "military": N_("keep staff out of the area, review shelter and evacuation plans, and confirm ways out that avoid it"),
    "border_trade": N_("plan for closed crossings and delayed cargo, with stocks and a second route"),
    "energy": N_("prepare for outages and fuel shortages with reserves and fall-back power"),
    "cyber": N_("check networks for the methods described, reset exposed credentials and raise monitoring"),
    "internal_security": N_("avoid the area, vary routes, and check in daily with staff there"),
    "unrest": N_("stay away from demonstrations and government buildings, and keep supplies for several days indoors"),
    "disaster": N_("account for staff in the area, expect damaged roads and lines, and follow the rescue services' instructions"),
    "health": N_("follow the health authorities' measures, check medical cover and limit travel there"),
}  # fmt: skip
"""Sector -> advice in view of a grave event of it. `other` has none."""

ADVISED: dict[Sector, tuple[str, ...]] = {
    "diplomacy": ("sanction", "reject", "threaten"), "military": ("assault", "mobilize", "threaten"), "border_trade": ("coerce", "sanction", "reject"),
    "energy": ("assault", "disaster", "accident", "sanction", "economy"), "cyber": ("cyber",), "internal_security": ("assault", "crime"),
    "unrest": ("protest", "coerce"), "disaster": ("disaster",), "health": ("disease",),
}  # fmt: skip
"""Kinds of events from which the advice of a sector follows: builders who are arrested after a quake ask nobody to seek shelter."""
