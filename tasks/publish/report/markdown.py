"""The report as Markdown (CommonMark with tables)."""

from __future__ import annotations

from tasks.publish.report.document import AnnexEntry, Paragraph, ReportDocument
from tasks.publish.report.notes import Table
from tasks.report.prose.inert import link, markdown
from tasks.voice.voice import Voice, voice


def render_markdown(document: ReportDocument) -> str:
    """The document as Markdown text that ends with a line feed. Article text in it is escaped."""
    report = document.report
    say = voice(report.language)
    lines = [f"# {markdown(report.title)}", ""]
    for banner in document.banners:
        lines += [f"> **{markdown(banner)}**", ""]
    lines += [f"*{markdown(document.notice)}*", ""]
    level = say("Threat level: {level}", level=say(report.threat_level))
    lines += [f"**{markdown(level)}** ({markdown(report.week_label)})", ""]
    for section in document.shown:
        lines += [f"## {markdown(section.title)}", ""]
        shown: str | None = None
        for paragraph in section.paragraphs:
            lines += _paragraph(
                paragraph, shown, say, listed=section.key == "summary" and paragraph.heading is not None
            )
            shown = paragraph.heading
        for note in section.notes:
            lines += [markdown(note), ""]
        if section.key == "summary":
            lines += _table(document.hotspot_table)
    lines += [
        f"## {say('How the level came about')}",
        "",
        markdown(document.level_note),
        "",
        *_table(document.level_table),
    ]
    lines += [f"## {say('Method')}", ""]
    lines += [line for text in document.method for line in (f"- {markdown(text)}",)]
    lines += ["", f"## {say('Annex: source articles')}", ""]
    lines += [_entry(entry, say) for entry in document.annex] or [say("No article was found for this week.")]
    return "\n".join(lines).rstrip() + "\n"


def render_brief(document: ReportDocument) -> str:
    """The first screen of the report as Markdown that ends with a line feed: the level, and the Executive Summary without citations."""
    report = document.report
    say = voice(report.language)
    level = say("Threat level: {level}", level=say(report.threat_level))
    lines = [f"# {markdown(report.title)}", ""]
    for banner in document.banners:
        lines += [f"> **{markdown(banner)}**", ""]
    lines += [f"**{markdown(level)}** ({markdown(report.week_label)})", ""]
    (summary,) = [section for section in document.sections if section.key == "summary"]
    shown: str | None = None
    for paragraph in summary.paragraphs:
        if paragraph.heading and paragraph.heading != shown:
            lines += [f"## {markdown(paragraph.heading)}", ""]
        shown = paragraph.heading
        told = " ".join(markdown(sentence.text) for sentence in paragraph.sentences)
        lines += [f"- {told}" if paragraph.heading else told, ""]
    lines += [line for note in summary.notes for line in (markdown(note), "")]
    return "\n".join(lines).rstrip() + "\n"


def _paragraph(paragraph: Paragraph, shown: str | None, say: Voice, *, listed: bool) -> list[str]:
    lines = []
    if paragraph.heading and paragraph.heading != shown:
        lines += [f"### {markdown(paragraph.heading)}", ""]
    if paragraph.note:
        lines += [f"*{markdown(paragraph.note)}*", ""]
    told = " ".join(
        markdown(s.text)
        + (" " if s.citations else "")
        + "".join(f"[\\[{n}\\]](#source-{n})" for n in s.citations)
        + _more(s.more, say)
        for s in paragraph.sentences
    )
    return [*lines, f"- {told}" if listed else told, ""]


def _more(count: int, say: Voice) -> str:
    return " " + say.many("(+1 source)", "(+{number} sources)", count, number=say.number(count)) if count else ""


def _table(table: Table | None) -> list[str]:
    if table is None:
        return []
    rule = ["---:" if i in table.numeric else "---" for i in range(len(table.columns))]
    rows = [table.columns, *table.rows]
    lines = ["| " + " | ".join(markdown(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return [f"### {markdown(table.caption)}", "", *lines, ""]


def _entry(entry: AnnexEntry, say: Voice) -> str:
    url = link(entry.url)
    title = f"[{markdown(entry.title)}](<{url}>)" if url else f"{markdown(entry.title)} ({say('no link')})"
    repeats = f"; {say('repeats')} \\[{entry.repeats}\\]" if entry.repeats else ""
    return (
        f'{entry.number}. <a id="source-{entry.number}"></a>{markdown(entry.outlet)}: {title}, '
        f"{entry.published_at:%Y-%m-%d}, {markdown(entry.language)}; {say('archived copy')} {entry.raw_sha256[:16]}{repeats}"
    )
