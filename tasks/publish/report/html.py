"""The report as one self-contained HTML page: no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.publish.graphics.drawing import STYLE
from tasks.publish.report.document import ReportDocument
from tasks.report.prose.inert import link, plain
from tasks.voice.voice import voice

if TYPE_CHECKING:
    from jinja2 import Template


_TEMPLATES = Path(__file__).with_name("templates")


def render_html(document: ReportDocument, *, map: str = "", levels: str = "", why: str = "") -> str:
    """The document as an HTML page, with figures (SVG of `tasks.publish.graphics.map`, `world` and `charts`) where they are given.

    Everything in it is escaped; links are http or https only. The page's policy allows nothing but its own style sheet,
    named by its hash: what would slip through could neither run, load, nor restyle.
    """
    from markupsafe import Markup

    css, policy = _style()
    sources = {entry.number: entry for entry in document.annex}
    cited_in: dict[int, str] = {}
    for section in document.sections:
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                for cited in sentence.citations:
                    cited_in.setdefault(cited, sentence.statement_id)
    return _template().render(
        say=voice(document.report.language), document=document, report=document.report, css=Markup(css), policy=Markup(policy), sources=sources, cited_in=cited_in,
        map=Markup(map), levels=Markup(levels), why=Markup(why),
    )  # fmt: skip


@functools.cache
def _style() -> tuple[str, str]:
    """The page's style sheet and the Content-Security-Policy that allows it."""
    css = (_TEMPLATES / "report.css").read_text(encoding="utf-8") + STYLE
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        bytecode_cache=FileSystemBytecodeCache(),  # as the site: to compile the template takes as long as the rest of a report
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    environment.filters["safe_link"] = link
    return environment.get_template("report.html.j2")
