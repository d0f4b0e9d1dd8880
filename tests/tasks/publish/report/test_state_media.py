"""Which state controls what stands at an address, and how the table of it is made."""

from __future__ import annotations

import pytest

from tasks.publish.report.state_media import controlling_state
from tasks.publish.report.state_media_build import domains


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://tass.com/politics/1", "RU"),
        ("https://english.news.cn/20260108/a.html", "CN"),
        ("presstv.ir", "IR"),
        ("https://www.bbc.com/news/1", None),
        ("https://nottass.com/1", None),
        ("https://tass.com.example/1", None),
        ("https://news.google.com/rss/articles/1", None),
        ("", None),
        ("The Plain Post", None),
    ],
)
def test_the_state_behind_an_address(address: str, state: str | None) -> None:
    assert controlling_state(address) == state


def test_a_site_of_one_state_is_taken_whole_and_platforms_are_left_out() -> None:
    rows = [
        {"Country": "Russia", "URL": "https://www.one.example/en/", "Typology": "SC"},
        {"Country": "Russia", "URL": "https://arabic.one.example", "Typology": "SC"},
        {"Country": "Turkey", "URL": "https://tr.shared.example; https://www.facebook.com/channel", "Typology": "SC"},
        {"Country": "Iran", "URL": "https://fa.shared.example", "Typology": "SC"},
        {"Country": "France", "URL": "https://free.example", "Typology": "ISFM"},
    ]
    assert domains(rows) == {"one.example": "RU", "fa.shared.example": "IR", "tr.shared.example": "TR"}
