from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.threat.formula import load_formula
from tasks.threat.incidents import Incident
from tasks.threat.score import contributions, deaths_of, gravest_of, score, too_thin
from tasks.threat.standing import Standing, StandingPart, points_of
from tests.tasks.rows import COUNTRY, REVISION, WEEK, article, hexed, past_score
from warehouse.tables import LEVELS, Article, Contribution, Score

FORMULA = load_formula()
KINDS = st.sampled_from(["assault", "protest", "disaster", "consult", "sport"])


def incident(n: int = 1, **changes: Any) -> Incident:
    values: dict[str, Any] = {
        "event_id": f"e{n:015x}", "story_id": hexed(n), "title": f"Event {n}", "sector": "internal_security", "kind": "assault",
        "nearness": "inside", "happened": True, "killed": None, "toll_publishers": 4, "severity": 2.0, "publishers": 4,
        "tellings": 1, "of_security": 1.0,
    }  # fmt: skip
    return Incident(**(values | changes))


def standing(points: float) -> Standing:
    deaths = 10 ** (points / FORMULA.points_a_tenfold) - 1
    return Standing(points, deaths, (StandingPart("ucdp-2024", "2024: so many deaths", deaths, points),))


def weigh(
    incidents: list[Incident],
    usual: float = 30.0,
    history: list[Score] | None = None,
    articles: list[Article] | None = None,
) -> tuple[Score, list[Contribution]]:
    told = articles if articles is not None else [article(n) for n in range(8)]
    stands, thin = standing(usual), too_thin(told, FORMULA)
    rows = contributions(COUNTRY, WEEK, REVISION, incidents=incidents, standing=stands, thin=thin, formula=FORMULA)
    weighed = score(
        COUNTRY, WEEK, REVISION, points=rows, incidents=incidents, standing=stands, articles=told,
        history=history or [], formula=FORMULA,
    )  # fmt: skip
    return weighed, rows


def value(incidents: list[Incident], usual: float = 30.0) -> float:
    return weigh(incidents, usual)[0].threat_score


INCIDENTS = st.lists(
    st.builds(
        lambda n, kind, killed, severity, publishers, tellings: incident(
            n, kind=kind, killed=killed and (killed / 2, killed, killed * 2), severity=severity, publishers=publishers,
            toll_publishers=min(publishers, 3), tellings=tellings,
        ),
        st.integers(1, 10**6), KINDS, st.none() | st.floats(1, 1e5), st.floats(0, 5), st.integers(1, 9),
        st.integers(1, 6),
    ),
    max_size=12, unique_by=lambda i: i.event_id,
)  # fmt: skip
USUAL = st.floats(0, 100)


@given(INCIDENTS, USUAL)
def test_the_contributions_sum_to_the_points_of_the_score(drawn: list[Incident], usual: float) -> None:
    weighed, rows = weigh(drawn, usual)
    assert weighed.raw_points == pytest.approx(math.fsum(row.points for row in rows))
    assert weighed.raw_points >= -1e-9
    assert weighed.threat_score == pytest.approx(min(100.0, weighed.raw_points), abs=1e-9)
    assert weighed.score_low <= weighed.threat_score <= weighed.score_high
    assert weighed.standing_points == pytest.approx(
        math.fsum(row.points for row in rows if row.part == "standing"), abs=1e-9
    )


@given(INCIDENTS.filter(bool), USUAL, st.floats(1, 1e5))
def test_a_graver_event_never_lowers_the_score(drawn: list[Incident], usual: float, deaths: float) -> None:
    first = drawn[0]
    best = max(deaths, first.killed[1] if first.killed else 0.0)
    graver = Incident(**{name: getattr(first, name) for name in Incident.__slots__} | {"killed": (best, best, best)})
    assert value([graver, *drawn[1:]], usual) >= value(drawn, usual) - 1e-9


@given(INCIDENTS, USUAL)
def test_one_more_event_that_is_told_as_an_attack_never_lowers_the_score(drawn: list[Incident], usual: float) -> None:
    assert value([*drawn, incident(2 * 10**6)], usual) >= value(drawn, usual) - 1e-9


@given(INCIDENTS.filter(bool), USUAL, st.integers(2, 6))
def test_more_coverage_of_the_same_share_moves_the_score_only_towards_that_share(
    drawn: list[Incident], usual: float, times: int
) -> None:
    often = [
        Incident(**{name: getattr(i, name) for name in Incident.__slots__} | {"tellings": i.tellings * times})
        for i in drawn
    ]
    told = sum(i.tellings for i in drawn)
    dangerous = math.fsum(i.tellings * FORMULA.news.danger.get(i.kind, 0.0) for i in drawn)
    gap = dangerous / told - FORMULA.news.expected_share.at(usual)
    moved = value(often, usual) - value(drawn, usual)
    assert abs(moved) <= FORMULA.news.weight(usual) * abs(gap) * FORMULA.news.prior_tellings / told + 1e-9
    assert moved * gap >= -1e-9


