"""A cell of the spreadsheet says text; it computes nothing."""

from __future__ import annotations

import pytest

from tasks.publish.formats.csv import inert_cell


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "＝1",
        "＠SUM(1)",
        "\t=1",
        "  =1",
        "\r\n=1",
        "\u200b=1",
        "\ufeff=1",
    ],
)
def test_a_cell_never_begins_a_formula(text: str) -> None:
    assert str(inert_cell(text)).startswith("'")


def test_other_text_figures_and_nothing_stay_as_they_are() -> None:
    assert [inert_cell(value) for value in ("a = b", 3, -0.5, None)] == ["a = b", 3, -0.5, ""]
