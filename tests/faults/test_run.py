"""The page of the faults: what is summed up, and what replaces what."""

from __future__ import annotations

from tests.faults.run import merged, table, told_violations
from tests.faults.trial import Case

PARTS = [
    Case("run", "killed", 3, 3, ["step 1: a report is half there"], "aaaaaaa"),
    Case("run", "killed", 4, 4, [], "bbbbbbb"),
    Case("sync", "full", 2, 0, [], "aaaaaaa"),
    Case("run", "killed", 5, 5, ["step 9: another\nin two lines"], "bbbbbbb"),
]


def test_parts_of_one_commit_are_summed_up_and_older_ones_are_left_out() -> None:
    run, sync = merged(PARTS)
    assert (run.faults, run.kills, run.commits) == (9, 9, "bbbbbbb")
    assert run.violations == ["step 9: another\nin two lines"]
    assert (sync.faults, sync.kills) == (2, 0)


def test_a_row_says_faults_violations_and_the_commits() -> None:
    killed, full = table(merged(PARTS)).splitlines()[2:]
    assert killed.startswith("| killed: SIGKILL")
    assert killed.endswith("| 9 / 1 |  | bbbbbbb |")
    assert full.endswith("|  | 2 / 0 | aaaaaaa |")
    assert "- run, killed: step 9: another" in told_violations(merged(PARTS)).splitlines()
    assert told_violations(merged(PARTS[2:3])) == "No violation."
