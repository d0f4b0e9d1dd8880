"""A finished week as a STIX 2.1 bundle: the report, who wrote it, where it happened, what happened, and who took part.

Identifiers are UUIDs of version 5, so that the same week gives the same objects and importing it again doubles nothing:
the report's is made of country and week, a location's of its place, an incident's of its story. Stories are `incident`
objects with their articles as external references; hotspots and countries are `location` objects. What the standard has no
field for (level, score, intensity) stands in labels and descriptions, so that no extension is needed to read it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.graphics.borders import country_name
from tasks.report.prose.inert import link, plain
from warehouse.tables import Article, Hotspot, Story

NAMESPACE = uuid.UUID("5f0c1c6e-1f0f-5d39-9f3a-6d3ad0f6c2a1")
"""Ours; an identifier is uuid5(NAMESPACE, "<type>:<key>")."""

TLP_CLEAR = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
"""The standard's own marking TLP:WHITE (today CLEAR): everything here is from open sources."""

FOUNDED = "2026-01-01T00:00:00.000Z"
"""When the objects that belong to no week (identities, countries) count as created."""

MOST_STORIES = 40
MOST_REFERENCES = 12
"""Of one story, so that a story told two hundred times does not fill the bundle."""


def export_stix(week: FinishedWeek) -> str:
    """STIX JSON text."""
    return json.dumps(bundle(week), ensure_ascii=False, indent=1) + "\n"


def bundle(week: FinishedWeek) -> dict[str, Any]:
    """The bundle: identity, locations, incidents, relationships and, last, the report that refers to them all."""
    author = stix_object("identity", "weekwatch", FOUNDED, name="Weekwatch", identity_class="system",
                     description="Weekly security reports from open sources, written by a program.")  # fmt: skip
    objects: dict[str, dict[str, Any]] = {author["id"]: author}

    def add(found: dict[str, Any]) -> str:
        found.setdefault("created_by_ref", author["id"])
        found["object_marking_refs"] = [TLP_CLEAR]
        objects.setdefault(found["id"], found)
        return str(found["id"])

    home = add(_country(week.country, week.document.report.country_name))
    spots = {h.place_id: add(_hotspot(week, h)) for h in week.ordered_hotspots()}
    places: dict[str, list[str]] = {}
    for h in week.ordered_hotspots():
        for story_id in h.story_ids:
            places.setdefault(story_id, []).append(spots[h.place_id])
    headings = week.headings()
    sources = week.articles_of_stories()
    told = [*headings, *(s for h in week.hotspots for s in h.story_ids)]
    kept = [s for s in week.ordered_stories() if s.story_id in set(told)][:MOST_STORIES]
    for story in kept:
        incident = add(_incident(week, story, headings.get(story.story_id), sources[story.story_id]))
        for place in places.get(story.story_id) or [home]:
            add(_relation(week, incident, "located-at", place))
        for actor in sorted(set(story.actors) - {week.country}):
            other = add(
                _country(actor, country_name(actor)) if re.fullmatch("[A-Z]{2}", actor) else _organisation(actor)
            )
            add(_relation(week, incident, "related-to", other))
    refs = [ref for ref in objects if ref != author["id"]]
    report = _report(week, refs, [objects[ref] for ref in refs if ref.startswith("incident--")])
    add(report)
    return {
        "type": "bundle",
        "id": f"bundle--{_uuid('bundle', f'{week.country}:{week.start}:{week.document.report.revision}')}",
        "objects": [marking(), *objects.values()],
    }


def _report(week: FinishedWeek, refs: list[str], incidents: list[dict[str, Any]]) -> dict[str, Any]:
    """The report; its description also tells the incidents, since some platforms (MISP) know no such objects."""
    report, score = week.document.report, week.document.score
    level = [f"threat-level:{report.threat_level.lower().replace(' ', '-')}", f"change:{report.change}"]
    if report.threat_level != "Insufficient evidence":
        level.append(f"threat-score:{score.threat_score:.1f}")
    if report.synthetic:
        level.append("synthetic")
    told = [f"{i['name']}: {i['description']}" for i in incidents]
    return stix_object(
        "report", f"{week.country}:{week.start}", stix_time(week.starts_at), modified=_modified(week),
        name=plain(report.title), description="\n\n".join([plain(report.summary), plain(week.document.level_note), *told]),
        report_types=["threat-report"], published=stix_time(week.ends_at), object_refs=refs, lang=report.language,
        labels=[f"country:{week.country}", f"week:{report.week_label}", *level],
    )  # fmt: skip


def _incident(week: FinishedWeek, story: Story, heading: str | None, articles: Sequence[Article]) -> dict[str, Any]:
    said = [
        s.text
        for s in sorted(week.statements, key=lambda s: s.position)
        if s.supported and s.story_id == story.story_id and s.section == "developments"
    ]
    references: list[dict[str, str]] = []
    for a in articles[:MOST_REFERENCES]:
        reference = {
            "source_name": plain(a.outlet) or "unnamed outlet",
            "description": f"{plain(a.title)} ({a.published_at:%Y-%m-%d})",
        }
        if url := link(a.url):
            reference["url"] = url
        references.append(reference)
    found = stix_object(
        "incident", f"{week.country}:{story.story_id}", stix_time(story.first_seen_at),
        modified=stix_time(max(story.first_seen_at, story.last_seen_at)), name=plain(heading or story.title) or "untitled",
        description=plain(" ".join(said) or story.title),
        labels=[f"sector:{story.sector}", f"category:{story.category}", f"severity:{story.severity:.1f}"],
    )  # fmt: skip
    if references:
        found["external_references"] = references
    return found


def _hotspot(week: FinishedWeek, h: Hotspot) -> dict[str, Any]:
    found = stix_object(
        "location", f"{week.country}:{week.start}:{h.place_id}", stix_time(week.starts_at), modified=_modified(week), name=plain(h.label),
        description=plain(h.detail), latitude=h.lat, longitude=h.lng, precision=round(h.radius_km * 1000.0, 1),
        labels=[f"intensity:{h.intensity}", f"trend:{h.trend}"],
    )  # fmt: skip
    if h.place_country != "XX":
        found["country"] = h.place_country
    return found


def _country(code: str, name: str) -> dict[str, Any]:
    return stix_object("location", f"country:{code}", FOUNDED, name=plain(name), country=code)


def _organisation(name: str) -> dict[str, Any]:
    return stix_object(
        "identity", f"organisation:{name}", FOUNDED, name=plain(name) or "unnamed", identity_class="organization"
    )


def _relation(week: FinishedWeek, source: str, kind: str, target: str) -> dict[str, Any]:
    return stix_object("relationship", f"{source}:{kind}:{target}", stix_time(week.starts_at), relationship_type=kind,
                   source_ref=source, target_ref=target)  # fmt: skip


def marking() -> dict[str, Any]:
    """The object of TLP_CLEAR."""
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": TLP_CLEAR, "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp", "name": "TLP:WHITE", "definition": {"tlp": "white"},
    }  # fmt: skip


def stix_object(kind: str, key: str, created: str, modified: str | None = None, **more: Any) -> dict[str, Any]:
    """An object whose identifier is made of its type and key; `more` are its other properties."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{_uuid(kind, key)}",
        "created": created,
        "modified": modified or created,
        **more,
    }


def _uuid(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def _modified(week: FinishedWeek) -> str:
    """The last publication among the week's articles, and not before its start: late news makes a newer version."""
    return stix_time(max([week.starts_at, *(a.published_at for a in week.articles)]))


def stix_time(moment: dt.datetime) -> str:
    """An instant as STIX writes it: UTC, milliseconds, Z."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
