"""Events in the columns of ACLED and UCDP, as GeoJSON and as STIX: each once, as it stood last, inert."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from tasks.publish.formats.events import FORMATS, events_in, newest_of_each
from tests.tasks.rows import WEEK, event

SITE = {
    "site": "Erdenet",
    "place_id": "geonames:1",
    "site_country": "MN",
    "unit": "MN-061",
    "unit_name": "Orkhon",
    "lat": 49.0,
    "lng": 104.1,
    "radius_km": 10.0,
}
FORMER = event(1, killed_low=2, killed_best=2, killed_high=2, toll_as_of=WEEK, **SITE)
LATER = FORMER.model_copy(
    update={"week": WEEK + dt.timedelta(days=7), "killed_best": 5, "killed_high": 6, "title": "=cmd(); five dead", "ucdp_type": "one-sided",
            "actors": ["RSF"], "targets": ["five farmers"], "until": WEEK + dt.timedelta(days=8)}
)  # fmt: skip
NEIGHBOUR = LATER.model_copy(update={"country": "CN", "nearness": "mentioned"})
NOWHERE = event(2, kind="consult")
TOLD = [NEIGHBOUR, FORMER, LATER, NOWHERE]


def rows(form: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(events_in(form, TOLD).removeprefix("\ufeff"))))


def test_an_event_stands_once_in_the_row_of_its_own_country_and_newest_week() -> None:
    assert newest_of_each(TOLD) == [LATER, NOWHERE]
    assert newest_of_each(TOLD[::-1]) == [LATER, NOWHERE]


def test_acled_columns() -> None:
    row = rows("acled")[0]
    assert (row["event_type"], row["fatalities"], row["country"], row["admin1"], row["actor1"], row["actor2"], row["geo_precision"]) == (
        "Violence against civilians", "5", "Mongolia", "Orkhon", "RSF", "five farmers", "1",
    )  # fmt: skip
    assert row["notes"].startswith("'=")
    assert rows("acled")[1]["latitude"] == ""


def test_ucdp_columns() -> None:
    row = rows("ucdp")[0]
    assert (row["type_of_violence"], row["low"], row["best"], row["high"], row["date_end"]) == (
        "3",
        "2",
        "5",
        "6",
        str(LATER.until),
    )
    assert (rows("ucdp")[1]["best"], rows("ucdp")[1]["type_of_violence"]) == ("", "")


def test_geojson_has_a_feature_an_event_and_no_point_where_no_place_was_told() -> None:
    found = json.loads(events_in("geojson", TOLD))
    assert [feature["geometry"] for feature in found["features"]] == [
        {"type": "Point", "coordinates": [104.1, 49.0]},
        None,
    ]
    assert found["features"][0]["properties"]["killed_best"] == 5


def test_stix_has_an_incident_an_event_and_its_place() -> None:
    found = json.loads(events_in("stix", TOLD))
    kinds = [one["type"] for one in found["objects"]]
    assert kinds == ["marking-definition", "incident", "location", "relationship", "incident"]
    assert found == json.loads(events_in("stix", [LATER, NOWHERE]))


@pytest.mark.parametrize("form", FORMATS)
def test_no_events_are_a_file_without_rows(form: str) -> None:
    text = events_in(form, [])
    assert text.count("\n") >= 1
    assert events_in(form, TOLD) == events_in(form, TOLD[::-1])
