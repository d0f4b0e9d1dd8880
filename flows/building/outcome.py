"""What is asked of a worker, and how each country-week ended: values without the code that builds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.errors import WeekwatchError
from warehouse.weeks import Week

NAMED_AT_MOST = 6
"""Country-weeks that an error names."""


Status = Literal["built", "unchanged", "failed", "withheld"]
"""`withheld`: built, but it breaks a check, so it is not published."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Country-weeks that are built together: some countries of one week of a home, as one worker takes them."""

    home: str
    """Where the warehouse lies: a folder or an address of object storage."""
    folder: Path
    """The country profiles."""
    countries: tuple[str, ...]
    week: Week
    now: dt.datetime
    """The instant that counts as now, aware."""
    force: bool = False
    """Build what is current too."""
    asked_at: dt.datetime | None = None
    """When that was asked for: what was built since is not built again, as by a run that crashed and was restarted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the build of one country-week ended."""

    country: str
    week: dt.date
    status: Status
    reason: str | None = None
    threat_level: str | None = None
    threat_score: float | None = None


def known_score(level: str | None, score: float | None) -> float | None:
    """The score as it may be shown: None where the evidence did not suffice for a level."""
    return None if level == "Insufficient evidence" else score


class UnfinishedError(WeekwatchError):
    """A run came to its end, what was built is published, and some of its country-weeks failed or were withheld."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        amiss = [o for o in outcomes if o.status in ("failed", "withheld")]
        named = ", ".join(f"{o.country} {Week(o.week).label} {o.status}" for o in amiss[:NAMED_AT_MOST])
        more = f" and {len(amiss) - NAMED_AT_MOST} more" if len(amiss) > NAMED_AT_MOST else ""
        super().__init__(
            f"{len(amiss)} of {len(outcomes)} country-weeks are not published: {named}{more}",
            remedy=f"weekwatch run --countries {amiss[0].country} --week {amiss[0].week} builds one again",
        )
        self.outcomes = list(outcomes)
