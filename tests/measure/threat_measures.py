"""What the benchmark does not measure of the level: weeks of many dead, other coverage, the standing's list, and weeks that everybody knows."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.threat.formula import Formula
from tasks.threat.standing import standing_of, standing_tables
from tests.measure import threat_series as series
from tests.measure.threat_figures import BENCHMARK, load_benchmark
from tests.measure.threat_series import CountryWeek, Key
from tests.measure.threat_truth import PERIOD, weekly_deaths, weeks_of
from warehouse.tables import LEVELS, Score

DRAWS = 2
"""Halves of the outlets that are drawn, and loudest outlets that are doubled."""
MANY_DEATHS = 25
REFUSED = "Insufficient evidence"
NOTHING = "nothing"
"""A country-week that no article is about has no row."""


@dataclass(frozen=True, slots=True)
class Table:
    """A measurement: what it says, on what, and rows of series and figures."""

    title: str
    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown(scores: Mapping[Key, Score], key: Key, formula: Formula) -> tuple[str, float]:
    """The level and score that a reader is shown; where no article is about the week, those of the standing."""
    if score := scores.get(key):
        return score.threat_level, score.threat_score
    stands = standing_of(*key, formula)
    return formula.level_of(stands.points) if stands.known else NOTHING, stands.points


def weeks_of_many_deaths(scores: Mapping[Key, Score], formula: Formula) -> Table:
    """The levels that were shown in weeks in which UCDP counts many dead."""
    grave = [
        (row["country"], row["week"], row["deaths"])
        for row in weekly_deaths().iter_rows(named=True)
        if PERIOD[0] <= row["week"] < PERIOD[1] and row["deaths"] >= MANY_DEATHS
    ]
    levels = Counter(shown(scores, (country, week), formula)[0] for country, week, _ in grave)
    low = [
        f"{country} {week:%G-W%V} ({deaths} dead, {shown(scores, (country, week), formula)[1]:.0f})"
        for country, week, deaths in grave
        if shown(scores, (country, week), formula)[0] in ("Low", "Guarded", REFUSED, NOTHING)
    ]
    return Table(
        f"Weeks of {MANY_DEATHS} deaths or more",
        f"{len(grave)} country-weeks. Shown as Low, Guarded or nothing: {', '.join(low) or 'none'}. Aim: none.",
        ("level shown", "country-weeks"),
        tuple((level, str(levels[level])) for level in (*LEVELS, REFUSED, NOTHING)),
    )


def anybody_killed(files: Mapping[str, Mapping[str, Mapping[Key, float]]]) -> Table:
    """Whether anybody dies at all, and 25: over the countries of UCDP's file, and with the calm ones that it has no reason to name."""
    benchmark = load_benchmark()
    came, baselines = benchmark.read_truth(), benchmark.read_series(BENCHMARK / "baselines.csv")
    weeks = weeks_of(*PERIOD)
    calm = sorted(
        country
        for country, periods in standing_tables().periods.items()
        if country not in came.countries and sum(period.deaths for period in periods) == 0
    )
    deaths = {**came.deaths, **{(country, week): 0.0 for country in calm for week in weeks}}
    rows = []
    for name, said in {**{name: columns["score"] for name, columns in files.items()}, **baselines}.items():
        cells = [
            f"{benchmark.auc([(said.get((c, w), 0.0), float(deaths[c, w] >= least)) for c in among for w in weeks]):.3f}"
            for among in (came.countries, [*came.countries, *calm])
            for least in benchmark.DEATHS
        ]
        rows.append((name, *cells))
    return Table(
        "Whether anybody dies at all",
        f"Area under the ROC. UCDP's file has no row for a country in which nobody died in 2025, and it is of half of the world, so the first two columns "
        f"are of the {len(came.countries)} countries that it names, {len(came.countries) * len(weeks)} country-weeks. In the last two, {len(calm)} more are taken for "
        "calm, in which UCDP counts no death from 2010 to 2024: all country-weeks, as a reader of the whole list of countries would ask. "
        "A score that knows UCDP's history has an easy task with these.",
        ("series", "1 death", "25 deaths", "1 death, calm countries too", "25 deaths, calm countries too"),
        tuple(rows),
    )


