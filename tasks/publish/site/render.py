"""Pages out of templates: everything escaped and made inert, under a policy that lets a page load only its own site."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.publish.site import words
from tasks.publish.site.language import direction, in_language, marked
from tasks.report.prose.inert import link
from tasks.threat.formula import load_formula
from warehouse.tables import LEVELS

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""No inline script or style, nothing from elsewhere."""
SQL_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:")
"""The same for the data page where DuckDB answers in it: WebAssembly, in a worker that stands under this policy too."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """A file of the site: its path below the root, with slashes, and its content."""

    path: str
    content: str


def render_page(path: str, template: str, *, policy: str = POLICY, **values: Any) -> SitePage:
    """The page at `path` made from `templates/<template>.html.j2`. Strings are escaped, links checked."""
    known = {"root": "../" * path.count("/"), "policy": policy} | values
    html = _environment().get_template(f"{template}.html.j2").render(known)
    return SitePage(path, html)


def level_rank(level: str) -> int:
    """1 (Low) to 5 (Severe); 0 where the evidence was not enough for a level."""
    return LEVELS.index(level) + 1 if level in LEVELS else 0


@functools.cache
def _environment() -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined

    from tasks.publish.site.escaping import (  # here: it loads Jinja, which most commands need not
        PageEnvironment,
        kept_code,
    )

    environment = PageEnvironment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        bytecode_cache=kept_code(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "safe_link": link,
        "direction": direction,
        "marked": marked,
        "quoted": in_language,
        "level": _level,
        "level_rank": level_rank,
        "cite": _cite,
        "day": words.day,
        "days": words.days,
        "iso_day": _iso_day,
        "size": size,
        "code": _code,
        "sector_name": words.SECTORS.__getitem__,
    }
    environment.globals |= {"levels": LEVELS, "formula": load_formula(), "interval": words.interval}
    return environment


def size(count: int) -> str:
    """Bytes for a reader: `812 kB`."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def _code(text: str) -> Markup:
    """Our own code with its line breaks, escaped."""
    from markupsafe import escape

    return escape(text)


def _level(level: str) -> Markup:
    """The name of a level on its colour."""
    from markupsafe import Markup, escape

    return Markup(f'<span class="level lv{level_rank(level)}">{escape(level)}</span>')


@functools.cache
def _cite(number: int) -> Markup:
    """A citation: the number of an article in the annex, leading there."""
    from markupsafe import Markup

    return Markup(f'<a class="cite" href="#source-{number}" aria-label="Source {number}">{number}</a>')


def _iso_day(moment: dt.datetime) -> str:
    return moment.date().isoformat()
