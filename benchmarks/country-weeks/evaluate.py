"""Holds scores of country-weeks against what came: prints one Markdown table a target, ours and the baselines beside it.

    python benchmarks/country-weeks/evaluate.py SCORES.csv [MORE.csv ...]

README.md beside this file defines targets, splits, as-of rules and columns. Needs Python 3.11 and NumPy, nothing else, and no network.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

VERSION = "1"
FOLDER = Path(__file__).parent

FIRST, LAST = dt.date(2025, 10, 27), dt.date(2025, 12, 22)
"""Weeks that are judged: 2025-W44 to W52, by their Mondays."""
LEAST_DEATHS = 20
"""Countries with fewer deaths in the period are left out of the correlations: nothing there could be told apart."""
MANY_ARTICLES = 20
"""A median of so many articles a week makes a country well told."""
ONSET_FACTOR, ONSET_LEAST, ONSET_WEEKS = 2.0, 5, 4
"""An onset: more deaths than twice the mean of the four weeks before plus five."""
DEATHS = (1, 25)
"""Bars of the yes-or-no targets, in deaths a week."""
HORIZONS = (1, 4)
"""Weeks ahead of which chances are judged: within the next week, within the next four."""
RESAMPLES, SHARE, SEED = 500, 0.9, 20260101
"""Bootstraps that draw countries, not weeks: weeks of one country resemble each other."""

Key = tuple[str, dt.date]
Series = Mapping[Key, float]
Pairs = Mapping[str, Sequence[tuple[float, float]]]
"""Country -> (what was said, what came) week by week."""

WEEKS = [FIRST + dt.timedelta(weeks=n) for n in range((LAST - FIRST).days // 7 + 1)]


# --- statistics -----------------------------------------------------------------------------------------------------------------


def ranks(values: Sequence[float] | np.ndarray) -> np.ndarray:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, inverse, counts = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shared: np.ndarray = (ends - (counts - 1) / 2)[inverse]
    return shared


def spearman(pairs: Iterable[tuple[float, float]]) -> float:
    """Rank correlation; 0 where either side does not vary."""
    values = np.array(list(pairs), dtype=float).reshape(-1, 2)
    if len(values) < 2 or np.ptp(values[:, 0]) == 0 or np.ptp(values[:, 1]) == 0:
        return 0.0
    return float(np.corrcoef(ranks(values[:, 0]), ranks(values[:, 1]))[0, 1])


def auc(pairs: Iterable[tuple[float, float]]) -> float:
    """Area under the ROC: the chance that a week in which it came has the higher value; NaN where it came always or never."""
    values = np.array(list(pairs), dtype=float).reshape(-1, 2)
    came = values[:, 1] > 0
    count = int(came.sum())
    if count in (0, len(values)):
        return float("nan")
    return float((ranks(values[:, 0])[came].sum() - count * (count + 1) / 2) / (count * (len(values) - count)))


def brier(pairs: Iterable[tuple[float, float]]) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean([(said - came) ** 2 for said, came in pairs]))


def flat(pairs: Pairs) -> list[tuple[float, float]]:
    """All country-weeks together."""
    return [pair for of_country in pairs.values() for pair in of_country]


def interval(statistic: Callable[[Pairs], float], pairs: Pairs) -> str:
    """The statistic with the 90 % interval of drawing countries with replacement."""
    names, rng = sorted(pairs), np.random.default_rng(SEED)
    drawn = [
        statistic({f"{n}": pairs[names[i]] for n, i in enumerate(rng.integers(len(names), size=len(names)))})
        for _ in range(RESAMPLES)
    ]
    known = [value for value in drawn if not np.isnan(value)]
    low, high = np.quantile(known, [(1 - SHARE) / 2, (1 + SHARE) / 2]) if known else (np.nan, np.nan)
    return f"{_two(statistic(pairs))} ({_two(low)} to {_two(high)})"


def within(average: Callable[[np.ndarray], float]) -> Callable[[Pairs], float]:
    """The average of the countries' own rank correlations."""
    cached: dict[int, float] = {}

    def of(pairs: Pairs) -> float:
        for rows in pairs.values():
            cached.setdefault(id(rows), spearman(rows))
        return float(average(np.array([cached[id(rows)] for rows in pairs.values()])))

    return of


def halves(countries: Iterable[str]) -> tuple[list[str], list[str]]:
    """Every other country, and the others: a figure that holds in one half alone was fitted to it."""
    ordered = sorted(countries)
    return ordered[::2], ordered[1::2]


def _two(value: float) -> str:
    return "n/a" if np.isnan(value) else f"{value:.2f}".replace("-0.00", "0.00")


