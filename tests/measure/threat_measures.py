"""The six measurements of the threat score, each beside persistence, volume, keywords and chance, as tables."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.threat.formula import Formula
from tests.measure import threat_series as series
from tests.measure.threat_figures import (
    Figure,
    Rows,
    auc,
    figure,
    figure_of_each,
    halves,
    pair_up,
    pooled,
    spearman,
    within,
)
from tests.measure.threat_series import CountryWeek, Key, Series
from tests.measure.threat_truth import PERIOD, advisory_levels, counted_countries, weekly_deaths, weeks_of
from warehouse.tables import LEVELS, Score

ONSET_FACTOR, ONSET_LEAST, ONSET_WEEKS = 2.0, 5, 4
"""An onset: more deaths than twice the mean of the four weeks before plus five."""
END_OF_2025 = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DRAWS = 5
REFUSED = "Insufficient evidence"


@dataclass(frozen=True, slots=True)
class Table:
    """A measurement: what it says, on what, and rows of series and figures."""

    title: str
    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plain_series(country_weeks: Sequence[CountryWeek]) -> dict[str, Series]:
    """The series to beat, by name."""
    return {
        "article volume": series.volume(country_weeks),
        "headlines with a violent word": series.keyword_count(country_weeks),
        "share of such headlines": series.keyword_share(country_weeks),
        "chance": series.chance([(c.country, c.week) for c in country_weeks], "chance"),
    }


def _values(scores: Mapping[Key, Score]) -> Series:
    return {key: score.threat_score for key, score in scores.items()}


def deaths_of() -> tuple[dict[Key, float], list[str]]:
    """Deaths by country and week of 2025, and the countries that count."""
    table = weekly_deaths()
    return {(r["country"], r["week"]): float(r["deaths"]) for r in table.iter_rows(named=True)}, counted_countries(
        table
    )


def against_deaths(country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score]) -> Table:
    """Line 1: Spearman with UCDP deaths a week."""
    deaths, countries = deaths_of()
    weeks = weeks_of(*PERIOD)
    last_week = {(c, w): deaths[c, w - dt.timedelta(weeks=1)] for c in countries for w in weeks}
    named = {"threat score": _values(scores), **plain_series(country_weeks), "deaths of the week before": last_week}
    rows = []
    for name, values in named.items():
        paired = pair_up(values, deaths, countries, weeks)
        parts = [pooled(pair_up(values, deaths, half, weeks)) for half in halves(countries)]
        rows.append(
            (
                name,
                str(figure_of_each(np.median, within(paired))),
                str(figure_of_each(np.mean, within(paired))),
                str(figure(pooled, paired)),
                f"{parts[0]:.2f}, {parts[1]:.2f}",
            )
        )
    heard = sum((c, w) in scores and scores[c, w].threat_level != REFUSED for c in countries for w in weeks)
    return Table(
        "1. UCDP deaths a week",
        f"{len(countries)} countries ({', '.join(countries)}), {len(weeks)} weeks, {len(countries) * len(weeks)} country-weeks, "
        f"{heard} of them with sufficient evidence; all are counted. Aim: within-country median .35, pooled .60.",
        ("series", "within a country, median", "within, mean", "pooled", "pooled, half and half"),
        tuple(rows),
    )


def against_advisories(country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score]) -> Table:
    """Line 2: Spearman of a country's mean score with the governments' mean advisory level at the end of 2025."""
    levels = advisory_levels(END_OF_2025)
    weeks = weeks_of(*PERIOD)
    enough: dict[str, list[Score]] = {}
    for country in sorted({c.country for c in country_weeks} & levels.keys()):
        known = [s for w in weeks if (s := scores.get((country, w))) and s.threat_level != REFUSED]
        if len(known) * 2 > len(weeks):
            enough[country] = known
    named: dict[str, Series] = {"threat score": _values(scores), **plain_series(country_weeks)}
    rows = []
    for name, values in named.items():
        means = {c: float(np.mean([values[c, s.week] for s in known])) for c, known in enough.items()}
        paired: Rows = {c: [(means[c], levels[c])] for c in enough}
        parts = [spearman([paired[c][0] for c in half]) for half in halves(list(enough))]
        rows.append((name, str(figure(pooled, paired)), f"{parts[0]:.2f}, {parts[1]:.2f}"))
    return Table(
        "2. Travel advisories at the end of 2025",
        f"{len(enough)} countries with sufficient evidence in most of {len(weeks)} weeks: their mean score against the mean "
        "level of up to five governments (levels of 2025-08-14 with the changes seen since). Governments agree among "
        "themselves at .74 to .87. Aim: .75.",
        ("series", "Spearman", "half and half"),
        tuple(rows),
    )


def rises(scores: Mapping[Key, Score]) -> Series:
    """How far a week's score stands above the mean of the four weeks before, or as many as there are."""
    return _rises(_values(scores))


def _rises(values: Series) -> Series:
    found = {}
    for (country, week), value in values.items():
        before = [
            values[key] for n in range(1, ONSET_WEEKS + 1) if (key := (country, week - dt.timedelta(weeks=n))) in values
        ]
        if before:
            found[country, week] = value - float(np.mean(before))
    return found