@given(INCIDENTS.filter(bool), USUAL, st.floats(0, 5))
def test_texts_of_greater_severity_never_lower_the_score(drawn: list[Incident], usual: float, severity: float) -> None:
    first = drawn[0]
    graver = dataclasses.replace(first, severity=max(severity, first.severity))
    assert value([graver, *drawn[1:]], usual) >= value(drawn, usual) - 1e-9


def test_a_strike_counts_where_it_hits_and_a_flood_in_each_country_that_it_floods() -> None:
    grave: dict[str, Any] = {"killed": (900.0, 900.0, 900.0), "severity": 5.0, "nearness": "involved"}
    assert deaths_of(incident(**grave), FORMULA) == 0
    assert deaths_of(incident(kind="disaster", **grave), FORMULA) > 50


def test_a_total_of_a_war_in_a_report_of_talks_is_none_of_the_week() -> None:
    total = incident(killed=(69_000.0, 69_000.0, 69_000.0), severity=2.5)
    assert deaths_of(total, FORMULA) < 2
    assert deaths_of(dataclasses.replace(total, severity=5.0), FORMULA) > 10_000


@given(INCIDENTS, USUAL)
@settings(max_examples=30)
def test_the_order_of_events_does_not_matter(drawn: list[Incident], usual: float) -> None:
    assert weigh(drawn, usual)[1] == weigh(drawn[::-1], usual)[1]


def test_a_week_of_the_ordinary_share_stands_at_the_standing() -> None:
    usual = 30.0
    share = FORMULA.news.expected_share.at(usual)
    calm = [incident(n, kind="consult", severity=0.0) for n in range(1, 1000)]
    attacks = round(1000 * share)
    told = [*calm[attacks:], *(incident(5000 + n, severity=1.0) for n in range(attacks))]
    assert value(told, usual) == pytest.approx(usual, abs=0.2)


@pytest.mark.parametrize(("kind", "deaths"), [("assault", 1_300), ("disaster", 34_000), ("disaster", 1_400)])
def test_a_catastrophe_is_severe_whatever_else_is_told(kind: str, deaths: int) -> None:
    calm = [incident(n, kind="consult", tellings=9, severity=0.0) for n in range(2, 40)]
    grave = incident(1, kind=kind, killed=(deaths, deaths, deaths), publishers=12, toll_publishers=9, severity=5.0)
    assert weigh([grave, *calm], 5.0)[0].threat_level == "Severe"


def test_what_is_only_mentioned_planned_or_feared_is_no_danger() -> None:
    massacre: dict[str, Any] = {"killed": (500.0, 500.0, 500.0), "severity": 5.0}
    assert deaths_of(incident(**massacre), FORMULA) > 100
    assert deaths_of(incident(nearness="mentioned", **massacre), FORMULA) == 0
    assert deaths_of(incident(happened=False, **massacre), FORMULA) == 0
    assert gravest_of([incident(nearness="mentioned", **massacre)], FORMULA) is None


def test_the_fewer_tell_a_toll_the_less_it_counts() -> None:
    toll = (100.0, 100.0, 100.0)
    told = [deaths_of(incident(killed=toll, severity=4.0, toll_publishers=n), FORMULA) for n in (1, 2, 3, 9)]
    assert told == sorted(told)
    assert told[0] == pytest.approx(math.sqrt(101) - 1)
    assert told[-1] > 95


def test_thin_news_show_the_standing_and_say_so() -> None:
    weighed, rows = weigh([incident(1)], 75.0, articles=[article(1)])
    assert (weighed.threat_level, weighed.basis, weighed.change) == ("High", "standing only", "unknown")
    assert weighed.threat_score == pytest.approx(75.0)
    assert "news too thin" in weighed.level_reason
    assert [row.part for row in rows] == ["standing", "event"]
    assert weigh([], 85.0, articles=[])[0].threat_level == "Severe"


def test_a_country_that_no_source_knows_is_refused_a_level_where_the_news_are_thin() -> None:
    nothing = Standing(0.0, 0.0, ())
    weighed = score(
        COUNTRY, WEEK, REVISION, points=[], incidents=[], standing=nothing, articles=[article(1)], history=[], formula=FORMULA
    )  # fmt: skip
    assert weighed.threat_level == "Insufficient evidence"
    assert "Only 1 original article" in weighed.level_reason
    assert weighed.posture is None


