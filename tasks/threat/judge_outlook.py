"""What came of an outlook: each row judged by the rule that was written down with it, when its time has come.

    level        the level of the week that it speaks of is higher than the one it was said in
    flashpoint   the place was a hotspot of that intensity in one of the weeks that it speaks of
    indicator    the sector's points exceeded the threshold in one of those weeks

What is seen is judged at once; what is not seen only when every week that it speaks of has been built. A level cannot
be judged where the evidence was insufficient then, nor points that another version of the formula counted.
Announced events are not judged: that nobody reported one is no sign that it did not take place. Deaths are not judged here
but by UCDP's counts (`python -m tests.measure.threat`): our own reading must not be the judge of its own forecast.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from warehouse.tables import LEVELS, Hotspot, Outlook, Score

_RANK: Mapping[str, int] = {level: n for n, level in enumerate(LEVELS)}


def resolve(rows: Sequence[Outlook], scores: Sequence[Score], hotspots: Sequence[Hotspot]) -> list[Outlook]:
    """Those rows whose outcome can be told now and differs from the one they carry, with it.

    `scores` and `hotspots` are those of the rows' countries and of the weeks that they speak of, and the scores of the
    weeks in which they were said.
    """
    by_week = {(score.country, score.week): score for score in scores}
    places: dict[tuple[str, dt.date], dict[str, int]] = {}
    for hotspot in hotspots:
        places.setdefault((hotspot.country, hotspot.week), {})[hotspot.place_id] = hotspot.intensity
    judged = []
    for row in rows:
        outcome = _outcome(row, by_week, places)
        if outcome is not None and outcome != row.outcome:
            judged.append(row.model_copy(update={"outcome": outcome}))
    return judged


def _outcome(
    row: Outlook,
    scores: Mapping[tuple[str, dt.date], Score],
    places: Mapping[tuple[str, dt.date], Mapping[str, int]],
) -> bool | None:
    """Whether it came true; None where it cannot be told (yet)."""
    weeks = _weeks(row)
    said = scores.get((row.country, row.week))
    if row.kind == "level":
        then = scores.get((row.country, weeks[-1]))
        if then is None or then.threat_level not in _RANK or not _same_formula(said, then):
            return None
        return _RANK[then.threat_level] > _RANK[row.subject]
    if row.threshold is None or row.kind == "deaths":
        return None
    built = [week for week in weeks if (row.country, week) in scores]
    if row.kind == "flashpoint":
        seen = any(places.get((row.country, week), {}).get(row.subject, 0) >= row.threshold for week in built)
    else:
        later = [scores[row.country, week] for week in built]
        if not all(_same_formula(said, score) for score in later):
            return None
        seen = any(getattr(score, row.subject) > row.threshold for score in later)
    return True if seen else (False if len(built) == len(weeks) else None)


def _weeks(row: Outlook) -> list[dt.date]:
    """Starts of the weeks that it speaks of."""
    count = max(1, (row.resolves_on - row.from_date).days // 7)
    return [row.from_date + dt.timedelta(weeks=n) for n in range(count)]


def _same_formula(said: Score | None, then: Score) -> bool:
    return said is not None and said.formula_version == then.formula_version
