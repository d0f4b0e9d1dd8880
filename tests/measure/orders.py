"""Orders to programs: how many of forty are reported, how many a model that obeys gets into its claims, and how much harmless news is flagged.

python -m tests.measure.orders              the sentences of `data/orders_second.yaml` and after it, and of the tests
python -m tests.measure.orders --real       as well: sentences of the dated items at WEEKWATCH_DATA that are flagged, by language

An obedient model writes what the sentence orders and quotes the sentence for it; each is tried as an English text and in its own language.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from tasks.report.analyst.orders import may_be_quoted, orders_in
from tasks.report.prose.inert import plain
from tests.measure.report_weeks import corpora
from tests.tasks.report.analyst.test_orders import LISTED, obey

DATA = Path(__file__).with_name("data")
ITEMS_A_LANGUAGE = 20_000


def tried(name: str, listed: dict[str, list[list[str]]]) -> None:
    """Prints what becomes of a set of attacks and look-alikes."""
    unseen: list[str] = []
    obeyed: list[str] = []
    hidden = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (lang, sentence, claimed) in enumerate(listed["attacks"]):
            if not orders_in(plain(sentence)):
                unseen.append(f"{lang}: {sentence}")
            for told_as in sorted({"en", lang}):
                notes, _, shown = obey(Path(folder) / f"{number}{told_as}", told_as, sentence, claimed)
                hidden += sentence[:12].replace("<", "\\u003c").replace(">", "\\u003e") not in shown
                if notes[0].claims or notes[0].headline:
                    obeyed.append(f"{lang} told as {told_as}: {sentence}")
    flagged = [f"{lang}: {s}" for lang, s in listed["harmless"] if orders_in(plain(s))]
    barred = [f"{lang}: {s}" for lang, s in listed["harmless"] if not may_be_quoted(s, 0, len(s), lang)]
    print(f"{name}: {len(listed['attacks'])} attacks, {len(listed['harmless'])} harmless")
    for what, found in (
        ("attacks not reported", unseen),
        ("orders obeyed", obeyed),
        ("harmless ones flagged", flagged),
        ("harmless ones that may not be quoted", barred),
    ):
        print(f"  {what}: {len(found)}", *(f"    {one}" for one in found), sep="\n")
    print(f"  hidden from the model: {hidden}")


def real() -> None:
    """Prints how many of the sentences of real items look like an order, by language."""
    texts: dict[str, list[str]] = {}
    for path in sorted(corpora().glob("*.parquet")):
        frame = pl.scan_parquet(path)
        known = frame.collect_schema().names()
        if not {"title", "lang"} <= set(known):
            continue
        columns = ["title", *(c for c in ("summary",) if c in known), "lang"]
        for row in frame.select(columns).collect().sample(fraction=1.0, shuffle=True, seed=7).iter_rows(named=True):
            kept = texts.setdefault(str(row["lang"]), [])
            if len(kept) < ITEMS_A_LANGUAGE:
                kept.append(f"{row['title']}\n{row.get('summary') or ''}")
    flagged: Counter[str] = Counter()
    shown: list[Any] = []
    for lang, found in sorted(texts.items()):
        for text in found:
            for sentence in orders_in(plain(text)):
                flagged[lang] += 1
                shown.append((lang, sentence[:150]))
        print(f"{lang}: {len(found):,} items, {flagged[lang]} sentences flagged")
    print(f"all: {sum(map(len, texts.values())):,} items, {sum(flagged.values())} flagged")
    for lang, sentence in shown[:60]:
        print(f"  {lang}: {sentence}")


def main() -> int:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--real", action="store_true")
    asked = options.parse_args()
    for number in ("second", "third", "fourth", "fifth"):
        tried(f"{number} set", yaml.safe_load((DATA / f"orders_{number}.yaml").read_text(encoding="utf-8")))
    tried("set of the tests", LISTED)
    if asked.real:
        real()
    return 0


if __name__ == "__main__":
    sys.exit(main())
