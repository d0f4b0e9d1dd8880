"""What an outlet is called, whoever passed its article on."""

from __future__ import annotations

import pytest

from tasks.report.prose.outlets import outlet_name
from tests.measure.report_weeks import make_article
from tests.tasks.report_rows import WEEK
from warehouse.tables import Article


def article(outlet: str, url: str, title: str) -> Article:
    return make_article("MN", WEEK, outlet=outlet, title=title, text="", url=url)


@pytest.mark.parametrize(
    ("outlet", "url", "title", "name"),
    [
        ("Google News", "https://news.google.com/rss/articles/1", "Fuel deal signed - Reuters", "Reuters"),
        ("news.google.com", "https://news.google.com/rss/articles/2", "Aide says: no deal – Le Monde", "Le Monde"),
        ("Google News", "https://news.google.com/rss/articles/3", "Fuel deal signed", "Google News"),
        ("Plain Post", "https://post.example/1", "No talks now - minister", "Plain Post"),
    ],
)
def test_behind_an_aggregator_the_outlet_itself_is_named(outlet: str, url: str, title: str, name: str) -> None:
    assert outlet_name(article(outlet, url, title)) == name
