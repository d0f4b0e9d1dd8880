"""Prints what each export of finished weeks costs and weighs, and whether the validators of others accept it.

python -m tests.measure.exports HOME [COUNTRIES]
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from flows.publishing.finished import finished_weeks
from tasks.publish.formats import EXPORTS, export_named
from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.formats.json import schema
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Report
from warehouse.weeks import Week

WEEKS = 2


def main() -> None:
    """CPU milliseconds and bytes a country-week, format by format; the first pass draws each map anew."""
    store = Store(Home.open(sys.argv[1]))
    countries = sys.argv[2].split(",") if len(sys.argv) > 2 else sorted({r.country for r in store.read(Report)})
    newest = sorted({r.week for r in store.read(Report, countries=countries)})[-WEEKS:]
    begun = time.process_time()
    weeks = [week for _, week in finished_weeks(store, countries, [Week(start) for start in newest])]
    print(f"{len(weeks)} country-weeks read in {time.process_time() - begun:.1f} s CPU")
    for attempt in ("first", "again"):
        for export in EXPORTS:
            begun = time.process_time()
            size = sum(len(export.render(week)) for week in weeks)
            spent = (time.process_time() - begun) / len(weeks) * 1000
            print(f"{attempt:6} {export.name:9} {spent:7.1f} ms {size / len(weeks) / 1000:8.1f} kB")
    print(f"{len(weeks)} weeks, refused: {refused(weeks)}")


def refused(weeks: Sequence[FinishedWeek]) -> dict[str, int]:
    """How many weeks a validator refuses: OASIS for STIX, the published schema for JSON, GDAL for GeoJSON, links for HTML."""
    import jsonschema
    import pyogrio
    import stix2validator

    checker = jsonschema.Draft202012Validator(json.loads(schema()))
    found = {"stix": 0, "json": 0, "geojson": 0, "html": 0}
    for week in weeks:
        text = {name: export_named(name).render(week).decode() for name in found}
        options = stix2validator.ValidationOptions(version="2.1")
        found["stix"] += not stix2validator.validate_string(text["stix"], options).is_valid
        found["json"] += not checker.is_valid(json.loads(text["json"]))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "week.geojson"
            path.write_text(text["geojson"], encoding="utf-8")
            found["geojson"] += pyogrio.read_info(path)["features"] != len(week.hotspots)
        inner = set(re.findall(r'href="#([^"]+)"', text["html"]))
        stray = re.search(r'href="(?!https?://|#)', text["html"])
        found["html"] += bool(stray) or not inner <= set(re.findall(r' id="([^"]+)"', text["html"]))
    return found


if __name__ == "__main__":
    main()