# --- what came, and what was said ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Truth:
    """Deaths by country and week of 2025, weeks without any as 0, and the governments' mean advisory level by country."""

    deaths: Series
    advisories: Mapping[str, float]

    @property
    def countries(self) -> list[str]:
        """Countries that UCDP's file covers, sorted."""
        return sorted({country for country, _ in self.deaths})

    @property
    def counted(self) -> list[str]:
        """Of these, those with deaths enough for a correlation."""
        return [c for c in self.countries if sum(self.deaths[c, w] for w in WEEKS) >= LEAST_DEATHS]

    def onset(self, country: str, week: dt.date) -> float:
        """1 where the week begins something: many more deaths than in the weeks before, else 0."""
        before = [self.deaths[country, week - dt.timedelta(weeks=n)] for n in range(1, ONSET_WEEKS + 1)]
        return float(self.deaths[country, week] > ONSET_FACTOR * float(np.mean(before)) + ONSET_LEAST)

    def came(self, country: str, week: dt.date, deaths: int, horizon: int) -> float | None:
        """1 where at least so many die in the `horizon` weeks after the week, else 0; None where that is not counted yet."""
        after = [(country, week + dt.timedelta(weeks=n)) for n in range(1, horizon + 1)]
        return float(sum(self.deaths[key] for key in after) >= deaths) if all(k in self.deaths for k in after) else None


def read_truth() -> Truth:
    """What lies beside this file."""
    deaths = {
        (row["country"], dt.date.fromisoformat(week)): float(number)
        for row in _rows(FOLDER / "deaths.csv")
        for week, number in row.items()
        if week != "country"
    }
    levels = {row["country"]: float(row["level"]) for row in _rows(FOLDER / "advisories.csv")}
    return Truth(deaths, levels)


def read_series(path: Path) -> dict[str, dict[Key, float]]:
    """Column -> country-week -> number of a file of scores; an empty field is nothing said. Raises ValueError naming the row."""
    found: dict[str, dict[Key, float]] = {}
    for number, row in enumerate(_rows(path), start=2):
        try:
            key = (row.pop("country"), dt.date.fromisoformat(row.pop("week")))
            said = {name: float(text) for name, text in row.items() if text}
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(
                f"{path}, row {number}: {error}; columns are country, week (a Monday) and numbers"
            ) from error
        if key[1].weekday() != 0:
            raise ValueError(f"{path}, row {number}: {key[1]} is no Monday")
        for name, value in said.items():
            found.setdefault(name, {})[key] = value
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def chance(keys: Iterable[Key]) -> dict[Key, float]:
    """A number for each country-week that knows nothing."""
    return {k: int(hashlib.sha256(f"{k[0]} {k[1]}".encode()).hexdigest()[:12], 16) / 16**12 for k in keys}


def paired(series: Series, truth: Series, countries: Iterable[str], weeks: Sequence[dt.date] = WEEKS) -> Pairs:
    """What was said beside what came; a country-week that the series does not have counts as 0: nothing was heard."""
    return {c: [(series.get((c, w), 0.0), truth[c, w]) for w in weeks] for c in countries}


# --- targets ----------------------------------------------------------------------------------------------------------------------


def against_deaths(named: Mapping[str, Series], truth: Truth, articles: Series) -> list[list[str]]:
    """Target 1: rank correlation with the week's deaths, within countries and over all, and whether anybody dies at all."""
    counted, every = truth.counted, truth.countries
    told = [c for c in counted if np.median([articles.get((c, w), 0.0) for w in WEEKS]) >= MANY_ARTICLES]
    first, second = halves(counted)
    head = [
        "series",
        "within, mean",
        "odd, even",
        "within, median",
        f"median of {len(told)} well told",
        "pooled",
        "odd, even",
    ]
    rows = [[*head, *(f"AUC {least}" for least in DEATHS)]]
    for name, series in named.items():
        pairs = paired(series, truth.deaths, counted)
        mean = within(lambda values: float(np.mean(values)))
        median = within(lambda values: float(np.median(values)))
        parts = [{c: pairs[c] for c in half} for half in (first, second)]
        rows.append(
            [
                name,
                interval(mean, pairs),
                ", ".join(_two(mean(part)) for part in parts),
                interval(median, pairs),
                _two(median({c: pairs[c] for c in told})) if told else "n/a",
                interval(lambda some: spearman(flat(some)), pairs),
                ", ".join(_two(spearman(flat(part))) for part in parts),
                *(f"{auc(_reached(series, truth, every, least)):.3f}" for least in DEATHS),
            ]
        )
    return rows


def _reached(series: Series, truth: Truth, countries: Sequence[str], least: int) -> list[tuple[float, float]]:
    return [(series.get((c, w), 0.0), float(truth.deaths[c, w] >= least)) for c in countries for w in WEEKS]


def against_onsets(named: Mapping[str, Series], truth: Truth) -> list[list[str]]:
    """Target 2: does the series rise above its mean of the weeks before when an onset comes?"""
    weeks, counted = WEEKS[1:], truth.counted
    came = {(c, w): truth.onset(c, w) for c in counted for w in weeks}
    rows = [["rise of the series", "area under the ROC", "odd, even"]]
    for name, series in named.items():
        pairs = paired(rises(series, counted), came, counted, weeks)
        parts = [auc(flat({c: pairs[c] for c in half})) for half in halves(counted)]
        rows.append([name, interval(lambda some: auc(flat(some)), pairs), ", ".join(map(_two, parts))])
    return rows


