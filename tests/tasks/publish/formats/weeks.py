"""Finished weeks for the tests of the exports, and a hostile one."""

from __future__ import annotations

import dataclasses

from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.report.document import make_document
from tasks.report.evidence import Evidence
from tasks.report.writing import write_report
from tests.measure.report_weeks import make_article, score_row
from tests.tasks.report_rows import WEEK, at, hotspot, small_week

OVERRIDES = "\u202eevil\u202c \u2066isolated\u2069"
HOSTILE_TITLES = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\"><svg onload=alert(1)>",
    "</title></style></script><b>bold</b>",
    "&lt;script&gt; &#x3c;script&#x3e; &amp &bogus; &#0; &#xD800;",
    f"{OVERRIDES} txet \x00\x08 \u200b",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
    "]]> <!-- --> <?php ?> <![CDATA[",
    "#eval(\"1\") $x$ @label \\ #read(\"/etc/passwd\")",
    "Long " + "word<b>" * 1428,
)  # fmt: skip
HOSTILE_URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>1</script>", "vbscript:x", "https://a.example/\"onmouseover=\"x",
    "https://a.example/<script>", "http://\u202egro.example/", "file:///etc/passwd", "//evil.example/x",
)  # fmt: skip


def finished(evidence: Evidence) -> FinishedWeek:
    """The week as the tables would hold it."""
    written = write_report(evidence)
    return FinishedWeek(
        document=make_document(
            report=written.report, score=evidence.score, statements=written.statements, contributions=evidence.contributions,
            stories=evidence.stories, hotspots=evidence.hotspots, outlook=evidence.outlook, articles=evidence.articles,
            issues=[*evidence.issues, *written.issues],
        ),
        stories=tuple(evidence.stories), articles=tuple(evidence.articles), hotspots=tuple(evidence.hotspots),
        contributions=tuple(evidence.contributions), statements=tuple(written.statements),
        history=(score_row("MN", WEEK.shift(-1), threat_score=22.0), evidence.score),
    )  # fmt: skip


def hostile_week() -> FinishedWeek:
    """The small week with every hostile title and address, in articles, stories, headings, sentences and hotspots."""
    evidence = small_week()
    articles = [
        make_article("MN", WEEK, outlet=title[:200], title=title, text=title, published_at=at(2, 6 + n), url=HOSTILE_URLS[n])
        for n, title in enumerate(HOSTILE_TITLES)
    ]  # fmt: skip
    week = finished(dataclasses.replace(evidence, articles=(*evidence.articles, *articles)))
    stories = tuple(
        s.model_copy(update={"title": HOSTILE_TITLES[n], "actors": [HOSTILE_TITLES[n]]})
        for n, s in enumerate(week.stories)
    )
    spots = tuple(
        hotspot(f"place{n}", week.stories[0].story_id).model_copy(update={"label": title, "detail": title, "lng": 100.0 + n, "lat": 46.0 + n / 2})
        for n, title in enumerate(HOSTILE_TITLES)
    )  # fmt: skip
    sections = tuple(
        dataclasses.replace(
            section,
            paragraphs=tuple(
                dataclasses.replace(
                    p,
                    heading=HOSTILE_TITLES[n % len(HOSTILE_TITLES)],
                    sentences=tuple(
                        dataclasses.replace(s, text=HOSTILE_TITLES[n % len(HOSTILE_TITLES)]) for s in p.sentences
                    ),
                )
                for n, p in enumerate(section.paragraphs)
            ),
        )
        for section in week.document.sections
    )
    report = week.document.report.model_copy(
        update={"country_name": HOSTILE_TITLES[0], "summary": " ".join(HOSTILE_TITLES)}
    )
    return dataclasses.replace(
        week,
        stories=stories,
        hotspots=spots,
        document=dataclasses.replace(week.document, sections=sections, report=report),
    )
