"""EXPORTS: the formats in which a finished country-week is written. Each is one module here and one line below.

Every export is a pure function of a `FinishedWeek`: equal rows give equal bytes. In every format the text
of articles is treated as data, never as markup or instructions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from warehouse.errors import InputError

if TYPE_CHECKING:
    from tasks.publish.formats.finished import FinishedWeek


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name on the command line, and the module here whose `export_NAME` makes it."""

    name: str
    suffix: str
    media_type: str
    always: bool
    """Written with every build; the others on demand (`weekwatch export`)."""
    about: str

    def render(self, week: FinishedWeek) -> bytes:
        """The file's content. Raises InputError where a package or a figure that the format needs is missing."""
        function: Callable[[FinishedWeek], str | bytes] = getattr(
            import_module(f"{__name__}.{self.name}"), f"export_{self.name}"
        )
        made = function(week)
        return made.encode() if isinstance(made, str) else made


EXPORTS: tuple[Export, ...] = (
    Export("markdown", "md", "text/markdown", True, "the report as Markdown"),
    Export("html", "html", "text/html", True, "the report as one self-contained page with map and charts"),
    Export("json", "json", "application/json", True, "the report for programs (docs/report.schema.json)"),
    Export("geojson", "geojson", "application/geo+json", True, "the hotspots for maps and GIS (RFC 7946)"),
    Export("stix", "stix.json", "application/stix+json;version=2.1", True, "a STIX 2.1 bundle for OpenCTI and MISP"),
    Export("csv", "csv", "text/csv", True, "the stories as a spreadsheet"),
    Export(
        "docx",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        False,
        "the report as a Word document, for editing",
    ),
    Export("pdf", "pdf", "application/pdf", False, "the report for print, with cover, map and links"),
)
"""Every format of a single country-week, in the order of the documentation."""


def export_named(name: str) -> Export:
    """The export of that name or suffix. Raises InputError that lists the names."""
    for export in EXPORTS:
        if name in (export.name, export.suffix):
            return export
    raise InputError(f"there is no format {name!r}", remedy=f"one of {', '.join(e.name for e in EXPORTS)}")
