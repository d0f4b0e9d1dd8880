"""The desk on which drafts are written and checked."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tasks.report.desk import StatementDraft, check
from tests.tasks.report_rows import small_week


def test_an_article_of_another_week_proves_nothing() -> None:
    evidence = small_week()
    article = evidence.articles[0]
    draft = StatementDraft(key="a", section="developments", text=article.title, citations=(article.article_id,))
    assert check(evidence, draft).supported
    moved = article.model_copy(update={"week": evidence.week.start - dt.timedelta(weeks=1)})
    later = dataclasses.replace(evidence, articles=(moved, *evidence.articles[1:]))
    assert "does not belong to the week" in check(later, draft).reason
