"""The sections of a report, in order. A module has the key of its section, its writer and the sentence for an
empty one; the titles are below. `sectors` makes five sections, `advice` none: it holds what `outlook` recommends.

To add a section, add a module, a line in `SECTIONS` and one in `WRITING_ORDER` (in `OF_A_THIN_WEEK` too, if a week of
few articles has it), and translate its title and empty sentence in `tasks/voice/catalogues`; for a section about a sector, add a `Part` to
`sectors.PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tasks.report.manuscript import Manuscript
from tasks.report.sections import developments, geopolitics, opening, outlook, sectors, summary, unknowns
from tasks.voice.voice import N_
from warehouse.tables import Sector


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its key in `statements.section`, its title and the sentence for an empty one in English, its writer."""

    key: str
    title: str
    empty: str
    write: Callable[[Manuscript], None]
    sectors: tuple[Sector, ...] = ()
    """Of a section about sectors."""


SECTIONS: tuple[Section, ...] = (
    Section(opening.KEY, N_("Executive Summary"), summary.EMPTY, summary.write_summary),
    Section(developments.KEY, N_("Key Security Developments"), developments.EMPTY, developments.write_developments),
    Section(
        geopolitics.KEY,
        N_("Geopolitical Impact and Regional Dynamics"),
        geopolitics.EMPTY,
        geopolitics.write_geopolitics,
    ),
    *(Section(part.key, part.title, sectors.EMPTY, part.write, part.sectors) for part in sectors.PARTS),
    Section(outlook.KEY, N_("Outlook and Forecast"), outlook.EMPTY, outlook.write_outlook),
    Section(unknowns.KEY, N_("What We Do Not Know"), unknowns.EMPTY, unknowns.write_unknowns),
)
"""The written sections; Method and the Annex are made from the rows by `tasks/publish/report/document`."""

WRITING_ORDER: tuple[str, ...] = (
    developments.KEY,
    *(part.key for part in sectors.PARTS),
    geopolitics.KEY,
    outlook.KEY,
    unknowns.KEY,
    opening.KEY,
)
"""Sections that report events are written first, then those that judge them, and the summary last."""

OF_A_THIN_WEEK: tuple[str, ...] = (developments.KEY, unknowns.KEY, opening.KEY)
"""Sections of a week with too few articles, in the order of writing: of the others nothing can be said."""
