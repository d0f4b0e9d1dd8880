from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.threat.formula import load_formula
from tasks.threat.standing import (
    DEATHS_BY_MONTH,
    DEATHS_BY_YEAR,
    GOVERNANCE,
    Period,
    Standing,
    points_of,
    recent_points,
    sources,
    standing_of,
    standing_tables,
)

FORMULA = load_formula()
LATE_2025 = dt.date(2025, 11, 24)


def test_the_parts_add_up_to_the_points() -> None:
    for country in ("UA", "SD", "HT", "NO", "KP"):
        stands = standing_of(country, LATE_2025, FORMULA)
        assert math.fsum(part.points for part in stands.parts) == pytest.approx(stands.points)
        assert math.fsum(part.deaths_a_year for part in stands.parts) == pytest.approx(stands.deaths_a_year)
        assert stands.points == pytest.approx(points_of(stands.deaths_a_year, FORMULA))


def test_a_number_counts_only_from_the_day_on_which_it_was_published() -> None:
    def subjects(day: dt.date) -> set[str]:
        return {part.subject for part in standing_of("UA", day, FORMULA).parts}

    assert "ucdp-2022" not in subjects(dt.date(2023, 6, 29))
    assert "ucdp-2022" in subjects(dt.date(2023, 7, 1))
    early, late = (standing_of("UA", dt.date(2023, 1, day), FORMULA) for day in (2, 30))
    assert early.points == pytest.approx(late.points)  # nothing new was published
    assert not standing_of("UA", dt.date(2009, 1, 1), FORMULA).known


@given(day=st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)), country=st.sampled_from(["UA", "ML", "SE", "KP"]))
def test_what_becomes_known_later_never_changes_what_was_known(day: dt.date, country: str) -> None:
    tables = standing_tables()
    later = Period(day - dt.timedelta(days=30), day, 100_000, known_on=day + dt.timedelta(days=1))
    more = dataclasses.replace(tables, periods={**tables.periods, country: [*tables.periods[country], later]})
    assert standing_of(country, day, FORMULA, more) == standing_of(country, day, FORMULA, tables)
    assert recent_points(country, day, FORMULA, more) == recent_points(country, day, FORMULA, tables)


def test_one_year_of_war_does_not_outweigh_all_that_came_after() -> None:
    sudan, ethiopia = (standing_of(country, LATE_2025, FORMULA) for country in ("SD", "ET"))
    plain = FORMULA.model_copy(update={"standing": FORMULA.standing.model_copy(update={"exponent": 1.0})})
    assert standing_of("ET", LATE_2025, plain).points > ethiopia.points + 5
    assert ethiopia.points - sudan.points < 10


def test_months_count_until_their_year_is_known_whole() -> None:
    in_march = standing_of("UA", dt.date(2025, 3, 31), FORMULA)
    labels = [part.label for part in in_march.parts if part.subject == "ucdp-2025"]
    assert labels
    assert labels[0].startswith("2025 to February:")


def test_wars_stand_above_calm_and_repression_is_no_calm() -> None:
    points = {c: standing_of(c, LATE_2025, FORMULA).points for c in ("UA", "SD", "NG", "BY", "KP", "NO", "JP")}
    assert points["UA"] > points["SD"] > points["NG"] > FORMULA.levels["High"]
    assert min(points["BY"], points["KP"]) > FORMULA.levels["Guarded"] > max(points["NO"], points["JP"])


def test_while_a_war_goes_on_the_standing_is_no_lower_than_its_bar_and_a_row_says_why() -> None:
    tables = standing_tables()

    def stands(*deaths: int) -> Standing:
        months = [dt.date(2025, month, 1) for month in range(1, 11)]  # January to October, the end excluded
        counted = [
            Period(one, after, dead, after)
            for one, after, dead in zip(months[:-1], months[1:], [0] * (9 - len(deaths)) + list(deaths), strict=True)
        ]
        calm = [
            Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), 0, dt.date(year + 1, 7, 1))
            for year in range(2015, 2025)
        ]
        return standing_of("ZZ", LATE_2025, FORMULA, dataclasses.replace(tables, periods={"ZZ": [*calm, *counted]}))

    war, feud = stands(600, 500), stands(500, 400)
    assert war.points == pytest.approx(points_of(FORMULA.standing.war_deaths, FORMULA))
    assert FORMULA.level_of(war.points) == "High"
    assert "1,100 deaths in the 12 months to September 2025" in {part.subject: part.label for part in war.parts}["war"]
    assert math.fsum(part.points for part in war.parts) == pytest.approx(war.points)
    assert {part.subject for part in feud.parts}.isdisjoint({"war"})
    assert FORMULA.level_of(feud.points) != "High"


def test_old_deaths_fade() -> None:
    now, later = (standing_of("AF", dt.date(year, 8, 1), FORMULA).points for year in (2022, 2025))
    assert now > FORMULA.levels["Severe"] > later


def test_a_country_that_no_source_knows_has_no_parts() -> None:
    stands = standing_of("ZZ", LATE_2025, FORMULA)
    assert (stands.points, stands.parts, stands.known) == (0.0, (), False)


def test_every_table_names_its_source_and_licence_and_has_a_row_a_country() -> None:
    for about in sources().values():
        assert about["licence"] == "CC BY 4.0"
        assert about["known_after_days"] > 0
    for path, key in (
        (DEATHS_BY_YEAR, ("country",)),
        (DEATHS_BY_MONTH, ("country",)),
        (GOVERNANCE, ("country", "year")),
    ):
        rows = list(csv.DictReader(path.open(encoding="utf-8")))
        keys = [tuple(row[name] for name in key) for row in rows]
        assert keys == sorted(set(keys))
