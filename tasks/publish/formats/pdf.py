"""The report as PDF, set by typst: cover, contents, period and page in header and footer, map, citations as links.

The text is handed over as data, never as markup. Needs the package typst (`pip install weekwatch[pdf]`). It sets with the
fonts of the system, Noto first; typst itself brings faces for Latin, Greek and Cyrillic only. What no font can show is
found out beforehand: `lacking` names the languages, and the report says so on its cover rather than show empty boxes
in silence.
"""

from __future__ import annotations

import functools
import json
import math
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tasks.publish.formats.finished import FinishedWeek, report_figures
from tasks.publish.graphics.drawing import standalone
from tasks.publish.report.document import ReportDocument
from tasks.publish.report.notes import Table
from tasks.report.prose.inert import link, plain
from tasks.voice.voice import N_, Voice, voice
from warehouse.errors import InputError
from warehouse.tables import Report

FONTS = (
    "Noto Sans", "DejaVu Sans", "Liberation Sans", "Libertinus Serif", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Hebrew",
    "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai", "Noto Sans Khmer", "Noto Sans Myanmar", "Noto Sans Ethiopic",
    "Noto Sans Georgian", "Noto Sans Armenian", "Noto Sans Sinhala", "Noto Sans Tamil", "Noto Sans Lao",
)  # fmt: skip
"""Tried in this order; typst then falls back to whatever has the letter."""


EMBEDDED = frozenset({"Latin", "Greek", "Cyrillic", "Combining", "Modifier"})
"""Scripts of the faces inside typst (Libertinus Serif)."""


def export_pdf(week: FinishedWeek) -> bytes:
    """The PDF. The same week and fonts give the same bytes. Raises InputError where typst is not installed."""
    data = _data(week)
    if missing := lacking(_texts(data)):
        data["banners"] = [
            *data["banners"],
            f"Some titles cannot be shown: no font here has letters of these scripts: {', '.join(missing)}. "
            "The HTML report shows them; installing Noto fonts mends this page.",
        ]
    return _compiled({"data": json.dumps(data, ensure_ascii=False)})


def lacking(texts: Iterable[str]) -> list[str]:
    """Names of the scripts (Han, Thai, ...) with letters that no font at hand has, in alphabetical order."""
    letters = {char for text in texts for char in text if unicodedata.category(char)[0] in "LM" and ord(char) > 0x17F}
    missing = {char for char in letters if _script(char) not in EMBEDDED}
    for path, index in _faces():
        if not missing:
            break
        missing -= {char for char in missing if ord(char) in _characters(path, index)}
    return sorted({_script(char) for char in missing})


LABELS = {
    "kicker": N_("Weekly security report"),
    "contents": N_("Contents"),
    "hotspots": N_("Hotspots of the week (borders: Natural Earth, German point of view)"),
    "scores": N_("Threat score by week (line: score; shade: 90 % interval)"),
    "made_of": N_("What the level is made of (points by story)"),
    "how": N_("How the level came about"),
    "method": N_("Method"),
    "annex": N_("Annex: source articles"),
    "no_article": N_("No article was found for this week."),
    "no_link": N_("no link"),
    "copy": N_("archived copy"),
    "repeats": N_("repeats"),
}
"""What the template says of its own."""


def _script(char: str) -> str:
    name = unicodedata.name(char, "unnamed").split()[0]
    return "Han" if name == "CJK" else name.title()


@functools.cache
def _faces() -> tuple[tuple[str, int], ...]:
    """File and index of the upright, regular faces at hand; those inside typst have no file."""
    fonts = _typst().Fonts().fonts()
    return tuple(sorted((f.path, f.index) for f in fonts if f.path and f.style == "normal" and f.weight == 400))


