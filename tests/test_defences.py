"""The program that takes defences away finds each of them: its lines are those of today's code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.measure.defences import DEFENCES, Defence

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("defence", DEFENCES, ids=lambda defence: defence.name)
def test_the_line_of_a_defence_stands_once_in_its_file_and_its_test_is_there(defence: Defence) -> None:
    assert (ROOT / defence.file).read_text(encoding="utf-8").count(defence.line) == 1
    path, _, function = defence.test.partition("::")
    assert f"def {function}" in (ROOT / path).read_text(encoding="utf-8") if function else (ROOT / path).exists()