def onsets(country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score]) -> Table:
    """Line 3: weeks of many more deaths than before."""
    deaths, countries = deaths_of()
    weeks = weeks_of(*PERIOD)[1:]
    began = {}
    for country in countries:
        for week in weeks:
            before = [deaths[country, week - dt.timedelta(weeks=n)] for n in range(1, ONSET_WEEKS + 1)]
            began[country, week] = float(deaths[country, week] > ONSET_FACTOR * float(np.mean(before)) + ONSET_LEAST)
    last_week = {(c, w): deaths[c, w - dt.timedelta(weeks=1)] for c in countries for w in (*weeks, PERIOD[0])}
    named = {
        "rise of the threat score": rises(scores),
        "relative z": {key: s.relative_z or 0.0 for key, s in scores.items()},
        **{f"rise of {name}": _rises(values) for name, values in plain_series(country_weeks).items()},
        "rise of the deaths of the week before": _rises(last_week),
    }
    rows = [(name, str(figure(auc, pair_up(values, began, countries, weeks)))) for name, values in named.items()]
    known = [(c, w) for c in countries for w in weeks if (c, w) in scores]
    alarms = [key for key in known if scores[key].change == "deteriorated"]
    hits = sum(began[key] for key in alarms)
    everywhere = [s for s in scores.values() if s.change not in ("unknown",)]
    a_year = 52 * sum(s.change == "deteriorated" for s in everywhere) / max(1, len(everywhere))
    return Table(
        "3. Onsets",
        f"{int(sum(began.values()))} onsets in {len(began)} country-weeks of {len(countries)} countries: more deaths than "
        f"{ONSET_FACTOR:g} times the mean of the {ONSET_WEEKS} weeks before plus {ONSET_LEAST}. The label `deteriorated` was given "
        f"{len(alarms)} times there and met {int(hits)} onsets; over all {len({s.country for s in everywhere})} countries it is given "
        f"{a_year:.1f} times a country-year. Aim: .70.",
        ("series", "area under the ROC"),
        tuple(rows),
    )


def robustness(country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score], formula: Formula) -> Table:
    """Line 4: other coverage of the same events."""
    names = series.outlets(country_weeks)
    output = dict.fromkeys(names, 0)
    for country_week in country_weeks:
        for article in country_week.articles:
            output[article.outlet] += 1
    loudest = sorted(names, key=lambda name: (-output[name], name))[:DRAWS]
    rows = []
    tried: dict[str, list[list[CountryWeek]]] = {
        "a random half of the outlets dropped": [],
        "one outlet's output doubled": [],
    }
    for draw in range(DRAWS):
        kept = frozenset(random.Random(draw).sample(names, len(names) // 2))
        tried["a random half of the outlets dropped"].append([series.with_outlets(c, kept) for c in country_weeks])
        tried["one outlet's output doubled"].append([series.with_outlet_twice(c, loudest[draw]) for c in country_weeks])
    for name, variants in tried.items():
        for whole in (False, True):
            changes = [_changes(variant, scores, formula, whole) for variant in variants]
            total = {key: sum(change[key] for change in changes) for key in changes[0]}
            both = total["both"] or 1
            rows.append(
                (
                    name,
                    "in all weeks" if whole else "in that week",
                    f"{total['moved'] / both:.1%}",
                    f"{total['far'] / both:.1%}",
                    str(total["low to high"]),
                    f"{total['refused'] / max(1, total['known']):.1%}",
                    f"{total['distance'] / both:.1f}",
                )
            )
    return Table(
        "4. Other coverage",
        f"{DRAWS} draws of the {len(names)} outlets (the {DRAWS} loudest doubled, each article told a second time in other words), "
        f"{len(country_weeks)} country-weeks each. The week alone is changed and its history kept, or all weeks are. Aim: at most "
        "5 % of the levels moved, none from Low to High.",
        (
            "change",
            "where",
            "level moved",
            "by two or more",
            "Low to High or more",
            "now too thin for a level",
            "mean move of the score",
        ),
        tuple(rows),
    )


def _changes(
    variant: Sequence[CountryWeek], scores: Mapping[Key, Score], formula: Formula, whole: bool
) -> dict[str, float]:
    anew = series.weigh_all(variant, formula) if whole else _week_by_week(variant, scores, formula)
    count = dict.fromkeys(("known", "both", "moved", "far", "low to high", "refused", "distance"), 0.0)
    for key, before in scores.items():
        if before.threat_level == REFUSED:
            continue
        after = anew[key]
        count["known"] += 1
        if after.threat_level == REFUSED:
            count["refused"] += 1
            continue
        step = LEVELS.index(after.threat_level) - LEVELS.index(before.threat_level)
        count["both"] += 1
        count["moved"] += step != 0
        count["far"] += abs(step) > 1
        count["low to high"] += "Low" in (before.threat_level, after.threat_level) and abs(step) >= LEVELS.index("High")
        count["distance"] += abs(after.threat_score - before.threat_score)
    return {key: int(value) if key != "distance" else value for key, value in count.items()}


def _week_by_week(variant: Sequence[CountryWeek], scores: Mapping[Key, Score], formula: Formula) -> dict[Key, Score]:
    """Each week with other coverage after its history as it was."""
    history: dict[str, list[Score]] = {}
    for (country, _), score in sorted(scores.items(), key=lambda pair: pair[0]):
        history.setdefault(country, []).append(score)
    return {
        (c.country, c.week): series.weigh(c, [s for s in history[c.country] if s.week < c.week], formula)
        for c in variant
    }


__all__ = ["Figure", "Table", "against_advisories", "against_deaths", "onsets", "robustness"]
