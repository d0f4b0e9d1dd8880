"""The maps and charts of the pages: thin calls of the report's maps and charts, as markup that a template shows as it is.

Their colours stand in `FIGURES`, a style sheet of the site; what a figure would style by itself is taken out, since the
pages' policy lets no inline style in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tasks.report import drawing
from tasks.report.map import CountryLevel, country_map, country_weeks_map, view_of, world_map
from tasks.report.words import country_name
from tasks.site.render import level_rank
from warehouse.tables import Contribution, Hotspot, Score, Story

if TYPE_CHECKING:
    from markupsafe import Markup

WORLD, HOTSPOTS = "world-map", "hotspot-map"
FIGURES = drawing.STYLE + "".join(
    f".{ident}-unsure{{fill:url(#{ident}-hatch)}}\n" for ident in (WORLD, HOTSPOTS)
)
"""The style sheet `figures.css`."""
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def _markup(svg: str) -> Markup:
    from markupsafe import Markup

    return Markup(_STYLE.sub("", svg))


def world(scores: Sequence[Score]) -> Markup:
    """The world by level; each country leads to its page."""
    levels = [
        CountryLevel(
            country=s.country,
            name=country_name(s.country),
            level=s.threat_level,
            score=s.threat_score if level_rank(s.threat_level) else None,
            href=f"{s.country}/index.html",
        )
        for s in scores
    ]
    return _markup(world_map(levels, ident=WORLD))


def spark(scores: Sequence[Score], weeks: int) -> Markup:
    return _markup("")


def level_over_time(scores: Sequence[Score], peaks: Sequence[tuple[int, Score]]) -> Markup:
    return _markup("")


def sector_line(scores: Sequence[Score], sector: str) -> Markup:
    return _markup("")


def hotspot_map(country: str, name: str, hotspots: Sequence[Hotspot], frame: Sequence[Hotspot] = ()) -> Markup:
    """A country with a week's hotspots; `frame` are those that must fit, where the map is to be compared with others."""
    view = view_of(country, frame) if frame else None
    return _markup(country_map(country, hotspots, ident=HOTSPOTS, view=view, name=name))


def hotspot_layers(country: str, name: str, weeks: Mapping[dt.date, Sequence[Hotspot]]) -> str:
    """The same map with a layer a week, as an SVG file from which the slider takes the layer that it shows."""
    frame = [hotspot for found in weeks.values() for hotspot in found]
    drawn = country_weeks_map(country, sorted(weeks.items()), ident=HOTSPOTS, view=view_of(country, frame), name=name)
    return _STYLE.sub("", drawn)


def why_bar(contributions: Sequence[Contribution], stories: Sequence[Story]) -> Markup:
    return _markup("")
