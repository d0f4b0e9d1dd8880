from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks.threat.formula import load_formula
from tasks.threat.score import contributions, level_for, reach, score, threat_score
from tests.tasks.rows import COUNTRY, REVISION, WEEK, article, past_score, story
from warehouse.tables import LEVELS, Article, Score, Story, ThreatLevel

FORMULA = load_formula()
GRAVITY = st.floats(0, 5, allow_nan=False)
STORIES = st.lists(
    st.builds(
        lambda severity, publishers, certainty, nearness, category: {
            "severity": severity,
            "publisher_count": publishers,
            "original_count": publishers,
            "certainty": certainty,
            "nearness": nearness,
            "category": category,
        },
        GRAVITY,
        st.integers(1, 9),
        st.floats(0, 1),
        st.sampled_from(["inside", "involved", "mentioned"]),
        st.sampled_from(["assault", "disaster", "consult", "exercise"]),
    ),
    max_size=30,
)


def numbered(drawn: list[dict[str, Any]]) -> list[Story]:
    return [story(n, **values) for n, values in enumerate(drawn)]


def told(stories: list[Story]) -> list[Article]:
    """An article a story that was read as the story is."""
    return [article(n, story_id=s.story_id, severity=s.severity, category=s.category) for n, s in enumerate(stories)]


def weigh(stories: list[Story], history: list[Score] | None = None) -> Score:
    articles = told(stories)
    return score(
        COUNTRY,
        WEEK,
        REVISION,
        points=contributions(stories, articles, FORMULA),
        stories=stories,
        articles=articles,
        history=history or [],
        formula=FORMULA,
    )


def raw(stories: list[Story]) -> float:
    return math.fsum(c.points for c in contributions(stories, told(stories), FORMULA))


@given(STORIES)
def test_the_contributions_sum_to_the_points_of_the_score(drawn: list[dict[str, Any]]) -> None:
    stories = numbered(drawn)
    weighed = weigh(stories)
    assert weighed.raw_points == raw(stories)
    assert len(contributions(stories, told(stories), FORMULA)) == len(stories)
    assert weighed.score_low <= weighed.threat_score <= weighed.score_high


@given(STORIES, GRAVITY, st.floats(0, 200), st.integers(1, 40))
def test_one_more_story_that_is_graver_than_the_week_never_lowers_the_score(
    drawn: list[dict[str, Any]], more: float, usual: float, publishers: int
) -> None:
    stories = numbered(drawn)
    history = [past_score(WEEK - dt.timedelta(weeks=1), 50.0, raw_points=usual)]
    before = weigh(stories, history)
    worth = (before.raw_points + (before.carried_points or 0.0)) / 100
    graver = max([worth + 1, *(s.severity for s in stories), more])
    assume(graver <= 5)
    added = story(99, severity=graver, publisher_count=publishers, original_count=publishers)
    assert weigh([*stories, added], history).threat_score >= before.threat_score - 1e-9


@given(STORIES.filter(bool), st.integers(1, 9))
def test_a_calm_story_more_never_raises_the_score(drawn: list[dict[str, Any]], publishers: int) -> None:
    stories = numbered(drawn)
    calm = story(99, severity=0.5, publisher_count=publishers, original_count=publishers)
    assert raw([*stories, calm]) <= raw(stories) + 1e-9


@given(STORIES.filter(bool), st.integers(2, 6))
def test_twice_the_coverage_of_the_same_week_moves_the_score_by_little(drawn: list[dict[str, Any]], times: int) -> None:
    """Only what stands for the weeks before weighs less."""
    once, often = raw(numbered(drawn)), raw(numbered(drawn * times))
    heard = math.fsum(reach(s, FORMULA) for s in numbered(drawn))
    assert once - 1e-9 <= often <= once * (1 + FORMULA.standing.tellings / heard) + 1e-9


@given(STORIES.filter(bool), GRAVITY)
def test_a_graver_telling_of_a_story_never_lowers_the_score(drawn: list[dict[str, Any]], more: float) -> None:
    stories = numbered(drawn)
    graver = stories[0].model_copy(update={"severity": max(stories[0].severity, more)})
    assert raw([graver, *stories[1:]]) >= raw(stories) - 1e-9


