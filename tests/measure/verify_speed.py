"""What verification costs in CPU time: of a report of 400 articles, and of texts of 20,000 characters made to be slow.

    python -m tests.measure.verify_speed

needs WEEKWATCH_DATA for the report; the hostile texts need nothing. Word lists and encoder are read before the clock starts.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from tasks.report.analyst.embedded import write_drafts
from tasks.report.writing import judge, spans_of
from tasks.verify.alignment.comparison import read_side
from tasks.verify.verdict import LONGEST_STATEMENT, SourceText, verify
from tests.measure.report_weeks import corpora, real_week
from warehouse.weeks import Week

ARTICLES = 400
REPORT_AIM_SECONDS = 1.0
HOSTILE_AIM_SECONDS = 0.5
CHARACTERS = 20_000

PIECES = (
    "Aa ", "A", "1 ", "1,", ", ", "not ", "x" * 50, "12.", "после ", "killed 12 ", "Gunmen killed soldiers near Orvel and ", "said ",
    "from Orvel to Tolu ", "after ", "“", "(", "no fewer than 12 ", "May 3 ", "the ", "U.S. ", "is are was ", "一", "ا", "one hundred thousand ",
    "police soldiers doctors ", "$5 million ", "\n", "'s ", "e\u0301", "not killed by not ",
)  # fmt: skip
"""Pieces of which a hostile text is a long run, or half of one beside another's half."""

STATEMENT = "Gunmen killed 12 soldiers near Orvel, the army said on Monday after a raid."
SOURCE = SourceText("Gunmen kill 12 near Orvel", "Gunmen killed 12 soldiers near Orvel. " * 100, None)


def seconds_of(statement: str, source: SourceText) -> float:
    """CPU seconds of one verdict on a text that was not read before."""
    read_side.cache_clear()
    began = time.process_time()
    verify(statement, [source])
    return time.process_time() - began


def hostile() -> list[tuple[float, str]]:
    """CPU seconds of each hostile text as an article and as a statement, the slowest first."""
    found = []
    for number, piece in enumerate(PIECES):
        other = PIECES[(number + 7) % len(PIECES)]
        mixed = (piece + other) * CHARACTERS
        for name, text in ((repr(piece), piece * CHARACTERS), (f"{piece!r} and {other!r}", mixed)):
            found.append((seconds_of(STATEMENT, SourceText(text[:300], text[:CHARACTERS], None)), f"article {name}"))
            found.append((seconds_of(text[: LONGEST_STATEMENT - 1], SOURCE), f"statement {name}"))
            own = SourceText("", text[:CHARACTERS], None)
            found.append((seconds_of(text[: LONGEST_STATEMENT - 1], own), f"both {name}"))
    return sorted(found, reverse=True)


def main() -> int:
    """Prints the seconds of three reports and of the five slowest hostile texts."""
    verify("The envoy Xaver vanished near Tolu.", [SOURCE])
    found = hostile()
    over = sum(seconds > HOSTILE_AIM_SECONDS for seconds, _ in found)
    print(
        f"{len(found)} hostile texts of {CHARACTERS:,} characters: {over} over {HOSTILE_AIM_SECONDS} s of CPU; the slowest:"
    )
    for seconds, name in found[:5]:
        print(f"  {seconds:.2f} s  {name}")
    if not corpora().is_dir():
        print("no corpora at WEEKWATCH_DATA: no report measured")
        return 0
    for country, name, start in (("UA", "Ukraine", (2023, 1, 23)), ("SY", "Syria", (2023, 2, 6)), ("IN", "India", (2023, 1, 30))):  # fmt: skip
        evidence = real_week("items-world-2023-jan-feb.parquet", country, name, Week(dt.date(*start)), ARTICLES)
        drafts, _ = write_drafts(evidence)
        read_side.cache_clear()
        began = time.process_time()
        verdicts = judge(evidence, drafts)
        judged = time.process_time() - began
        for draft in drafts:
            spans_of(evidence, draft)
        took = time.process_time() - began
        print(
            f"{name}: {len(evidence.articles)} articles, {len(drafts)} statements, {sum(v.supported for v in verdicts.values())} supported:"
            f" {judged:.2f} s of CPU to judge, {took:.2f} s with evidence spans (aim {REPORT_AIM_SECONDS:g})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
