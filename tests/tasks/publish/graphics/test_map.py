"""Maps: borders as docs/MAPS.md states them, true radii, labels that do not collide, nothing torn at the antimeridian."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.publish.graphics.borders import FILE, UNDETERMINED, Line, decoded, encoded, outlines, provinces
from tasks.publish.graphics.labels import Box, place_labels
from tasks.publish.graphics.map import country_map, country_weeks_map, view_of
from tasks.publish.graphics.projection import inner_point
from tasks.publish.graphics.world import CountryLevel, world_map
from tests.tasks.report_rows import WEEK, hotspot
from warehouse.tables import Hotspot

SVG = "{http://www.w3.org/2000/svg}"


def holders(lng: float, lat: float) -> set[str]:
    """Countries whose outline holds a position (even-odd rule)."""

    def inside(ring: Line) -> bool:
        odd = False
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y0 > lat) != (y1 > lat) and lng < x0 + (lat - y0) / (y1 - y0) * (x1 - x0):
                odd = not odd
        return odd

    return {code for code, rings in outlines("fine").items() if sum(inside(ring) for ring in rings) % 2}


@pytest.mark.parametrize(
    ("lng", "lat", "drawn"),
    [
        (34.1, 44.95, "UA"), (33.7, 44.6, "UA"), (37.8, 48.0, "UA"), (33.0, 46.6, "UA"), (-13.2, 27.0, "EH"), (121.3, 24.5, "TW"),
        (21.0, 42.6, "XK"), (35.2, 31.9, "PS"), (34.4, 31.42, "PS"), (44.06, 9.56, "SO"), (33.36, 35.25, "CY"), (43.97, 42.23, "GE"),
        (29.6, 46.85, "MD"), (79.3, 35.2, "CN"), (74.8, 34.1, "IN"), (35.75, 33.0, UNDETERMINED), (28.4, 9.67, UNDETERMINED), (147.9, 45.0, "RU"),
        (178.0, 66.0, "RU"), (185.0, 66.0, "RU"), (106.9, 47.9, "MN"),
    ],
)  # fmt: skip
def test_borders_are_those_of_the_docs(lng: float, lat: float, drawn: str) -> None:
    assert holders(lng, lat) == {drawn}


def test_the_file_stays_small_and_knows_nearly_every_country() -> None:
    from babel import Locale

    assert FILE.stat().st_size < 1_000_000
    codes = {str(c) for c in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(c))}
    assert len(codes & set(outlines("coarse"))) > 230
    assert len(provinces("MN")) > 20


@given(st.lists(st.tuples(st.integers(-168_900, 191_100), st.integers(-90_000, 90_000)), min_size=1, max_size=40))
def test_outlines_survive_their_encoding(points: list[tuple[int, int]]) -> None:
    distinct = tuple((x / 1000, y / 1000) for i, (x, y) in enumerate(points) if i == 0 or (x, y) != points[i - 1])
    line = encoded((x / 1000, y / 1000) for x, y in points)
    assert decoded([line, "", line]) == [distinct, (), distinct]
    assert decoded(["", ""]) == [(), ()]


def spot(
    name: str, lng: float, lat: float, intensity: int = 3, radius: float = 5.0, *, foreign: bool = False
) -> Hotspot:
    return hotspot(name, "s", foreign=foreign).model_copy(
        update={"label": name, "lng": lng, "lat": lat, "intensity": intensity, "radius_km": radius}
    )


def test_the_radius_is_drawn_to_scale() -> None:
    """Against the bar of the map, of which the length in kilometres is written."""
    svg = country_map("MN", [spot("Gobi", 104.0, 44.0, radius=250.0)])
    [radius] = re.findall(r'<circle class="ww-radius" cx="[\d.]+" cy="[\d.]+" r="([\d.]+)"/>', svg)[:1]
    [length] = re.findall(r">(\d+) km<", svg)
    [pixels] = re.findall(r'<path class="ww-lead" d="M[\d.]+ [\d.]+v4h([\d.]+)v-4"/>', svg)
    assert float(radius) / float(pixels) == pytest.approx(250 / float(length), rel=0.01)


def test_a_place_abroad_that_is_near_widens_the_map_and_a_far_one_does_not() -> None:
    home = spot("Ulaanbaatar", 106.9, 47.9)
    near, far = spot("Irkutsk", 104.3, 52.3, foreign=True), spot("London", -0.1, 51.5, foreign=True)
    view = view_of("MN", [home, near, far])
    assert view is not None
    assert view.holds(106.9, 47.9)
    assert view.holds(104.3, 52.3)
    assert not view.holds(-0.1, 51.5)


@pytest.mark.parametrize("country", ["RU", "FJ", "US", "NZ", "KI", "FR", "CL", "MT", "SG", "VA", "TV", "NO"])
def test_every_shape_of_country_gives_a_map_of_sensible_size(country: str) -> None:
    view = view_of(country)
    assert view is not None
    assert 300 <= view.height <= 700
    assert view.width / view.scale < 12_000
    ElementTree.fromstring(country_map(country, []))


def test_an_invented_country_is_drawn_by_its_hotspots_alone_and_without_any_not_at_all() -> None:
    assert country_map("XA", []) == ""
    svg = country_map("XA", [spot("Here", 10.0, 5.0), spot("There", 11.0, 6.0)])
    assert ElementTree.fromstring(svg).findall(f".//{SVG}g[@class='ww-spot']")


def test_weeks_share_one_map_and_only_the_last_is_shown() -> None:
    weeks = [(WEEK.shift(n).start, [spot("Ulaanbaatar", 106.9, 47.9, 1 - n)]) for n in (-2, -1, 0)]
    layers = ElementTree.fromstring(country_weeks_map("MN", weeks)).findall(f".//{SVG}g[@data-week]")
    assert [layer.get("data-week") for layer in layers] == [str(week) for week, _ in weeks]
    assert [layer.get("display") for layer in layers] == ["none", "none", None]


@given(
    st.lists(
        st.tuples(
            st.floats(0, 700), st.floats(0, 400), st.floats(6, 15), st.text("abcdefgh ", min_size=1, max_size=20)
        ),
        max_size=25,
    )
)
def test_labels_collide_with_nothing(spots: list[tuple[float, float, float, str]]) -> None:
    boxes = []
    svg = place_labels(spots, Box(0, 0, 720, 420))
    for x, y, anchor, label in re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)"[^>]*?(?: text-anchor="(\w+)")?>([^<]*)<', svg
    ):
        wide = 5.5 * len(label)
        left = float(x) - {"": 0.0, "end": 1.0, "middle": 0.5}[anchor] * wide
        boxes.append(Box(left + 0.1, float(y) - 9, left + wide - 0.1, float(y)))  # coordinates are rounded
    points = [Box(x - r, y - r, x + r, y + r) for x, y, r, _ in spots]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in [*boxes[:i], *points])


def test_the_world_says_each_level_by_shade_and_number_and_in_words() -> None:
    levels = [
        CountryLevel("BR", "Brazil", "High", 71.0, "BR/"),
        CountryLevel("MT", "Malta", "Low", 3.0),
        CountryLevel("IN", "India", "Insufficient evidence"),
    ]
    svg = world_map(levels)
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}desc").text == "Countries by level: 1 Low, 1 High."  # type: ignore[union-attr]
    [link] = root.findall(f".//{SVG}a")
    assert link.get("aria-label") == "Brazil: High, score 71 of 100"
    assert [t.text for t in root.findall(f".//{SVG}text[@class='ww-small ww-on4']")] == [
        "4",
        "4",
    ]  # on the land and in the legend
    assert "Malta: Low, score 3 of 100" in svg
    assert "India: Insufficient evidence" in svg
    assert len(svg) < 150_000


def test_a_neighbour_is_named_inside_itself() -> None:
    horseshoe = [(0.0, 0.0), (10.0, 0.0), (10.0, 6.0), (8.0, 6.0), (8.0, 3.0), (2.0, 3.0), (2.0, 6.0), (0.0, 6.0)]
    x, y = inner_point(horseshoe)
    assert 0 < x < 10
    assert 0 < y < 3
    assert inner_point([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]) == (2.0, 2.0)
