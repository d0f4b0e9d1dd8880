"""Writes the reports of real country-weeks, at full volume and with the week before, to be read by a person.

Whether somebody would forward a report is no figure that a program prints. What it can do is make the same reports again: each of the
country-weeks is built from all items of `WEEKWATCH_DATA`'s world corpora, after the week before it, and written as `FOLDER/CC-WEEK.md`
(the whole report) and `FOLDER/CC-WEEK.brief.md`. FOLDER also keeps the built weeks, so that the next run only writes: what is read after
a change in the writing differs by that change alone. Words of brief and report are printed, those of the annex left out.

    python -m tests.measure.read_reports FOLDER [TR:2023-W06 ...] [--pdf]     --pdf: the PDF as well, and its pages
"""

from __future__ import annotations

import datetime as dt
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from flows.building.batch import make_drafts
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.country_week import STAGES, write
from tasks.draft import Draft, Past
from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.formats.pdf import export_pdf
from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.markdown import render_brief, render_markdown
from tests.measure.clusters import data_folder
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week

FIRST_READING = (
    "TR:2023-W06", "PE:2023-W02", "PK:2023-W05", "DE:2023-W07", "NG:2025-W47", "LK:2025-W48", "IR:2026-W02", "MX:2026-W03", "KE:2026-W02",
    "TZ:2025-W44",
)  # fmt: skip
SECOND_READING = (
    "BR:2023-W02", "IL:2023-W04", "UA:2023-W07", "IN:2025-W46", "AU:2025-W51", "VE:2026-W01", "SD:2025-W44", "CO:2026-W04", "JP:2025-W50",
    "GB:2026-W03",
)  # fmt: skip
"""Read after what the first reading found was mended: wars, disasters and calm, of other countries and weeks."""
PAGE = re.compile(rb"/Type */Page\b")
CORPORA = ("items-world-2023-jan-feb", "headlines-world-2025w44-2026w07", "items-world-2025-2026")


def main(arguments: Sequence[str]) -> int:
    """Builds what the folder does not hold, writes all, prints a line each."""
    named = [argument for argument in arguments if argument != "--pdf"]
    folder = Path(named[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in named[1:] or (*FIRST_READING, *SECOND_READING):
        country, _, label = name.partition(":")
        draft = write(_unwritten(folder, country, parse_week(label, 0)))
        document = document_of(draft)
        stem = folder / f"{country}-{label}"
        whole, brief = render_markdown(document), render_brief(document)
        stem.with_suffix(".md").write_text(whole, encoding="utf-8")
        stem.with_suffix(".brief.md").write_text(brief, encoding="utf-8")
        words = {
            section: sum(len(s.text.split()) for s in draft.statements if (s.section == "summary") == section)
            for section in (True, False)
        }
        pages = ""
        if "--pdf" in arguments:
            stem.with_suffix(".pdf").write_bytes(export_pdf(week_of(draft, document)))
            count = len(PAGE.findall(stem.with_suffix(".pdf").read_bytes()))
            pages = f", {count} pages"
        print(f"{name}: brief {words[True]} words, report {words[True] + words[False]}{pages}", flush=True)
    return 0


def document_of(draft: Draft) -> ReportDocument:
    """The finished country-week as a report is rendered from it."""
    if draft.report is None or draft.score is None:
        raise ValueError("the country-week is not finished")
    return make_document(
        report=draft.report, score=draft.score, statements=draft.statements, contributions=draft.contributions, stories=draft.stories,
        hotspots=draft.hotspots, outlook=draft.outlook, articles=draft.articles, issues=draft.issues,
        events=draft.events,
    )  # fmt: skip


def week_of(draft: Draft, document: ReportDocument) -> FinishedWeek:
    """The finished country-week as it is exported."""
    scores = [*draft.past.scores, *([draft.score] if draft.score else [])]
    return FinishedWeek(
        document=document, stories=tuple(draft.stories), articles=tuple(draft.articles), hotspots=tuple(draft.hotspots),
        contributions=tuple(draft.contributions), statements=tuple(draft.statements), history=tuple(scores),
    )  # fmt: skip


def _unwritten(folder: Path, country: str, week: Week) -> Draft:
    """The built country-week without its report, out of the folder where it is kept there."""
    kept = folder / f"{country}-{week.label}.pickle"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as scratch:
            before, draft = _drafts(Path(scratch), country, week)
        for stage in STAGES[:-1]:
            before = stage(before)
        draft.past = Past(
            scores=[before.score] if before.score else [], place_weeks=before.place_weeks, stories=before.stories, articles=before.articles,
            places=before.places, events=before.events, threads=before.threads,
        )  # fmt: skip
        for stage in STAGES[:-1]:
            draft = stage(draft)
        kept.write_bytes(pickle.dumps(draft))
    built: Draft = pickle.loads(kept.read_bytes())
    return built


def _drafts(scratch: Path, country: str, week: Week) -> Iterator[Draft]:
    """The country's draft of the week before and of the week, from a fresh home that holds the corpora's items of both."""
    home, now = Home.create(scratch / "home"), week.ends_at + dt.timedelta(weeks=10)
    for name in CORPORA:
        items = pl.scan_parquet(data_folder() / "corpora" / f"{name}.parquet")
        since, until = week.shift(-1).starts_at, week.ends_at
        found = items.filter(pl.col("published").is_between(since, until, closed="left")).collect()
        if not found.is_empty():
            path = scratch / f"{name}.parquet"
            found.write_parquet(path)
            list(import_files(home, [path], {}, now))
    for one in (week.shift(-1), week):
        yield from make_drafts(home, BUNDLED_COUNTRIES, [country], one, now)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
