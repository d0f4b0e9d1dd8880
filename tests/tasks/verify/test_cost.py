"""What hostile text costs the verifier: lines of code gone through, which no clock and no other program changes."""

from __future__ import annotations

import datetime as dt
import sys
from types import FrameType
from typing import Any

import pytest

from tasks.verify.verdict import SourceText, Verdict, verify

NOW = dt.datetime(2026, 4, 26, tzinfo=dt.UTC)
SHORT = 1_500
"""Characters; what is compared with twice that."""
STEEP = 2.6
"""Times as many lines for twice the text: a quadratic reader takes four times as many, a linear one twice."""


def judged(text: str) -> Verdict:
    return verify("Gunmen killed 12 soldiers near Orvel on Friday.", [SourceText("Raid", text, NOW, "Example", "en")])


def lines_for(text: str) -> int:
    """How many lines of code a verdict on a source of that text takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return counted

    former = sys.gettrace()
    sys.settrace(counted)
    try:
        judged(text)
    finally:
        sys.settrace(former)
    return count


@pytest.mark.parametrize("piece", ["International Monetary ", "12 killed ", "(“Gunmen” ", "on Monday, and not "])
def test_twice_the_text_costs_about_twice_the_lines(piece: str) -> None:
    judged(piece * 3)  # what is loaded once is no cost of the text
    short, long = (lines_for((piece * length)[:length]) for length in (SHORT, 2 * SHORT))
    assert long > short
    assert long <= STEEP * short, f"{short} lines for {SHORT} characters, {long} for twice as many"
