"""What stands beside the statements: hotspots that the report names, developments of one publisher."""

from __future__ import annotations

import pytest

from tasks.publish.report import notes
from tasks.report.writing import write_report
from tasks.threat.formula import load_formula
from tasks.voice.voice import ENGLISH, voice
from tests.tasks.report_rows import CLASH_ONE, hotspot, small_week
from warehouse.tables import Statement

WEEK_TOLD = small_week()
STATEMENTS = write_report(WEEK_TOLD).statements


def rows_of(**spot: object) -> list[str]:
    shown = hotspot("Darkhan", CLASH_ONE.article_id).model_copy(update=spot)
    table = notes.hotspot_table([shown], STATEMENTS, WEEK_TOLD.articles, ENGLISH)
    return [row[-1] for row in table.rows] if table else []


def test_a_hotspot_says_what_the_report_tells_of_the_place() -> None:
    crash = next(e for e in WEEK_TOLD.events if e.lead_article_id == CLASH_ONE.article_id)
    assert rows_of(event_ids=[crash.event_id], story_ids=[]) == ["Death toll of Darkhan bus crash rises to 19"]


def test_a_hotspot_of_an_event_that_is_told_as_a_part_of_another_is_shown() -> None:
    assert rows_of(event_ids=["told as a part"]) == ["Death toll of Darkhan bus crash rises to 19"]


def test_a_hotspot_that_the_report_does_not_name_or_tell_is_not_shown() -> None:
    assert rows_of(event_ids=["another"], story_ids=["another"]) == []
    assert rows_of(event_ids=["told as a part"], label="Khovd") == []


def of_one_event(publishers: int) -> list[Statement]:
    first = next(s for s in STATEMENTS if s.section == "developments")
    ids = [a.article_id for a in WEEK_TOLD.articles[:publishers]]
    return [first.model_copy(update={"citations": ids})]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The key development comes from one publisher alone."),
        ("es", "un solo editor"),
        ("fr", "un seul éditeur"),
    ],
)
def test_developments_of_one_publisher_are_counted_by_what_is_cited(language: str, said: str) -> None:
    report = write_report(WEEK_TOLD).report
    lines = notes.coverage(report, of_one_event(1), WEEK_TOLD.articles, (), voice(language))
    assert said in lines[0]
    assert not any(
        said in line for line in notes.coverage(report, of_one_event(2), WEEK_TOLD.articles, (), voice(language))
    )


@pytest.mark.parametrize(
    ("nearness", "site_country", "basis", "abroad"),
    [
        pytest.param("involved", "RU", "named", True, id="a site abroad is named"),
        pytest.param("involved", None, None, False, id="where it was is not told"),
        pytest.param("involved", "RU", "seat", False, id="only who acted is abroad"),
        pytest.param("inside", "MN", "named", False, id="it was here"),
    ],
)
def test_abroad_is_said_of_what_is_known_to_have_happened_there(
    nearness: str, site_country: str | None, basis: str | None, *, abroad: bool
) -> None:
    columns = {"nearness": nearness, "site_country": site_country, "site_basis": basis}
    assert notes.is_abroad(WEEK_TOLD.events[0].model_copy(update=columns)) is abroad


def test_the_scale_is_stated_beside_the_score_and_only_for_todays_formula() -> None:
    score = WEEK_TOLD.score.model_copy(update={"formula_version": load_formula().version})
    for language, guarded in (
        ("en", "Guarded from 20 (10 deaths a year)"),
        ("fr", "à partir de 60 (1"),
        ("es", "desde 80 (10"),
    ):
        assert guarded in notes.level_note(score, voice(language))
    assert "deaths a year" not in notes.level_note(
        score.model_copy(update={"formula_version": "1", "level_reason": ""}), ENGLISH
    )