def rises(series: Series, countries: Iterable[str]) -> dict[Key, float]:
    """How far each judged week stands above the mean of the judged weeks before it, at most four."""
    found = {}
    for country in countries:
        values = [series.get((country, week), 0.0) for week in WEEKS]
        for n in range(1, len(WEEKS)):
            found[country, WEEKS[n]] = values[n] - float(np.mean(values[max(0, n - ONSET_WEEKS) : n]))
    return found


def against_advisories(named: Mapping[str, Series], truth: Truth) -> list[list[str]]:
    """Target 3: the mean of a country's judged weeks beside the governments' mean level, wherever both are known."""
    rows = [["mean of the series", "countries", "Spearman", "odd, even"]]
    for name, series in named.items():
        said = {c: [series[c, w] for w in WEEKS if (c, w) in series] for c in truth.advisories}
        pairs: Pairs = {
            c: [(float(np.mean(v)), truth.advisories[c])] for c, v in said.items() if len(v) * 2 > len(WEEKS)
        }
        if len(pairs) < 30:
            continue
        parts = [spearman(flat({c: pairs[c] for c in half})) for half in halves(pairs)]
        shown = interval(lambda some: spearman(flat(some)), pairs)
        rows.append([name, str(len(pairs)), shown, ", ".join(map(_two, parts))])
    return rows


def against_chances(columns: Mapping[str, Mapping[str, Series]], truth: Truth) -> list[list[str]]:
    """Target 4: chances (columns p1_1w, p25_1w, p1_4w, p25_4w) beside climatology, the share that came, known afterwards."""
    rows = [
        ["chances of", "deaths", "weeks ahead", "weeks judged", "came", "Brier", "climatology", "skill", "odd, even"]
    ]
    for name, series in columns.items():
        for least in DEATHS:
            for horizon in HORIZONS:
                said = series.get(f"p{least}_{horizon}w")
                if said is None:
                    continue
                pairs = {
                    c: [
                        (said[c, w], came)
                        for w in WEEKS
                        if (c, w) in said and (came := truth.came(c, w, least, horizon)) is not None
                    ]
                    for c in truth.countries
                }
                every = flat(pairs)
                parts = [skill(flat({c: pairs[c] for c in half})) for half in halves(pairs)]
                rate = float(np.mean([came for _, came in every]))
                rows.append(
                    [name, f"at least {least}", str(horizon), str(len(every)), f"{rate:.0%}", f"{brier(every):.3f}",
                     f"{rate * (1 - rate):.3f}", interval(lambda some: skill(flat(some)), pairs), ", ".join(map(_two, parts))]
                )  # fmt: skip
    return rows


def skill(pairs: Sequence[tuple[float, float]]) -> float:
    """1 less the Brier score over that of always saying the share that came."""
    rate = float(np.mean([came for _, came in pairs]))
    return 1 - brier(pairs) / (rate * (1 - rate)) if 0 < rate < 1 else float("nan")


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def report(files: Mapping[str, Mapping[str, Series]]) -> list[tuple[str, str, list[list[str]]]]:
    """(title, what it is of, table) of every target, for files of scores by name."""
    truth, baselines = read_truth(), read_series(FOLDER / "baselines.csv")
    scored = {name: columns["score"] for name, columns in files.items() if "score" in columns}
    keys = [(c, w) for c in sorted({c for c, _ in baselines["article volume"]} | set(truth.countries)) for w in WEEKS]
    named = {**scored, **baselines, "chance": chance(keys)}
    counted = truth.counted
    onsets = int(sum(truth.onset(c, w) for c in counted for w in WEEKS[1:]))
    return [
        (
            "Deaths of the week",
            f"{len(counted)} countries ({', '.join(counted)}) of {len(truth.countries)} that the file covers have {LEAST_DEATHS} "
            f"deaths in {len(WEEKS)} weeks; the areas under the ROC are over all {len(truth.countries) * len(WEEKS)} country-weeks.",
            against_deaths(named, truth, baselines["article volume"]),
        ),
        (
            "Onsets",
            f"{onsets} onsets in {len(counted) * (len(WEEKS) - 1)} country-weeks.",
            against_onsets(named, truth),
        ),
        ("Travel advisories", "At the end of 2025, mean of up to five governments.", against_advisories(named, truth)),
        ("Chances of deaths", "Lower Brier scores are better; skill 1 is perfect.", against_chances(files, truth)),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, return 0; 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "scores", nargs="*", type=Path, help="CSV: country, week, score, and p1_1w and the like where chances are said"
    )
    chosen = parser.parse_args(arguments)
    try:
        files = {path.stem: read_series(path) for path in chosen.scores}
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"country-weeks, version {VERSION}\n")
    for title, about, rows in report(files):
        print(f"## {title}\n\n{about}\n\n{markdown(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
