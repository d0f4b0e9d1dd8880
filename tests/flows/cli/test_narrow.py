"""Tables fit the terminal: at 60 columns nothing runs over, piped or without colour no escape is printed."""

from __future__ import annotations

import pytest

from flows.cli import console

COLUMNS = ["country", "week", "threat_level", "threat_score", "level_reason", "change"]
ROWS = [
    ["MN", "2026-04-24", "Low", 12.5, "The standing danger and what the week's events change, told at length " * 3, "new"],
    ["UA", "2026-04-24", "Severe", 91.25, "короткая причина", "unchanged"],
    ["CN", "2026-04-24", "Guarded", 21.0, "", "unchanged"],
]  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "PIPED_WIDTH", width)
    console.print_rows(COLUMNS, ROWS)
    said = capsys.readouterr()
    assert max(map(len, said.out.splitlines())) <= width
    assert "MN" in said.out
    assert width < 60 or "2026-04-24" in said.out  # a column of days is never cut: all would read alike
    assert "a wider terminal" in " ".join(said.err.split())


def test_a_pipe_and_no_colour_get_plain_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console.print_rows(COLUMNS, ROWS)
    assert "\x1b" not in capsys.readouterr().out
