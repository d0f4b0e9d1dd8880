"""The report as one self-contained HTML page: no script, nothing loaded from anywhere."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.report.document import ReportDocument
from tasks.report.inert import link, plain

if TYPE_CHECKING:
    from jinja2 import Template


def render_html(document: ReportDocument) -> str:
    """The document as an HTML page. Everything in it is escaped; links are http or https only."""
    return _template().render(document=document, report=document.report)


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    environment.filters["safe_link"] = link
    return environment.get_template("report.html.j2")