@given(STORIES)
@settings(max_examples=30)
def test_the_order_of_stories_does_not_matter(drawn: list[dict[str, Any]]) -> None:
    stories = numbered(drawn)
    assert weigh(stories).raw_points == weigh(stories[::-1]).raw_points


def test_many_small_stories_do_not_make_a_grave_week() -> None:
    quarrels = [story(n, severity=1.0, publisher_count=3) for n in range(500)]
    massacre = [story(1, severity=4.0, publisher_count=3)]
    assert raw(quarrels) < raw(massacre)


def test_repetitions_change_nothing() -> None:
    stories = [story(n) for n in range(5)]
    originals = [article(n) for n in range(5)]
    copies = [
        article(10 + n, duplicate_of=originals[0].article_id, duplicate_basis="same_text", severity=5.0)
        for n in range(20)
    ]

    def weighed(articles: list[Any]) -> Score:
        points = contributions(stories, articles, FORMULA)
        return score(
            COUNTRY, WEEK, REVISION, points=points, stories=stories, articles=articles, history=[], formula=FORMULA
        )

    with_copies = weighed([*originals, *copies])
    assert with_copies.threat_score == weighed(originals).threat_score
    assert with_copies.threat_level == weighed(originals).threat_level
    copied = [stories[0].model_copy(update={"article_count": 21, "publisher_count": 21}), *stories[1:]]
    assert raw(copied) == raw(stories)
    assert with_copies.publisher_count == 5


def test_too_little_evidence_is_said_and_never_shown_as_calm() -> None:
    thin = weigh([story(1, severity=5.0)])
    assert thin.threat_level == "Insufficient evidence"
    assert "Only 1 original article" in thin.level_reason
    assert weigh([]).threat_level == "Insufficient evidence"


def test_levels_stand_at_their_cut_offs() -> None:
    for level in LEVELS:
        assert level_for(FORMULA.levels[level], None, FORMULA) == level
    assert level_for(19.99, None, FORMULA) == "Low"
    assert threat_score(FORMULA.score.ceiling, FORMULA) == pytest.approx(100)


@pytest.mark.parametrize(
    ("value", "before", "level"),
    [
        (40.5, "Guarded", "Guarded"),  # over the cut-off, but within the hysteresis
        (48.0, "Guarded", "Elevated"),
        (39.0, "Elevated", "Elevated"),
        (31.9, "Elevated", "Guarded"),
        (61.0, "Guarded", "Elevated"),  # over two cut-offs, firmly over one
        (68.0, "Guarded", "High"),
        (30.0, "Insufficient evidence", "Guarded"),
    ],
)
def test_a_level_does_not_flicker(value: float, before: Any, level: str) -> None:
    assert level_for(value, before, FORMULA) == level


def test_history_gives_change_trend_and_how_unusual_the_week_is() -> None:
    history = [past_score(WEEK - dt.timedelta(weeks=n), 20.0 + n % 3) for n in range(1, 14)]
    grave = weigh([story(n, severity=4.5, publisher_count=4) for n in range(6)], history)
    assert grave.change == "deteriorated"
    assert grave.baseline_median == 21.0
    assert grave.relative_z is not None
    assert grave.relative_z > 2
    assert grave.trend_4w is not None
    assert grave.trend_4w > 0
    assert weigh([story(n) for n in range(4)]).change == "unknown"


@given(GRAVITY, st.lists(st.floats(0, 100), min_size=1, max_size=6), st.sampled_from(LEVELS))
@settings(max_examples=50)
def test_a_level_is_at_most_one_away_from_the_weeks_own(
    severity: float, past: list[float], before: ThreatLevel
) -> None:
    history = [past_score(WEEK - dt.timedelta(weeks=n), value, before) for n, value in enumerate(past, 1)]
    weighed = weigh([story(n, severity=severity, publisher_count=9, original_count=9) for n in range(9)], history)
    near = [
        level_for(max(0.0, weighed.threat_score + by), None, FORMULA)
        for by in (-FORMULA.hysteresis, FORMULA.hysteresis)
    ]
    own = [LEVELS.index(level) for level in near]
    assert own[0] - 1 <= LEVELS.index(weighed.threat_level) <= own[1] + 1
    alone = level_for(weighed.threat_score, None, FORMULA)
    assert ("week alone" in weighed.level_reason) == (weighed.threat_level != alone)


