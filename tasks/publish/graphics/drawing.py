"""Pieces of SVG: escaped text, numbers, the figure with its title and description, and the one style sheet of all figures.

Figures name classes, never colours. A page puts `STYLE` into its own style sheet once and the figures follow its light
or dark mode; `standalone` puts the light colours into the SVG itself, for PDF and for files of their own.
"""

from __future__ import annotations

import html
import re

from tasks.report.prose.inert import plain
from warehouse.tables import LEVELS

LIGHT = {
    "ink": "#1c2026", "soft": "#5b6470", "line": "#c9cdc6", "paper": "#fdfdfb", "accent": "#1f4e79",
    "land": "#f0f1ec", "home": "#fbfaf2", "coast": "#a9aea6", "water": "#e4edf2",
    "l1": "#fee6a8", "l2": "#fdbf5c", "l3": "#f08a24", "l4": "#c8500f", "l5": "#7c2504",
    "on1": "#1c2026", "on2": "#1c2026", "on3": "#1c2026", "on4": "#ffffff", "on5": "#ffffff",
}  # fmt: skip
DARK = {
    "ink": "#e4e6e8", "soft": "#a2abb5", "line": "#434a53", "paper": "#16191d", "accent": "#8ab8e6",
    "land": "#23282e", "home": "#2d333a", "coast": "#5b646e", "water": "#14202a",
    "l1": "#553a16", "l2": "#8a5616", "l3": "#c67d22", "l4": "#f2ab4c", "l5": "#ffe6ae",
    "on1": "#ffffff", "on2": "#ffffff", "on3": "#16191d", "on4": "#16191d", "on5": "#16191d",
}  # fmt: skip
"""The shades of the levels follow lightness alone (dark is grave on paper, bright is grave on a dark screen), so that they
survive greyscale and every colour blindness; a number stands beside them wherever it fits."""

_RULES = """
.ww-fig{display:block;width:100%;height:auto;font-family:system-ui,"Noto Sans",sans-serif;font-size:12px}
.ww-fig text{fill:var(--ww-ink)}.ww-fig .ww-soft{fill:var(--ww-soft)}.ww-fig .ww-small{font-size:.875em}.ww-fig .ww-digit{font-size:12px}.ww-fig .ww-bold{font-weight:600}
.ww-halo{paint-order:stroke;stroke:var(--ww-paper);stroke-width:3px;stroke-linejoin:round}
.ww-water{fill:var(--ww-water)}.ww-land{fill:var(--ww-land);stroke:var(--ww-coast);stroke-width:.5}
.ww-home{fill:var(--ww-home);stroke:var(--ww-soft);stroke-width:1.2;stroke-linejoin:round}
.ww-none{fill:var(--ww-land);stroke:var(--ww-coast);stroke-width:.5}.ww-hatch{stroke:var(--ww-soft);stroke-width:1}
.ww-province{fill:none;stroke:var(--ww-coast);stroke-width:.6}
.ww-l1{fill:var(--ww-l1)}.ww-l2{fill:var(--ww-l2)}.ww-l3{fill:var(--ww-l3)}.ww-l4{fill:var(--ww-l4)}.ww-l5{fill:var(--ww-l5)}
.ww-edge{stroke:var(--ww-coast);stroke-width:.4}.ww-mark{stroke:var(--ww-ink);stroke-width:.8}
.ww-fig .ww-on1{fill:var(--ww-on1)}.ww-fig .ww-on2{fill:var(--ww-on2)}.ww-fig .ww-on3{fill:var(--ww-on3)}.ww-fig .ww-on4{fill:var(--ww-on4)}.ww-fig .ww-on5{fill:var(--ww-on5)}
.ww-radius{fill:var(--ww-ink);fill-opacity:.07;stroke:var(--ww-soft);stroke-width:.8;stroke-dasharray:3 2}
.ww-lead{stroke:var(--ww-soft);stroke-width:.7;fill:none}.ww-axis{stroke:var(--ww-line);stroke-width:1;fill:none}
.ww-band{fill:var(--ww-accent);fill-opacity:.16}.ww-line{fill:none;stroke:var(--ww-accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.ww-dot{fill:var(--ww-accent);stroke:var(--ww-paper);stroke-width:1}.ww-gap{fill:var(--ww-paper);stroke:var(--ww-soft)}
.ww-bar{fill:var(--ww-accent)}.ww-zone{fill-opacity:.3}.ww-fig a:focus{outline:2px solid var(--ww-accent)}
.ww-thin{stroke-width:1.4}.ww-fig .ww-paper{fill:var(--ww-paper)}
""".strip()


