"""The manuscript: drafts are written, quotations are counted, and the verifier checks them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tasks.report.manuscript import StatementDraft, check, new_manuscript
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK, at, small_week
from warehouse.tables import Article, Event, EventFigure


def figure_row(event: Event, article: Article) -> EventFigure:
    return EventFigure(
        country=event.country, week=event.week, revision=event.revision, event_id=event.event_id, article_id=article.article_id,
        publisher=article.publisher, what="killed", covers="event", low=article.killed or 0, high=article.killed or 0, told_at=article.published_at,
        start=0, in_title=True, words="x", counts=True, why="",
    )  # fmt: skip


def test_an_article_of_another_week_proves_nothing() -> None:
    evidence = small_week()
    article = evidence.articles[0]
    draft = StatementDraft(key="a", section="developments", text=article.title, citations=(article.article_id,))
    assert check(evidence, draft).supported
    moved = article.model_copy(update={"week": evidence.week.start - dt.timedelta(weeks=1)})
    later = dataclasses.replace(evidence, articles=(moved, *evidence.articles[1:]))
    assert "does not belong to the week" in check(later, draft).reason


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"genre": "comment"}, "comment or analysis"), ({"relevance": 0}, "no relevance")],
)
def test_comment_and_what_is_of_no_relevance_are_not_told(values: dict[str, object], reason: str) -> None:
    evidence = small_week()
    article = evidence.articles[0].model_copy(update=values)
    other = dataclasses.replace(evidence, articles=(article, *evidence.articles[1:]))
    draft = StatementDraft(key="a", section="developments", text=article.title, citations=(article.article_id,))
    assert reason in check(other, draft).reason


def test_an_older_toll_is_not_told_once_two_publishers_tell_a_higher_one_of_a_later_day() -> None:
    early = make_article("MN", WEEK, outlet="A", title="Dam near Hovd bursts, 12 killed", killed=12, published_at=at(1))
    later = [
        make_article("MN", WEEK, outlet=name, title=f"Toll of Hovd dam rises to 40, {name} says", killed=40, published_at=at(3))
        for name in ("B", "C")
    ]  # fmt: skip
    evidence = assemble(MONGOLIA, WEEK, [[early, *later]])
    event = evidence.ranked[0]
    figures = tuple(figure_row(event, article) for article in (early, *later))
    evidence = dataclasses.replace(evidence, event_figures=figures)
    draft = StatementDraft(
        key="a",
        section="developments",
        text="A dam burst near Hovd, 12 were killed.",
        citations=(early.article_id,),
        event_id=event.event_id,
    )
    assert "a newer number of dead is told of it: 40" in check(evidence, draft).reason
    assert check(evidence, dataclasses.replace(draft, text="A dam burst near Hovd.")).supported


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("A vote (April 27) (low confidence).", "A vote (April 27; low confidence)."),
        ("“Blast (video) (updated)” (Reuters, April 27).", "“Blast (video) (updated)” (Reuters, April 27)."),
        ("Blast (video) (updated) (Reuters, April 27).", "Blast (video) (updated) (Reuters, April 27)."),
        ("“Poll (x) (low confidence)” (April 27) (low confidence).", "“Poll (x) (low confidence)” (April 27; low confidence)."),
    ],
)  # fmt: skip
def test_a_confidence_stands_in_the_bracket_of_the_day_and_quotations_stay_as_they_are(said: str, shown: str) -> None:
    empty = new_manuscript(small_week())
    draft = empty.draft(lambda say: said, key="a", section="developments", citations=())
    assert draft.text == shown
