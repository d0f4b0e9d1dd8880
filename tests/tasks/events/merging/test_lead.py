"""The title of an event is that of its central news with its newest toll."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tasks.events.merging.lead import lead_of, tells_news
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


@pytest.mark.parametrize(
    ("kind", "reality", "is_news"),
    [
        pytest.param("threaten", "hypo", True, id="a threat was made, whatever comes of it"),
        pytest.param("accuse", "hypo", True, id="an accusation was made, true or not"),
        pytest.param("consult", "hypo", False, id="talks that may be held were not"),
        pytest.param("assault", "hypo", False, id="an attack that is feared did not happen"),
        pytest.param("disaster", "hypo", False, id="nor did a quake that may come"),
        pytest.param("threaten", "past", False, id="what was threatened long ago is no news"),
        pytest.param("assault", "now", True, id="what happened is"),
    ],
)
def test_what_is_done_by_saying_it_is_news_though_what_it_speaks_of_may_never_come(
    kind: str, reality: str, *, is_news: bool
) -> None:
    assert tells_news(told(1, category=kind, reality=reality)) is is_news
