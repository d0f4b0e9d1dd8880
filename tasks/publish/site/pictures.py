"""The maps and charts of the pages: thin calls of the report's maps and charts, as markup that a template shows as it is.

Their colours stand in `FIGURES`, a style sheet of the site: the pages' policy lets no inline style in.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from tasks.publish.graphics import charts, drawing
from tasks.publish.graphics.bars import TollPoint, toll_chart, week_bars
from tasks.publish.graphics.map import View, country_map, country_weeks_map, view_of
from tasks.publish.graphics.world import CountryLevel, world_map
from tasks.publish.site.render import level_rank
from tasks.publish.site.words import SECTORS as SECTOR_NAMES
from warehouse.tables import Contribution, Hotspot, Score, Sector

if TYPE_CHECKING:
    from markupsafe import Markup

WHY_STORIES = 6
"""Stories named in the bar of a level."""
WORLD, HOTSPOTS = "world-map", "hotspot-map"
BESIDE, LARGE = (460.0, 14.0), (560.0, 17.0)
"""Width of a map beside a text and of one on a country's page, in its own pixels, and the letters that it has room for: those
of a telephone, where all is drawn smaller (site.css)."""
FIGURES = drawing.STYLE
"""The style sheet `figures.css`."""
TIME_TITLE = "Threat score week by week with its 90 % interval"


def _markup(svg: str) -> Markup:
    from markupsafe import Markup

    return Markup(svg)


def world(scores: Sequence[Score], names: Mapping[str, str], labelled: Collection[str] = ()) -> Markup:
    """The world by level; each country leads to its page. `labelled` are the countries to name, the most important first."""
    levels = [
        CountryLevel(
            country=s.country,
            name=names[s.country],
            level=s.threat_level,
            score=s.threat_score if level_rank(s.threat_level) else None,
            href=f"{s.country}/index.html",
            standing_only=s.basis == "standing only",
        )
        for s in scores
    ]
    return _markup(_linked(world_map(levels, ident=WORLD, labelled=tuple(labelled))))


def _linked(svg: str) -> str:
    """A figure with links: a group, since an image may hold none. A table of the page leads there by keyboard."""
    return svg.replace('role="img"', 'role="group"', 1).replace("<a href=", '<a tabindex="-1" href=')


def spark(name: str, scores: Sequence[Score], weeks: int) -> Markup:
    """The last weeks of a country in a line of text, the newest at the right."""
    by_week = {s.week: _known(s, s.threat_score) for s in scores}
    last = scores[-1]
    values = [by_week.get(last.week - dt.timedelta(days=7 * back)) for back in range(weeks - 1, -1, -1)]
    ident = f"spark-{last.country}"
    return _markup(charts.sparkline(values, title=name, ident=ident, level=last.threat_level, width=132, height=26))


def level_over_time(scores: Sequence[Score], peaks: Collection[dt.date]) -> Markup:
    """The score over time with the peaks numbered; each week leads to its report."""
    points = [
        charts.WeekScore(s.week, s.threat_level, s.threat_score, s.score_low, s.score_high, href=f"{s.week}.html")
        for s in scores
    ]
    marked = [i for i, s in enumerate(scores) if s.week in peaks]
    return _twice(
        lambda ident, width: _linked(
            charts.level_line(
                points,
                title=TIME_TITLE,
                ident=f"time-{ident}",
                width=width,
                height=300 if ident == "wide" else 250,
                marked=marked,
            )
        )
    )


def sector_lines(scores: Sequence[Score], sectors: Sequence[Sector]) -> Markup:
    """The points of each sector over time, all on one scale."""
    series = {SECTOR_NAMES[x]: [(s.week, _known(s, getattr(s, x))) for s in scores] for x in sectors}
    return _twice(
        lambda ident, width: charts.small_multiples(
            series, title="Points of each sector, week by week", ident=f"sectors-{ident}", width=width,
            columns=4 if ident == "wide" else 2,
        )
    )  # fmt: skip


def _known(score: Score, value: float) -> float | None:
    return value if level_rank(score.threat_level) else None


def _twice(drawn: Callable[[str, float], str]) -> Markup:
    """A chart for wide and one for narrow screens; the style sheet shows one of them, so that text keeps its size."""
    return _markup(
        f'<div class="on-wide">{drawn("wide", 1080)}</div><div class="on-narrow">{drawn("narrow", 360)}</div>'
    )


def hotspot_map(country: str, name: str, hotspots: Sequence[Hotspot], frame: Sequence[Hotspot] = ()) -> Markup:
    """A country with a week's hotspots; `frame` are those that must fit, where the map is to be compared with others.

    Without a frame the map is that of the country alone, the same every week, unless a hotspot would be off it.
    """
    view = _large(country, frame) if frame else _own_view(country, hotspots)
    return _markup(country_map(country, hotspots, ident=HOTSPOTS, view=view, name=name))


def _own_view(country: str, hotspots: Sequence[Hotspot]) -> View | None:
    alone = _alone(country)
    off = [h for h in hotspots if alone is None or not alone.holds(h.lng, h.lat)]
    if alone is not None and not off:
        return alone
    wider = view_of(country, hotspots, width=BESIDE[0], text_size=BESIDE[1])
    return wider if alone is None or (wider and any(wider.holds(h.lng, h.lat) for h in off)) else alone


@functools.lru_cache(maxsize=256)
def _alone(country: str) -> View | None:
    return view_of(country, width=BESIDE[0], text_size=BESIDE[1])


def _large(country: str, frame: Sequence[Hotspot]) -> View | None:
    return view_of(country, frame, width=LARGE[0], text_size=LARGE[1])


def hotspot_layers(country: str, name: str, weeks: Mapping[dt.date, Sequence[Hotspot]]) -> str:
    """The same map with a layer a week, as an SVG file from which the slider takes the layer that it shows."""
    frame = [hotspot for found in weeks.values() for hotspot in found]
    view = _large(country, frame)
    return country_weeks_map(country, sorted(weeks.items()), ident=HOTSPOTS, view=view, name=name)


def why_picture(contributions: Sequence[Contribution], names: Mapping[str, str]) -> Markup:
    """What the points of a week are made of, by story under its name; empty where there are no points."""
    parts = charts.parts_of(contributions, names)
    return _markup(
        charts.draw_why_bar(parts, title="Points of the week by story", ident="why-parts", width=460, most=WHY_STORIES)
    )


def events_by_week(counts: Mapping[dt.date, int], deaths: Mapping[dt.date, int]) -> Markup:
    """How many events began in each week, and how many died in them; empty where there were none."""
    drawn = [
        week_bars(counts, title="New events in the country, week by week", unit="Events", ident="weekly-events"),
        week_bars(deaths, title="Deaths in these events, week by week", unit="Deaths", ident="weekly-deaths"),
    ]
    return _markup("".join(f'<div class="bars">{svg}</div>' for svg in drawn if svg))


def toll_over_time(figures: Sequence[TollPoint]) -> Markup:
    """The numbers of dead as they were told; empty where there is no course of time."""
    return _markup(toll_chart(figures, title="Deaths as they were told", ident="toll"))
