"""The title of an event is that of its central news with its newest toll."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tasks.events.merging.lead import lead_of
from tests.tasks.rows import AT, article
from warehouse.tables import Article

CENTRAL, ASIDE = np.array([1.0, 0.0]), np.array([0.6, 0.8])


def told(number: int, hours: int = 0, **columns: object) -> Article:
    """An article of a fire, told so many hours after the first."""
    at = AT + dt.timedelta(hours=hours)
    return article(number, **{"category": "accident", "published_at": at, "genre": "news", "relevance": 2, **columns})


def chosen(*rows: tuple[Article, np.ndarray], rests_on: tuple[str, ...] = ()) -> Article:
    return lead_of([row for row, _ in rows], "accident", rests_on, {row.article_id: vector for row, vector in rows})


def test_the_central_article_leads_however_long_an_early_one_from_the_side_is() -> None:
    side, central, other = told(1, text="word " * 200), told(2, 30), told(3, 20)
    assert chosen((side, ASIDE), (central, CENTRAL), (other, CENTRAL)) == central


def test_of_central_ones_the_newest_with_the_toll_leads() -> None:
    first, newest, toll = told(1), told(2, 50), told(3, 40)
    rows = ((first, CENTRAL), (newest, CENTRAL), (toll, CENTRAL))
    assert chosen(*rows) == newest
    assert chosen(*rows, rests_on=(toll.article_id,)) == toll


def test_comment_does_not_lead_news() -> None:
    comment, news = told(1, 50, genre="comment"), told(2)
    assert chosen((comment, CENTRAL), (news, CENTRAL)) == news


def test_the_order_of_the_articles_does_not_matter() -> None:
    rows = [(told(n, n % 3), CENTRAL if n % 2 else ASIDE) for n in range(1, 7)]
    assert chosen(*rows) == chosen(*reversed(rows))
