"""The short-term forecast: counted from scores and UCDP's figures, in three languages, without a footnote of an article."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.publish.report.document import make_document
from tasks.publish.report.forecast import HEADING, forecasts
from tasks.report.writing import write_report
from tasks.voice.voice import voice
from tests.measure.report_weeks import score_row
from tests.tasks.report_rows import WEEK, outlook_row, small_week
from warehouse.tables import Outlook


def level(weeks: int, probability: float) -> Outlook:
    row = outlook_row("level", "Elevated", "The level will be higher.", [], probability=probability)
    return row.model_copy(update={"outlook_id": f"level-{weeks}w", "resolves_on": WEEK.shift(weeks).end})


def deaths(least: int, probability: float, weeks: int = 1) -> Outlook:
    row = outlook_row("deaths", str(least), "So many will die.", [], probability=probability)
    until = row.from_date + dt.timedelta(weeks=weeks)
    return row.model_copy(
        update={"outlook_id": f"deaths-{least}-{weeks}w", "threshold": float(least), "resolves_on": until}
    )


ROWS = (level(1, 0.14), level(4, 0.19), deaths(25, 0.02), deaths(1, 0.58), deaths(1, 0.9, weeks=4))


@pytest.mark.parametrize(
    ("language", "higher", "killed"),
    [
        (
            "en",
            "Judging by past scores, a level above Elevated is very unlikely next week (14 %) and four weeks from now (19 %); "
            "we assess this with moderate confidence.",
            "Judging by UCDP's counts of organised violence in the country, at least one death is likely (58 %) and at least 25 deaths are "
            "all but ruled out (2 %) next week; we assess this with moderate confidence.",
        ),
        (
            "es",
            "un nivel superior a Elevado es muy improbable la próxima semana (14 %)",
            "al menos una muerte, probable (58 %)",
        ),
        (
            "fr",
            "niveau supérieur à « Accru » : très improbable la semaine prochaine (14 %)",
            "au moins un mort, probable (58 %)",
        ),
    ],
)
def test_the_chances_are_told_in_words_and_per_cent(language: str, higher: str, killed: str) -> None:
    told = forecasts(score_row("MN", WEEK, publisher_count=5), ROWS, provisional=False, say=voice(language))
    assert [one.outlook_id for one in told] == ["level-1w", "deaths-1-1w"]
    assert higher in told[0].text
    assert killed in told[1].text
    assert {one.confidence for one in told} == {"moderate"}


def test_two_words_are_told_apart_by_horizon() -> None:
    (told,) = forecasts(score_row("MN", WEEK), (level(1, 0.1), level(4, 0.3)), provisional=False, say=voice("en"))
    assert "very unlikely next week (10 %) and unlikely four weeks from now (30 %)" in told.text
    assert told.confidence == "low"  # no publisher was read


def test_above_the_highest_level_and_of_a_country_at_peace_nothing_is_foretold() -> None:
    score = score_row("MN", WEEK, threat_level="Severe", publisher_count=5)
    assert forecasts(score, (level(1, 0.1), deaths(1, 0.19)), provisional=False, say=voice("en")) == ()
    assert len(forecasts(score, (deaths(1, 0.2),), provisional=False, say=voice("en"))) == 1


def test_a_chance_next_to_nothing_is_no_certainty() -> None:
    score = score_row("MN", WEEK, publisher_count=5)
    (told,) = forecasts(score, (level(1, 0.001),), provisional=False, say=voice("en"))
    assert "all but ruled out next week (under 1 %)" in told.text


def test_the_forecast_stands_first_in_the_outlook_and_cites_no_article() -> None:
    evidence = small_week()
    written = write_report(evidence)
    document = make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=(), stories=(), hotspots=(),
        outlook=ROWS, articles=evidence.articles, issues=(),
    )  # fmt: skip
    outlook = next(s for s in document.sections if s.key == "outlook")
    assert outlook.paragraphs[0].heading == HEADING
    assert len(outlook.paragraphs[0].sentences) == 2
    assert all(not sentence.citations for sentence in outlook.paragraphs[0].sentences)
    assert not any("Judging by" in statement.text for statement in written.statements)
