"""The formats of a finished week: valid by the validators of others, equal for equal rows, and inert whatever articles say."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tasks.publish.formats import EXPORTS, export_named
from tasks.publish.formats.atom import atom_feed
from tasks.publish.formats.finished import FinishedWeek, report_figures
from tasks.publish.formats.json import SCHEMA, schema
from tests.tasks.publish.formats.weeks import HOSTILE_TITLES, finished, hostile_week
from tests.tasks.report_rows import small_week
from warehouse.errors import InputError

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
TEXT = [export for export in EXPORTS if export.name not in ("pdf", "docx")]


@pytest.fixture(scope="module")
def week() -> FinishedWeek:
    return finished(small_week())


@pytest.fixture(scope="module")
def hostile() -> FinishedWeek:
    return hostile_week()


def made(name: str, week: FinishedWeek) -> str:
    return export_named(name).render(week).decode()


@pytest.mark.parametrize("export", TEXT, ids=lambda e: e.name)
def test_equal_rows_give_equal_bytes_in_any_order(export: Any, week: FinishedWeek) -> None:
    turned = FinishedWeek(
        document=week.document,
        stories=week.stories[::-1],
        articles=week.articles[::-1],
        hotspots=week.hotspots[::-1],
        contributions=week.contributions[::-1],
        statements=week.statements[::-1],
        history=week.history,
    )
    assert export.render(week) == export.render(turned)


@pytest.mark.parametrize("export", TEXT, ids=lambda e: e.name)
def test_no_format_carries_overrides_of_the_direction_of_text(export: Any, hostile: FinishedWeek) -> None:
    text = export.render(hostile).decode()
    if export.name == "json":  # data as it is, escaped where it is shown
        text = text.replace("\u202e", "").replace("\u202c", "").replace("\u2066", "").replace("\u2069", "")
    assert not BIDI.search(text)


def test_an_unknown_format_is_refused_with_the_names() -> None:
    with pytest.raises(InputError, match="odt") as caught:
        export_named("odt")
    assert "geojson" in str(caught.value.remedy)


# --- HTML ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Every element, attribute and identifier of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def test_hostile_articles_are_inert_text_in_html(hostile: FinishedWeek) -> None:
    text = made("html", hostile)
    page = Page(text)
    assert not page.tags & {
        "script",
        "img",
        "b",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "link",
        "base",
        "foreignobject",
    }
    assert not [a for a in page.attributes if a[0].startswith("on") or a[0] in ("style", "src", "srcdoc", "action")]
    links = [value for name, value in page.attributes if name in ("href", "xlink:href")]
    assert links
    assert all(re.match(r"https?://|#", value) for value in links)
    assert text.count("<style>") == 1
    assert "document.title=" in text  # it is there, as text


def test_the_policy_of_the_page_allows_its_own_style_sheet_and_nothing_else(week: FinishedWeek) -> None:
    import base64
    import hashlib

    text = made("html", week)
    [css] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in text
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert "@import" not in css
    assert "url(" not in css


def test_every_link_inside_the_page_has_its_target_and_ids_are_unique(week: FinishedWeek) -> None:
    page = Page(made("html", week))
    assert len(page.ids) == len(set(page.ids))
    inner = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    assert inner <= set(page.ids)
    named = {i for name, value in page.attributes if name == "aria-labelledby" for i in value.split()}
    assert named <= set(page.ids)
    assert {"map-title", "levels-title", "why-title"} <= named


# --- GeoJSON ------------------------------------------------------------------------------------


def test_geojson_keeps_the_standard_and_opens_in_a_gis_reader(week: FinishedWeek, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="pyogrio is not installed")
    text = made("geojson", week)
    data = json.loads(text)
    assert data["type"] == "FeatureCollection"
    assert set(data) <= {"type", "features", "bbox"}  # RFC 7946: no crs
    for feature in data["features"]:
        assert feature["type"] == "Feature"
        lng, lat = feature["geometry"]["coordinates"]
        assert -180 <= lng <= 180
        assert -90 <= lat <= 90
        assert data["bbox"][0] <= lng <= data["bbox"][2]
    path = tmp_path / "week.geojson"
    path.write_text(text, encoding="utf-8")
    meta, _, geometry, columns = pyogrio.raw.read(path)
    values = dict(zip(meta["fields"], columns, strict=True))
    assert meta["geometry_type"] == "Point"
    assert len(geometry) == len(week.hotspots)
    assert list(values["label"]) == [h.label for h in week.ordered_hotspots()]
    assert list(values["intensity"]) == [h.intensity for h in week.ordered_hotspots()]


def test_a_week_without_hotspots_is_an_empty_collection(week: FinishedWeek, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="pyogrio is not installed")
    path = tmp_path / "empty.geojson"
    path.write_text(made("geojson", dataclasses.replace(week, hotspots=())), encoding="utf-8")
    assert json.loads(path.read_text())["features"] == []
    assert pyogrio.read_info(path)["features"] == 0


# --- STIX ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["week", "hostile"])
def test_stix_is_valid_by_the_validator_of_oasis(which: str, request: pytest.FixtureRequest) -> None:
    validator = pytest.importorskip("stix2validator", reason="stix2-validator is not installed")
    text = made("stix", request.getfixturevalue(which))
    result = validator.validate_string(text, validator.ValidationOptions(version="2.1"))
    assert result.is_valid, [str(e) for r in [result] for e in r.errors]


def test_stix_refers_only_to_what_it_holds_and_to_all_of_it(week: FinishedWeek) -> None:
    objects = {o["id"]: o for o in json.loads(made("stix", week))["objects"]}
    [report] = [o for o in objects.values() if o["type"] == "report"]
    author = report["created_by_ref"]
    assert set(report["object_refs"]) == {
        o["id"] for o in objects.values() if o["type"] not in ("report", "marking-definition") and o["id"] != author
    }
    for relation in (o for o in objects.values() if o["type"] == "relationship"):
        assert {relation["source_ref"], relation["target_ref"]} <= set(objects)
    kinds = {o["type"] for o in objects.values()}
    assert {"identity", "location", "incident", "relationship", "report"} <= kinds
    spots = [o for o in objects.values() if "latitude" in o]
    assert {o["name"] for o in spots} == {h.label for h in week.hotspots}
    assert "threat-level:elevated" in report["labels"]


# --- CSV, Atom, JSON ----------------------------------------------------------------------------


def test_csv_reads_back_and_starts_no_formula(hostile: FinishedWeek) -> None:
    text = made("csv", hostile)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert len(rows) == len(hostile.stories)
    for row in rows:
        for name in ("title", "heading", "outlets", "actors", "links"):
            assert not row[name].startswith(("=", "+", "-", "@"))
        assert all(re.match(r"https?://", url) for url in row["links"].split(" | ") if url)


def test_atom_parses_with_feedparser_whatever_the_summary_holds(week: FinishedWeek, hostile: FinishedWeek) -> None:
    import feedparser

    later = hostile.document.report.model_copy(update={"country": "XA"})
    text = atom_feed([week.document.report, later], base_url="https://watch.example/reports/")
    ElementTree.fromstring(text)
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert [e.link for e in parsed.entries] == [
        f"https://watch.example/reports/{c}/{week.start}.html" for c in ("MN", "XA")
    ]
    assert len({e.id for e in parsed.entries}) == 2
    assert all(e.id.startswith("urn:uuid:") and e.updated_parsed for e in parsed.entries)
    assert "Mongolia" in parsed.entries[0].title
    assert "<script>" not in text


def test_an_atom_feed_of_no_report_is_still_one() -> None:
    import feedparser

    parsed = feedparser.parse(atom_feed([]).encode())
    assert not parsed.bozo
    assert parsed.entries == []


@pytest.mark.parametrize("which", ["week", "hostile"])
def test_json_keeps_its_published_schema(which: str, request: pytest.FixtureRequest) -> None:
    data = json.loads(made("json", request.getfixturevalue(which)))
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    checker = jsonschema.Draft202012Validator(published)
    assert list(checker.iter_errors(data)) == []
    del data["report"]["threat_level"]
    assert list(checker.iter_errors(data))


def test_the_published_schema_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run `make docs`"


def test_figures_are_well_formed_and_name_themselves(hostile: FinishedWeek) -> None:
    figures = report_figures(hostile)
    for svg in (figures.map, figures.levels, figures.why):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert root.find("{http://www.w3.org/2000/svg}desc") is not None
        kinds = {element.tag.split("}")[1] for element in root.iter()}
        assert not kinds & {"script", "style", "foreignObject", "image", "use"}
    assert HOSTILE_TITLES[0] in "".join(ElementTree.fromstring(figures.map).itertext())