def robustness(country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score], formula: Formula) -> Table:
    """Other coverage of the same events."""
    names = series.outlets(country_weeks)
    output = Counter(article.outlet for country_week in country_weeks for article in country_week.articles)
    loudest = sorted(names, key=lambda name: (-output[name], name))[:DRAWS]
    halves = [frozenset(random.Random(draw).sample(names, len(names) // 2)) for draw in range(DRAWS)]
    tried = {
        "a random half of the outlets dropped": [
            [series.with_outlets(c, kept) for c in country_weeks] for kept in halves
        ],
        "one outlet's output doubled": [[series.with_outlet_twice(c, name) for c in country_weeks] for name in loudest],
    }
    rows = []
    for name, variants in tried.items():
        counts: Counter[str] = Counter()
        for variant in variants:
            counts += _moved(series.weigh_all(variant, formula), scores)
        known = max(1, counts["known"])
        rows.append(
            (
                name,
                f"{counts['moved'] / known:.1%}",
                f"{counts['far'] / known:.1%}",
                f"{counts['thin'] / known:.1%}",
                f"{counts['hundredths'] / 100 / known:.1f}",
            )
        )
    return Table(
        "Other coverage",
        f"{DRAWS} draws of the {len(names)} outlets, in all weeks at once (the {DRAWS} loudest doubled, each article told a second time in "
        f"other words); {len(country_weeks)} country-weeks each. Aim: at most 5 % and 1 % of the levels moved.",
        ("change", "level moved", "by two or more", "now too thin for news", "mean move of the score"),
        tuple(rows),
    )


def _moved(anew: Mapping[Key, Score], scores: Mapping[Key, Score]) -> Counter[str]:
    count: Counter[str] = Counter()
    for key, before in scores.items():
        after = anew[key]
        if REFUSED in (before.threat_level, after.threat_level):
            continue
        step = abs(LEVELS.index(after.threat_level) - LEVELS.index(before.threat_level))
        count["known"] += 1
        count["moved"] += step > 0
        count["far"] += step > 1
        count["thin"] += before.basis == "news" and after.basis != "news"
        count["hundredths"] += round(100 * abs(after.threat_score - before.threat_score))
    return count


def standings(day: dt.date, formula: Formula, names: Mapping[str, str], most: int = 30) -> Table:
    """The highest and lowest standings, to be read: would an analyst nod?"""
    every = [
        (country, standing_of(country, day, formula)) for country in standing_tables().countries if country in names
    ]
    ranked = sorted(((c, s) for c, s in every if s.known), key=lambda pair: (-pair[1].points, pair[0]))
    rows = [
        (
            str(n),
            f"{names[country]}",
            f"{stands.points:.0f} {formula.level_of(stands.points)}",
            max(stands.parts, key=lambda part: (part.points, part.subject)).label,
        )
        for n, (country, stands) in enumerate(ranked, start=1)
        if n <= most or n > len(ranked) - most
    ]
    missing = ", ".join(sorted(names.keys() - {country for country, _ in ranked}))
    return Table(
        f"The {most} highest and lowest standings on {day}",
        f"Of {len(ranked)} countries; no source knows {missing}. `weekwatch standing list` prints all.",
        ("", "country", "standing", "most of it from"),
        tuple(rows),
    )


KNOWN_WEEKS = (
    ("TR", dt.date(2023, 2, 6), "earthquakes of 6 February, 20,000 dead by Sunday in Turkey alone"),
    ("SY", dt.date(2023, 2, 6), "the same earthquakes, 3,500 dead in Syria; civil war"),
    ("PK", dt.date(2023, 1, 30), "bomb in a mosque of Peshawar, 84 dead"),
    ("IL", dt.date(2023, 1, 23), "raid in Jenin, shooting at a synagogue, 7 dead"),
    ("PE", dt.date(2023, 1, 16), "march on Lima, protests with some 50 dead in six weeks"),
    ("BR", dt.date(2023, 1, 2), "storm of the seats of government on 8 January, nobody killed"),
    ("UA", dt.date(2023, 1, 9), "full-scale war; missile on a block of flats in Dnipro, 46 dead"),
    ("SD", dt.date(2025, 10, 27), "fall of El Fasher, massacres of thousands"),
    ("TZ", dt.date(2025, 10, 27), "election, protests shot down, hundreds dead"),
    ("LK", dt.date(2025, 11, 24), "cyclone Ditwah, some 400 dead by Sunday"),
    ("HK", dt.date(2025, 11, 24), "fire at Wang Fuk Court, 146 dead by Sunday"),
    ("NO", dt.date(2025, 11, 24), "an ordinary week of a calm country"),
)
"""Country, week and what happened, as it was reported then; chosen before the scores were looked at, most of them gold weeks."""


def known_weeks(scores: Mapping[Key, Score]) -> Table:
    """Twelve weeks that everybody knows, from the gravest score to the calmest: the levels must stand in that order."""
    rows = []
    ranks = []
    found = [(scores[c, w], what) for c, w, what in KNOWN_WEEKS if (c, w) in scores]
    for score, what in sorted(found, key=lambda pair: (-pair[0].threat_score, pair[0].country)):
        ranks.append(LEVELS.index(score.threat_level) if score.threat_level in LEVELS else -1)
        rows.append(
            (
                score.country,
                f"{score.week:%G-W%V}",
                f"{score.threat_score:.0f}",
                score.threat_level,
                score.standing_level or "unknown",
                score.change,
                what,
            )
        )
    order = "are" if ranks == sorted(ranks, reverse=True) else "ARE NOT"
    return Table(
        "Weeks that everybody knows",
        f"By score; the levels {order} in the same order. {len(found)} of {len(KNOWN_WEEKS)} were built.",
        ("country", "week", "score", "level", "standing", "change", "what happened"),
        tuple(rows),
    )


def in_order(scores: Sequence[Score]) -> str:
    """Whether the levels of all scores stand in the order of the scores, in words."""
    ranked = sorted((s for s in scores if s.threat_level in LEVELS), key=lambda s: s.threat_score)
    broken = sum(
        LEVELS.index(one.threat_level) > LEVELS.index(other.threat_level) for one, other in itertools.pairwise(ranked)
    )
    return f"{len(ranked)} levels in the order of their scores, {broken} out of order"


def scores_of(
    country_weeks: Sequence[CountryWeek], scores: Mapping[Key, Score], formula: Formula
) -> dict[Key, tuple[str, float]]:
    """Level and score of every country and week of the period, as a reader is shown them."""
    countries = sorted({c.country for c in country_weeks} | set(weekly_deaths()["country"]))
    return {(c, w): shown(scores, (c, w), formula) for c in countries for w in weeks_of(*PERIOD)}
