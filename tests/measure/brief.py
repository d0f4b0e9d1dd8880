"""The briefs of the gold weeks against what careful readers say a perfect brief holds.

For each gold country-week, built from exactly its own items, the program prints ROUGE-1 and ROUGE-2 (F) of the brief's takeaways against
the gold summary; the share of the gold summary's statements that the brief covers; whether the gold's first event is told by the first
takeaway; takeaways of noise; and the words of the brief and of the report. Beside it the same for two texts cut to the brief's length: the
lead (headlines of the event of most publishers, the newest first) and random headlines of the week.

A gold statement is covered where the takeaways have at least half of its telling words and half of its numbers; each of its events that has
a takeaway citing it is counted apart (`events`), which needs no words. No tenth is kept apart: the misses of all sixteen weeks were looked at while the rules were chosen.

`python -m tests.measure.brief [--only TR,PK] [--drafts FOLDER] [--texts FOLDER]`: FOLDER keeps the built weeks, so that the next run only
writes. `--texts` writes, a file a week, the gold's statements above the brief, for whoever reads by eye which of them the brief covers.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pickle
import random
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.country_week import STAGES, write
from tasks.draft import Draft
from tasks.report.prose.telling import telling
from tests.measure.gold_weeks import draft_of, gold_folder
from warehouse.tables import Statement

SEED = 20251
COVERED = 0.5
"""Share of a gold statement's words, and of its numbers, from which it is taken as said."""


@dataclass(frozen=True, slots=True)
class BriefFigures:
    """What is measured of one text about one week."""

    rouge_1: float
    rouge_2: float
    covered: float
    """Share of the gold statements."""


def main() -> int:
    """Prints a line a week and the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--drafts", type=Path)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    if not gold_folder().exists():
        print("no gold weeks at WEEKWATCH_DATA: nothing measured")
        return 0
    chance = random.Random(SEED)
    rows: list[tuple[BriefFigures, BriefFigures, BriefFigures]] = []
    first = told_events = gold_events = noise = takeaways = 0
    for path in sorted((gold_folder() / "items").glob("*.json")):
        if options.only and path.name[:2] not in options.only.split(","):
            continue
        draft = write(_unwritten(path, options.drafts))
        gold = json.loads((gold_folder() / path.name).read_text(encoding="utf-8"))
        lines = [
            s for s in draft.statements if s.section == "summary" and s.kind == "reported" and s.event_id is not None
        ]
        lines = [s for s in lines if s.heading == lines[0].heading]
        texts = _texts(draft, [s.text for s in lines], chance)
        figures = [_measure(text, gold) for text in texts]
        rows.append((figures[0], figures[1], figures[2]))
        mains = [_main_event(draft, gold, s) for s in lines]
        best = min((e for e in gold["events"] if e.get("rank")), key=lambda e: e["rank"])["event"]
        is_first = bool(mains) and mains[0] == best
        bad = sum(event is None for event in mains)
        cited = {e for s in lines for e in _events_of(draft, gold, s)}
        wanted = _wanted(gold)
        first, noise, takeaways = first + is_first, noise + bad, takeaways + len(lines)
        told_events, gold_events = told_events + len(wanted & cited), gold_events + len(wanted)
        brief = sum(len(s.text.split()) for s in draft.statements if s.section == "summary")
        report = sum(len(s.text.split()) for s in draft.statements)
        one = figures[0]
        if options.texts is not None:
            options.texts.mkdir(parents=True, exist_ok=True)
            (options.texts / f"{path.stem}.txt").write_text(_side_by_side(draft, gold), encoding="utf-8")
        print(
            f"{path.stem} ROUGE-1 {one.rouge_1:.3f} ROUGE-2 {one.rouge_2:.3f} covered {one.covered:.2f}"
            f" events {len(wanted & cited)}/{len(wanted)} first {'yes' if is_first else f'no ({mains[0] if mains else None})'}"
            f" takeaways {len(lines)} noise {bad} brief {brief} words, report {report}",
            flush=True,
        )  # fmt: skip
    if not rows:
        return 0
    for name, number in (("brief", 0), ("lead", 1), ("random", 2)):
        of = [row[number] for row in rows]
        print(
            f"{name}: ROUGE-1 {statistics.mean(f.rouge_1 for f in of):.3f} ROUGE-2 {statistics.mean(f.rouge_2 for f in of):.3f}"
            f" covered {statistics.mean(f.covered for f in of):.3f}"
        )
    print(
        f"{len(rows)} weeks: first takeaway is gold's first event in {first}; events of gold's summary cited in the brief"
        f" {told_events}/{gold_events}; noise {noise} of {takeaways} takeaways"
    )
    return 0


def _side_by_side(draft: Draft, gold: Mapping[str, Any]) -> str:
    """The gold's statements, an empty line and the brief."""
    truth = [f"gold {n}: {statement['text']}" for n, statement in enumerate(gold["summary"], start=1)]
    return "\n".join([*truth, "", *(s.text for s in draft.statements if s.section == "summary")]) + "\n"


