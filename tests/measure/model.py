"""How a report fares with a language model: recorded answers, or a configured model, through the whole path.

python -m tests.measure.model --replay [--home DEMO]    answers of `data/model`; DEMO is a home made by `weekwatch demo`
python -m tests.measure.model --gold                    the gold weeks of `data/model`, built from WEEKWATCH_DATA
python -m tests.measure.model --live --home HOME --country MN --week 2026-04-24    the model of HOME's model.yaml

Of a gold week it prints as well whether the first takeaway cites articles of the gold's first event. Prints what was handed in, accepted, refused, mended and lost, the share of article text that was sent twice within the report, tokens
(of a recording: estimated at four bytes a token) and money. A recording was written by hand: it shows the path, not a model.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flows.building.model import scribe_of
from flows.catalogue import profiles_of
from tasks.country_week import STAGES, evidence_of
from tasks.report.analyst.config import parse_config
from tasks.report.analyst.ledger import Ledger
from tasks.report.analyst.scribe import Scribe
from tasks.report.evidence import Evidence, Written
from tasks.report.manuscript import source_of
from tasks.report.writing import write_report
from tasks.verify.verdict import verify
from tests.measure.gold_weeks import draft_of, gold_folder
from tests.measure.recorded_model import RECORDED, RecordedModel, by_titles, recording
from tests.measure.report_weeks import built_week
from tests.tasks.report_rows import small_week
from warehouse.store.home import Home
from warehouse.weeks import Week

DEMO = Path("deployments/demo/countries")
DEMO_WEEK = Week(dt.date(2026, 4, 24))
OF_ONE_PIECE = 60
"""Characters by which a stretch of an article is recognised."""
PRICE = (1.0, 4.0)
"""Dollars for a million tokens of a recording, in and out: about a small hosted model's."""
TODAY = 27_000
"""Tokens of a report before the three steps, by the model that was played by hand."""


def sent_again(evidence: Evidence, turns: list[str]) -> float:
    """The share of the articles' text that was sent which had been sent before in the same report, by stretches of 60 characters."""
    pieces = {
        shown[at : at + OF_ONE_PIECE]
        for article in evidence.articles
        for shown in (json.dumps(article.text, ensure_ascii=False)[1:-1],)
        for at in range(0, max(1, len(shown) - OF_ONE_PIECE + 1), OF_ONE_PIECE)
        if len(shown) >= OF_ONE_PIECE
    }
    counts = [n for piece in pieces if (n := sum(turn.count(piece) for turn in turns))]
    return (sum(counts) - len(counts)) / sum(counts) if counts else 0.0


def show(name: str, evidence: Evidence, written: Written, embedded: Written, turns: list[str], calls: int) -> None:
    """Prints what became of a report."""
    report = written.report
    ours = {s.text for s in embedded.statements}
    models = [s for s in written.statements if s.text not in ours]
    borne = {row.statement_id for row in written.proof}
    kinds = {
        kind: [i for i in written.issues if i.kind == kind] for kind in ("mended", "unsupported", "claims_refused")
    }
    leads = {s.event_id for s in embedded.statements if s.section == "developments" and s.kind == "reported"}
    told = {s.event_id for s in written.statements if s.section == "developments"}
    merged = {
        i.subject
        for i in written.issues
        if i.kind in ("model_merged", "model_dropped") and "not followed" not in i.message
    }
    tokens = (report.input_tokens or 0) + (report.output_tokens or 0)
    print(f"{name}: {report.title}")
    print(
        f"  calls {calls}, of the model {len(models)} of {len(written.statements)} statements, with a quote {len(borne & {s.statement_id for s in written.statements})}"
    )
    print(f"  refused claims: {'; '.join(i.message for i in kinds['claims_refused']) or 'none'}")
    print(
        f"  mended: {kinds['mended'][0].subject if kinds['mended'] else 0}; statements refused for good: {len(kinds['unsupported'])}"
    )
    print(f"  events of the embedded report that are not told: {len(leads - told - merged)} of {len(leads)}")
    print(
        f"  first takeaway: {next((s.text for s in written.statements if s.section == 'summary' and s.kind == 'reported'), '')}"
    )
    print(f"  article text sent twice: {sent_again(evidence, turns):.1%}")
    print(f"  tokens: {report.input_tokens:,} in, {report.output_tokens:,} out, {tokens:,} together ({tokens / TODAY:.0%} of {TODAY:,}); ${report.cost_usd or 0:.4f}")  # fmt: skip
    print(f"  sections in the embedded analyst's words: {', '.join(report.replaced_sections or ()) or 'none'}\n")