def test_repetitions_are_no_evidence() -> None:
    copies = [article(10 + n, duplicate_of=hexed(1), duplicate_basis="same_text") for n in range(20)]
    assert too_thin([article(1), *copies], FORMULA)
    assert not too_thin([article(n) for n in range(5)], FORMULA)


def test_levels_stand_at_their_cut_offs_and_in_the_order_of_the_scores() -> None:
    for level in LEVELS:
        assert FORMULA.level_of(FORMULA.levels[level]) == level
    ranks = [LEVELS.index(FORMULA.level_of(points / 2)) for points in range(201)]
    assert ranks == sorted(ranks)
    assert points_of(9.0, FORMULA) == pytest.approx(FORMULA.points_a_tenfold)


def test_the_level_has_no_memory_and_the_posture_has() -> None:
    grave = [past_score(WEEK - dt.timedelta(weeks=n), 90.0, "Severe") for n in range(1, 4)]
    weighed, _ = weigh([], 25.0, history=grave)
    assert weighed.threat_level == FORMULA.level_of(weighed.threat_score) == "Guarded"
    assert weighed.posture == "High"


def test_change_is_against_the_ordinary_week() -> None:
    attacks = [incident(n, severity=1.0) for n in range(1, 120)]
    calm = [incident(n, kind="consult", severity=0.0) for n in range(1, 120)]
    assert weigh(attacks)[0].change == "deteriorated"
    assert weigh(calm, 70.0)[0].change == "improved"
    assert weigh(attacks, history=[past_score(WEEK - dt.timedelta(weeks=1), 99.0, "Severe")])[0].change == "improved"
    usual = weigh(attacks)[0].threat_score
    assert (
        weigh(attacks, history=[past_score(WEEK - dt.timedelta(weeks=1), usual, "Elevated")])[0].change == "unchanged"
    )


def test_nothing_improved_while_events_got_graver() -> None:
    before = [past_score(WEEK - dt.timedelta(weeks=n), 80.0, "Severe", gravest_deaths=5.0) for n in range(1, 4)]
    calm = [incident(n, kind="consult", severity=0.0) for n in range(1, 90)]
    graver = incident(999, killed=(8.0, 9.0, 9.0), severity=4.0, toll_publishers=9)
    assert weigh(calm, 50.0, before)[0].change == "improved"
    assert weigh([graver, *calm], 50.0, before)[0].change == "unchanged"


def test_history_gives_trend_and_how_unusual_the_week_is() -> None:
    history = [past_score(WEEK - dt.timedelta(weeks=n), 20.0 + n % 3) for n in range(1, 14)]
    grave, _ = weigh([incident(n, severity=4.5) for n in range(6)], history=history)
    assert grave.baseline_median == 21.0
    assert grave.relative_z is not None
    assert grave.relative_z > 2
    assert grave.trend_4w is not None
    assert grave.trend_4w > 0


def test_scores_of_another_formula_are_no_history() -> None:
    old = [past_score(WEEK - dt.timedelta(weeks=1), 80.0, "Severe", formula_version="0")]
    weighed, _ = weigh([], history=old)
    assert weighed.baseline_median is None
    assert weighed.posture == weighed.threat_level


@pytest.mark.parametrize(("weeks", "counted"), [(1, 1), (52, 1), (53, 0), (0, 0), (-1, 0)])
def test_the_baseline_is_of_the_weeks_before_this_one_and_no_further_back(weeks: int, counted: int) -> None:
    weighed, _ = weigh([], history=[past_score(WEEK - dt.timedelta(weeks=weeks), 40.0)])
    assert weighed.baseline_weeks == counted
    assert (weighed.baseline_median, weighed.relative_z is None) == ((40.0, False) if counted else (None, True))


@pytest.mark.parametrize(("weeks", "counted"), [(1, True), (3, True), (4, False)])
def test_the_posture_is_of_four_weeks_with_this_one(weeks: int, counted: bool) -> None:
    weighed, _ = weigh([], 0.0, history=[past_score(WEEK - dt.timedelta(weeks=weeks), 100.0, "Severe")])
    mean = (weighed.threat_score + 100.0) / 2
    assert weighed.posture == FORMULA.level_of(mean if counted else weighed.threat_score)
    assert FORMULA.level_of(mean) != weighed.threat_level


@pytest.mark.parametrize(("weeks", "change"), [(8, "improved"), (9, "unchanged")])
def test_the_ordinary_week_is_of_eight_weeks(weeks: int, change: str) -> None:
    calm = [incident(n, kind="consult", severity=0.0) for n in range(1, 9)]
    assert weigh(calm, 0.0, history=[past_score(WEEK - dt.timedelta(weeks=weeks), 99.0, "Severe")])[0].change == change