def test_the_level_follows_four_weeks() -> None:
    calm = [past_score(WEEK - dt.timedelta(weeks=n), 5.0, "Low", raw_points=2.0) for n in range(1, 6)]
    attack = story(99, severity=3.5, publisher_count=3, original_count=3)
    quiet = [story(n, severity=0.0) for n in range(9)]
    passing, grave = weigh([*quiet, attack], calm), weigh([story(n, severity=4.5) for n in range(90)], calm)
    assert passing.threat_score > FORMULA.levels["Guarded"]
    assert passing.threat_level == "Low"
    assert grave.threat_level in ("High", "Severe")
    assert grave.change == "deteriorated"


def test_the_reason_tells_what_is_the_weeks_own_and_what_is_carried_over() -> None:
    attack = [story(n, severity=2.0) for n in range(5)]
    assert weigh(attack).level_reason.startswith("Of the points, 100% come from")
    war = [past_score(WEEK - dt.timedelta(weeks=n), 80.0, raw_points=100.0) for n in range(1, 4)]
    weighed = weigh(attack, war)
    carried = weighed.carried_points or 0.0
    assert weighed.level_reason.startswith(
        f"{carried / (carried + weighed.raw_points):.0%} of the points are carried over"
    )
    assert "Of this week's own, 100% come from" in weighed.level_reason


def test_a_grave_week_after_a_graver_one_has_not_deteriorated() -> None:
    grave = [story(n, severity=2.2, publisher_count=4, original_count=4) for n in range(9)]
    before = [past_score(WEEK - dt.timedelta(weeks=n), 5.0, "High", raw_points=2.0) for n in range(2, 5)]
    for last, change in ((5.0, "deteriorated"), (99.0, "unchanged")):
        week_before = past_score(WEEK - dt.timedelta(weeks=1), last, "High", raw_points=2.0)
        weighed = weigh(grave, [*before, week_before])
        assert weighed.threat_level == "High"
        assert weighed.change == change


def test_a_thin_week_leans_on_the_weeks_before_and_a_rich_one_speaks_for_itself() -> None:
    war = [past_score(WEEK - dt.timedelta(weeks=n), 80.0, raw_points=100.0) for n in range(1, 4)]
    calm = [story(n, severity=0.0, publisher_count=9, original_count=9) for n in range(40)]
    assert weigh(calm[:1], war).threat_score > weigh(calm, war).threat_score
    assert weigh([], war).carried_points == pytest.approx(300 / (3 + FORMULA.standing.calm_weeks))
    long_ago = [past_score(WEEK - dt.timedelta(weeks=FORMULA.standing.weeks + 1), 80.0, raw_points=100.0)]
    assert weigh([], long_ago).carried_points == 0.0


def test_a_misread_article_is_one_voice_of_those_that_tell_the_story() -> None:
    affair = story(1, severity=2.0, original_count=4, publisher_count=4)
    read = [article(n, story_id=affair.story_id, severity=2.0, category="assault") for n in range(3)]
    misread = article(9, story_id=affair.story_id, severity=5.0, category="sport")
    (agreed,) = contributions([affair], read, FORMULA)
    (doubted,) = contributions([affair], [*read, misread], FORMULA)
    assert agreed.severity_points == pytest.approx(1.0)
    assert doubted.severity_points == pytest.approx(7 / 4)
    assert doubted.category_factor == pytest.approx(3 / 7)
    assert doubted.points < agreed.points


def test_scores_of_another_formula_are_no_history() -> None:
    old = [past_score(WEEK - dt.timedelta(weeks=1), 80.0, "Severe", raw_points=100.0, formula_version="0")]
    weighed = weigh([story(n) for n in range(9)], old)
    assert weighed.change == "unknown"
    assert weighed.baseline_median is None
    assert weighed.carried_points == 0.0


def test_weeks_without_evidence_are_no_calm_weeks_of_the_baseline() -> None:
    empty = [past_score(WEEK - dt.timedelta(weeks=n), 0.0, "Insufficient evidence") for n in range(1, 10)]
    weighed = weigh([story(n) for n in range(4)], empty)
    assert weighed.baseline_median is None
    assert weighed.baseline_weeks == 0
