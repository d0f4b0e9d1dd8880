"""Consequences follow from the harm that they are nearest to; violence follows from nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tasks.events.merging.threads import CONSEQUENCE, consequences
from tests.tasks.rows import AT, event

FIRE, ARREST, SUMMIT, RAID = (
    event(1, kind="accident"),
    event(2, kind="coerce"),
    event(3, kind="consult"),
    event(4, kind="assault"),
)


def near(one: Sequence[str], other: Sequence[str]) -> float:
    return CONSEQUENCE if {*one, *other} in ({"fire", "arrest"}, {"fire", "raid"}) else 0.01


def test_an_arrest_after_a_fire_follows_from_it_and_a_summit_or_another_attack_does_not() -> None:
    told = [(FIRE, ["fire"]), (ARREST, ["arrest"]), (SUMMIT, ["summit"]), (RAID, ["raid"])]
    assert consequences(told, near) == {ARREST.event_id: FIRE.event_id}


def test_nothing_follows_from_what_began_later_or_matters_less() -> None:
    later = FIRE.model_copy(update={"event_date": AT.date() + dt.timedelta(days=2)})
    assert consequences([(later, ["fire"]), (ARREST, ["arrest"])], near) == {}
    assert consequences([(ARREST, ["arrest"]), (FIRE, ["fire"])], near) == {}