def test_a_change_is_as_large_as_the_formula_says() -> None:
    attacks = [incident(n, severity=1.0) for n in range(1, 300)]
    weighed, _ = weigh(attacks)
    least = weighed.threat_score - FORMULA.change.score_points
    for usual, change in ((min(weighed.score_low, least) - 0.1, "deteriorated"), (least + 0.1, "unchanged")):
        history = [past_score(WEEK - dt.timedelta(weeks=1), usual, "Elevated")]
        assert weigh(attacks, history=history)[0].change == change


@pytest.mark.parametrize(
    ("count", "four", "twelve"), [(1, False, False), (2, True, False), (5, True, False), (6, True, True)]
)
def test_a_trend_needs_half_of_its_weeks(count: int, four: bool, twelve: bool) -> None:
    weighed, _ = weigh([], history=[past_score(WEEK - dt.timedelta(weeks=n), 20.0) for n in range(1, count + 1)])
    assert (weighed.trend_4w is not None, weighed.trend_12w is not None) == (four, twelve)
    if four:
        assert weighed.trend_4w == pytest.approx(weighed.threat_score - 20.0)


def test_z_is_in_deviations_that_lean_on_the_prior() -> None:
    history = [past_score(WEEK - dt.timedelta(weeks=n), (30.0, 40.0, 50.0)[n % 3]) for n in range(1, 4)]
    weighed, _ = weigh([], history=history)
    prior = FORMULA.baseline
    deviation = math.sqrt((3 * 14.826**2 + prior.prior_weeks * prior.prior_deviation**2) / (3 + prior.prior_weeks))
    assert weighed.relative_z == pytest.approx((weighed.threat_score - 40.0) / deviation)


def test_an_interval_holds_the_score_and_stays_on_the_scale() -> None:
    high, _ = weigh([incident(n, severity=5.0, killed=(1e5, 1e6, 1e7)) for n in range(1, 9)], 100.0)
    low, _ = weigh([incident(n, kind="consult", severity=0.0) for n in range(1, 9)], 0.0)
    assert 0.0 <= low.score_low <= low.threat_score <= low.score_high <= high.score_low <= high.threat_score
    assert high.threat_score == high.score_high == 100.0


def test_the_reason_says_the_shares_and_the_toll() -> None:
    told = [incident(1, tellings=3), incident(2, kind="consult", tellings=1, severity=0.0)]
    reason = weigh(told, 30.0)[0].level_reason
    assert "of 4 news reports tell of danger" in reason
    assert "in an ordinary week" in reason
    assert "no event was reported" in weigh([], 30.0)[0].level_reason
    grave = [incident(1, killed=(90.0, 100.0, 110.0), severity=5.0, toll_publishers=9), *told[1:]]
    assert "the gravest event weighs as much as" in weigh(grave, 10.0)[0].level_reason
    assert "the gravest event" not in weigh(told, 90.0)[0].level_reason


def test_a_severity_stands_for_tenfold_deaths_from_three_on() -> None:
    rule = FORMULA.gravest
    for severity, tenfold in ((2.9, 0.0), (3.0, 1.0), (4.0, 10.0), (5.0, 100.0)):
        told_by_all = incident(killed=None, severity=severity, publishers=200)
        expected = rule.deaths_factor["assault"] * rule.uncounted_share * tenfold
        assert deaths_of(told_by_all, FORMULA) == pytest.approx(expected)


def test_a_toll_counts_by_its_own_publishers_and_at_both_ends() -> None:
    known = incident(killed=(10.0, 20.0, 40.0), severity=5.0, publishers=0, toll_publishers=200)
    factor = FORMULA.gravest.deaths_factor["assault"]
    bound = FORMULA.gravest.toll_bound.at(5.0)
    by_severity = factor * FORMULA.gravest.uncounted_share * 100.0
    found = [deaths_of(known, FORMULA, end) for end in (0, 1, 2)]
    lone = (1 + by_severity) ** (1 - FORMULA.gravest.doubt) - 1
    assert found == pytest.approx([max(factor * min(toll, bound), lone) for toll in (10.0, 20.0, 40.0)])


@pytest.mark.parametrize(
    ("nearness", "kind", "counts"),
    [
        ("inside", "assault", True),
        ("involved", "assault", False),
        ("involved", "disaster", True),
        ("mentioned", "disaster", False),
    ],
)
def test_where_a_grave_event_counts(nearness: str, kind: str, counts: bool) -> None:
    grave = incident(killed=(50.0, 50.0, 50.0), severity=5.0, nearness=nearness, kind=kind)
    assert (deaths_of(grave, FORMULA) > 0) == counts
    assert deaths_of(incident(killed=(50.0, 50.0, 50.0), severity=5.0, happened=False), FORMULA) == 0
