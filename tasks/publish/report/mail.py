"""The brief as the body of an e-mail: plain text for every reader, and HTML that needs no style sheet, picture or link."""

from __future__ import annotations

import html
import textwrap

from tasks.publish.report.document import ReportDocument, SectionView
from tasks.report.prose.inert import plain
from tasks.voice.voice import voice

TEXT_WIDTH = 76
"""Characters in a line, as mail is wrapped since ever."""


def brief_text(document: ReportDocument) -> str:
    """The brief as plain text that ends with a line feed, wrapped; what articles say is on its line as it is."""
    lines = [plain(document.report.title), *(plain(banner) for banner in document.banners), _level(document), ""]
    shown: str | None = None
    for paragraph in _summary(document).paragraphs:
        if paragraph.heading and paragraph.heading != shown:
            lines += [plain(paragraph.heading).upper(), ""]
        shown = paragraph.heading
        told = plain(" ".join(sentence.text for sentence in paragraph.sentences))
        mark = "- " if paragraph.heading else ""
        lines += [textwrap.fill(told, TEXT_WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark)), ""]
    lines += [textwrap.fill(plain(note), TEXT_WIDTH) for note in _summary(document).notes]
    return "\n".join(lines).rstrip() + "\n"


def brief_html(document: ReportDocument) -> str:
    """The brief as an HTML body, everything in it escaped: no script, style sheet, picture or address."""
    parts = [f"<h1>{_safe(document.report.title)}</h1>"]
    parts += [f"<p><strong>{_safe(banner)}</strong></p>" for banner in document.banners]
    parts.append(f"<p><strong>{_safe(_level(document))}</strong></p>")
    shown: str | None = None
    listed: list[str] = []
    for paragraph in _summary(document).paragraphs:
        if paragraph.heading != shown and listed:
            parts.append(f"<ul>{''.join(listed)}</ul>")
            listed = []
        if paragraph.heading and paragraph.heading != shown:
            parts.append(f"<h2>{_safe(paragraph.heading)}</h2>")
        shown = paragraph.heading
        told = _safe(" ".join(sentence.text for sentence in paragraph.sentences))
        if paragraph.heading:
            listed.append(f"<li>{told}</li>")
        else:
            parts.append(f"<p>{told}</p>")
    if listed:
        parts.append(f"<ul>{''.join(listed)}</ul>")
    parts += [f"<p>{_safe(note)}</p>" for note in _summary(document).notes]
    return f'<div lang="{document.report.language}">\n' + "\n".join(parts) + "\n</div>\n"


def _summary(document: ReportDocument) -> SectionView:
    return next(section for section in document.sections if section.key == "summary")


def _level(document: ReportDocument) -> str:
    say = voice(document.report.language)
    return f"{say('Threat level: {level}', level=say(document.report.threat_level))} ({document.report.week_label})"


def _safe(text: str) -> str:
    return html.escape(plain(text))
