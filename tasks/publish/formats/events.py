"""Events for other tools: CSV in the columns that users of UCDP or ACLED know, GeoJSON, a STIX 2.1 bundle of incidents.

Each is a pure function of the events: equal rows give equal bytes. An event stands once, as it stood in the newest week that tells it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from tasks.publish.formats.csv import inert_cell
from tasks.publish.formats.stix import TLP_CLEAR, marking, stix_object, stix_time
from tasks.publish.graphics.borders import country_name
from tasks.report.prose.inert import plain
from warehouse.tables import Event

FORMATS = ("acled", "ucdp", "geojson", "stix")
"""What `events_in` writes."""

_UCDP_NUMBERS = {"state-based": 1, "non-state": 2, "one-sided": 3}
_ACLED_TYPES = {
    "assault": "Battles",
    "protest": "Protests",
    "coerce": "Strategic developments",
    "mobilize": "Strategic developments",
}
"""ACLED's event types for our kinds, where one fits; violence against people who bear no arms has its own."""

Cell = str | int | float | dt.date | None


def newest_of_each(events: Sequence[Event]) -> list[Event]:
    """Each event once: the newest week's row, of the country where it happened before others; by day and event_id."""
    ordered = sorted(events, key=lambda e: (e.week, e.nearness == "inside", e.publisher_count, e.country))
    return sorted({event.event_id: event for event in ordered}.values(), key=lambda e: (e.event_date, e.event_id))


def events_in(form: str, events: Sequence[Event]) -> str:
    """The events in a format of `FORMATS`."""
    writers: dict[str, Callable[[Sequence[Event]], str]] = {
        "acled": lambda told: _csv(told, _acled),
        "ucdp": lambda told: _csv(told, _ucdp),
        "geojson": _geojson,
        "stix": _stix,
    }
    return writers[form](newest_of_each(events))