def _variables(palette: dict[str, str]) -> str:
    return "".join(f"--ww-{name}:{colour};" for name, colour in palette.items())


STYLE = (
    f":root{{{_variables(LIGHT)}}}\n"
    f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{_variables(DARK)}}}}}\n"
    f":root[data-theme=dark]{{{_variables(DARK)}}}\n"
    f"@media print{{:root:root{{{_variables(LIGHT)}}}}}\n{_RULES}\n"
)
"""The style sheet of the figures; `data-theme` on the root element overrides the reader's setting."""


def standalone(svg: str) -> str:
    """The figure with its colours inside, for use where no page styles it."""
    rules = re.sub(r"var\(--ww-(\w+)\)", lambda match: LIGHT[match[1]], _RULES)
    opening = svg.index(">") + 1
    return f"{svg[:opening]}<style>{rules}</style>{svg[opening:]}"


def figure(ident: str, width: float, height: float, *, title: str, description: str, body: str, kind: str = "") -> str:
    """One SVG image with an accessible name. `ident` must be unique in the page and a plain word."""
    if not re.fullmatch(r"[A-Za-z][\w-]*", ident):
        raise ValueError(f"{ident!r} is no identifier")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ww-fig{f" {kind}" if kind else ""}" id="{ident}" role="img" '
        f'aria-labelledby="{ident}-title {ident}-desc" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}">'
        f'<title id="{ident}-title">{escaped(title)}</title><desc id="{ident}-desc">{escaped(description)}</desc>{body}</svg>'
    )


def text(x: float, y: float, content: str, style: str = "", anchor: str = "start") -> str:
    """A line of text; `anchor` is start, middle or end."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    named = f' class="{style}"' if style else ""
    return f'<text x="{number(x)}" y="{number(y)}"{named}{where}>{escaped(content)}</text>'


def escaped(content: str) -> str:
    """Text made inert and fit for element content and attributes."""
    return html.escape(plain(content), quote=True)


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    shown = f"{value:.1f}"
    return shown[:-2] if shown.endswith(".0") else shown


def rank(level: str) -> int:
    """1 (Low) to 5 (Severe); 0 for "Insufficient evidence"."""
    return LEVELS.index(level) + 1 if level in LEVELS else 0


def cut_to_fit(content: str, at_most: int) -> str:
    """The text, cut with an ellipsis where it is longer."""
    shown = plain(content)
    return shown if len(shown) <= at_most else shown[: at_most - 1].rstrip() + "…"


def text_width(content: str, size: float = 12.0) -> float:
    """A guess at the width of a text in a sans-serif face, on the generous side; wide scripts count as full squares."""
    wide = sum(1 for char in content if ord(char) >= 0x1100)
    return size * (0.56 * (len(content) - wide) + 1.0 * wide)


def hatch(ident: str) -> str:
    """The pattern of what is not known, under a name of this figure's own."""
    return (
        f'<defs><pattern id="{ident}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="ww-land" width="5" height="5" stroke="none"/><path class="ww-hatch" d="M0 0v5"/></pattern></defs>'
    )


def unsure(ident: str) -> str:
    """Attributes of an area of which nothing is known."""
    return f'class="ww-edge" fill="url(#{ident}-hatch)"'
