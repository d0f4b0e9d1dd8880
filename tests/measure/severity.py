"""Severity and stated casualties against counted ones: UCDP headlines of four countries, incidents with descriptions.

`python -m tests.measure.severity` prints one table. A headline states its own count, which need not be the one that
UCDP settled on: the share of texts with a count is printed beside the exactness. Of incidents the gold counts only
the people of the sector attacked (aid workers, educators), so that exactness there is a floor. The attacks on health care
(`2022-shcc-incident-data.xlsx`) come without a description: there is no text to read.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable

import polars as pl
from scipy.stats import spearmanr

from tasks.events.casualties.find import Casualties
from tasks.events.classify import classify
from tests.measure.types import is_held_out, truth

_FIRST_NUMBER = re.compile(r"\b\d{1,4}\b")


def headlines() -> list[tuple[str, str, int]]:
    """Id, headline and best estimate of deaths of UCDP's events."""
    frame = pl.read_parquet(truth() / "ucdp/headlines-4-countries.parquet").filter(pl.col("h").str.len_chars() > 15)
    return [(str(r["id"]), str(r["h"]), int(r["best"])) for r in frame.iter_rows(named=True)]


def incidents(name: str, killed: str, injured: str) -> list[tuple[str, str, int, int]]:
    """Id, description, killed and injured of an incidents file; the leading date of the description is cut off."""
    rows = json.loads(gzip.decompress((truth() / f"incidents/{name}.json.gz").read_bytes()))
    found = []
    for n, row in enumerate(rows):
        text = re.sub(
            r"^\W*(?:As reported (?:on|in) )?(?:\d{1,2} )?[A-Z][a-z]+ \d{4}[:.,]?\s*",
            "",
            str(row["Event Description"] or ""),
        )
        dead, hurt = str(row[killed] or "0"), str(row[injured] or "0")
        if text and dead.isdigit() and hurt.isdigit():
            found.append((f"{name}-{n}", text, int(dead), int(hurt)))
    return found


def first_number(text: str) -> int | None:
    """The first number of a text: the baseline."""
    found = _FIRST_NUMBER.search(text)
    return int(found.group()) if found else None


def low(read: Casualties | object, kind: str) -> int | None:
    """The lower bound read, or None."""
    count = getattr(read, kind)
    return count.low if count else None


def exactness(pairs: list[tuple[int | None, int]]) -> str:
    """Share of texts with a count, and of these the share that equals the gold."""
    stated = [(a, g) for a, g in pairs if a is not None]
    right = sum(a == g for a, g in stated)
    return f"{right / max(1, len(stated)):.3f} of {len(stated) / max(1, len(pairs)):.2f} stated"


def closeness(pairs: list[tuple[int | None, int]]) -> str:
    """Of the texts with a count, the share in which it is at least half and at most twice the gold."""
    stated = [(a, g) for a, g in pairs if a is not None]
    return f"{sum(g <= 2 * a and a <= 2 * g for a, g in stated) / max(1, len(stated)):.3f}"


def rank(values: list[float], gold: list[int]) -> str:
    """Spearman's rho, as text."""
    return f"{float(spearmanr(values, gold).statistic):.3f}" if len(set(values)) > 1 else "0.000"


Row = tuple[str, str, str, str]


def halves(cases: list[tuple[str, str]], figure: Callable[[list[int]], str]) -> tuple[str, str, str]:
    """A figure over all cases, those looked at and those held out; it is given their positions."""
    held = [is_held_out(identifier) for identifier, _ in cases]
    every = list(range(len(cases)))
    return figure(every), figure([i for i in every if not held[i]]), figure([i for i in every if held[i]])


def rows_of(name: str, cases: list[tuple[str, str]], dead: list[int], hurt: list[int] | None) -> list[Row]:
    """The table's rows for one set."""
    read = [classify("", text, lang="en") for _, text in cases]
    baseline = [first_number(text) for _, text in cases]
    length = [float(len(text)) for _, text in cases]
    harm = [d + (hurt[i] if hurt else 0) / 10 for i, d in enumerate(dead)]
    table: list[Row] = []

    def add(label: str, figure: Callable[[list[int]], str]) -> None:
        table.append((f"{name}, {label}", *halves(cases, figure)))

    add(
        "Spearman with harm: length of the text",
        lambda at: rank([length[i] for i in at], [int(10 * harm[i]) for i in at]),
    )
    add(
        "Spearman with harm: first number",
        lambda at: rank([float(baseline[i] or 0) for i in at], [int(10 * harm[i]) for i in at]),
    )
    add(
        "Spearman with harm: our severity",
        lambda at: rank([read[i].severity for i in at], [int(10 * harm[i]) for i in at]),
    )
    stated = [read[i].killed is not None for i in range(len(read))]
    add(
        "Spearman with harm: our severity where the text states a count of killed",
        lambda at: rank([read[i].severity for i in at if stated[i]], [int(10 * harm[i]) for i in at if stated[i]]),
    )
    add(
        "Spearman with harm: our severity where it states none",
        lambda at: rank(
            [read[i].severity for i in at if not stated[i]], [int(10 * harm[i]) for i in at if not stated[i]]
        ),
    )
    add("killed within a factor of two: ours", lambda at: closeness([(low(read[i], "killed"), dead[i]) for i in at]))
    add("killed exact: first number", lambda at: exactness([(baseline[i], dead[i]) for i in at]))
    add("killed exact: ours", lambda at: exactness([(low(read[i], "killed"), dead[i]) for i in at]))
    if hurt:
        add("injured exact: ours", lambda at: exactness([(low(read[i], "injured"), hurt[i]) for i in at]))
    return table


def main() -> int:
    """Print the table."""
    table: list[Row] = [("figure", "whole set", "half looked at", "half held out")]
    ucdp = headlines()
    table += rows_of("UCDP headlines", [(i, h) for i, h, _ in ucdp], [d for _, _, d in ucdp], None)
    for name, killed, injured in (
        ("aidWorkerKIKA", "Aid Workers Killed", "Aid Workers Injured"),
        ("education", "Educators Killed", "Educators Injured"),
    ):
        try:
            cases = incidents(name, killed, injured)
        except KeyError as missing:
            print(f"{name}: no column {missing}", file=sys.stderr)
            continue
        table += rows_of(name, [(i, t) for i, t, _, _ in cases], [d for *_, d, _ in cases], [h for *_, h in cases])
    widths = [max(len(row[i]) for row in table) for i in range(4)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
