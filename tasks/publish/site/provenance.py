"""The pages on where it all comes from: the outlets that were heard, and what the analysts' desk corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tasks.publish.site.event_lines import country_in_words
from tasks.publish.site.render import SitePage, render_page
from warehouse.tables import Correction

SOURCES_LISTED = 400
"""Outlets in the page, those with the most articles; all stand in the table `articles`."""
CORRECTIONS_LISTED = 1000
"""Newest corrections in the page; all stand in the table `corrections`."""

DECISIONS = {
    "merge": "Events made one",
    "not_about": "Not about the country",
    "toll": "Toll corrected",
    "outlet": "Outlet not used",
    "only": "No other outlets used",
}


class HeardOutlet(NamedTuple):
    """An outlet and what was heard of it in the weeks that the page counts."""

    outlet: str
    publisher: str
    country: str | None
    """Of the outlet, ISO 3166-1 alpha-2; None where it is international or unknown."""
    languages: Sequence[str]
    countries: int
    """Countries that its articles are about."""
    articles: int
    originals: int
    newest: dt.date


class FeedCount(NamedTuple):
    """Feeds by the health that the newest attempt at each found."""

    health: str
    feeds: int


class FewOutlets(NamedTuple):
    """A country that is heard from too few outlets of its own."""

    country: str
    name: str
    words: str
    """How few, and where else news of it were looked for."""


@dataclass(frozen=True, slots=True)
class ShownOutlet:
    """A line of the page."""

    heard: HeardOutlet
    country: str
    """In words; `international or unknown` where the outlet has none."""
    repeated_share: float
    """Share of its articles that repeat another."""


def sources_page(
    outlets: Sequence[HeardOutlet],
    feeds: Sequence[FeedCount],
    names: Mapping[str, str],
    *,
    weeks: int,
    total: int,
    few: Sequence[FewOutlets] = (),
) -> SitePage:
    """The page. `outlets` are those with the most articles of the last `weeks` weeks, `total` how many there are in all."""
    shown = [
        ShownOutlet(
            o,
            country_in_words(o.country, names) if o.country else "international or unknown",
            1 - o.originals / o.articles,
        )
        for o in outlets[:SOURCES_LISTED]
    ]
    return render_page(
        "sources.html", "sources", here="", outlets=shown, feeds=feeds, names=names, weeks=weeks, total=total, few=few
    )


def corrections_page(corrections: Iterable[Correction], names: Mapping[str, str]) -> SitePage:
    """The public log of what the desk decided, the newest week first."""
    rows = sorted(corrections, key=lambda c: (-c.week.toordinal(), c.country, c.decision_id))
    lines = [(c, country_in_words(c.country, names), DECISIONS[c.kind]) for c in rows[:CORRECTIONS_LISTED]]
    return render_page("corrections.html", "corrections", here="", lines=lines, total=len(rows))