def replay(name: str, evidence: Evidence, record: Mapping[str, Any]) -> Written:
    """The report that a recording wrote; prints what became of it."""
    model = RecordedModel(record)
    with tempfile.TemporaryDirectory() as folder:
        config = parse_config(
            {"model": "openai:recorded", "base_url": "http://127.0.0.1:9/v1", "parallel": 1}, where="replay"
        )
        scribe = Scribe(config, Ledger(Path(folder) / "models.sqlite"), "replay", PRICE, model.send, lambda _: None)
        written = write_report(evidence, scribe)
    show(name, evidence, written, write_report(evidence), model.turns, len(model.turns))
    slips = [told["slip"] for told in record.get("told", {}).values() if "slip" in told]
    passed = [text for text in slips if text in {s.text for s in written.statements}]
    print(f"  made false on purpose: {len(slips)} statements, {len(passed)} of them published {passed or ''}")
    return written


def replay_gold() -> None:
    """Replays each gold week that was recorded, built from exactly its own items."""
    for path in sorted(RECORDED.glob("gold_*.yaml")):
        name = path.stem.removeprefix("gold_")
        items = json.loads((gold_folder() / "items" / f"{name}.json").read_text(encoding="utf-8"))
        gold = json.loads((gold_folder() / f"{name}.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            draft = draft_of(items, Path(folder))
            for stage in STAGES[:-1]:
                draft = stage(draft)
        evidence = evidence_of(draft)
        names = {item.item_id: str(item.guid) for item in draft.items}
        written = replay(name, evidence, by_titles(recording(path.stem), evidence, names))
        first = min((e for e in gold["events"] if e.get("rank")), key=lambda e: e["rank"])
        for whose, report in (("the model's", written), ("the embedded", write_report(evidence))):
            cited = {
                names[a]
                for s in report.statements
                if s.section == "summary" and s.kind == "reported"
                for a in s.citations[:9]
            }
            lead = next((s for s in report.statements if s.section == "summary" and s.kind == "reported"), None)
            is_first = lead is not None and bool({names[a] for a in lead.citations} & set(first["ids"]))
            print(
                f"  {whose} first takeaway is the gold's first event: {is_first} (any takeaway: {bool(cited & set(first['ids']))})"
            )
        print()


def judge_statements(evidence: Evidence) -> None:
    """Prints how many true and subtly false statements in free words the verifier accepts, and which it gets wrong."""
    listed = yaml.safe_load((RECORDED / "statements.yaml").read_text(encoding="utf-8"))
    articles = {article.title: article for article in evidence.articles}
    wrong: list[str] = []
    counts = {kind: [0, 0] for kind in ("supported", "unsupported")}
    for title, by_kind in listed.items():
        for kind, statements in by_kind.items():
            for text in statements:
                verdict = verify(text, [source_of(articles[title])])
                counts[kind][0] += verdict.supported
                counts[kind][1] += 1
                if verdict.supported != (kind == "supported"):
                    wrong.append(f"  {kind}: {text} [{verdict.reason}]")
    for kind, (accepted, all_of_them) in counts.items():
        print(
            f"{kind} statements in a model's style accepted: {accepted} of {all_of_them} ({accepted / all_of_them:.0%})"
        )
    print("\n".join(wrong))


def main() -> int:
    """Prints the figures; 2 where nothing was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replay", action="store_true")
    options.add_argument("--gold", action="store_true")
    options.add_argument("--live", action="store_true")
    options.add_argument("--home")
    options.add_argument("--country", default="MN")
    options.add_argument("--week", default=f"{DEMO_WEEK.start}")
    asked = options.parse_args()
    if asked.replay:
        replay("invented week", small_week(), {})
        if asked.home:
            evidence = built_week(Home.open(asked.home), profiles_of(DEMO)["MN"], DEMO_WEEK)
            replay("demo", evidence, recording("demo_mn"))
            judge_statements(evidence)
    elif asked.gold:
        replay_gold()
    elif asked.live and asked.home:
        home = Home.open(asked.home)
        scribe = scribe_of(home, dt.datetime.now(dt.UTC))
        if scribe is None:
            print(f"{asked.home} has no model.yaml and WEEKWATCH_MODEL is not set")
            return 2
        profile = profiles_of(home.local / "countries")[asked.country]
        evidence = built_week(home, profile, Week(dt.date.fromisoformat(asked.week)))
        written = write_report(evidence, scribe)
        show("live", evidence, written, write_report(evidence), [], written.report.model_calls or 0)
    else:
        options.print_usage()
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
