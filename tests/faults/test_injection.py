"""An intake that is cut off before each of its commits: what the next pass finds is as if nothing had happened.

The commits alone, of the two operations that take something in, and in this process; kills and all else: `make faults`.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.faults.content import said
from tests.faults.injection import Steps, watch_commits
from tests.faults.operations import OPERATIONS, make_empty
from tests.faults.process import NOW
from tests.faults.trial import is_whole
from tests.faults.trial import unexpected as how_it_may_not_end
from warehouse.store.home import Home


class CutOffError(BaseException):
    """The process ends here."""


def cut_off(steps: Steps, name: str) -> None:
    raise CutOffError


@pytest.mark.parametrize("operation", ["collect", "import"])
def test_an_intake_cut_off_before_any_commit_loses_nothing(operation: str, tmp_path: Path) -> None:
    base = Path(make_empty(tmp_path / "bases").location)
    shutil.copytree(base, tmp_path / "whole")
    whole = Home.open(tmp_path / "whole")
    steps = Steps()
    with pytest.MonkeyPatch.context() as patch:
        watch_commits(steps, patch.setattr)
        OPERATIONS[operation].do(whole, NOW)
    expected = said(whole)
    assert (
        len(steps.names) >= 16
    )  # raw bytes, items, issues and fetches: each table made and written to, before and after
    for at in range(0, len(steps.names), 2):
        shutil.copytree(base, tmp_path / f"cut{at}")
        home = Home.open(tmp_path / f"cut{at}")
        with pytest.MonkeyPatch.context() as patch:
            watch_commits(Steps(cut_off, at), patch.setattr)
            with pytest.raises(CutOffError):
                OPERATIONS[operation].do(home, NOW)
        OPERATIONS[operation].do(home, NOW + dt.timedelta(minutes=1))
        assert said(home) == expected, f"cut off before commit {at}: {steps.names[at]}"


def test_a_traceback_is_no_end_that_a_fault_may_have() -> None:
    assert how_it_may_not_end("full", "OSError: no space") != []
    assert how_it_may_not_end("killed", "killed") == []
    assert how_it_may_not_end("full", "said tables/items: cannot be written") == []


def test_country_weeks_and_finished_files_are_whole_at_any_instant() -> None:
    assert is_whole("MN 2026-04-24")
    assert is_whole("reports/MN/2026-W17.md")
    assert not is_whole("names of items")  # some feeds may have failed
    assert not is_whole("copy/items.parquet")
