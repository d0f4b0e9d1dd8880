"""Reports as an Atom feed (RFC 4287): the newest first, each with its level and summary."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from tasks.publish.formats.stix import NAMESPACE
from tasks.report.prose.inert import plain
from tasks.voice.voice import voice
from warehouse.tables import Report

FEED = "reports.atom"
"""The name of the file, beside the reports and on the site."""
NEWEST = 200
"""Entries of a feed at most."""


def newest(reports: Sequence[Report]) -> list[Report]:
    """The reports that a feed holds, in its order."""
    return sorted(reports, key=lambda r: (-r.week.toordinal(), r.country))[:NEWEST]


def atom_feed(reports: Sequence[Report], *, base_url: str = "", title: str = "Weekwatch reports") -> str:
    """Atom XML. A report is updated when its week ends; `base_url` makes links to `XX/2026-04-24.html` below it.

    Without `base_url` entries have no link but identifiers that last (`urn:uuid:`).
    """
    entries = newest(reports)
    updated = max((r.period_end for r in entries), default=dt.date(1970, 1, 1))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(title)}</title>",
        f"<id>{_urn(f'feed:{base_url}:{title}')}</id>",
        f"<updated>{updated}T00:00:00Z</updated>",
        "<author><name>Weekwatch</name></author>",
        "<rights>Made from open sources with the help of a program; check the primary sources.</rights>",
    ]
    base = base_url.rstrip("/")
    if base:
        lines.append(f'<link rel="self" type="application/atom+xml" href={_attribute(f"{base}/reports.atom")}/>')
    for report in entries:
        lines += _entry(report, base)
    return "\n".join([*lines, "</feed>", ""])


def _entry(report: Report, base: str) -> list[str]:
    link = f'<link rel="alternate" type="text/html" href={_attribute(f"{base}/{report.country}/{report.week}.html")}/>'
    say = voice(report.language)
    return [
        f"<entry xml:lang={_attribute(report.language)}>",
        f"<title>{_text(f'{report.country_name}, {report.week_label}: {say(report.threat_level)} ({say(report.change)})')}</title>",
        f"<id>{_urn(f'report:{report.country}:{report.week}')}</id>",
        f"<updated>{report.period_end}T00:00:00Z</updated>",
        f"<published>{report.period_end}T00:00:00Z</published>",
        *([link] if base else []),
        f"<category term={_attribute(report.country)} label={_attribute(plain(report.country_name))}/>",
        f'<category term={_attribute(report.threat_level)} scheme="urn:weekwatch:threat-level"/>',
        f'<summary type="text">{_text(("Invented country. " if report.synthetic else "") + report.summary)}</summary>',
        "</entry>",
    ]


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, key)}"


def _text(content: str) -> str:
    return escape(plain(content))


def _attribute(content: str) -> str:
    return quoteattr(plain(content))