def _csv(events: Sequence[Event], row_of: Callable[[Event], dict[str, Cell]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(row_of(_NOTHING)))
    writer.writeheader()
    for event in events:
        writer.writerow({name: inert_cell(value) for name, value in row_of(event).items()})
    return "\ufeff" + out.getvalue()


def _acled(event: Event) -> dict[str, Cell]:
    """A row in ACLED's columns; its geo-precision is 1 within 20 km, 2 within a unit, 3 beyond."""
    one_sided = event.ucdp_type == "one-sided"
    return {
        "event_id_cnty": event.event_id,
        "event_date": event.event_date,
        "year": event.event_date.year,
        "time_precision": 1,
        "event_type": "Violence against civilians" if one_sided else _ACLED_TYPES.get(event.kind, "Other"),
        "sub_event_type": event.kind,
        "actor1": " | ".join(event.actors[:1]),
        "actor2": " | ".join(event.targets[:1]),
        "country": country_name(event.site_country) if event.site_country else "",
        "iso2": event.site_country,
        "admin1": event.unit_name,
        "location": event.site,
        "latitude": event.lat,
        "longitude": event.lng,
        "geo_precision": None
        if event.radius_km is None
        else 3
        if event.site_basis == "seat"
        else 1
        if event.radius_km <= 20
        else 2
        if event.radius_km <= 100
        else 3,
        "source_count": event.publisher_count,
        "notes": event.title,
        "fatalities": event.killed_best or 0,
        "timestamp": int(event.last_told_at.timestamp()),
    }


def _ucdp(event: Event) -> dict[str, Cell]:
    """A row in UCDP GED's columns."""
    return {
        "id": event.event_id,
        "year": event.event_date.year,
        "type_of_violence": _UCDP_NUMBERS.get(event.ucdp_type or ""),
        "conflict_name": event.thread_id,
        "side_a": " | ".join(event.actors[:1]),
        "side_b": " | ".join(event.targets[:1]),
        "number_of_sources": event.publisher_count,
        "source_headline": event.title,
        "where_prec": None
        if event.radius_km is None
        else 6
        if event.site_basis == "seat"
        else 1
        if event.radius_km <= 20
        else 4,
        "where_coordinates": event.site,
        "adm_1": event.unit_name,
        "latitude": event.lat,
        "longitude": event.lng,
        "country": country_name(event.site_country) if event.site_country else "",
        "date_start": event.event_date,
        "date_end": event.until or event.event_date,
        "best": event.killed_best,
        "low": event.killed_low,
        "high": event.killed_high,
    }


def _geojson(events: Sequence[Event]) -> str:
    features = [
        {
            "type": "Feature",
            "id": event.event_id,
            "geometry": None if event.lng is None else {"type": "Point", "coordinates": [event.lng, event.lat]},
            "properties": {
                "title": plain(event.title), "kind": event.kind, "cameo": event.cameo, "ucdp_type": event.ucdp_type,
                "event_date": event.event_date.isoformat(), "until": event.until.isoformat() if event.until else None,
                "site": event.site, "unit": event.unit, "site_country": event.site_country, "site_basis": event.site_basis, "radius_km": event.radius_km,
                "killed_low": event.killed_low, "killed_best": event.killed_best, "killed_high": event.killed_high,
                "toll_as_of": event.toll_as_of.isoformat() if event.toll_as_of else None, "state": event.state,
                "certainty": event.certainty, "publishers": event.publisher_count, "actors": " | ".join(event.actors),
                "targets": " | ".join(plain(target) for target in event.targets), "follows": event.follows,
            },
        }
        for event in events
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def _stix(events: Sequence[Event]) -> str:
    """Incidents with their places; an identifier is made of the event's, so that importing again doubles nothing."""
    objects: dict[str, dict[str, Any]] = {}
    for event in events:
        created = stix_time(event.first_told_at)
        incident = stix_object(
            "incident", event.event_id, created, modified=stix_time(max(event.first_told_at, event.last_told_at)),
            name=plain(event.title) or "untitled", description=_said(event),
            labels=[f"kind:{event.kind}", f"state:{event.state}", f"severity:{event.severity:.1f}"],
            object_marking_refs=[TLP_CLEAR],
        )  # fmt: skip
        objects[incident["id"]] = incident
        if event.lat is None or event.site is None:
            continue
        site = stix_object(
            "location", f"{event.event_id}:{event.place_id}", created, name=plain(event.site), latitude=event.lat,
            longitude=event.lng, precision=round((event.radius_km or 1.0) * 1000.0, 1), object_marking_refs=[TLP_CLEAR],
        )  # fmt: skip
        if event.site_country and event.site_country != "XX":
            site["country"] = event.site_country
        there = stix_object(
            "relationship", f"{incident['id']}:located-at:{site['id']}", created, relationship_type="located-at",
            source_ref=incident["id"], target_ref=site["id"], object_marking_refs=[TLP_CLEAR],
        )  # fmt: skip
        objects |= {site["id"]: site, there["id"]: there}
    identity = stix_object("bundle", "|".join(sorted(objects)), "")["id"]
    return (
        json.dumps(
            {"type": "bundle", "id": identity, "objects": [marking(), *objects.values()]}, ensure_ascii=False, indent=1
        )
        + "\n"
    )


def _said(event: Event) -> str:
    toll = "" if event.killed_best is None else f" {event.killed_best} killed as of {event.toll_as_of}."
    where = f" at {plain(event.site)}" if event.site else ""
    return f"{plain(event.title)}. {event.kind.capitalize()} on {event.event_date}{where}.{toll} Told by {event.publisher_count} publishers."


_NOTHING = Event.model_construct(
    event_id="", event_date=dt.date(2000, 1, 1), ucdp_type=None, kind="", actors=[], targets=[], site_country=None, unit_name=None,
    site=None, lat=None, lng=None, radius_km=None, publisher_count=0, title="", killed_best=None, killed_low=None, killed_high=None,
    last_told_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC), thread_id=None, until=None,
)  # fmt: skip
"""An event of which only the columns' names are wanted."""