@functools.cache
def _characters(path: str, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def _data(week: FinishedWeek) -> dict[str, Any]:
    """Everything that the template shows."""
    document, figures = week.document, report_figures(week)
    report = document.report
    say = voice(report.language)
    texts: dict[str, Any] = _plain_texts(
        {
            "title": report.title,
            "country_name": report.country_name,
            "language": report.language,
            "fonts": _installed(),
            "say": {key: say(text) for key, text in LABELS.items()},
            "level": report.threat_level,
            "threat_level": say("Threat level: {level}", level=say(report.threat_level)),
            "period": f"{say.days(week.start, report.period_end)} ({report.week_label})",
            "level_line": _level_line(report, say),
            "level_note": document.level_note,
            "notice": document.notice,
            "banners": list(document.banners),
            "footer": f"Weekwatch · {say('revision {revision}', revision=report.revision)}",
            "sections": [
                {
                    "key": s.key,
                    "title": s.title,
                    "notes": list(s.notes),
                    "paragraphs": [
                        {
                            "heading": p.heading,
                            "note": p.note,
                            "sentences": [
                                {
                                    "text": t.text,
                                    "kind": t.kind,
                                    "citations": list(t.citations),
                                    "more": say.many(
                                        "(+1 source)", "(+{number} sources)", t.more, number=say.number(t.more)
                                    )
                                    if t.more
                                    else "",
                                }
                                for t in p.sentences
                            ],
                        }
                        for p in s.paragraphs
                    ],
                }
                for s in document.shown
            ],
            "tables": [_table(document.hotspot_table)] if document.hotspot_table else [],
            "level_tables": [_table(document.level_table)] if document.level_table else [],
            "method": list(document.method),
            "annex": (annex := _annex(week, document)),
            "annex_more": say.many(
                "One further article is listed in the HTML and Markdown report.",
                "{number} further articles are listed in the HTML and Markdown report.",
                more,
                number=say.number(more),
            )
            if (more := len(document.annex) - len(annex))
            else "",
        }
    )
    drawn = {"map": figures.map, "levels": figures.levels, "why": figures.why}
    shape = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figures.map)
    ratio = float(shape[2]) / float(shape[1]) if shape else 1.0
    return texts | {name: standalone(svg) if svg else "" for name, svg in drawn.items()} | {"map_ratio": ratio}


def _level_line(report: Report, say: Voice) -> str:
    """The change since last week, and what was read."""
    return say(
        "Compared with the week before: {change}. Read: {articles}, {publishers}, {stories}.",
        change=say(report.change),
        articles=say.many("one article", "{count} articles", report.article_count),
        publishers=say.many("one publisher", "{count} publishers", report.publisher_count),
        stories=say.many("one story", "{count} stories", report.story_count),
    )


def _annex(week: FinishedWeek, document: ReportDocument) -> list[dict[str, Any]]:
    """The articles whose numbers the text shows: what is printed has no room for the hundreds behind "(+22 sources)"."""
    shown = {n for s in document.sections for p in s.paragraphs for t in p.sentences for n in t.citations}
    languages = {a.article_id: a.lang for a in week.articles}
    return [
        {
            "number": e.number, "outlet": e.outlet, "title": e.title, "url": link(e.url), "date": f"{e.published_at:%Y-%m-%d}",
            "language": e.language, "lang": languages.get(e.article_id, "en")[:2], "copy": e.raw_sha256[:16], "repeats": e.repeats,
        }
        for e in document.annex
        if e.number in shown
    ]  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    """A table with the widths of its columns: those of long texts share what the others leave."""
    longest = [max(len(row[i]) for row in table.rows) for i in range(len(table.columns))]
    widths = [0 if most <= 12 else round(math.sqrt(min(most, 160)), 1) for most in longest]
    return {
        "caption": table.caption, "columns": list(table.columns), "rows": [list(row) for row in table.rows],
        "numeric": list(table.numeric), "widths": widths,
    }  # fmt: skip


def _plain_texts(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain_texts(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain_texts(item) for key, item in value.items()}
    return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _texts(item)]


def _typst() -> Any:
    try:
        import fontTools  # noqa: F401 -- needed for `lacking`
        import typst
    except ImportError as error:
        raise InputError(
            "PDF needs the packages typst and fonttools",
            remedy="pip install 'weekwatch[pdf]', or print the HTML report",
        ) from error
    return typst


@functools.cache
def _installed() -> list[str]:
    """Those of FONTS that are here, so that typst does not warn of the others."""
    have = {font.family for font in _typst().Fonts().fonts()}
    return [name for name in FONTS if name in have]


def _compiled(inputs: dict[str, str]) -> bytes:
    source = Path(__file__).parent.joinpath("report.typ").read_bytes()
    made: bytes = _typst().compile(source, format="pdf", sys_inputs=inputs)
    return made
