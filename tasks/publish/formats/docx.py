"""The report as a Word document, for people who edit: headings, paragraphs, lists and tables in the styles of Word itself."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.report.notes import Table
from tasks.report.prose.inert import plain
from tasks.voice.voice import voice
from warehouse.errors import InputError

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every part in the file, so that equal rows give equal bytes."""


def export_docx(week: FinishedWeek) -> bytes:
    """The document. Raises InputError where python-docx is not installed."""
    try:
        import docx  # here: an extra
    except ImportError as error:
        raise InputError("a Word document needs python-docx", remedy="pip install 'weekwatch[docx]'") from error
    page, report = week.document, week.document.report
    say = voice(report.language)
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = plain(report.title), "Weekwatch"
    made.core_properties.created = made.core_properties.modified = dt.datetime.combine(report.period_end, dt.time())
    made.add_heading(plain(report.title), 0)
    for banner in page.banners:
        made.add_paragraph().add_run(plain(banner)).bold = True
    made.add_paragraph().add_run(plain(page.notice)).italic = True
    level = say("Threat level: {level}", level=say(report.threat_level))
    made.add_paragraph().add_run(f"{level} ({report.week_label})").bold = True
    for section in page.shown:
        made.add_heading(plain(section.title), 1)
        shown: str | None = None
        for paragraph in section.paragraphs:
            if paragraph.heading and paragraph.heading != shown:
                made.add_heading(plain(paragraph.heading), 2)
            shown = paragraph.heading
            if paragraph.note:
                made.add_paragraph().add_run(plain(paragraph.note)).italic = True
            cited = " ".join(plain(s.text) + "".join(f" [{n}]" for n in s.citations) for s in paragraph.sentences)
            made.add_paragraph(cited, style="List Bullet" if section.key == "summary" and paragraph.heading else None)
        for note in section.notes:
            made.add_paragraph(plain(note))
        if section.key == "summary":
            _add_table(made, page.hotspot_table)
    made.add_heading(say("How the level came about"), 1)
    made.add_paragraph(plain(page.level_note))
    _add_table(made, page.level_table)
    made.add_heading(say("Method"), 1)
    for text in page.method:
        made.add_paragraph(plain(text), style="List Bullet")
    made.add_heading(say("Annex: source articles"), 1)
    for entry in page.annex:
        address = plain(entry.url) or say("no link")
        made.add_paragraph(
            f"[{entry.number}] {plain(entry.outlet)}: {plain(entry.title)}, {entry.published_at:%Y-%m-%d}, {address}"
        )
    written = io.BytesIO()
    made.save(written)
    return _dateless(written.getvalue())


def _add_table(made: Any, table: Table | None) -> None:
    if table is None:
        return
    made.add_heading(plain(table.caption), 2)
    grid = made.add_table(rows=1, cols=len(table.columns), style="Light Grid")
    for cell, text in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = plain(text)
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = plain(text)


def _dateless(content: bytes) -> bytes:
    """The same archive with one date on every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, LONG_AGO), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
