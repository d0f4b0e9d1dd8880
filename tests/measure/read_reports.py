"""Writes the reports of real country-weeks, at full volume and with the week before, to be read by a person.

Whether somebody would forward a report is no figure that a program prints. What it can do is make the same reports again: each of the
country-weeks is built from all items of `WEEKWATCH_DATA`'s corpora, after the week before it, and written as `FOLDER/CC-WEEK.md`
(the whole report) and `FOLDER/CC-WEEK.brief.md`. FOLDER also keeps the items (`home-WEEK`) and the built weeks, so that the next run only
writes: what is read after a change in the writing differs by that change alone. `--rebuild` builds them again from the items. Words of
brief and report are printed, those of the annex left out.

    python -m tests.measure.read_reports FOLDER [TR:2023-W06 ...] [--rebuild] [--pdf]     --pdf: the PDF as well, and its pages
"""

from __future__ import annotations

import pickle
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.building.batch import make_drafts
from flows.homes import BUNDLED_COUNTRIES
from tasks.country_week import STAGES, write
from tasks.draft import Draft, Past
from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.formats.pdf import export_pdf
from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.markdown import render_brief, render_markdown
from tests.measure.read_by_eye import home_of
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


def main(arguments: Sequence[str]) -> int:
    """Builds what the folder does not hold, writes all, prints a line each."""
    named = [argument for argument in arguments if not argument.startswith("--")]
    folder = Path(named[0])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(one[:2], parse_week(one[3:], 0)) for one in named[1:] or (*FIRST_READING, *SECOND_READING)]
    for week in dict.fromkeys(week for _, week in wanted):
        of_week = [country for country, of in wanted if of == week]
        missing = [c for c in of_week if "--rebuild" in arguments or not _kept(folder, c, week).exists()]
        if missing:
            _build(folder, missing, week)
    for country, week in wanted:
        draft = write(pickle.loads(_kept(folder, country, week).read_bytes()))
        document = document_of(draft)
        stem = folder / f"{country}-{week.label}"
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
        print(
            f"{country}:{week.label}: brief {words[True]} words, report {words[True] + words[False]}{pages}", flush=True
        )
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


def _build(folder: Path, countries: Sequence[str], week: Week) -> None:
    """Keeps the built country-weeks of one week in the folder, without their reports, each after the week before it."""
    home, now = home_of(folder / f"home-{week.label}", [week])
    before = make_drafts(home, BUNDLED_COUNTRIES, countries, week.shift(-1), now)
    for earlier, draft in zip(before, make_drafts(home, BUNDLED_COUNTRIES, countries, week, now), strict=True):
        past = _unwritten(earlier)
        draft.past = Past(
            scores=[past.score] if past.score else [], place_weeks=past.place_weeks, stories=past.stories, articles=past.articles,
            places=past.places, events=past.events, threads=past.threads,
        )  # fmt: skip
        _kept(folder, draft.profile.country, week).write_bytes(pickle.dumps(_unwritten(draft)))


def _unwritten(draft: Draft) -> Draft:
    """The country-week after all stages but the last."""
    for stage in STAGES[:-1]:
        draft = stage(draft)
    return draft


def _kept(folder: Path, country: str, week: Week) -> Path:
    """Where a built country-week is kept."""
    return folder / f"{country}-{week.label}.pickle"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