def _unwritten(path: Path, folder: Path | None) -> Draft:
    """The built week without its report, out of `folder` where it is kept there."""
    kept = folder / f"{path.stem}.pkl" if folder is not None else None
    if kept is not None and kept.exists():
        draft: Draft = pickle.loads(kept.read_bytes())
        return draft
    with tempfile.TemporaryDirectory() as home:
        draft = draft_of(json.loads(path.read_text(encoding="utf-8")), Path(home))
    for stage in STAGES[:-1]:
        draft = stage(draft)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(draft))
    return draft


def _texts(draft: Draft, told: Sequence[str], chance: random.Random) -> tuple[str, str, str]:
    """The takeaways, the lead and the random headlines, all of one length."""
    brief = " ".join(told)
    words = len(brief.split())
    event = max(draft.events, key=lambda e: (e.publisher_count, e.event_id))
    of_event = {row.article_id for row in draft.event_articles if row.event_id == event.event_id}
    articles = sorted(draft.articles, key=lambda a: (a.published_at, a.article_id), reverse=True)
    lead = " ".join(a.title for a in articles if a.article_id in of_event)
    shuffled = sorted(articles, key=lambda a: a.article_id)
    chance.shuffle(shuffled)
    anything = " ".join(a.title for a in shuffled)
    return brief, " ".join(lead.split()[:words]), " ".join(anything.split()[:words])


def _measure(text: str, gold: Mapping[str, Any]) -> BriefFigures:
    truth = [statement["text"] for statement in gold["summary"]]
    scores = _scorer().score(" ".join(truth), text)
    said = telling(text)
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", text))
    covered = 0
    for statement in truth:
        words, own = telling(statement), set(re.findall(r"\d[\d,.]*\d|\d", statement))
        words = frozenset(w for w in words if not w.isdigit())
        has_words = len(words & said) >= COVERED * len(words)
        covered += has_words and len(own & numbers) >= COVERED * len(own)
    return BriefFigures(scores["rouge1"].fmeasure, scores["rouge2"].fmeasure, covered / len(truth))


def _scorer() -> Any:
    """The ROUGE of Google's rouge_score package, with stemming."""
    return importlib.import_module("rouge_score.rouge_scorer").RougeScorer(["rouge1", "rouge2"], use_stemmer=True)


def _events_of(draft: Draft, gold: Mapping[str, Any], statement: Statement) -> list[str | None]:
    """The gold event of each article that a statement cites; None for noise."""
    guid = {item.item_id: item.guid for item in draft.items}
    event = {i: e["event"] for e in gold["events"] for i in e["ids"]}
    return [event.get(guid.get(article)) for article in statement.citations]


def _main_event(draft: Draft, gold: Mapping[str, Any], statement: Statement) -> str | None:
    """The gold event that most of a statement's articles tell; None for noise."""
    votes = Counter(_events_of(draft, gold, statement))
    return votes.most_common(1)[0][0] if votes else None


def _wanted(gold: Mapping[str, Any]) -> set[str]:
    """The gold events that the gold summary's statements are proven by."""
    event = {i: e["event"] for e in gold["events"] for i in e["ids"]}
    return {event[i] for statement in gold["summary"] for i in statement["ids"] if i in event}


if __name__ == "__main__":
    sys.exit(main())
